"""The law of the limit: whatever happens, what can wait is neither lost, doubled nor late.

Two weeks are generated and lived on a real file, with a limit of three. Answers of Slack get lost.
"""

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from escalation.errors import Refusal
from escalation.facts.by_people import Reopened, Rescheduled, Undone
from escalation.facts.in_notices import Done, Reminder
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.moves.move import Edit, Move
from escalation.notices.notice import Notice, NoticeKind, NoticeState
from escalation.quiet.preferences import News, Preferences
from storage.items import store
from storage.outbox import claims, queue
from tests.reliability.simulation import ResettableDatabase
from tests.support.context_fixtures import NOW, a_request, item_now, logged, moved, taken
from tests.support.factories import OWNER, REPORTER, a_policy
from workflows.clock import fire
from workflows.items import undo
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Sent, Unknown
from workflows.quiet import waits
from workflows.transaction import directory
from workflows.transaction.unit_of_work import WorkspaceContext

LIVES = int(os.environ.get("LIMIT_LIVES", "1"))
"""How many lives; each is another seed."""
ITEMS, ACTS, LIMIT = 8, 36, 3
ENDS = NOW + timedelta(days=9)
COUNTED = frozenset(
    {
        *(NoticeKind.REMINDER, NoticeKind.MOVED, NoticeKind.CLOSED),
        *(NoticeKind.CHANGED, NoticeKind.UNDONE),
    }
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> ResettableDatabase:
    return ResettableDatabase(tmp_path_factory.mktemp("limit"), a_policy())


@dataclass
class Told:
    """A direct message to the owner that is in Slack, and how its items stood then."""

    at: datetime
    notices: tuple[Notice, ...]
    items: tuple[Item, ...]


@dataclass
class Fortnight:
    """Two weeks of one owner, by the dice; `slack` holds each message by its token."""

    context: WorkspaceContext
    dice: Random
    first: frozenset[News] = frozenset()
    now: datetime = NOW
    number: int = 0
    slack: dict[str, Told] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)

    def live(self) -> list[Item]:
        wanted = Preferences(limit=LIMIT, first=self.first)
        request = a_request(OWNER, number=99_999)
        waits.set_to(self.context, request, lambda _: wanted, now=NOW)
        items = [self.logged(NOW) for _ in range(ITEMS)]
        days = [self.dice.choice((1, 2, 2, 4)) for _ in range(ACTS)]
        for minute in sorted(1_440 * day + self.dice.randrange(-30, 500) for day in days):
            at = NOW + timedelta(minutes=minute)
            self.pass_time(at)
            self.act(self.dice.choice(items), at)
        self.pass_time(ENDS)
        return [item_now(self.context, item) for item in items]

    def pass_time(self, until: datetime) -> None:
        """Do and send what falls due until then."""
        while (at := self.next_at()) < until:
            self.now = at
            fire.fire_due(self.context, at)
            self.send()
        self.now = until

    def next_at(self) -> datetime:
        """When something is next due: at the latest in a week, at the earliest in a second."""
        with self.context.database.read(self.context.workspace) as tx:
            found = (store.next_at(tx), claims.next_at(tx, now=self.now))
        week = self.now + timedelta(days=7)
        return max(self.now + timedelta(seconds=1), min(at or week for at in found))

    def send(self) -> None:
        while calls := taken(self.context, self.now):
            for call in calls:
                self.answer(call)

    def answer(self, call: OutgoingCall) -> None:
        """Slack takes it; now and then nobody hears the answer."""
        outcome = Sent(call.channel, call.token)
        if call.message.look_first and call.message.kind is not NoticeKind.EDIT:
            if call.token not in self.posts:
                dispatch.not_found(self.context, call, self.now)
                return
        elif call.method == dispatch.POST:
            is_lost = self.dice.random() < 0.1
            if not (is_lost and self.dice.random() < 0.5):
                self.arrive(call)
            if is_lost:
                dispatch.finish(self.context, call, Unknown("timeout"), now=self.now)
                return
        dispatch.finish(self.context, call, outcome, now=self.now)

    def arrive(self, call: OutgoingCall) -> None:
        self.posts[call.token] += 1
        if call.channel == OWNER:
            rows = call.message.rows
            with self.context.reading(self.now) as uow:
                about = directory.items_of(uow, rows)
                now = [queue.of_key(uow.tx, row.notice.key) for row in rows]
            notices = tuple(row.notice for row in now if row)
            self.slack[call.token] = Told(self.now, notices, tuple(about.values()))

    def logged(self, at: datetime) -> Item:
        self.number += 1
        due = self.due(at)
        return logged(self.context, self.number, now=at, due=due, urgent=self.dice.random() < 0.1)

    def due(self, at: datetime) -> Due:
        hours = self.dice.choice((1, 2, 3, 4, 5, 8, 20, 50, 200, 400))
        return Due(at=at + timedelta(hours=hours), zone="UTC", phrase="then")

    def act(self, item: Item, at: datetime) -> None:
        """The reporter moves, closes, reopens or edits it, and may take that back."""
        self.number += 1
        is_open = item_now(self.context, item).is_open
        of_move: dict[Move, dict[str, Any]] = {
            Move.RESCHEDULE: {"due": self.due(at)},
            Move.RESOLVE: {"text": "done"},
            Move.EDIT: {"edit": Edit(Field.FALLBACK, f"plan {self.number}")},
            Move.REMIND: {},
        }
        often = (Move.RESCHEDULE, Move.RESCHEDULE)
        move = self.dice.choice([*of_move, *often]) if is_open else Move.REOPEN
        changes = {"reason": "because", "now": at, "number": 1_000 + self.number}
        with suppress(Refusal):
            done = moved(
                self.context, item, move, actor=REPORTER, **changes, **of_move.get(move, {})
            )
            if done.undo and self.dice.random() < 0.5:
                request = a_request(REPORTER, number=10_000 + self.number)
                undo.undo(self.context, request, [done.undo], now=at)

    def left(self) -> list[str]:
        """What was not sent and still waits at the end."""
        with self.context.database.read(self.context.workspace) as tx:
            return [
                row.notice.key
                for row in queue.pending_to(tx, OWNER)
                if row.state is NoticeState.PENDING and row.notice.not_before < ENDS
                if not row.notice.bundle_at or row.notice.bundle_at < ENDS
            ]


