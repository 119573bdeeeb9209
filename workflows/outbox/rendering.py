"""Renders stored notices, as of now, for their current recipient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from escalation.facts.by_clock import SummedUp
from escalation.facts.in_notices import Edit
from escalation.items import Item
from escalation.notices.announcements import as_undone
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.recipients import Directory
from messages.first_words import greeting_message
from messages.help import answer_message
from messages.notices.alarms import alarm_message, stopped_message
from messages.notices.render import notice_message
from messages.reader import Reader
from messages.slack.blocks import Json
from storage import channels
from storage.items import history
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.channels import leaving
from workflows.clock import summary
from workflows.transaction import directory, guards, readers
from workflows.transaction.unit_of_work import UnitOfWork


def message(uow: UnitOfWork, rows: Sequence[StoredNotice], about: Mapping[int, Item]) -> Json:
    """Text and blocks of notices that leave as one message; `about` holds their items by id."""
    first = rows[0].notice
    if first.kind in _OF_NO_ITEM:
        return _OF_NO_ITEM[first.kind](uow, first)
    if first.kind is NoticeKind.EDIT:
        return _redrawn(uow, first, about)
    return _notices(uow, [row.notice for row in rows], about)


_OF_NO_ITEM: dict[NoticeKind, Callable[[UnitOfWork, Notice], Json]] = {
    NoticeKind.SUMMARY: lambda uow, it: summary.post(uow, it.recipient, it.says(SummedUp).week),
    NoticeKind.GREETING: lambda uow, _: greeting_message(uow.context.commands),
    NoticeKind.LEFT: leaving.message,
    NoticeKind.ALARM: lambda _, it: alarm_message(it),
    NoticeKind.STOPPED: lambda _, it: stopped_message(it),
    NoticeKind.HINT: lambda uow, it: answer_message(it, uow.context.commands),
}


def _redrawn(uow: UnitOfWork, edit: Notice, about: Mapping[int, Item]) -> Json:
    """What a message shows as of now."""
    facts = edit.says(Edit)
    if facts.said:
        return answer_message(edit, uow.context.commands)
    rows = queue.of_message(uow.tx, channel=edit.recipient, ts=facts.ts)
    if rows and rows[0].notice.kind is NoticeKind.LEFT:
        return leaving.message(uow, rows[0].notice)
    about = directory.items_of(uow, rows, known=about)
    for row in rows:
        if row.notice.item_id and row.notice.item_id not in about:
            guards.readable(uow, row.notice.item_id)  # raises, with its label
    undoings = history.undoings(uow.tx, about)
    return _notices(uow, [as_undone(row.notice, undoings) for row in rows], about)


def _notices(uow: UnitOfWork, notices: Sequence[Notice], about: Mapping[int, Item]) -> Json:
    entries = [(notice, about[notice.item_id or 0]) for notice in notices]
    first = notices[0]
    named = {user for notice in notices for user in notice.facts.users}
    everybody = directory.of_items(uow, about.values(), also={*named, first.recipient})
    return notice_message(entries, _reader(uow, everybody, first))


def _reader(uow: UnitOfWork, everybody: Directory, notice: Notice) -> Reader:
    if notice.place is Place.DM:
        person = everybody.people.get(notice.recipient)
        return readers.among(uow, everybody, person.zone if person else "")
    channel = channels.get(uow.tx, notice.recipient)
    reader = readers.among(uow, everybody, channel.policy.zone if channel else "")
    return replace(reader, nobody_is_set=channel is not None and channel.policy.nobody_is_set)
