"""Who is on which side, in a language with a pack: named actors and services, and the words before and after them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.code.actor_directory import COUNTRY, NATIONALITY, PEOPLE
from tasks.code.actor_finder import parties_of
from tasks.code.packs.pack import Pack
from tasks.code.packs.telling import Source
from tasks.code.packs.words import Sentence
from tasks.code.who import Party
from tasks.models import ActorRole, CasualtyClaim

DEMONYM_REACH = 2
"""Words after an actor among which its nationality may stand."""
CUE_REACH = 5


def parties_in(pack: Pack, sentence: Sentence) -> list[Party]:
    """Return the actors that a sentence names, with the country whose demonym stands beside them."""
    found = []
    for party in parties_of(sentence.text, pack.actors.directory):
        if (party.is_named and party.actor_id is None) or party.rule in {COUNTRY, NATIONALITY, PEOPLE}:
            continue  # a name by its English form, or a country's
        start, end = party.start + sentence.start, party.end + sentence.start
        placed = replace(party, start=start, end=end)
        found.append(placed if party.is_named else _national(pack, sentence, placed))
    return _merged(pack, sentence, found)


def _merged(pack: Pack, sentence: Sentence, found: Sequence[Party]) -> list[Party]:
    """Take `des combattants du Jnim` for the Jnim, and drop what overlaps."""
    kept: list[Party] = []
    for party in found:
        last = kept[-1] if kept else None
        if last and party.start < last.end:
            continue
        if last and party.is_named and not last.is_named:
            between = sentence.text[last.end - sentence.start : party.start - sentence.start]
            if all(key in pack.actors.of or key in pack.places.fillers for key in pack.splitter.keys(between)):
                kept[-1] = replace(party, start=last.start)
                continue
        kept.append(party)
    return kept


def _national(pack: Pack, sentence: Sentence, party: Party) -> Party:
    """`soldats maliens`, `armée du Burkina Faso`: the country of a service or a group."""
    _, after = words_at(sentence, party.start, party.end)
    for at in range(after, min(len(sentence.words), after + DEMONYM_REACH)):
        word = sentence.words[at]
        if not word.is_word:
            break
        iso = pack.places.demonyms.get(word.key)
        country = pack.places.countries.at(sentence.keys, at) if word.is_capital else None
        if iso:
            return replace(party, country=iso, end=word.end)
        if country:
            return replace(party, country=country[1], end=sentence.words[country[0] - 1].end)
    return party


def words_at(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return the words that the code points from `start` to `end` touch."""
    first = max(0, bisect_right(sentence.words, start, key=lambda word: word.start) - 1)
    after = bisect_left(sentence.words, end, key=lambda word: word.start)
    return first, max(after, first + 1)


def sides_in(
    pack: Pack,
    sentence: Sentence,
    trigger: tuple[int, int],
    claims: Sequence[CasualtyClaim],
    source: Source | None,
    *,
    of_victim: bool,
) -> Iterator[tuple[Party, ActorRole]]:
    """Yield the actors of a sentence with their sides in what its trigger (word offsets) tells."""
    for party in parties_in(pack, sentence):
        if source and party.start < source.end and source.start < party.end:
            continue
        first, after = words_at(sentence, party.start, party.end)
        if any(claim.start <= party.start < claim.end for claim in claims):
            yield party, ActorRole.SIDE_B
        elif role := _by_words_before(pack, sentence, first, trigger, of_victim=of_victim):
            yield party, role
        elif after <= trigger[0]:
            yield party, ActorRole.SIDE_B if _is_passive(pack, sentence, after, trigger[1]) else ActorRole.SIDE_A
        elif first >= trigger[1] and first - trigger[1] <= CUE_REACH:
            yield party, ActorRole.SIDE_B


def _by_words_before(pack: Pack, sentence: Sentence, first: int, trigger: tuple[int, int], *, of_victim: bool) -> ActorRole | None:
    """Return the side that a preposition gives: `par des rebelles`, `contre l'armée`, `attaque de rebelles`, `entre X et Y`."""
    keys = sentence.keys
    if _is_second(pack, keys, first):
        return ActorRole.SIDE_B
    for at in range(first, max(0, first - CUE_REACH), -1):
        found = pack.actors.sides.before(keys, at)
        if found:
            return ActorRole.SIDE_B if found[1] == "b" else ActorRole.SIDE_A
        if keys[at - 1] in pack.actors.of and trigger[1] <= at and at - trigger[1] <= 2:
            return ActorRole.SIDE_B if of_victim else ActorRole.SIDE_A
        if not sentence.words[at - 1].is_word or len(keys[at - 1]) > 3:
            return None
    return None


def _is_second(pack: Pack, keys: Sequence[str], first: int) -> bool:
    """Whether an actor is the second of two between whom something is: `entre l'armée et des rebelles`."""
    is_joined = any(key in pack.numbers.joiners for key in keys[max(0, first - 2) : first])
    return is_joined and any(side == "both" for _, _, side in pack.actors.sides.find(keys[max(0, first - 9) : first]))


def _is_passive(pack: Pack, sentence: Sentence, after: int, end: int) -> bool:
    """Whether what stands between an actor and a trigger makes the actor the one acted on: `un maire a été assassiné`."""
    between = sentence.keys[after:end]
    if any(key in pack.harm.reflexive for key in between):
        return False
    return any(key in pack.harm.being for key in between) and not any(key in {",", ";"} for key in between[:1])
