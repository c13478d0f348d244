"""Short ways to write down reports for the linker's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tasks.models import (
    Actor,
    ActorRole,
    CasualtyClaim,
    Harm,
    Mention,
    MentionRef,
    Place,
    PlaceRole,
    Qualifier,
    Realis,
    Victims,
)

TYPES = {
    "air": ("Explosions/Remote violence", "Air/drone strike"),
    "shelling": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "clash": ("Battles", "Armed clash"),
    "attack": ("Violence against civilians", "Attack"),
    "protest": ("Protests", "Peaceful protest"),
}

# Invented places in an invented country: two towns 90 km apart, a suburb 3 km from the first, the region around them, and another.
ALMA = Place("Alma", 0, 1, 1, 35.00, 37.00, 1, "Westmark", "XA")
ALMA_QUARTER = Place("Old Quarter", 0, 1, 2, 35.02, 37.02, 1, "Westmark", "XA")
BREN = Place("Bren", 0, 1, 3, 35.80, 37.20, 1, "Westmark", "XA")
WESTMARK = Place("Westmark", 0, 1, 10, 35.40, 37.10, 4, "Westmark", "XA")
EASTMARK = Place("Eastmark", 0, 1, 11, 35.40, 39.10, 4, "Eastmark", "XA")
XANDIA = Place("Xandia", 0, 1, 12, 35.50, 38.00, 6, None, "XA")
ALMA_ABROAD = Place("Alma", 0, 1, 4, 35.00, 37.01, 1, "Northmark", "XB")
DAY = date(2023, 9, 1)


def killed(
    best: int | None,
    qualifier: Qualifier = Qualifier.EXACT,
    *,
    by: str | None = None,
    group: Victims = Victims.UNKNOWN,
    total: bool = False,
    harm: Harm = Harm.KILLED,
) -> CasualtyClaim:
    low = best + 1 if qualifier is Qualifier.MORE_THAN and best is not None else best
    low = None if qualifier is Qualifier.UP_TO else low
    high = best if qualifier in (Qualifier.EXACT, Qualifier.UP_TO) else None
    return CasualtyClaim(harm, group, qualifier, low, best, high, is_cumulative=total, start=0, end=1, attributed_to=by)


def tell(
    name: str,
    kind: str = "air",
    place: Place | None = ALMA,
    day: date | None = DAY,
    *claims: CasualtyClaim,
    article: str | None = None,
    story: str | None = None,
    owner: str | None = None,
    hours: float = 12,
    until: date | None = None,
    prec: int | None = None,
    sides: tuple[str, str] | None = None,
    realis: Realis = Realis.ACTUAL,
    clarity: int = 1,
    undated_article: bool = False,
) -> MentionRef:
    """Return a report by the outlet `owner` (default: an outlet of its own), published `hours` after the start of DAY."""
    event_type, sub_event_type = TYPES[kind]
    mention = Mention(
        event_type=event_type,
        sub_event_type=sub_event_type,
        trigger_start=0,
        trigger_end=1,
        start=0,
        end=1,
        realis=realis,
        event_clarity=clarity,
        date_start=day,
        date_end=until or day,
        date_prec=prec or (1 if day and not until else None),
        places=()
        if place is None
        else (Place(**{field: getattr(place, field) for field in place.__slots__} | {"role": PlaceRole.AT}),),
        actors=tuple(
            Actor(side, None, role, 0, 1) for side, role in zip(sides or (), (ActorRole.SIDE_A, ActorRole.SIDE_B), strict=False)
        ),
        casualties=claims,
    )
    published = datetime.fromtimestamp(datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC).timestamp() + hours * 3600, UTC)
    outlet = owner or f"owner of {name}"
    return MentionRef(
        mention_id=name,
        article_id=article or f"article of {name}",
        source_id=outlet,
        owner_group=outlet,
        story_id=story or f"story of {article or name}",
        published_at=None if undated_article else published,
        mention=mention,
    )
