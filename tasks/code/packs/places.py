"""Where, in a language with a pack: capitalised names that the gazetteer knows, in the countries that the text speaks of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.code.actor_finder import parties_of
from tasks.code.gazetteer import Entry, Gazetteer
from tasks.code.gazetteer_build import Kind
from tasks.code.packs.pack import Pack
from tasks.code.packs.words import Sentence
from tasks.models import Place, PlaceRole

LONGEST_NAME = 5
"""Words of the longest place name."""
CUE_REACH = 6
HOLDER_REACH = 3
"""Words from a name to the country that follows it."""
WORLD_CITY = 800_000
"""Persons of a city that a text may name without naming its country."""
CITY_WEIGHT = 20_000
NEARBY_PREC, ADM2_PREC, ADM1_PREC = 2, 3, 4
_NEAREST = 3
_OPENERS = frozenset({",", "("})
_UNITS = frozenset({"ppl", "adm1", "adm2"})


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised name in a text and what the words before it say of it. `sentence` counts the sentences of the text."""

    sentence: int
    first: int
    after: int
    text: str
    start: int
    end: int
    entries: tuple[Entry, ...]
    is_country: bool
    kind: str | None
    role: PlaceRole | None
    is_town: bool


@dataclass(frozen=True, slots=True)
class Located:
    """A place that a text names, in which sentence; `is_cued` when words tell that something is or happens there."""

    place: Place
    sentence: int
    first: int
    after: int
    is_cued: bool


