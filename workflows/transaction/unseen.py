"""Items that somebody may not see: what they are shown of them and may do."""

from collections.abc import Collection, Iterable

from escalation.facts.in_notices import Edit, Gap
from escalation.facts.shape import Unable
from escalation.items import Item
from escalation.ladder.masked import masked
from escalation.moves.move import Move
from escalation.moves.permissions import BY_NUMBER, is_notified
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.recipients import Directory
from storage import absences
from storage.items.rows import Unreadable
from storage.members import insiders
from storage.outbox import queue
from storage.outbox.model import ClaimedMessage
from workflows.transaction import directory, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork


def may_see(uow: UnitOfWork, request: Request, item: Item | Unreadable, *, actor: Person) -> bool:
    """Anyone who types in the item's channel is in it; elsewhere we check."""
    return request.channel == item.channel or visibility.sees(uow, actor, item)


def is_found(
    uow: UnitOfWork, request: Request, item: Item, *, actor: Person, move: Move | None
) -> bool:
    """Whether somebody may see the item, or was told its number and may make this move.

    What a channel was told, everybody in it was, wherever they answer.
    """
    if may_see(uow, request, item, actor=actor):
        return True
    if move not in BY_NUMBER:
        return False
    covers = absences.covered_by(uow.tx, actor.id, now=uow.now)
    rooms = (one for one in item.position.notified if visibility.is_in(uow, actor, one))
    by = {actor.id, request.channel, request.place, *rooms}
    return is_notified(item, by=by, covers=covers)


def as_seen(uow: UnitOfWork, request: Request, item: Item, *, actor: Person) -> Item:
    """The item as somebody may see it."""
    return item if may_see(uow, request, item, actor=actor) else masked(item)


def hidden(items: Iterable[Item], reader: str, everybody: Directory) -> frozenset[int]:
    """The ids of those of these items whose words a person or a channel, by id, may not read."""
    return frozenset(
        item.id for item in items if not everybody.within(item.channel).may_read(reader, item)
    )


_FROM_THE_LADDER = frozenset(
    {
        NoticeKind.ESCALATION,
        NoticeKind.GAP,
        NoticeKind.QUESTION,
        NoticeKind.REVIEW,
        NoticeKind.SLIPPED,
    }
)
"""What somebody is told as a person on the ladder, if only by its number."""


def left_by_reader(uow: UnitOfWork, message: ClaimedMessage) -> frozenset[str]:
    """The private channels in which the reader of a message was, and is no longer."""
    first = message.rows[0].notice
    if first.kind is NoticeKind.EDIT:
        rows = queue.of_message(uow.tx, channel=first.recipient, ts=first.says(Edit).ts)
        shown = [row.notice for row in rows]
    else:
        shown = [first]
    if not shown or shown[0].place is not Place.DM:
        return frozenset()
    return insiders.removed_from(uow.tx, shown[0].recipient)


def unwanted(uow: UnitOfWork, notice: Notice, *, about: Item | None, left: Collection[str]) -> str:
    """Why not to tell somebody of an item of one of the channels that they `left`; "" to tell it.

    What they were sent before stays as it is.
    """
    facts, item = notice.facts, about
    if item is None:
        return ""
    if isinstance(facts, Gap) and facts.why is Unable.REMOVED:
        here = directory.of_items(uow, [item]).within(item.channel)
        return "" if here.was_removed(item.owner) else "the owner sees it again"
    if item.channel not in left:
        return ""
    is_owed = notice.kind in _FROM_THE_LADDER or notice.recipient in item.position.notified
    return "" if is_owed else "no longer sees its channel"
