"""Who says so, claim by claim: sources resolved to names given before, the clause that each speaks for, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from tasks.code.speech import Source, Speaker, is_name, is_saying, name_span, owner_of, plain_name, points_back, speakers, words
from tasks.models import Attribution

__all__ = ["Attributor", "Source", "Telling", "is_saying"]

CLIMB = 25
"""Steps up the clause in which the verb of saying above a word is sought."""
NEAR = 2
MEMORY = 40
"""Sources of one text that are remembered, to know them again by a shorter name."""
_CREDIT = "\N{COPYRIGHT SIGN}"
"""What a credit under a picture begins with: a photographer is nobody's source."""
_QUOTES = frozenset('"“”')
_MODALS = frozenset({"may", "might", "could"})
_SPEAKER_DEPS = frozenset({"nsubj", "nsubjpass", "agent", "dative"})


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence says of its sources. No source: the writer reports it in the writer's own voice."""

    sources: tuple[Source, ...]
    confidence: Attribution
    sentence: Span
    is_carried: bool = False
    trigger: int | None = None

    @property
    def source(self) -> Source | None:
        """Who reports the event that the sentence is about."""
        if self.trigger is not None:
            return self.of(self.sentence.doc[self.trigger])
        return self.sources[0] if self.sources else None

    def of(self, token: Token) -> Source | None:
        """Return who says what `token` is part of, by its clause: `the army said five died, activists put the toll at 12`."""
        if not self.sources or self.is_carried:
            return self.sources[0] if self.sources else None
        by_verb = {source.verb: source for source in reversed(self.sources)}
        here = token
        for _ in range(CLIMB):
            found = by_verb.get(here.i)
            if found and here.i != found.verb:
                return found
            if here.i in by_verb:
                return by_verb[here.i]
            if here.head.i == here.i:
                break
            if here.head.i in by_verb and here.dep_ == "conj":
                return self._beside(here)
            here = here.head
        return self._only() or self._closing(token)

    def _only(self) -> Source | None:
        return self.sources[0] if len({source.name for source in self.sources}) == 1 else None

    def _closing(self, token: Token) -> Source | None:
        """Return who is named after what was said: `five died, the army said`, where the parser made no clause of it."""
        return next((source for source in self.sources if source.verb > token.i), None)

    def _beside(self, clause: Token) -> Source | None:
        """Return the source of a clause joined to one of saying: none, unless the saying closes the sentence."""
        last = self.sources[-1]
        return last if last.verb > clause.i else None

    def about(self, trigger: Token) -> Telling:
        """Return what the sentence says of who reports the event that `trigger` names, and how sure the writer is of it."""
        telling = replace(self, trigger=trigger.i)
        return replace(telling, confidence=_confidence(telling, trigger))


class Attributor:
    """Follows the sources through one text."""

    def __init__(self) -> None:
        self._last: Source | None = None
        self._known: list[str] = []
        self._is_open = False
        self._is_said = False

    def read(self, sentence: Span) -> Telling:
        """Return the sources of one sentence. Sentences come in the order of the text."""
        sources: list[Source] = []
        for speaker in speakers(sentence):
            source = self._resolved(speaker)
            if source:
                sources.append(source)
                self._last = source
        is_carried = not sources and self._is_open and self._is_said and self._last is not None
        if is_carried and self._last:
            sources = [replace(self._last, rule="open_quote")]
        self._follow_quotes(sentence, bool(sources))
        confidence = Attribution.CLAIMED if sources else Attribution.FACT
        return Telling(tuple(sources), confidence, sentence, is_carried)

    def _follow_quotes(self, sentence: Span, is_said: bool) -> None:
        """Know whether the next sentence begins inside a quotation of this paragraph, whose speaker was named."""
        marks = sum(token.text in _QUOTES for token in sentence)
        self._is_open, self._is_said = self._is_open ^ bool(marks % 2), is_said
        if "\n" in sentence.text:
            self._is_open = self._is_said = False

    def _resolved(self, speaker: Speaker) -> Source | None:
        head = owner_of(speaker.head) or speaker.head
        span = name_span(head)
        start, end = span.start_char, span.end_char
        if points_back(span, head) and self._last:
            name = self._with_word(head.lower_) or self._last.name
            return Source(name, start, end, speaker.verb.i, "named_before")
        if any(child.lower_ == "no" for child in head.children):
            return None
        if head.tag_ == "PRP" or not (is_name(span) or head.lower_ in words("plain")):
            return None
        name = plain_name(span)
        if not any(map(str.isalpha, name)) or _CREDIT in name:
            return None
        full = self._introduced(name) if is_name(span) else None
        if full is None and is_name(span) and len(self._known) < MEMORY:
            self._known.append(name)
        return Source(full or name, start, end, speaker.verb.i, "short_name" if full else speaker.rule)

    def _with_word(self, word: str) -> str | None:
        """Return the last name that has this word in it: `the ministry`, `the observatory`."""
        return next((known for known in reversed(self._known) if word in known.lower().split()), None)

    def _introduced(self, name: str) -> str | None:
        """Return the full name that this is a shorter form of: a surname, a part of it, its first letters."""
        parts = name.split()
        for known in reversed(self._known):
            full = known.split()
            if known == name or len(parts) >= len(full):
                continue
            letters = "".join(word[0] for word in full if word[0].isupper())
            if parts == full[-len(parts) :] or (len(parts) == 1 and parts[0] in full and parts[0][0].isupper()) or name == letters:
                return known
        return None


def _confidence(telling: Telling, trigger: Token) -> Attribution:
    """Read how sure the writer is from the words above the trigger in the clause, and those next to them."""
    above = _above(trigger)
    near = {token.lower_ for token in telling.sentence if _is_near(token, above)}
    verbs = {telling.sentence.doc[at] for at in above}
    if near & words("suspected") or {verb.lower_ for verb in verbs} & words("accused"):
        return Attribution.SUSPECTED
    if near & words("possible") or _is_modal(trigger):
        return Attribution.POSSIBLE
    is_told = telling.source is not None or "reportedly" in near or any(is_saying(verb) for verb in verbs)
    return Attribution.CLAIMED if is_told else Attribution.FACT


def _above(trigger: Token) -> set[int]:
    """Return the word and those it hangs on."""
    found = {trigger.i}
    token = trigger
    for _ in range(CLIMB):
        if token.head.i == token.i:
            break
        token = token.head
        found.add(token.i)
    return found


def _is_near(token: Token, above: set[int]) -> bool:
    here = token
    for _ in range(NEAR + 1):
        if here.i in above:
            return True
        if here.dep_ in {"relcl", "conj", "advcl", "ccomp"}:
            return False
        here = here.head
    return False


def _is_modal(trigger: Token) -> bool:
    """Whether it `may have` happened."""
    lefts = {child.lower_ for child in trigger.children if child.dep_ in {"aux", "auxpass"}}
    return bool(lefts & _MODALS) and "have" in lefts
