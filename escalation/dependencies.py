"""Dependencies: which items wait for which, what a new one may not do, and what stands still."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.errors import BadInput
from escalation.items import Item

MOST = 30
"""How many open items one item may need, and how many it may block."""


class Relation(StrEnum):
    """What somebody says of one item and another; the value is how they type it."""

    NEEDS = "needs"  # it waits for the other
    BLOCKS = "blocks"  # the other waits for it
    NO_LONGER_NEEDS = "no longer needs"  # it no longer waits
    NO_LONGER_BLOCKS = "no longer blocks"  # the other no longer waits

    @property
    def is_over(self) -> bool:
        """Whether it ends a dependency."""
        return self in {Relation.NO_LONGER_NEEDS, Relation.NO_LONGER_BLOCKS}

    @property
    def turned(self) -> "Relation":
        """The same, said of the other item."""
        return _TURNED[self]

    def need(self, item: Item, other: Item) -> "Need":
        """The dependency that it is about."""
        waits = self in _WAITS
        return Need(item.id, other.id) if waits else Need(other.id, item.id)


_TURNED = {
    Relation.NEEDS: Relation.BLOCKS,
    Relation.BLOCKS: Relation.NEEDS,
    Relation.NO_LONGER_NEEDS: Relation.NO_LONGER_BLOCKS,
    Relation.NO_LONGER_BLOCKS: Relation.NO_LONGER_NEEDS,
}
_WAITS = frozenset({Relation.NEEDS, Relation.NO_LONGER_NEEDS})


@dataclass(frozen=True, slots=True)
class Need:
    """One item waits for another; both by id."""

    item: int
    needed: int


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """What stands still because of an item: customers, and open items other than itself."""

    customers: int = 0
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """What an open item waits for and what waits for it, open and as far as somebody may see it."""

    needs: tuple[Item, ...] = ()
    blocks: tuple[Item, ...] = ()
    weight: Weight = Weight()


NONE = Dependencies()
"""Those of an item that stands alone."""


def require_related(item: Item, others: Collection[Item], relation: Relation) -> None:
    """Raise BadInput for an item that is to need or to block itself."""
    if any(other.id == item.id for other in others):
        verb = "need" if relation in _WAITS else "block"
        raise BadInput(
            f"{item.label} cannot {verb} itself. Name another item: `{item.label} {relation} …`."
        )


def require_one_place(item: Item, other: Item, *, private: Collection[str]) -> None:
    """Raise BadInput unless both are in one channel or both in public ones."""
    if item.channel != other.channel and {item.channel, other.channel} & {*private}:
        raise BadInput(
            f"{item.label} and {other.label} are in different channels, and one of them is "
            "private, so nothing was changed. Items can depend on each other within one channel "
            f"or between public ones. To say it in words: `{item.label} note …`."
        )


def require_room(item: Item, relation: Relation, *, taken: int) -> None:
    """Raise BadInput if this end would have more than MOST; `taken` counts the new ones too."""
    if taken > MOST:
        raise BadInput(
            f"{item.label} {relation} {MOST} open items at most, so nothing was changed. To make "
            f"room: `{item.label} no longer {relation} …`."
        )


def no_news(item: Item, others: Iterable[Item], relation: Relation) -> BadInput:
    """The refusal of what is so already."""
    named = ", ".join(other.label for other in others)
    if relation.is_over:
        verb = "need" if relation in _WAITS else "block"
        return BadInput(f"{item.label} does not {verb} {named}, so nothing was changed.")
    return BadInput(f"{item.label} {relation} {named} already, so nothing was changed.")


def circle(needs: Iterable[Need], new: Need) -> tuple[int, ...]:
    """The circle that a new dependency would close, each item blocking the next; () for none.

    It begins and ends with the item that would wait, so that the new dependency comes last.
    """
    waiting, came_from = _waiting(needs), {new.item: new.item}
    queue = [new.item]
    while queue and new.needed not in came_from:
        blocker = queue.pop(0)
        for item in waiting.get(blocker, ()):
            if item not in came_from:
                came_from[item] = blocker
                queue.append(item)
    if new.needed not in came_from:
        return ()
    back = [new.needed]
    while back[-1] != new.item:
        back.append(came_from[back[-1]])
    return (*reversed(back), new.item)


def circle_refusal(labels: Iterable[str]) -> BadInput:
    """The refusal of a circle, spelled out; "" is an item that the asker may not see."""
    spelled = list[str]()
    for label in labels:
        shown = label or "…"
        if shown != "…" or spelled[-1:] != ["…"]:
            spelled.append(shown)
    return BadInput(
        "That would be a circle in which each item waits for the next, so nothing was changed: "
        f"{' → '.join(spelled)}."
    )


def downstream(item: int, needs: Iterable[Need]) -> tuple[int, ...]:
    """The items that wait for this one, directly or not, each once, the nearest first."""
    waiting = _waiting(needs)
    found = {item: None}
    queue = [item]
    while queue:
        more = [one for one in waiting.get(queue.pop(0), ()) if one not in found]
        found |= dict.fromkeys(more)
        queue += more
    return tuple(found)[1:]


def weight(item: int, needs: Iterable[Need], customers: Mapping[int, Collection[object]]) -> Weight:
    """What stands still because of an item.

    `needs` are those between open items, `customers` those of each item by its id: the item's own
    count too. Each item and each customer counts once.
    """
    stopped = downstream(item, needs)
    whose = {customer for one in (item, *stopped) for customer in customers.get(one, ())}
    return Weight(customers=len(whose), items=len(stopped))


def heaviest_first(items: Iterable[Item], weights: Mapping[int, Weight]) -> tuple[Item, ...]:
    """The items by weight: the most customers, then the most items, then the earliest due."""

    def order(item: Item) -> tuple[int, int, datetime, int]:
        its = weights.get(item.id, Weight())
        return -its.customers, -its.items, item.due.at, item.id

    return tuple(sorted(items, key=order))


def _waiting(needs: Iterable[Need]) -> dict[int, list[int]]:
    """For each item the ones that wait for it, in a fixed order."""
    waiting: dict[int, list[int]] = {}
    for need in sorted(needs, key=lambda need: (need.needed, need.item)):
        waiting.setdefault(need.needed, []).append(need.item)
    return waiting
