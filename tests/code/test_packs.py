"""Language packs: what the French one codes, how wrong files are told, and that a pack is nothing but data."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.code.packs.coder import PackCoder
from tasks.code.packs.pack import load, pack_for
from tasks.errors import PackError
from tasks.models import ActorRole, CodeInput, Harm, Mention, Realis
from tests.code.coders import check_spans, code, coder

PUBLISHED = date(2024, 6, 19)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "sentences_fr.yaml").read_text(encoding="utf-8"))
FRENCH = Path(str(resources.files("tasks.code.packs") / "fr"))
WORDS = (
    *(
        "douze",
        "12",
        "1 200",
        "quatre-vingt-dix",
        "une",
        "dizaine",
        "de",
        "des",
        "civils",
        "soldats",
        "tués",
        "a tué",
        "morts",
        "dont",
    ),
    *(
        "attaque",
        "à",
        "près",
        "Djibo",
        "Mali",
        "l'armée",
        "d'",
        "selon",
        "a déclaré",
        "lundi",
        "le 3 mars",
        "entre",
        "et",
        "au moins",
    ),
    *(
        "M23",
        "(",
        ")",
        ",",
        ".",
        "«",
        "»",
        "’",
        "'",
        "-",
        "\n",
        "😀",
        "é́",
        "\x00",
        "\u200f",
        "29 février",
        "il y a",
        "jours",
        "İ",
        "ǅ",
    ),
)
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200)


def names(event: Mention, role: ActorRole) -> list[str]:
    return [actor.name for actor in event.actors if actor.role is role]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_a_french_sentence_is_coded_as_a_careful_coder_would(case: dict[str, Any]) -> None:
    coded = code(case["text"], PUBLISHED)
    assert coded.language == "fr"
    if case.get("no_actual"):
        assert [event for event in coded.events if event.realis is Realis.ACTUAL] == []
        return
    assert [event.sub_event_type for event in coded.events] == case["events"]
    if coded.events:
        _check(case, coded.events[0])


def _check(case: dict[str, Any], event: Mention) -> None:
    checks: dict[str, Callable[[], object]] = {
        "claims": lambda: [
            [c.harm.value, c.victim_group.value, c.qualifier.value, c.low, c.best, c.high] for c in event.casualties
        ],
        "date": lambda: [event.date_start, event.date_end, event.date_prec],
        "places": lambda: [[place.name, place.country] for place in event.places],
        "side_a": lambda: names(event, ActorRole.SIDE_A),
        "side_b": lambda: names(event, ActorRole.SIDE_B),
        "attributed_to": lambda: event.attributed_to,
        "attribution": lambda: event.attribution_confidence.value,
        "realis": lambda: event.realis.value,
        "clarity": lambda: event.event_clarity,
    }
    for key, found in checks.items():
        if key in case:
            assert found() == case[key], key


def test_sentences_that_go_on_about_an_event_join_it() -> None:
    text = (
        "Des hommes armés ont attaqué dimanche le village de Bounti, dans le centre du Mali.\n"
        "L'attaque a fait au moins dix morts, a indiqué un élu. Le bilan est passé lundi à 14 morts.\n"
        "Mardi, un convoi militaire a sauté sur une mine près de Gao, tuant deux soldats."
    )
    first, second = code(text, PUBLISHED).events
    assert (first.sub_event_type, first.date_start, first.attributed_to) == ("Attack", date(2024, 6, 16), "élu")
    assert [claim.best for claim in first.casualties] == [10, 14]
    assert second.sub_event_type == "Remote explosive/landmine/IED"
    assert [place.name for place in second.places] == ["Gao"]


def test_a_namesake_in_another_country_is_never_taken() -> None:
    [event] = code("Des soldats ont été tués lundi dans une attaque contre le village de Paris, au Mali.", PUBLISHED).events
    assert (event.places[0].name, event.places[0].country) in {("Paris", None), ("Paris", "ML")}


def test_no_first_word_is_a_place_for_its_capital() -> None:
    text = "Tours de passe-passe et attaques se suivent. Nice journée. Des rebelles ont tué deux civils lundi près de Goma, en RDC."
    assert {place.name for place in code(text, PUBLISHED).places} == {"Goma", "RDC"}


def test_batches_keep_their_order_whatever_the_language() -> None:
    given_texts = [
        CodeInput("en", "A bomb killed two soldiers in Kabul."),
        CodeInput("fr", "Une bombe a explosé à Kaboul, tuant deux soldats."),
        CodeInput("de", "Bei einem Anschlag in Kabul sind am Dienstag zwei Soldaten getötet worden."),
        CodeInput("en2", "A bomb killed two soldiers in Herat."),
    ]
    coded = list(coder().code_many(given_texts))
    assert [one.text_id for one in coded] == ["en", "fr", "de", "en2"]
    assert [one.language for one in coded] == ["en", "fr", "de", "en"]
    assert [one.uncoded_reason for one in coded] == [None, None, "language", None]


def test_it_is_less_sure_than_of_english() -> None:
    [french] = code("Au moins douze civils ont été tués lundi dans une attaque de rebelles à Goma, en RDC.", PUBLISHED).events
    [english] = code("At least twelve civilians were killed on Monday in an attack by rebels in Goma, DR Congo.", PUBLISHED).events
    assert french.confidence < english.confidence


def _pack(text: str, published: date | None) -> None:
    pack = pack_for("fr", None)
    assert pack is not None
    coded = PackCoder(pack, coder()._gazetteer, "test").code(CodeInput("t", text, published_at=published))  # noqa: SLF001 - shared
    check_spans(text, coded)
    for event in coded.events:
        assert event.date_start is None or event.date_end is None or event.date_start <= event.date_end
        for claim in event.casualties:
            bounds = [bound for bound in (claim.low, claim.high) if bound is not None]
            assert bounds == sorted(bounds)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, st.none() | st.dates())
def test_offsets_cut_out_the_words_on_any_text(text: str, published: date | None) -> None:
    _pack(text, published)


@pytest.mark.parametrize(
    "text",
    [
        "Des jihadistes ont tué 12 civils et blessé 3 soldats lundi à Djibo, au Burkina Faso, selon l'armée. " * 800,
        "attaque de jihadistes à Djibo tuant 12 civils et " * 1_600,
        "lundi mardi entre 10 et 15 morts du 3 au " * 1_900,
        "A" * 80_000,
        "quatre-vingt-" * 6_000,
        "Djibo Gao Kidal Mopti " * 3_600,
        "l'" * 40_000,
    ],
    ids=["sentences", "one sentence", "dates", "one word", "one number", "names", "apostrophes"],
)
def test_a_text_of_80_000_characters_takes_two_seconds(text: str) -> None:
    _pack("La guerre.", PUBLISHED)
    begun = time.process_time()
    _pack(text[:80_000], PUBLISHED)
    assert time.process_time() - begun < 2


TINY: dict[str, dict[str, Any]] = {
    "language.yaml": {"name": "Spanish"},
    "numbers.yaml": {"words": {"dos": 2, "doce": 12}, "before": {"at_least": ["al menos"]}},
    "contexts.yaml": {"plain": {"armed": ["soldados", "ataque"]}},
    "triggers.yaml": {"senses": {"attack": {"type": "Attack", "strength": 2, "phrases": ["ataque(s)"]}}},
    "harm.yaml": {
        "states": {"killed": ["muerto(s)"]},
        "done": {"killed": ["mató"]},
        "combatant": ["soldado(s)"],
        "civilian": ["civil(es)"],
        "person": ["persona(s)"],
        "list_words": ["y"],
    },
    "dates.yaml": {
        "weekdays": {"monday": ["lunes"]},
        "months": {"march": ["marzo"]},
        "units": {"day": ["día", "días"]},
        "patterns": [["(el )?{weekday}", "{weekday}"], ["{day} de {month}", "{day} {month}"]],
    },
    "places.yaml": {"type_words": {"ppl": ["ciudad"]}, "at": ["en"], "fillers": ["la", "de"]},
    "countries.yaml": {"CO": {"names": ["colombia"], "demonyms": ["colombiano(s)"]}},
    "actors.yaml": {
        "services": {"Military Forces": ["ejército"]},
        "groups": {"Civilians": ["civiles"]},
        "agents": ["por"],
        "against": ["contra"],
    },
    "telling.yaml": {"according": ["según"], "said": ["dijo"], "sources": ["policía"]},
}


@pytest.fixture
def spanish(tmp_path: Path) -> Path:
    """A tiny pack of data files alone, in a folder of the user's."""
    (tmp_path / "es").mkdir()
    for name, data in TINY.items():
        (tmp_path / "es" / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_a_pack_of_data_files_alone_codes_its_language(spanish: Path) -> None:
    pack = pack_for("es", spanish)
    assert pack is not None
    text = "Al menos doce civiles resultaron muertos el lunes en un ataque en la ciudad de Toribío, en Colombia, según la policía."
    coded = PackCoder(pack, coder()._gazetteer, "1").code(CodeInput("t", text, published_at=PUBLISHED))  # noqa: SLF001 - shared
    check_spans(text, coded)
    [event] = coded.events
    assert (coded.language, event.sub_event_type, event.date_start) == ("es", "Attack", date(2024, 6, 17))
    assert [(claim.harm, claim.best, claim.low) for claim in event.casualties] == [(Harm.KILLED, 12, 12)]
    assert [place.country for place in event.places] == ["CO", "CO"]
    assert event.attributed_to == "policía"


def test_the_users_folder_goes_before_ours_and_may_be_missing(tmp_path: Path) -> None:
    assert pack_for("fr", tmp_path / "nowhere") is not None
    assert pack_for("xx", tmp_path) is None
    shutil.copytree(FRENCH, tmp_path / "fr")
    (tmp_path / "fr" / "language.yaml").write_text("name: French\nconfidence_lost: 0.4\n", encoding="utf-8")
    own = pack_for("fr", tmp_path)
    assert own is not None
    assert own.confidence_lost == 0.4


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("dates.yaml", None, "dates.yaml is missing"),
        ("numbers.yaml", "words: [", "numbers.yaml is no YAML"),
        ("numbers.yaml", "words: {uno: one}", "numbers.yaml: words.uno"),
        ("harm.yaml", "states: {hurt: [x]}", "harm.yaml: states.hurt"),
        ("language.yaml", "nom: Español", "language.yaml: nom"),
        ("triggers.yaml", "senses: {a: {type: Fight, strength: 2, phrases: [x]}}", "triggers.yaml: senses.a.type"),
        ("triggers.yaml", "senses: {a: {type: Attack, strength: 2, phrases: [x], unless: [sport]}}", "senses.a.unless"),
        ("triggers.yaml", "senses: {a: {type: Attack, strength: 2, phrases: [x +weapon]}}", "weapon"),
        ("dates.yaml", "{weekdays: {}, months: {}, units: {}, patterns: [['{hour}', 'x']]}", "patterns.0: there is no {hour}"),
        ("places.yaml", "{type_words: {hill: [x]}, at: [en]}", "places.yaml: type_words"),
        ("actors.yaml", "{named: {xyz: {names: [x]}}, services: {}, groups: {}, agents: [], against: []}", "named.xyz"),
    ],
)
def test_what_is_wrong_with_a_pack_is_told_with_file_and_key(spanish: Path, name: str, content: str | None, told: str) -> None:
    path = spanish / "es" / name
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(PackError, match=r"^" + str(spanish)) as raised:
        load(spanish / "es")
    assert told in str(raised.value)
