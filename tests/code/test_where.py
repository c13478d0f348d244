from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from tasks.code.coder import parseable
from tasks.code.toponyms import Use
from tests.code.geo import geoparser, model, places
from tests.conftest import SHARED

SEED = SHARED / "seed" / "idlib-article.txt"


def test_a_town_is_resolved_with_its_division_and_country() -> None:
    place = places("Shelling hit the market of Kramatorsk in eastern Ukraine on Tuesday.")["Kramatorsk"]
    assert (place.country, place.adm_1, place.where_prec, place.role) == ("UA", "Donetsk", 1, None)
    assert place.latitude == pytest.approx(48.72, abs=0.1)


def test_a_namesake_abroad_is_not_taken_when_the_text_names_the_country() -> None:
    found = places("Rebels shelled Tripoli on Monday, the Libyan army said. Fighting went on in Misrata and Sirte.")
    assert {found[name].country for name in ("Tripoli", "Misrata", "Sirte")} == {"LY"}


def test_what_a_place_lies_in_decides_between_namesakes() -> None:
    assert places("Police in Paris, Texas, arrested two men.")["Paris"].adm_1 == "Texas"
    assert places("The accident happened in Tripoli, Lebanon, on Friday.")["Tripoli"].country == "LB"
    assert places("A car bomb went off in the town of Azaz in the northern province of Aleppo.")["Azaz"].adm_1 == "Aleppo"


def test_an_unknown_village_falls_back_to_the_region_that_the_text_names() -> None:
    text = "Two people died when a mine went off near the village of Zzarqumiya in the eastern province of Homs, Syria."
    place = places(text)["Zzarqumiya"]
    assert (place.country, place.adm_1, place.where_prec, place.geonameid) == ("SY", "Homs", 4, None)


def test_an_unknown_village_without_a_region_stays_unresolved() -> None:
    place = places("Two people died near the village of Zzarqumiya, residents said.")["Zzarqumiya"]
    assert (place.latitude, place.country, place.where_prec) == (None, None, None)


def test_the_words_around_a_name_say_whether_town_or_division_is_meant() -> None:
    assert places("Troops moved through Idlib province in Syria.")["Idlib"].where_prec == 4
    assert places("Troops moved through the city of Idlib in Syria.")["Idlib"].where_prec == 1


def test_near_a_place_is_less_precise_than_in_it() -> None:
    assert places("A convoy was hit near Kupiansk, Ukraine said.")["Kupiansk"].where_prec == 2
    assert places("A convoy was hit south of Kupiansk, Ukraine said.")["Kupiansk"].where_prec == 2


def test_persons_and_common_words_are_no_places() -> None:
    found = places("Mr. Jackson met Paris Hilton. March was cold. Reading is fun, said Nancy Lincoln. Best wishes from Victoria.")
    assert not {"Jackson", "Paris", "March", "Reading", "Nancy", "Lincoln", "Best"} & set(found)


def test_adjectives_and_parts_of_names_are_told_from_places() -> None:
    doc = model()("Syrian troops searched Damascus University before they left for Homs.")
    uses = {place.name: use for place, use in geoparser().resolved(doc)}
    assert uses["Syrian"] is Use.ADJECTIVE
    assert uses["Homs"] is Use.LITERAL
    assert uses.get("Damascus") is not Use.LITERAL
    assert {place.name for place, use in geoparser().resolved(doc) if use is Use.LITERAL} == {"Homs"}


def test_a_hint_gives_the_country_where_the_text_does_not() -> None:
    assert places("Gunmen attacked a bus outside Tripoli.", "LB")["Tripoli"].country == "LB"


def test_a_dateline_and_capitals_are_read() -> None:
    assert (
        places("KHARKIV (Agency) - A drone hit a school. Ukraine's air force said it shot down nine others.")["KHARKIV"].country
        == "UA"
    )