def day_bundles(at: datetime, bundles: int) -> list[datetime]:
    """The bundles of a date in UTC, 9 to 17; none at a weekend."""
    hours = {1: (9,), 2: (9, 13)}[bundles] if at.weekday() < 5 else ()
    return [datetime.combine(at, time(hour), at.tzinfo) for hour in hours]


def next_bundle(at: datetime) -> datetime:
    days = (at + timedelta(days=ahead) for ahead in range(5))
    return next(one for day in days for one in day_bundles(day, 2) if one >= at)


def dates(notice: Notice, items: tuple[Item, ...]) -> list[datetime]:
    """The dates of which a notice speaks."""
    done = notice.facts
    if isinstance(done, Done) and isinstance(done.change, Rescheduled):
        return [date for date in (done.change.old_due_at, done.change.new_due_at) if date]
    is_dated = notice.kind is NoticeKind.REMINDER or is_open_again(notice)
    return [item.due.at for item in items if item.id == notice.item_id and is_dated]


def is_open_again(notice: Notice) -> bool:
    done = notice.facts
    return isinstance(done, Done) and isinstance(done.change, Reopened | Undone)


def is_counted(told: Told) -> bool:
    """Whether a message is one of those that the limit counts, by the words of the issue."""
    if any(notice.bundle_at for notice in told.notices):
        return False
    urgent = {item.id for item in told.items if item.urgent}
    due = {item.id: item.due.at for item in told.items}
    for notice in told.notices:
        late = isinstance(notice.facts, Reminder) and (
            notice.planned_at >= due[notice.item_id or 0] or notice.facts.actor
        )
        may = notice.kind in COUNTED and notice.item_id not in urgent and not late
        until = next_bundle(notice.not_before)
        if may and not any(told.at < date <= until for date in dates(notice, told.items)):
            return True
    return False


@pytest.mark.parametrize("first", [frozenset(), frozenset({News.MOVED, News.CLOSED})])
@pytest.mark.parametrize("seed", range(LIVES))
def test_with_a_limit_of_three_nothing_is_lost_doubled_or_late(
    base: ResettableDatabase, seed: int, first: frozenset[News]
) -> None:
    life = Fortnight(base.reopened(), Random(seed), first)
    items = life.live()
    assert life.left() == []
    assert [token for token, times in life.posts.items() if times > 1] == [], "doubled"
    known = {
        item.id: (item.due.at, item.is_open) for told in life.slack.values() for item in told.items
    }
    assert known == {item.id: (item.due.at, item.is_open) for item in items}, "lost"
    rows = [(notice, told) for told in life.slack.values() for notice in told.notices]
    assert [
        notice.key
        for notice, told in rows
        if notice.bundle_at and not is_open_again(notice)  # whose date may have moved since
        if any(notice.not_before < date <= notice.bundle_at for date in dates(notice, told.items))
    ] == [], "late"
    a_day = Counter(told.at.date() for told in life.slack.values() if is_counted(told))
    assert max(a_day.values()) <= LIMIT
    assert seed or any(notice.bundle_at for notice, _ in rows), "something waited"
