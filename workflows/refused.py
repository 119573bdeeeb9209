"""What Slack refuses for good is parked, and the next who can act hears at once (promise 4)."""

from dataclasses import replace

from escalation import ladder
from escalation.addressing import address, is_climbable
from escalation.events import BACKSTOP, Event
from escalation.items import Item
from escalation.notices import NoticeKind, Place
from storage import items, outbox, outcomes, people
from storage.parcels import Parcel, StoredNotice
from workflows import aftermath, cast
from workflows.desk import Work

UNREACHABLE = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot"})
"""Refusals that say something about the person, not about this message."""
_TO_THE_OWNER = frozenset({NoticeKind.LOGGED, NoticeKind.REMINDER, NoticeKind.HANDED})
_OWED = _TO_THE_OWNER | {NoticeKind.ESCALATION, NoticeKind.GAP, NoticeKind.REVIEW}
"""What somebody has to hear: once parked, it is told to somebody else."""


def park(work: Work, parcel: Parcel, error: str) -> None:
    """End a parcel as parked and tell somebody else what it would have told."""
    if not outcomes.finish_refused(work.tx, parcel, now=work.now, why=error):
        return
    if parcel.place is Place.DM and error in UNREACHABLE:
        _believe_gone(work, parcel.recipient)
    if parcel.kind is NoticeKind.CARD:
        _drop_thread(work, parcel)
    for row in parcel.rows:
        item = items.get(work.tx, row.notice.item_id) if row.notice.item_id else None
        if item is not None:
            _tell_next(work, item, row, error=error)


def _drop_thread(work: Work, parcel: Parcel) -> None:
    """Without a card there is no thread: what would be said there is not waited for."""
    waiting = [
        row.id
        for item_id in cast.items_of(work, parcel.rows)
        for row in outbox.pending_of(work.tx, item_id)
        if row.notice.place in (Place.THREAD, Place.ALOUD)
    ]
    outbox.supersede(work.tx, waiting, why="no card", now=work.now)


def _believe_gone(work: Work, user: str) -> None:
    """Believe Slack that the person cannot be reached, until it describes them again."""
    person = people.get(work.tx, work.workspace, user)
    if person is not None:
        gone = replace(person, deactivated=True)
        people.save(work.tx, work.workspace, [gone], now=work.now)


def _tell_next(work: Work, item: Item, row: StoredNotice, *, error: str) -> None:
    notice = row.notice
    parked = Event(
        at=work.now,
        workspace=item.workspace,
        item_id=item.id,
        actor=BACKSTOP,
        action="parked",
        facts={"recipient": notice.recipient, "kind": notice.kind, "error": error},
    )
    if not item.is_open or notice.place is not Place.DM or notice.kind not in _OWED:
        aftermath.leave(work, item, events=[parked], notices=[])
        return
    climbing, step = _next_step(work, item, notice.kind)
    everybody = cast.of_items(work, [climbing])
    told = address(climbing, [step], people=everybody.people, groups=everybody.groups, now=work.now)
    saved = items.save(work.tx, told.item)
    aftermath.leave(work, saved, events=[parked, *told.events], notices=told.notices)


def _next_step(work: Work, item: Item, kind: NoticeKind) -> tuple[Item, ladder.Step]:
    """Above the owner the next rung hears; for the owner, whoever covers an owner that is gone.

    With no rung left but the fallback, the highest is told anew: to whoever can still be reached.
    """
    if kind in _TO_THE_OWNER:
        return item, ladder.gap_step(item, work.now)
    if is_climbable(item, item.climbed):
        return replace(item, climbed=item.climbed + 1), ladder.rung_step(item.climbed, work.now)
    highest = max(index for index in range(item.climbed) if is_climbable(item, index))
    return item, ladder.rung_step(highest, work.now)
