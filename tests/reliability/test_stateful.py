"""Moves × people × time, compared with a small reference model."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from escalation.errors import Refusal
from escalation.events import EventRef
from escalation.items import Item
from escalation.moves.move import Move
from storage.checks import audit, discrepancies
from storage.items import chain
from storage.outbox import claims
from tests.reliability.reference import PEOPLE, RUNGS, Reference
from tests.reliability.simulation import STARTS_AT, ResettableDatabase
from tests.support.context_fixtures import DUE, item_now, logged, moved
from tests.support.factories import MEMBER, OWNER, a_person, a_policy
from tests.support.storage.postgres import MEMORY
from workflows.clock import fire
from workflows.items import undo
from workflows.outbox import dispatch, duplicates
from workflows.outbox.result import Later, Sent, Unknown
from workflows.transaction.unit_of_work import Request

LIVES, FEW, MANY = 20, 12, 150
"""Lives of thirty steps: of the reference; and of one that is wrong, at first and at most."""
_UNWATCHED = {
    *(Move.DECIDE, Move.EDIT, Move.TRAJECTORY, Move.DEPEND, Move.LINK, Move.UNLINK),
    *(Move.TAKE, Move.DECLINE, Move.GAP_FINE),
}
MOVES = [move for move in Move if move not in _UNWATCHED]


@dataclass(frozen=True)
class Undoable:
    """The last thing that somebody did, and how all was before."""

    ref: EventRef | None
    actor: str
    at: datetime
    item: Item
    reference: Reference


def lasting(item: Item) -> Item:
    """An item without what the clock may have done meanwhile, or does next."""
    clock: dict[str, Any] = {"rungs": (), "told": (), "asked": (), "unanswered": 0}
    clock |= dict.fromkeys(("fallback_at", "asked_until", "leadership_told_at", "next_at"))
    clock |= dict.fromkeys(("reminded_until", "reviewed_until"), STARTS_AT)
    return replace(item.at(replace(item.position, **clock)), version=0, card_ts="")


@pytest.fixture(scope="module")
def resettable() -> Iterator[ResettableDatabase]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield ResettableDatabase(Path(folder), a_policy())


def live(
    resettable: ResettableDatabase,
    reference: type[Reference],
    lives: int = LIVES,
    *,
    first: int | None = None,
) -> None:
    """Run many lives; raises AssertionError at the first in which the bot differs.

    `first` is the seed to begin with, which costs nothing but luck.
    """

    class Living(ItemLife):
        def __init__(self) -> None:
            super().__init__(resettable, reference)

    run_state_machine_as_test(
        Living if first is None else seed(first)(Living),
        settings=settings(
            max_examples=lives,
            stateful_step_count=30,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_people_do_the_item_is_as_the_reference_says(
    resettable: ResettableDatabase,
) -> None:
    live(resettable, Reference)


class Lenient(Reference):
    """Lets everybody do everything."""

    def _may(self, move: Move, actor: str) -> bool:
        return True


class Forgiving(Reference):
    """Counts no slips."""

    def _make(self, move: Move, now: datetime, *, to: str, due_at: datetime) -> None:
        slips = self.slips
        super()._make(move, now, to=to, due_at=due_at)
        self.slips = slips


class Quiet(Reference):
    """Never says that the fallback applies."""

    def earliest(self, rung: int) -> datetime:
        return datetime(2100, 1, 1, tzinfo=UTC) if rung == RUNGS - 1 else super().earliest(rung)


class Hurried(Reference):
    """Wants each rung half a day earlier."""

    def earliest(self, rung: int) -> datetime:
        return super().earliest(rung) - timedelta(hours=12)


class Hasty(Reference):
    """Wants the rungs by the old date after a reschedule."""

    old: datetime | None = None

    def takes(self, move: Move, actor: str, now: datetime, *, to: str, due_at: datetime) -> bool:
        was = self.due_at
        taken = super().takes(move, actor, now, to=to, due_at=due_at)
        self.old = was if move is Move.RESCHEDULE and taken else self.old
        return taken

    def earliest(self, rung: int) -> datetime:
        return super().earliest(rung) if self.old is None else Reference(self.old).earliest(rung)


@pytest.mark.parametrize(
    ("wrong", "soon"),
    [(Lenient, 1), (Forgiving, 1), (Quiet, 6), (Hurried, 2), (Hasty, 2)],
)
def test_a_wrong_reference_is_found_out(
    resettable: ResettableDatabase, wrong: type[Reference], soon: int
) -> None:
    """Each seed found it within a second once; should it no longer, many others follow."""
    assert differs(resettable, wrong, FEW, first=soon) or differs(resettable, wrong, MANY)


def differs(
    resettable: ResettableDatabase, wrong: type[Reference], lives: int, first: int | None = None
) -> bool:
    try:
        live(resettable, wrong, lives, first=first)
    except AssertionError:
        return True
    return False


class ItemLife(RuleBasedStateMachine):
    """One item, and everybody who may do something to it."""

    def __init__(self, resettable: ResettableDatabase, reference: type[Reference]) -> None:
        super().__init__()
        self.context = resettable.reopened()
        self.now = STARTS_AT
        self.item = logged(self.context, now=self.now, due=DUE)
        self.reference = reference(due_at=DUE.at)
        self.requests = 100
        self.sent: set[str] = set()
        self.last: Undoable | None = None

    @rule(
        move=st.sampled_from(MOVES),
        actor=st.sampled_from(PEOPLE),
        to=st.sampled_from([OWNER, MEMBER]),
        hours=st.integers(1, 60),
        twice=st.booleans(),
    )
    def somebody_moves_it(self, move: Move, actor: str, to: str, hours: int, twice: bool) -> None:
        self.requests += 1
        later = self.now + timedelta(hours=hours)
        given = {
            "text": "so it is",
            "reason": "it is so",
            "owner": a_person(to) if move is Move.REASSIGN else None,
            "due": replace(DUE, at=later),
            "until": later,
            "number": self.requests,
            "now": self.now,
        }
        before, reference = item_now(self.context, self.item), copy(self.reference)
        try:
            made = moved(self.context, self.item, move, actor=actor, **given)
        except Refusal:
            if move in {Move.ESCALATE, Move.REMIND}:  # somebody was called or reminded already
                return
            assert not self.reference.takes(move, actor, self.now, to=to, due_at=later)
            assert item_now(self.context, self.item) == before
            return
        if not made.repeated:
            assert self.reference.takes(move, actor, self.now, to=to, due_at=later)
            self.reference.due_at = made.item.due.at
            self.last = Undoable(made.undo, actor, self.now, before, reference)
        if twice:
            assert moved(self.context, self.item, move, actor=actor, **given).repeated
            assert item_now(self.context, self.item) == made.item

    @rule(hours=st.integers(1, 60))
    def its_owner_moves_the_date(self, hours: int) -> None:
        """More often than chance would: what is wrong with dates shows only after a move."""
        self.somebody_moves_it(Move.RESCHEDULE, self.reference.owner, OWNER, hours, twice=False)

    @rule(actor=st.sampled_from(PEOPLE), twice=st.booleans())
    def somebody_undoes_it(self, actor: str, twice: bool) -> None:
        last, self.requests = self.last, self.requests + 1
        if last is None or last.ref is None:
            return
        may = actor == last.actor and self.now - last.at < timedelta(minutes=10)
        before = item_now(self.context, self.item)
        click = Request(
            kind="click", external_id=f"{self.requests}", actor=actor, channel=self.item.channel
        )
        for press in range(1 + twice):
            try:
                (made,) = undo.undo(self.context, click, [last.ref], now=self.now)
            except Refusal:
                assert not may
                assert item_now(self.context, self.item) == before
                return
            assert may
            assert made.repeated is bool(press)
            assert lasting(made.item) == lasting(last.item)
        self.reference, self.last = last.reference, None
        self.reference.moved_at = self.now

    @rule(minutes=st.integers(1, 60 * 40), outcome=st.sampled_from(["sent", "late", "unknown"]))
    def time_passes(self, minutes: int, outcome: str) -> None:
        self.now += timedelta(minutes=minutes)
        while fire.fire_due(self.context, self.now):
            pass
        self.let_go_out(outcome)
        self.look_once_more()

    def let_go_out(self, outcome: str) -> None:
        """Send everything that may leave; the first message may meet a fault."""
        while self.can_something_leave():
            for call in dispatch.take(self.context, self.now, limit=50):
                self.carry(call, outcome)
                outcome = "sent"

    def can_something_leave(self) -> bool:
        with self.context.database.read(self.context.workspace) as tx:
            at = claims.next_at(tx, now=self.now)
        return at is not None and at <= self.now

    def carry(self, call: dispatch.OutgoingCall, outcome: str) -> None:
        if call.message.look_first and call.method == dispatch.POST:
            dispatch.not_found(self.context, call, self.now)
            return
        if outcome != "sent":
            pause = timedelta(minutes=5)
            result = Later(pause, "no_connection") if outcome == "late" else Unknown("timeout")
            dispatch.finish(self.context, call, result, now=self.now)
            return
        if call.method == dispatch.POST:
            keys = {row.notice.key for row in call.message.rows}
            assert not keys & self.sent
            self.sent |= keys
        there = Sent(call.args["channel"], f"{self.now.timestamp():.0f}.{len(self.sent):06d}")
        dispatch.finish(self.context, call, there, now=self.now)

    def look_once_more(self) -> None:
        """Search for messages an hour after an uncertain send: none is ever there twice here."""
        while searches := duplicates.due(self.context, self.now):
            for search in searches:
                duplicates.settled(self.context, search, kept=search.ts, deleted=(), now=self.now)

    @invariant()
    def it_is_as_the_reference_says(self) -> None:
        item, reference = item_now(self.context, self.item), self.reference
        assert (item.status, item.owner) == (reference.status, reference.owner)
        assert (item.round, item.slips) == (reference.round, reference.slips)
        assert (item.next_at is None) == (not item.is_open)
        fired = {state.rung: state.fired_at for state in item.position.rungs if state.fired_at}
        reference.fallback_applies = item.fallback_applies
        calls = {state.rung: state.called_at for state in item.position.rungs if state.called_at}
        reference.called = frozenset(n for n, at in calls.items() if at >= item.due.at)
        assert reference.agrees(fired, self.now)

    def teardown(self) -> None:
        """In the end the auditor finds nothing, the history is intact, and items agree with it."""
        for _ in range(3):
            self.time_passes(minutes=5, outcome="sent")
        with self.context.database.read(self.context.workspace) as tx:
            found = audit.findings(tx, now=self.now, patience=timedelta(days=2))
            assert found == ()
            assert chain.verify(tx).broken_at is None
            assert [*discrepancies.found(tx)] == []