class PlaceFinder:
    """Finds and resolves the places of texts in one language."""

    def __init__(self, pack: Pack, gazetteer: Gazetteer) -> None:
        """Look names up in `gazetteer`."""
        self._pack, self._words, self._gazetteer = pack, pack.places, gazetteer

    def find(self, sentences: Sequence[Sentence], hint: str | None) -> tuple[list[Located], str | None]:
        """Return the places of a text in its order, and the country that it speaks of most, by `hint` where it names none."""
        common = frozenset(word.key for one in sentences for word in one.words if word.is_word and not word.is_capital)
        names = [name for at, one in enumerate(sentences) for name in self._names(at, one, common)]
        countries = self._countries(sentences, names)
        if hint and self._gazetteer.country(hint):
            countries[hint] += 1
        if not any(name.is_country for name in names):
            countries += self._guessed(names) + self._of_actors(sentences)
        held = [self._held(sentences, names, at, countries) for at in range(len(names))]
        found = [one for name, within in zip(names, held, strict=True) if (one := self._located(name, within))]
        best = countries.most_common(1)
        return self._with_regions(found), best[0][0] if best else None

    def _held(self, sentences: Sequence[Sentence], names: Sequence[Name], at: int, countries: Counter[str]) -> Counter[str]:
        """Return the countries that a name may lie in: only the one that follows it, in `Kidal, au Mali` and `Kidal (Mali)`."""
        name, following = names[at], names[at + 1] if at + 1 < len(names) else None
        if following is None or not following.is_country or following.sentence != name.sentence or not following.entries:
            return countries
        is_beside = following.first - name.after <= HOLDER_REACH and sentences[name.sentence].keys[name.after] in _OPENERS
        home = following.entries[0].country
        return Counter({home: 1}) if is_beside and home else countries

    def _names(self, number: int, sentence: Sentence, common: frozenset[str]) -> Iterator[Name]:
        at, last = 0, None
        while at < len(sentence.words):
            name = self._name_at(number, sentence, at, common)
            if name:
                name = last = self._like(name, last, sentence)
                yield name
            at = name.after if name else at + 1

    def _like(self, name: Name, last: Name | None, sentence: Sentence) -> Name:
        """Let the second name of a list be to the event what the first is: `entre Gao et Ansongo`."""
        is_next = last is not None and name.first - last.after == 1 and sentence.keys[last.after] in self._pack.numbers.joiners
        return replace(name, role=last.role) if last and is_next and name.role is None else name

    def _name_at(self, number: int, sentence: Sentence, at: int, common: frozenset[str]) -> Name | None:
        word = sentence.words[at]
        if not word.is_capital:
            return None
        country = self._words.countries.at(sentence.keys, at)
        if country:
            return self._name(number, sentence, at, country[0], self._gazetteer.country(country[1]), is_country=True)
        if self._is_other(sentence, at):
            return None
        is_first = at == 0 or not sentence.words[at - 1].is_word
        for after in self._ends(sentence, at):
            text = self._text(sentence, at, after)
            if text in self._words.never or (after == at + 1 and is_first and word.key in common):
                continue
            entries = self._gazetteer.find(self._words.names.get(text.lower(), text))
            if entries and after - at >= 1 and not self._goes_on(sentence, after):
                return self._name(number, sentence, at, after, entries)
        return self._unknown(number, sentence, at)

    def _ends(self, sentence: Sentence, at: int) -> list[int]:
        """Return where a name that begins at word `at` may end, the longest first: after each capitalised word."""
        ends, here = [], at
        while here < min(len(sentence.words), at + LONGEST_NAME):
            word = sentence.words[here]
            if word.is_capital:
                ends.append(here + 1)
            elif word.key not in self._words.links:
                break
            here += 1
        return ends[::-1]

    def _goes_on(self, sentence: Sentence, after: int) -> bool:
        """Whether a name goes on in capitals beyond what the gazetteer knows: `Paris Saint-Germain`, `Jean Paul`."""
        return after < len(sentence.words) and sentence.words[after].is_capital

    def _unknown(self, number: int, sentence: Sentence, at: int) -> Name | None:
        """Return a name that the gazetteer lacks, where the text says that it is a settlement's: `le village de X`."""
        after = self._ends(sentence, at)[0]
        if self._text(sentence, at, after) in self._words.never:
            return None
        name = self._name(number, sentence, at, after, ())
        return name if name.kind in _UNITS or (name.is_town and after == at + 1) else None

    def _is_town(self, sentence: Sentence, at: int) -> bool:
        """Whether a name stands after a word that only settlements stand after, and is not spoken to: `à Moura`."""
        town = self._words.town.before(sentence.keys, at)
        return town is not None and self._pack.telling.said.before(sentence.keys, town[0]) is None

    def _is_other(self, sentence: Sentence, at: int) -> bool:
        """Whether the words before make this a person's or an organisation's name."""
        keys, words = sentence.keys, self._words
        left = at - 1
        while left > 0 and (keys[left] in words.links or keys[left] == "."):
            left -= 1
        if left < 0:
            return False
        if keys[left] in words.organisations and keys[left] not in words.type_words:
            return True
        is_titled = words.titles.before(keys, at) is not None or (
            keys[at - 1] == "." and words.titles.before(keys, at - 1) is not None
        )
        before = sentence.words[at - 1]
        return is_titled or (before.is_capital and before.is_word and at - 1 > 0)

    def _name(
        self, number: int, sentence: Sentence, at: int, after: int, entries: tuple[Entry, ...], *, is_country: bool = False
    ) -> Name:
        start, end = sentence.span(at, after)
        kind, role = self._cue(sentence, at)
        is_town = role is not None and self._is_town(sentence, at)
        return Name(number, at, after, self._text(sentence, at, after), start, end, entries, is_country, kind, role, is_town)

    def _text(self, sentence: Sentence, at: int, after: int) -> str:
        start, end = sentence.span(at, after)
        return sentence.text[start - sentence.start : end - sentence.start]

    def _cue(self, sentence: Sentence, at: int) -> tuple[str | None, PlaceRole | None]:
        """Return the kind of place that the words before a name say it is, and what it is to what is told: `près de`, `à`."""
        keys, kind, role, here = sentence.keys, None, None, at
        while here > max(0, at - CUE_REACH):
            found = self._words.roles.before(keys, here)
            if found and (role is None or found[1] is not PlaceRole.AT):
                role, here = found[1], found[0]
                continue
            word = keys[here - 1]
            if word in self._words.type_words:
                kind = kind or self._words.type_words[word]
            elif found is None and word not in self._words.fillers:
                break
            here = found[0] if found else here - 1
        if role is None and at and keys[at - 1] in {"(", ","} and at > 1:
            role = PlaceRole.AT
        if role is None and kind:
            role = PlaceRole.AT
        return kind, role

    def _countries(self, sentences: Sequence[Sentence], names: Sequence[Name]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for name in names:
            if name.is_country and name.entries and name.entries[0].country:
                counts[name.entries[0].country] += 2
        for sentence in sentences:
            counts.update(iso for key in sentence.keys if (iso := self._words.demonyms.get(key)))
        for name in names:  # what is large or a division speaks for a country that is named, too
            top = name.entries[0] if name.entries and not name.is_country else None
            if top and top.country in counts and top.weight >= CITY_WEIGHT:
                counts[top.country or ""] += 1
        return counts

    def _guessed(self, names: Sequence[Name]) -> Counter[str]:
        """Guess the country of a text that names none by its best known places."""
        counts: Counter[str] = Counter()
        for name in names:
            if name.role and name.entries and name.entries[0].country:
                top = name.entries[0]
                counts[top.country or ""] += int(math.log10(top.weight + 1)) + 3 * (top.kind in {Kind.REGION, Kind.ADM1})
        best = counts.most_common(1)
        return Counter(dict(best))

    def _of_actors(self, sentences: Sequence[Sentence]) -> Counter[str]:
        """Count the home countries of the named actors: who names the ADF writes of the Congo."""
        found = (party for one in sentences for party in parties_of(one.text, self._pack.actors.directory))
        return Counter(party.country for party in found if party.is_named and party.country)

    def _located(self, name: Name, countries: Counter[str]) -> Located | None:
        entry = self._best(name, countries)
        if entry is None and name.kind not in _UNITS and not name.is_town:
            return None
        role = name.role or PlaceRole.AT
        place = Place(name.text, name.start, name.end, role=role, rule="pack_unknown")
        if entry:
            place = _placed(place, entry, name)
        return Located(place, name.sentence, name.first, name.after, is_cued=name.role is not None)

    def _best(self, name: Name, countries: Counter[str]) -> Entry | None:
        """Return the place that a name means: in a country that the text names, or known the world over and called no village."""
        if name.is_country:
            return name.entries[0] if name.entries else None
        entries = [one for one in name.entries if one.country in countries]
        if not entries and name.role is not None:
            entries = list(self._gazetteer.find_loosely(name.text, frozenset(countries)))
        if not entries and name.kind in _UNITS:
            return None
        if not entries:
            return next((one for one in name.entries[:_NEAREST] if _is_known_anywhere(one)), None)
        return max(entries, key=lambda one: _score(one, name, countries))

    def _with_regions(self, found: list[Located]) -> list[Located]:
        """Let the division that a sentence names stand in for a place of it that the gazetteer lacks."""
        regions: dict[int, Place] = {}
        for one in found:
            if one.place.where_prec in {ADM1_PREC, ADM2_PREC}:
                regions.setdefault(one.sentence, one.place)
        return [
            replace(one, place=_stood_in(one.place, regions[one.sentence]))
            if one.place.latitude is None and one.sentence in regions
            else one
            for one in found
        ]


def _is_known_anywhere(entry: Entry) -> bool:
    """A region of the world, or a city so large that no text needs to say where it is."""
    return entry.country is None or (entry.kind in {Kind.PLACE, Kind.ADM1} and entry.weight >= WORLD_CITY)


def _score(entry: Entry, name: Name, countries: Counter[str]) -> float:
    score = 3.0 * countries[entry.country or ""] / max(1, countries.total()) + 0.6 * math.log10(entry.weight + 1)
    score += 0.5 * entry.is_main + 1.0 * entry.is_exact
    if name.kind in {"ppl", "adm1", "adm2", "country"}:
        wanted = Kind.REGION if entry.kind is Kind.REGION and name.kind == "adm1" else Kind(name.kind)
        return score + (4.0 if entry.kind is wanted else 0.0)
    return score + (2.5 if entry.kind is Kind.PLACE and entry.weight >= CITY_WEIGHT and not name.kind else 0.0)


def _placed(place: Place, entry: Entry, name: Name) -> Place:
    prec = max(entry.where_prec, NEARBY_PREC) if name.role is PlaceRole.NEAR else entry.where_prec
    return replace(
        place,
        geonameid=entry.geonameid,
        latitude=entry.latitude,
        longitude=entry.longitude,
        where_prec=prec,
        adm_1=entry.adm_1,
        country=entry.country,
        rule="pack_country" if name.is_country else "pack_gazetteer",
    )


def _stood_in(place: Place, region: Place) -> Place:
    return replace(
        place,
        latitude=region.latitude,
        longitude=region.longitude,
        where_prec=region.where_prec,
        adm_1=region.adm_1,
        country=region.country,
        rule="pack_region_stands_in",
    )
