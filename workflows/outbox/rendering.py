"""Renders stored notices, as of now, for their current recipient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from escalation.facts.by_clock import SummedUp
from escalation.facts.in_notices import Done, Edit
from escalation.items import Item
from escalation.ladder.masked import masked
from escalation.notices.announcements import as_undone
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.recipients import Directory
from messages.first_words import greeting_message
from messages.help import answer_message
from messages.notices.alarms import alarm_message, stopped_message
from messages.notices.render import notice_message
from messages.reader import Reader
from messages.slack.blocks import Json
from storage import channels, people
from storage.items import history
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows.batches import telling
from workflows.channels import ladder_news, leaving
from workflows.clock import summary
from workflows.indicators import due_values
from workflows.outbox import absences
from workflows.transaction import (
    answers,
    dependencies,
    directory,
    guards,
    needed,
    readers,
    unseen,
)
from workflows.transaction.dependencies import Sees
from workflows.transaction.ownership import gaps, just_named
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
    NoticeKind.LADDER: ladder_news.message,
    NoticeKind.LEFT: leaving.message,
    NoticeKind.HAND_OVER: telling.message,
    NoticeKind.ABSENCE: absences.entered,
    NoticeKind.STAND_IN: absences.covering,
    NoticeKind.STATUS: absences.asked,
    NoticeKind.INDICATOR: due_values.message,
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
    if rows and (drawn := _OF_NO_ITEM.get(rows[0].notice.kind)):
        return drawn(uow, rows[0].notice)
    about = directory.items_of(uow, rows, known=about)
    for row in rows:
        if row.notice.item_id and row.notice.item_id not in about:
            guards.readable(uow, row.notice.item_id)  # raises, with its label
    undoings = history.undoings(uow.tx, about)
    return _notices(uow, [as_undone(row.notice, undoings) for row in rows], about)


def _notices(uow: UnitOfWork, notices: Sequence[Notice], about: Mapping[int, Item]) -> Json:
    first = notices[0]
    sees = _sees(uow, first)
    notices = [_as_seen(uow, notice, sees) for notice in needed.as_seen(uow, notices)]
    named = {user for notice in notices for user in notice.facts.users}
    everybody = directory.of_items(uow, about.values(), also={*named, first.recipient})
    reader = dependencies.shown_to(
        uow,
        _reader(uow, everybody, first),
        about.values(),
        sees=sees,
        said=[notice.facts for notice in notices],
    )
    if first.kind is NoticeKind.CARD:
        reader = replace(reader, answers=answers.of_items(uow, about.values()))
    if any(one.kind is NoticeKind.GAP for one in notices):
        reader = gaps.shown_to(uow.tx, reader, about.values())
    if any(one.kind is NoticeKind.REMINDER for one in notices):
        reader = replace(reader, leavers=gaps.asked_of_leavers(uow.tx, about.values()))
    if len(notices) == 1 and (item := about.get(first.item_id or 0)):
        reader = just_named.asked(uow, reader, notices[0], item=item)
    hidden = unseen.hidden(about.values(), first.recipient, everybody)
    shown = {id_: masked(item) if id_ in hidden else item for id_, item in about.items()}
    entries = [(one, shown[one.item_id or 0]) for one in notices]
    return notice_message(entries, replace(reader, hidden=hidden))


def _sees(uow: UnitOfWork, notice: Notice) -> Sees:
    """Which other items its readers may see."""
    if notice.place is Place.DM:
        return dependencies.by_person(uow, people.get(uow.tx, notice.recipient))
    return dependencies.by_channel(uow, notice.recipient)


def _as_seen(uow: UnitOfWork, notice: Notice, sees: Sees) -> Notice:
    done = notice.facts
    if not isinstance(done, Done):
        return notice
    return replace(notice, facts=replace(done, change=dependencies.as_seen(uow, done.change, sees)))


def _reader(uow: UnitOfWork, everybody: Directory, notice: Notice) -> Reader:
    if notice.place is Place.DM:
        person = everybody.people.get(notice.recipient)
        return readers.among(uow, everybody, person.zone if person else "")
    channel = channels.get(uow.tx, notice.recipient)
    reader = readers.among(uow, everybody, channel.policy.zone if channel else "")
    return replace(
        reader,
        nobody_is_set=channel is not None and channel.policy.nobody_is_set,
        ladder_version=channel.policy.version if channel else 0,
    )
