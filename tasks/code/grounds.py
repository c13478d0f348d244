"""What speaks for it that words of violence are meant: a report says where, when, by whom, to whom, with what harm.

`The app exploded`, `she was ambushed by fame`, `targeted ads`: in long texts on anything, figures of speech outnumber reports. They
name no place, day, force or toll of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from tasks.code.event_types import EVENT_TYPES
from tasks.code.triggers import lexicon
from tasks.models import ActorRole, Harm, Mention

LONG = 1_000
"""Code points up to which a text may leave out what its source told around it: a headline, a first paragraph."""
STORY = 500
"""Code points from which on a text says enough to tell common crime from a conflict's."""
LEAST = 3
"""Grounds that one event of a longer text must have. Of 258 web pages on anything this keeps 22, of 408 reports on a war 408."""
_COUNTED = frozenset({Harm.KILLED, Harm.WOUNDED, Harm.ABDUCTED})


PERSONAL = frozenset({*EVENT_TYPES["Violence against civilians"], "Arrests", "Looting/property destruction", "Mob violence"})
"""Types that common crime also has."""
CRIMES, CONFLICTS = 3, 2
"""Different words of crime from which on, and of conflict below which, an article reports common crime."""


def is_common_crime(text: str) -> bool:
    """Whether an article is about crime that no group commits and no cause drives: ACLED's codebook leaves it out."""
    contexts = lexicon().contexts
    return contexts.count("common_crime", text) >= CRIMES and contexts.count("conflict", text) < CONFLICTS


def credible(mentions: Iterable[Mention], text: str) -> list[Mention]:
    """Return the mentions that report something: none when no event of a long text has grounds enough."""
    found = list(mentions)
    if len(text) >= STORY and any(mention.sub_event_type in PERSONAL for mention in found) and is_common_crime(text):
        found = [mention for mention in found if mention.sub_event_type not in PERSONAL]
    if len(text) <= LONG:
        return found
    grounded = [(grounds(mention), mention) for mention in found]
    if max((score for score, _ in grounded), default=0) < LEAST:
        return []
    return [mention for score, mention in grounded if score]


def grounds(mention: Mention) -> int:
    """Return how much a mention says of its event, 0 to 6: a place and a date one each, a force or crowd and a counted harm two."""
    is_placed = any(place.country for place in mention.places)
    is_sided = any(actor.role is not ActorRole.REPORTER and not actor.name.startswith("Civilians") for actor in mention.actors)
    is_counted = any(claim.harm in _COUNTED for claim in mention.casualties)
    return is_placed + bool(mention.date_raw) + 2 * is_sided + 2 * is_counted
