"""What items need and block, as far as one person or one channel may see the other ends."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from escalation import dependencies
from escalation.about.links import Link
from escalation.dependencies import Dependencies, Need, Weight
from escalation.facts.by_people import Depended, Undone
from escalation.facts.in_notices import Done, NeededChanged
from escalation.facts.shape import EventFacts, Facts
from escalation.items import Item
from escalation.moves.undo import same_as
from escalation.notices.notice import Notice
from escalation.people import Person
from grammar.moves.read import reference
from messages.reader import Reader
from messages.slack.text import permalink
from storage import channels
from storage.items import dependencies as stored
from storage.items import history, store
from workflows.transaction import effects, visibility
from workflows.transaction.unit_of_work import UnitOfWork

Sees = Callable[[Sequence[Item]], Sequence[Item]]
"""Which of these items somebody may see."""


def by_person(uow: UnitOfWork, person: Person | None) -> Sees:
    """What one person may see; nothing for somebody unknown."""
    return lambda items: visibility.seen(uow, person, items) if person else []


def by_channel(uow: UnitOfWork, channel: str) -> Sees:
    """What everybody in a channel may see: its own items, and those of public channels.

    A guest sees only the channels that they are in.
    """

    def sees(items: Sequence[Item]) -> Sequence[Item]:
        others = {item.channel for item in items} - {channel}
        public = channels.public(uow.tx, others) if others else frozenset[str]()
        guests = channels.guests(uow.tx, channel) if public else frozenset[str]()
        shown = [one for one in public if not guests or guests <= channels.members(uow.tx, one)]
        return [item for item in items if item.channel in {channel, *shown}]

    return sees


def shown_to(
    uow: UnitOfWork,
    reader: Reader,
    items: Collection[Item],
    *,
    sees: Sees,
    said: Iterable[Facts] = (),
) -> Reader:
    """The reader with the dependencies of these items, and with those that is `said` of others.

    Also with what they are the same as.
    """
    labels = dict.fromkeys(label for facts in said for label in _named(facts))
    found = ((label, labelled(uow, label, sees)) for label in labels)
    others = {label: item for label, item in found if item}
    needs, same = of_items(uow, items, sees), _same(uow, items, sees)
    return replace(reader, dependencies=needs, others=others, same=same)


def _named(facts: Facts) -> Iterable[str]:
    """The labels of other items in facts."""
    change = facts.change if isinstance(facts, Done) else facts
    if isinstance(change, NeededChanged):
        return [change.needed] if change.needed else []
    return change.others if isinstance(change, Depended) else []


def _same(uow: UnitOfWork, items: Collection[Item], sees: Sees) -> dict[int, Link]:
    """The items that undone ones are the same as, by their labels."""
    undone = [item.id for item in items if item.was_undone]
    labels = {event.item_id: same_as(event) for event in history.undoings(uow.tx, undone)}
    kept = {id_: labelled(uow, label, sees) for id_, label in labels.items() if id_ and label}
    url = uow.context.url
    return {
        id_: Link(url=permalink(url, one.channel, one.card_ts), words=one.label)
        for id_, one in kept.items()
        if one
    }


def of_items(uow: UnitOfWork, items: Collection[Item], sees: Sees) -> dict[int, Dependencies]:
    """What each of these items needs and blocks; those that stand alone are left out.

    What somebody may not see does not count, nor does what waits only for that.
    """
    ids = [item.id for item in items]
    up, down = stored.needed_by(uow.tx, ids), stored.downstream(uow.tx, ids)
    if not up and not down:
        return {}
    ends = {end for need in (*up, *down) for end in (need.item, need.needed)}
    around = store.get_many(uow.tx, ends - {*ids})
    seen = {item.id: item for item in (*items, *sees([*around.values()]))}
    among = _Among(
        items=seen,
        up=_between(up, seen),
        down=_between(down, seen),
        customers={one.id: [about.id for about in one.customers] for one in seen.values()},
    )
    found = {item.id: among.of(item.id) for item in items}
    return {item: its for item, its in found.items() if its != dependencies.NONE}


def redraws(uow: UnitOfWork, item: Item, *, besides: Collection[int] = ()) -> list[Notice]:
    """The edits of the cards around an item that was opened, closed or related to another.

    What needs it says so, and whatever it waits for says how much stands still. `besides` are
    redrawn anyway.
    """
    around = [need.item for need in stored.waiting_for(uow.tx, [item.id])]
    around += [need.needed for need in stored.upstream(uow.tx, [item.id])]
    cards = store.get_many(uow.tx, {*around} - {item.id, *besides}).values()
    because = f"{item.id}.{item.version}"
    return [
        effects.edit(uow, one, channel=one.channel, ts=one.card_ts, again=because)
        for one in cards
        if one.card_ts
    ]


def _between(needs: Iterable[Need], seen: Collection[int]) -> tuple[Need, ...]:
    return tuple(need for need in needs if need.item in seen and need.needed in seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Among:
    """Items that may be seen, what they need directly, all that waits for them, and for whom."""

    items: Mapping[int, Item]
    up: Collection[Need]
    down: Collection[Need]
    customers: Mapping[int, Collection[int]]

    def of(self, item: int) -> Dependencies:
        needs = [self.items[need.needed] for need in self.up if need.item == item]
        blocks = [self.items[need.item] for need in self.down if need.needed == item]
        weights = {one.id: self._weight(one.id) for one in blocks}
        return Dependencies(
            needs=tuple(sorted(needs, key=lambda one: (one.due.at, one.id))),
            blocks=dependencies.heaviest_first(blocks, weights),
            weight=self._weight(item),
        )

    def _weight(self, item: int) -> Weight:
        return dependencies.weight(item, self.down, self.customers)


def as_seen(uow: UnitOfWork, facts: EventFacts, sees: Sees) -> EventFacts:
    """Facts without the labels of items that somebody may not see."""
    if isinstance(facts, Undone) and not (facts.same_as and labelled(uow, facts.same_as, sees)):
        return replace(facts, same_as=None)
    if not isinstance(facts, Depended):
        return facts
    return replace(facts, others=tuple(one for one in facts.others if labelled(uow, one, sees)))


def labelled(uow: UnitOfWork, label: str, sees: Sees) -> Item | None:
    """The item with this label, if it may be seen."""
    named = reference(label)
    if named is None:
        return None
    found = store.referred(uow.tx, kind=named.kind, number=named.number).items
    return next(iter(sees(found)), None)
