"""Which direct messages are counted, and for which bundle one waits."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.facts.action import Action
from escalation.facts.by_people import Edited, Reopened, Rescheduled, Resolved, Undone
from escalation.facts.in_notices import Done, LoggedBy, Reminder
from escalation.facts.shape import EventFacts, Facts
from escalation.fields import Field
from escalation.items import Item, Status
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.quiet.preferences import DEFAULT, News, Preferences
from escalation.quiet.verdict import Verdict, can_wait, news_of, verdict
from tests.support.factories import OWNER, REPORTER, a_due, a_person, an_item, utc

NOW = utc("03-26 10:40")
ITEM = an_item(due=a_due("04-16 12:00"))
AT_ONE, NEXT_MORNING = utc("03-26 13:00"), utc("03-27 09:00")
COUNTED, NOT_COUNTED = Verdict(is_counted=True), Verdict()
REMINDER = Reminder(step="before-2h", owner=OWNER)


def moved(old: str = "04-16 12:00", new: str = "04-17 12:00") -> Rescheduled:
    return Rescheduled(
        old_due_at=utc(old), new_due_at=utc(new), slips=1, pull_ins=0, first_due_at=None, drift=1
    )


def undone(what: Action) -> Undone:
    return Undone(event=1, what=what, done_at=NOW)


def a_notice(
    facts: EventFacts | Facts, kind: NoticeKind = NoticeKind.MOVED, **other: Any
) -> Notice:
    said = Done(actor=REPORTER, reason="", change=facts) if isinstance(facts, EventFacts) else facts
    fields = {"planned_at": NOW, "not_before": NOW, "item_id": ITEM.id, **other}
    return Notice(
        key="key",
        kind=kind,
        place=fields.pop("place", Place.DM),
        recipient=OWNER,
        facts=said,
        **fields,
    )


MOVED = a_notice(moved())
EDITED = Edited(field=Field.FALLBACK, old="a", new="b")


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        (NoticeKind.MOVED, moved(), News.MOVED),
        (NoticeKind.FOLLOWED, moved(), News.MOVED),
        (NoticeKind.CLOSED, Resolved(), News.CLOSED),
        (NoticeKind.FOLLOWED, Resolved(), News.CLOSED),
        (NoticeKind.CHANGED, Reopened(was=Status.RESOLVED), News.REOPENED),
        (NoticeKind.FOLLOWED, Reopened(was=Status.RESOLVED), News.REOPENED),
        (NoticeKind.UNDONE, undone(Action.RESOLVE), News.REOPENED),
        (NoticeKind.FOLLOWED, undone(Action.LOGGED), News.CLOSED),
        (NoticeKind.UNDONE, undone(Action.REASSIGN), None),
        (NoticeKind.CHANGED, EDITED, News.CHANGED),
        (NoticeKind.SLIPPED, moved(), None),
        (NoticeKind.HANDED, moved(), None),
        (NoticeKind.MOVED, LoggedBy(actor=REPORTER), None),
    ],
)
def test_news_is_what_became_of_an_item(
    kind: NoticeKind, facts: EventFacts | Facts, expected: News | None
) -> None:
    notice = a_notice(facts, kind)
    assert news_of(notice) is expected
    assert can_wait(notice, ITEM) == (expected is not None)


@pytest.mark.parametrize(
    ("notice", "item"),
    [
        (MOVED, None),
        (replace(MOVED, place=Place.THREAD), ITEM),
        (replace(MOVED, urgent=True), ITEM),
        (MOVED, replace(ITEM, urgent=True)),
        (a_notice(REMINDER, NoticeKind.REMINDER, planned_at=utc("04-16 12:00")), ITEM),
        (a_notice(REMINDER, NoticeKind.REMINDER, planned_at=utc("04-17 09:00")), ITEM),
        (a_notice(replace(REMINDER, actor=REPORTER), NoticeKind.REMINDER), ITEM),
        (a_notice(LoggedBy(actor=REPORTER), NoticeKind.LOGGED), ITEM),
    ],
    ids=["no item", "thread", "urgent", "urgent now", "at due", "after due", "asked for", "logged"],
)
def test_what_is_urgent_overdue_asked_for_or_shown_in_a_channel_cannot_wait(
    notice: Notice, item: Item | None
) -> None:
    assert not can_wait(notice, item)


def test_a_reminder_before_due_can_wait() -> None:
    assert can_wait(a_notice(REMINDER, NoticeKind.REMINDER), ITEM)


def found(
    notice: Notice = MOVED,
    item: Item = ITEM,
    *,
    preferences: Preferences = DEFAULT,
    person: Person | None = None,
    is_reached: bool = True,
    now: str = "03-26 10:40",
) -> Verdict:
    return verdict(
        notice,
        item,
        person=person or a_person(),
        preferences=preferences,
        is_reached=is_reached,
        now=utc(now),
    )


def test_below_the_limit_it_leaves_and_is_counted_and_beyond_it_waits() -> None:
    assert found(is_reached=False) == COUNTED
    assert found() == Verdict(AT_ONE)


def test_what_was_put_into_the_first_bundle_waits_for_it_below_the_limit_too() -> None:
    first = Preferences(first=frozenset({News.MOVED}))
    assert found(preferences=first, is_reached=False) == Verdict(NEXT_MORNING)
    closed = a_notice(Resolved(), NoticeKind.CLOSED)
    assert found(closed, preferences=first, is_reached=False) == COUNTED
    at_nine = replace(MOVED, not_before=utc("03-26 09:00"))
    assert found(at_nine, preferences=first, now="03-26 09:00:02") == Verdict(utc("03-26 09:00"))


@pytest.mark.parametrize("due", ["03-26 12:50", "03-26 13:00"])
def test_a_reminder_of_a_date_before_the_bundle_leaves_at_once_and_is_not_counted(due: str) -> None:
    item, notice = an_item(due=a_due(due)), a_notice(REMINDER, NoticeKind.REMINDER)
    assert found(notice, item) == NOT_COUNTED
    assert found(notice, item, is_reached=False) == NOT_COUNTED
    assert found(notice, replace(item, due=a_due("03-26 13:01"))) == Verdict(AT_ONE)


def test_news_of_a_date_reaches_its_reader_before_the_old_and_the_new_one() -> None:
    assert found(a_notice(moved(new="03-26 12:00"))) == NOT_COUNTED
    assert found(a_notice(moved(old="03-26 12:00"))) == NOT_COUNTED
    assert found(a_notice(moved(old="03-26 10:00"))) == Verdict(AT_ONE), "that date has passed"


def test_a_reopened_item_is_told_before_it_is_due() -> None:
    reopened = a_notice(Reopened(was=Status.RESOLVED), NoticeKind.CHANGED)
    assert found(reopened, an_item(due=a_due("03-26 12:00"))) == NOT_COUNTED
    assert found(reopened) == Verdict(AT_ONE)


def test_what_is_too_late_for_the_first_bundle_may_wait_for_the_next_one() -> None:
    first = Preferences(first=frozenset({News.MOVED}))
    today = a_notice(moved(new="03-26 16:00"))
    assert found(today, preferences=first) == Verdict(AT_ONE)
    assert found(today, preferences=first, is_reached=False) == COUNTED


def test_what_waits_keeps_its_bundle_unless_its_date_has_come_nearer() -> None:
    waits = replace(MOVED, bundle_at=NEXT_MORNING)
    assert found(waits, is_reached=False) == Verdict(NEXT_MORNING)
    reminder = a_notice(REMINDER, NoticeKind.REMINDER, bundle_at=AT_ONE)
    assert found(reminder, an_item(due=a_due("03-26 12:50"))) == NOT_COUNTED


def test_after_a_downtime_the_bundle_that_was_missed_leaves_now() -> None:
    assert found(now="03-26 13:30") == Verdict(AT_ONE)
