"""Who may see an item: its participants, and people who can see its channel."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TypeVar

from escalation.items import Item
from escalation.people import Person
from escalation.policy import Outsiders
from escalation.recipients import participants
from storage import absences, channels
from storage.about.customers import Viewer
from storage.items import search
from storage.items.rows import Unreadable
from storage.items.search import Search, Visible
from storage.members import insiders, member_lists
from storage.members.insiders import Closed
from workflows.transaction.unit_of_work import UnitOfWork

MOST_COVERED = 20
"""How many items of each person are shown to their stand-in."""
AnItem = TypeVar("AnItem", bound=Item | Unreadable)

TRUSTED_FOR = timedelta(minutes=10)
"""How long we trust a channel's saved members; after that, we show less.

If listing the members of all channels twice takes longer, we trust them for that long: events tell
us at once who joins and leaves, and the lists only catch what was missed."""


def sees(uow: UnitOfWork, person: Person, item: Item | Unreadable) -> bool:
    """Whether the person takes part in the item or can see its channel."""
    return bool(seen(uow, person, [item]))


def seen(uow: UnitOfWork, person: Person, items: Iterable[AnItem]) -> list[AnItem]:
    """The items in which the person takes part or whose channel they can see.

    A stand-in takes part in the other person's items for as long as the absence lasts, but not in
    those of a private channel that lets nobody outside read them. Somebody removed from a
    private channel takes no part in its items.
    """
    if not person.can_own:
        return []
    items, visible = list(items), visible_channels(uow, person)
    hidden = [item for item in items if item.channel not in visible]
    taking_part = _taking_part(uow, person, hidden) if hidden else frozenset()
    return [item for item in items if item.channel in visible or item.id in taking_part]


def _taking_part(
    uow: UnitOfWork, person: Person, items: Iterable[Item | Unreadable]
) -> frozenset[int]:
    """The ids of those of these items in which the person takes part."""
    gone = insiders.removed_from(uow.tx, person.id)
    kept = [item for item in items if item.channel not in gone]
    theirs = {item.id for item in kept if person.id in _participants(item)}
    return _covered(uow, person, kept) | theirs


def _participants(item: Item | Unreadable) -> set[str]:
    """Who takes part in it; those told its number too, if a new ladder lets it out now."""
    if isinstance(item, Item):
        return {*participants(item), *(item.position.notified if _lets_out(item) else ())}
    return {item.owner, item.reporter, *item.told}


def _covered(uow: UnitOfWork, person: Person, items: Iterable[Item | Unreadable]) -> frozenset[int]:
    """The ids of those items in which people take part whom this person stands in for."""
    covers = frozenset() if person.guest else absences.covered_by(uow.tx, person.id, now=uow.now)
    found = [item for item in items if not covers.isdisjoint((item.owner, *item.told))]
    if not found:
        return frozenset()
    closed = insiders.closed(uow.tx, {item.channel for item in found})
    private = {channel for channel, its in closed.items() if its.private}
    removed = insiders.removed(uow.tx, private)
    return frozenset(
        item.id
        for item in found
        if item.channel not in private
        or (
            _lets_out(item)
            and not covers.difference(removed.get(item.channel, ())).isdisjoint(
                (item.owner, *item.told)
            )
        )
    )


def _lets_out(item: Item | Unreadable) -> bool:
    return isinstance(item, Item) and item.policy.outsiders is Outsiders.WORDS


def sees_channel(uow: UnitOfWork, person: Person, channel: str) -> bool:
    """Whether the person can see the channel for certain."""
    return channel in visible_channels(uow, person)


def is_in(uow: UnitOfWork, person: Person, channel: str) -> bool:
    """Whether the person is a member of the channel for certain."""
    return person.can_own and channel in _channels(uow, person, public=False)


def outside(uow: UnitOfWork, channel: str, people: Iterable[Person]) -> frozenset[str]:
    """The ids of those of these people who are not in the channel for certain."""
    known = channels.get(uow.tx, channel)
    if known is None or not known.member or known.members_checked_at is None:
        return frozenset()
    private_for, public_for = trusted_for(*member_lists.how_many(uow.tx))
    if known.members_checked_at < uow.now - (private_for if known.private else public_for):
        return frozenset()
    return frozenset(one.id for one in people if not is_in(uow, one, channel))


def visible_channels(uow: UnitOfWork, person: Person) -> frozenset[str]:
    """The channels whose items the person may be shown.

    Members of our own company see every public channel and the private ones they are in; its guests
    see only those they are in.
    """
    if not person.can_own:
        return frozenset()
    return _channels(uow, person, public=not person.guest)


def visible(uow: UnitOfWork, person: Person, *, here: str = "") -> Visible:
    """What the person may be shown in a list; `here` is the channel in which they typed.

    Once we have left a channel we cannot ask who is in it. We show those who were in it then what
    they take part in: they get direct messages about it.
    """
    shown = visible_channels(uow, person) | ({here} if here else frozenset())
    if not person.can_own:
        return Visible(channels=shown)
    left = channels.left_with(uow.tx, person.id, public=not person.guest)
    return Visible(channels=shown, left=left - shown, person=person.id)


def covered(uow: UnitOfWork, person: Person, *, visible: Visible) -> tuple[Item, ...]:
    """The open items of everybody whom the person covers for now, as far as they may be shown."""
    absent = sorted(absences.covered_by(uow.tx, person.id, now=uow.now))
    wanted = [Search(owner=user) for user in absent]
    found = search.find_each(uow.tx, wanted, visible=visible, limit=MOST_COVERED) if wanted else []
    return tuple(item for part in found for item in part.items)


def viewer(uow: UnitOfWork, person: Person | None) -> Viewer:
    """What decides which customers the person sees."""
    if person is None or not person.can_own:
        return Viewer(channels=())
    channels = visible_channels(uow, person)
    if person.guest:
        return Viewer(channels=channels)
    covers = absences.covered_by(uow.tx, person.id, now=uow.now)
    return Viewer(
        channels=channels,
        person=person.id,
        covers=covers,
        left=insiders.removed_from(uow.tx, person.id, *covers),
    )


def _channels(uow: UnitOfWork, person: Person, *, public: bool) -> frozenset[str]:
    private_for, public_for = trusted_for(*member_lists.how_many(uow.tx))
    return channels.visible_to(
        uow.tx,
        person.id,
        checked_since=uow.now - private_for,
        public_since=uow.now - public_for,
        public=public,
    )


def doubted(uow: UnitOfWork, closed: Mapping[str, Closed]) -> frozenset[str]:
    """The private channels among these whose members we listed too long ago to trust.

    Once we have left a channel, those who were in it then count.
    """
    asked = {channel: its for channel, its in closed.items() if its.private and not its.left}
    if not asked:
        return frozenset()
    since = uow.now - trusted_for(*member_lists.how_many(uow.tx))[0]
    return frozenset(
        channel
        for channel, its in asked.items()
        if its.checked_at is None or its.checked_at < since
    )


def trusted_for(private: int, public: int) -> tuple[timedelta, timedelta]:
    """How long to trust the members of private and of public channels, given how many there are."""
    lists = member_lists.PRIVATE_FIRST * private + public
    twice = 2 * timedelta(minutes=lists / member_lists.A_MINUTE)
    return max(TRUSTED_FOR, twice / member_lists.PRIVATE_FIRST), max(TRUSTED_FOR, twice)
