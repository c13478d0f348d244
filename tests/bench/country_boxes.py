"""Write the view `core.country_boxes` from the gazetteer: the box around every place that it knows in each country.

    python -m tests.bench.country_boxes ~/.cache/dateline/gazetteer.sqlite > warehouse/views/core_08_country_boxes.sql

Longitudes are those of the shortest arc that holds all of a country's places, so that a box may cross the 180th meridian: its west
is then greater than its east (RFC 7946, 5.2).
"""

from __future__ import annotations

import argparse
import math
import sqlite3
from itertools import pairwise
from pathlib import Path

# Places as precise as a first-order division or better (UCDP's where_prec); seas and ranges may lie outside. A longitude of 0 with
# no fraction stands for "unknown" in some lists.
PLACES = """
SELECT country, latitude, longitude FROM place
WHERE country IS NOT NULL AND where_prec <= 4 AND longitude <> 0 ORDER BY country
"""
HEADER = """\
-- One row per country: the box around the places that the gazetteer knows in it. Written by tests/bench/country_boxes.py.
CREATE OR REPLACE VIEW core.country_boxes AS
SELECT *
FROM (
    VALUES
"""
FOOTER = """\
) AS boxes (country, south, west, north, east);

COMMENT ON VIEW core.country_boxes IS 'One row per country: the box around the places that the gazetteer knows in it (GeoNames, Natural Earth, UCDP). Overseas territories with a code of their own are countries here. A box is larger than its country: a point in it may still lie abroad.';
COMMENT ON COLUMN core.country_boxes.country IS 'Country, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN core.country_boxes.south IS 'Southernmost latitude in degrees, WGS 84.';
COMMENT ON COLUMN core.country_boxes.west IS 'Westernmost longitude in degrees, WGS 84; greater than east where the box crosses the 180th meridian.';
COMMENT ON COLUMN core.country_boxes.north IS 'Northernmost latitude in degrees, WGS 84.';
COMMENT ON COLUMN core.country_boxes.east IS 'Easternmost longitude in degrees, WGS 84.';
"""  # noqa: E501 - a comment in SQL is one string


def arc(longitudes: list[float]) -> tuple[float, float]:
    """Return the west and east ends of the shortest arc that holds `longitudes`: what the widest gap between two leaves."""
    found = sorted(set(longitudes))
    gaps = [(later - earlier, number) for number, (earlier, later) in enumerate(pairwise(found))]
    wide, number = max(gaps, default=(0.0, 0))
    if wide <= found[0] + 360 - found[-1]:
        return found[0], found[-1]
    return found[number + 1], found[number]


def boxes(gazetteer: Path) -> list[str]:
    """Return one row of SQL for each country, rounded outwards to tenths of a degree."""
    points: dict[str, list[tuple[float, float]]] = {}
    with sqlite3.connect(gazetteer) as con:
        for country, latitude, longitude in con.execute(PLACES):
            points.setdefault(country, []).append((latitude, longitude))
    rows = []
    for country, found in sorted(points.items()):
        south, north = min(p[0] for p in found), max(p[0] for p in found)
        west, east = arc([p[1] for p in found])
        rows.append(f"        ('{country}', {_down(south)}, {_down(west)}, {_up(north)}, {_up(east)})")
    return rows


def _down(degrees: float) -> float:
    return math.floor(degrees * 10) / 10


def _up(degrees: float) -> float:
    return math.ceil(degrees * 10) / 10


def main() -> None:
    """Print the view."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gazetteer", type=Path)
    print(HEADER + ",\n".join(boxes(arguments.parse_args().gazetteer)) + "\n" + FOOTER, end="")


if __name__ == "__main__":
    main()
