"""Notices that an earlier version left waiting are sent once, under their keys."""

from typing import Any

import pytest
from sqlalchemy import text

from escalation.notices.notice import NoticeKind
from escalation.people import Away
from storage import absences
from storage.outbox import queue
from storage.tables.columns import microseconds
from tests.support.context_fixtures import NOW, WORKSPACE, logged, taken
from tests.support.factories import BOSS, OWNER, STAND_IN, utc
from tests.support.storage import facts_of_before as before
from tests.support.storage.old_databases import insert
from tests.support.storage.store_fixtures import a_reminder
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import WorkspaceContext

KEY = "1:1:of-before:U01"
SAYS = {
    (NoticeKind.LOGGED, 0): "*B-1* is yours now: Contract import is stuck",
    (NoticeKind.REMINDER, 0): "This also stands for 2 earlier reminders",
    (NoticeKind.ESCALATION, 0): "*B-1* needs help: Contract import is stuck",
    (NoticeKind.ESCALATION, 1): "<@U06> escalated it, because the customer waits.",
    (NoticeKind.ESCALATION, 2): "You are told now because nobody set as lead can answer.",
    (NoticeKind.FALLBACK, 0): "If nobody acts in time: Import by hand",
    (NoticeKind.REVIEW, 0): "*B-1* has been open for ",
    (NoticeKind.QUESTION, 0): "Asked 2 times without an answer.",
    (NoticeKind.SLIPPED, 0): "Moved by <@U01>, because the vendor is late.",
    (NoticeKind.GAP, 0): "The owner <@U01> could not be reached.",
    (NoticeKind.UNPOSTED, 0): "To fix it: unarchive it.",
    (NoticeKind.HANDED, 0): "Handed over from <@U06> by <@U02>, because on leave.",
    (NoticeKind.MOVED, 0): "*B-1* has a new date: was Thu 5 Mar 12:00 UTC, now ",
    (NoticeKind.CHANGED, 0): "*B-1*: <@U06> noted: called them",
    (NoticeKind.ALARM, 0): "Backstop has 2 problems: messages were not sent in time.",
    (NoticeKind.HINT, 0): "Every blocker and decision has one owner",
}
"""By kind and number among its kind: what the message says."""


def stored(kind: NoticeKind, number: int) -> str:
    return [facts for known, facts in before.NOTICES if known is kind][number]


def leave_waiting(context: WorkspaceContext, kind: NoticeKind, facts: str, to: str) -> None:
    """Leave one direct message in the outbox, as an earlier version stored it."""
    of_no_item = {NoticeKind.ALARM, NoticeKind.HINT}
    row: dict[str, Any] = {
        "workspace": WORKSPACE, "key": KEY, "kind": kind.value, "place": "dm", "recipient": to,
        "item_id": None if kind in of_no_item else logged(context).id, "round": 1,
        "urgent": False, "facts": facts, "planned_at": microseconds(NOW),
        "not_before": microseconds(NOW), "rank": 1, "state": "pending",
        "try_at": microseconds(NOW), "token": "", "fence": 0, "attempts": 0, "channel": "",
        "ts": "", "why": "", "maybe_again": False, "lean": "",
    }  # fmt: skip
    with context.database.write_all() as tx:
        tx.execute(text("DELETE FROM notice"))
        insert(tx, "notice", **row)


def sent_once(context: WorkspaceContext) -> str:
    """Send the waiting message, check that nothing else ever leaves, and return its text."""
    [call] = taken(context)
    dispatch.finish(context, call, Sent("D01", "1.1"), now=NOW)
    assert [row.notice.key for row in call.message.rows] == [KEY]
    with context.database.write(WORKSPACE) as tx:
        assert queue.add(tx, [a_reminder(KEY)]) == 0
    assert taken(context, utc("03-03 09:00")) == []
    words: str = call.args["text"]
    return words


@pytest.mark.parametrize(("kind", "number"), SAYS, ids=str)
def test_what_waits_is_sent_once_and_says_what_it_meant(
    context: WorkspaceContext, kind: NoticeKind, number: int
) -> None:
    above = kind in {NoticeKind.ESCALATION, NoticeKind.SLIPPED, NoticeKind.QUESTION}
    leave_waiting(context, kind, stored(kind, number), BOSS if above else OWNER)
    assert SAYS[kind, number] in sent_once(context)


def test_what_waits_for_a_stand_in_says_for_whom(context: WorkspaceContext) -> None:
    leave_waiting(context, NoticeKind.REMINDER, stored(NoticeKind.REMINDER, 1), STAND_IN)
    with context.database.write(WORKSPACE) as tx:
        absences.keep(tx, OWNER, [Away(until=utc("03-04 09:00"), stand_in=STAND_IN)])
    assert "You stand in for <@U01>" in sent_once(context)


def test_a_reminder_that_does_not_say_for_whom_reaches_the_owner(context: WorkspaceContext) -> None:
    leave_waiting(context, NoticeKind.REMINDER, '{"drill":"yes"}', OWNER)
    assert "*B-1* is due Thu 5 Mar 12:00 UTC" in sent_once(context)