def test_an_american_county_lies_at_its_middle_in_the_state_that_the_text_names() -> None:
    place = places("Deputies searched a farm in Walker County, Texas, on Friday.")["Walker County"]
    assert (place.adm_1, place.where_prec) == ("Texas", 3)
    assert place.latitude == pytest.approx(30.74, abs=0.1)
    assert place.longitude == pytest.approx(-95.57, abs=0.1)


def test_washington_is_the_capital_unless_the_state_is_spoken_of() -> None:
    assert places("Officials in Washington said that envoys would go to Kabul.")["Washington"].adm_1 == "District of Columbia"
    text = "Fires spread from Spokane to Yakima and Wenatchee, the state of Washington said."
    assert places(text)["Washington"].adm_1 == "Washington"


def test_a_state_s_abbreviation_with_full_stops_is_the_state() -> None:
    assert places("He was born in Albany, N.Y., and lived in Trenton, N.J., until 1990.")["N.Y."].where_prec == 4


def test_a_country_is_not_taken_for_a_village_of_its_name() -> None:
    text = "In Aleppo, Homs and Hama envoys from Turkey, Qatar and Syria met commanders of the Syrian army."
    assert (places(text)["Qatar"].country, places(text)["Qatar"].where_prec) == ("QA", 6)


def test_the_words_of_a_text_tell_its_country_where_it_names_none() -> None:
    local = "A sheriff's deputy and two selectmen spoke to the township about the felony. The talks were held in Athens."
    assert places(local)["Athens"].country == "US"
    assert places("The talks were held in Athens, diplomats said.")["Athens"].country == "GR"
    abroad = "A sheriff from America spoke to Greek, Turkish and Italian officers. The talks were held in Athens."
    assert places(abroad)["Athens"].country == "GR"


def test_an_unknown_part_of_a_city_is_placed_at_the_city() -> None:
    place = places("Shells fell on the Zzarqumiya neighbourhood in the city of Aleppo, Syria, on Monday.")["Zzarqumiya"]
    assert (place.country, place.adm_1, place.where_prec, place.rule) == ("SY", "Aleppo", 1, "city_of_named_part")


def test_a_name_that_opens_a_longer_one_is_not_cut_off() -> None:
    found = places("Rebels left the village of Tal al-Zzarqumiya in Daraa province, Syria.")
    assert "Tal" not in found
    assert found["Tal al-Zzarqumiya"].rule == "centroid_of_named_region"


def test_the_european_union_is_no_single_place() -> None:
    assert places("Ministers met in the EU on Monday.")["EU"].where_prec == 7
    assert "EU" not in places("Two EU observers were shot in Kabul.")


def test_a_point_of_the_compass_is_no_place() -> None:
    assert not {"North East", "North"} & set(places("Riots spread through the North East of England on Sunday."))


def test_gaza_by_itself_is_the_strip() -> None:
    assert places("Israel bombed Gaza on Monday, the Palestinian health ministry said.")["Gaza"].where_prec == 4


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("Gunmen attacked a bus in Kunduz, Afghanistan.", "Kunduz", "contained_in_named_country"),
        ("Gunmen attacked a bus in Azaz in the province of Aleppo.", "Azaz", "contained_in_named_division"),
        ("Gunmen attacked a bus in Afghanistan.", "Afghanistan", "country_name"),
        ("Gunmen attacked a bus in Tripoli.", "Tripoli", "population"),
        ("Gunmen attacked a bus in Zaporizhzhia.", "Zaporizhzhia", "only_candidate"),
        ("Soldiers searched the village of Zzarqumiya.", "Zzarqumiya", "unresolved"),
        ("A ship sank in the Black Sea.", "Black Sea", "region_name"),
    ],
)
def test_each_place_says_by_which_rule_it_was_resolved(text: str, name: str, rule: str) -> None:
    assert places(text)[name].rule == rule


WIRE = (
    "SAN SALVADOR, 4 JUN 88 -- GUERRILLAS BURNED TWO TRUCKS IN THE DEPARTMENT OF LA UNION YESTERDAY. THE SALVADORAN ARMY SAID A "
    "PATROL WAS AMBUSHED NEAR CHALATENANGO AND THAT A BOMB DAMAGED A BRIDGE IN SAN VICENTE DEPARTMENT. A CAR WAS FOUND."
)


