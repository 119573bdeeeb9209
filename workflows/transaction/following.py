"""Who follows an item, and when that ends: once somebody certainly can no longer see it.

Members' lists may be a few minutes old, or older after a downtime. Nobody stops following because
of that: what they would be told waits until we know.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from escalation.following import loses_sight
from escalation.items import Item
from storage import channels, people
from storage.items import followers
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


class Sight(StrEnum):
    """Whether a follower can see the item."""

    SEEN = "seen"
    UNKNOWN = "unknown"
    ENDED = "ended"


def of(uow: UnitOfWork, item: Item) -> tuple[str, ...]:
    """The user ids of those who follow the item; for the others it ends."""
    following = followers.of(uow.tx, item.id)
    return _still(uow, item, following) if following else ()


def end(uow: UnitOfWork, channel: str, left: Iterable[str]) -> None:
    """These people left the channel: they follow nothing there that they cannot see."""
    if left := [*left]:
        followers.remove_in(uow.tx, channel, _gone(uow, channel, left))


def sight(uow: UnitOfWork, item: Item, user: str) -> Sight:
    """Whether this person follows the item and may be told of it now."""
    if user not in followers.of(uow.tx, item.id) or not _still(uow, item, [user]):
        return Sight.ENDED
    person = people.get(uow.tx, user)
    is_left = bool(channels.left(uow.tx, [item.channel]))
    if is_left or (person and visibility.sees(uow, person, item)):
        return Sight.SEEN
    return Sight.UNKNOWN


def _still(uow: UnitOfWork, item: Item, following: Collection[str]) -> tuple[str, ...]:
    """Those of these followers who can still see the item; the others follow it no longer."""
    gone = _gone(uow, item.channel, following) - {item.owner, item.reporter, *item.told}
    followers.remove(uow.tx, item.id, gone)
    return tuple(user for user in following if user not in gone)


def _gone(uow: UnitOfWork, channel: str, users: Collection[str]) -> frozenset[str]:
    """Those of these users who certainly see nothing more of the channel."""
    known = channels.get(uow.tx, channel)
    is_public = known is not None and not known.private
    members = channels.members(uow.tx, channel)
    found = people.get_many(uow.tx, users)
    return frozenset(
        user for user in users if loses_sight(found.get(user), is_public=is_public, members=members)
    )
