"""The same thing twice: which item a new one looks like, and who may say that it is the same."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from escalation.errors import BadInput, ItemClosed, NotAllowed, Stale
from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.items import Item
from escalation.moves.move import CLOSED_AS
from escalation.moves.undo import UNDO, Overtaken, ToUndo, minutes_over

LONGER = 4
"""Letters and digits that make a word count."""
LONGEST = 60
"""Letters and digits of a word that are compared: what has no spaces is one word."""
_CORRECTIONS = frozenset({Action.EDIT, Action.LINK, Action.UNLINK})
"""What people may have done to their new item meanwhile: the note has it all."""


def words(title: str) -> frozenset[str]:
    """A title's longer words, each once; case, width and the encoding of accents do not matter."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    spaced = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in folded)
    return frozenset(word[:LONGEST] for word in spaced.split() if len(word) >= LONGER)


def least_shared(longer: frozenset[str]) -> int:
    """How many of these words a title has to share to look like theirs: 60 % of them."""
    return -(-3 * len(longer) // 5)


def most_alike(title: str, others: Mapping[int, str]) -> int | None:
    """The item (by id) whose title shares the most longer words; of several the oldest.

    They share at least 60 % of all the longer words that either has.
    """
    mine = words(title)
    found = []
    for item_id, other in others.items():
        theirs = words(other)
        shared, either = len(mine & theirs), len(mine | theirs)
        if either and 5 * shared >= 3 * either:
            found.append((-shared / either, item_id))
    return min(found)[1] if found else None


def withdrawal(item: Item, kept: Item) -> str:
    """What to type where a reason is needed: `B-14 withdraw because same as B-9`."""
    return f"`{item.label} withdraw because same as {kept.label}`"


def require_same(wanted: ToUndo, kept: Item, *, actor: str, name: str, now: datetime) -> None:
    """Raise unless this person may say that what they logged is the same as `kept`.

    `name` is what to call the person who logged it. Their own corrections do not count. Raises
    BadInput, NotAllowed, ItemClosed or Stale; or Overtaken.
    """
    item = wanted.item
    if kept.id == item.id:
        raise BadInput(f"Which other item is it the same as? Type `{item.label} same as …`.")
    closes = f"To close {item.label} anyway: {withdrawal(item, kept)}."
    if kept.channel != item.channel:
        raise BadInput(f"{kept.label} is in another channel, so nothing was changed. {closes}")
    if wanted.event.actor != actor:
        raise NotAllowed(f"Only {name} can say that, who logged {item.label}. {closes}")
    if moved := [event for event in wanted.since if not _is_harmless(event, actor)]:
        raise Overtaken(wanted, moved)
    if not kept.is_open:
        was = CLOSED_AS[kept.status]
        raise ItemClosed(f"{kept.label} was {was}, so nothing was changed. {closes}")
    if now - wanted.event.at >= UNDO:
        raise Stale(f"{minutes_over('That can be said')} Type {withdrawal(item, kept)}.")


def _is_harmless(event: Event, actor: str) -> bool:
    """Whether nobody but the person who logged it has done anything to it."""
    return event.actor == BACKSTOP or (event.actor == actor and event.action in _CORRECTIONS)