def test_places_in_a_text_in_capitals_are_found() -> None:
    found = places(WIRE)
    assert {"SAN SALVADOR", "LA UNION", "CHALATENANGO", "SAN VICENTE"} <= set(found)
    assert {found[name].country for name in found} == {"SV"}
    assert (found["LA UNION"].where_prec, found["SAN VICENTE"].where_prec) == (4, 4)


def test_words_in_capitals_are_not_all_places() -> None:
    assert not {"CAR", "ARMY", "PATROL", "BRIDGE", "BOMB", "TWO"} & set(places(WIRE))


def test_a_nationality_in_capitals_is_an_adjective() -> None:
    uses = {place.name: use for place, use in geoparser().resolved(model()(WIRE))}
    assert uses["SALVADORAN"] is Use.ADJECTIVE


@pytest.mark.skipif(not SEED.exists(), reason="the shared seed article is not there")
def test_the_seed_article_stays_in_syria() -> None:
    text = SEED.read_text(encoding="utf-8")
    expected = json.loads((SEED.parent / "expected.json").read_text(encoding="utf-8"))
    found = places(text)
    for event in expected["events"]:
        for name in event.get("places", ()):
            assert (found[name].country, found[name].adm_1) == (event.get("country", "SY"), event["adm_1"]), name


def one_sentence(text: str) -> Doc:
    """A text as one sentence whose words in title case are names, made at once: spaCy looks at the whole text for each word set."""
    words = model().make_doc(text)
    return Doc(
        words.vocab,
        words=[word.text for word in words],
        spaces=[bool(word.whitespace_) for word in words],
        pos=["PROPN" if word.is_title else "X" for word in words],
        sent_starts=[word.i == 0 for word in words],
    )


def test_a_sentence_of_20_000_words_takes_bounded_time() -> None:
    doc = one_sentence("the village of San Antonio near Aleppo and al-Bara in " * 2000)
    started = time.perf_counter()
    assert len(geoparser().resolved(doc)) > 4000
    assert time.perf_counter() - started < 60


def test_unknown_places_in_a_sentence_of_20_000_words_take_bounded_time() -> None:
    doc = one_sentence("near Zzarqumiya and the Zzonkaliya district of Zzumbaraq in " * 2000)
    started = time.perf_counter()
    assert geoparser().resolved(doc)
    assert time.perf_counter() - started < 30


HOSTILE = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(["\x00", "\u202e", "\u200b", "\n", "-", "'", "\u2019", ".", ",", " "])),
    max_size=60,
)
PIECES = st.lists(
    st.one_of(
        HOSTILE, st.sampled_from(["Idlib", "al-Bara", "the village of", "in", "near", "Syria", "КИЇВ", "إدلب", "U.S.", "X", "al-"])
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(PIECES, st.sampled_from([None, "SY", "zz", ""]))
def test_places_cut_out_their_words_in_any_text(pieces: list[str], country: str | None) -> None:
    text = parseable(" ".join(pieces))  # what the parser is given: half a surrogate pair would stop it
    end = 0
    for place, _ in geoparser().resolved(model()(text), country_hint=country):
        assert text[place.start : place.end] == place.name
        assert place.start >= end
        end = place.end
        assert (place.latitude is None) == (place.longitude is None) == (place.where_prec is None)
        assert place.where_prec is None or 1 <= place.where_prec <= 7


def test_all_capitals_and_no_words_are_survived() -> None:
    assert places("") == {}
    assert places("\n \t") == {}
    found = places("TURKEY SENDS TROOPS TO NORTHERN SYRIA AFTER CLASHES IN IDLIB")
    assert [place.country for place in found.values()] == ["TR", "SY", "SY"]


def test_the_lexicon_s_folder_travels_with_the_package() -> None:
    assert (Path(__file__).parents[2] / "tasks" / "code" / "lexicon" / "places_cues.yaml").is_file()
