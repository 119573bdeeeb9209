"""Moves × people × time, held against a small reference (reliability §6, layer 4)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from escalation.errors import Refusal
from escalation.moves import Move
from storage import audit, claims, history
from tests.edges.desk_fixtures import DUE, WORKSPACE, item_now, logged, moved
from tests.factories import MEMBER, OWNER, a_person, a_policy
from tests.postgres import MEMORY
from tests.reliability.reference import PEOPLE, Reference
from tests.reliability.simulation import STARTS_AT, Office
from workflows import deliver, heartbeat
from workflows.deliver import Errand
from workflows.move_item import Moved
from workflows.outcomes import Later, Sent, Unknown

MOVES = [move for move in Move if move not in {Move.DECIDE, Move.TRAJECTORY}]
MISHAPS: dict[str, Later | Unknown] = {
    "later": Later(timedelta(minutes=5), "no_connection"),
    "unknown": Unknown("timeout"),
}


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Office(Path(folder), a_policy())


def test_whatever_people_do_the_item_is_as_the_reference_says(office: Office) -> None:
    class Living(ItemLife):
        def __init__(self) -> None:
            super().__init__(office)

    short = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Living, settings=short)


class ItemLife(RuleBasedStateMachine):
    """One item, and everybody who may do something to it."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.desk = office.reopened()
        self.now = STARTS_AT
        self.item = logged(self.desk, now=self.now, due=DUE)
        self.reference = Reference(due_at=DUE.at)
        self.requests = 1
        self.sent: set[str] = set()

    @rule(
        move=st.sampled_from(MOVES),
        actor=st.sampled_from(PEOPLE),
        to=st.sampled_from([OWNER, MEMBER]),
        later=st.integers(1, 60).map(lambda hours: timedelta(hours=hours)),
        twice=st.booleans(),
    )
    def somebody_moves_it(self, *, move: Move, actor: str, to: str, later: Any, twice: Any) -> None:
        self.requests += 1
        before, number, now = item_now(self.desk, self.item), self.requests, self.now
        made = self.make(move, actor, to=to, until=now + later, number=number, now=now)
        if made is None or not made.repeated:
            assert self.reference.takes(move, actor, now, to=to) == (made is not None)
        if made is None or made.repeated:
            assert item_now(self.desk, self.item) == before
            return
        self.reference.due_at = made.item.due.at
        if twice:
            again = self.make(move, actor, to=to, until=now + later, number=number, now=now)
            assert again == replace(made, repeated=True)

    def make(
        self, move: Move, actor: str, *, to: str, until: datetime, number: int, now: datetime
    ) -> Moved | None:
        """Make a move with all it may need; None if it is refused."""
        given = {"text": "so", "reason": "because", "owner": a_person(to), "until": until}
        given |= {"due": replace(DUE, at=until), "number": number, "now": now}
        with suppress(Refusal):
            return moved(self.desk, self.item, move, actor=actor, **given)
        return None

    @rule(minutes=st.integers(1, 60 * 40), first=st.sampled_from(["sent", *MISHAPS]))
    def time_passes(self, minutes: int, first: str) -> None:
        """The first message may meet with a mishap; all that may go out goes out."""
        self.now += timedelta(minutes=minutes)
        while heartbeat.fire_due(self.desk, self.now):
            pass
        self.reference.lives_until(self.now)
        while self.something_may_go_out():
            for errand in deliver.take(self.desk, self.now, limit=50):
                self.carry(errand, MISHAPS.get(first))
                first = "sent"

    def something_may_go_out(self) -> bool:
        with self.desk.database.read() as tx:
            at = claims.next_at(tx, now=self.now)
        return at is not None and at <= self.now

    def carry(self, errand: Errand, mishap: Later | Unknown | None) -> None:
        if errand.parcel.look_first and errand.method == deliver.POST:
            deliver.not_found(self.desk, errand, self.now)
        elif mishap:
            deliver.finish(self.desk, errand, mishap, now=self.now)
        else:
            self.send(errand)

    def send(self, errand: Errand) -> None:
        if errand.method == deliver.POST:
            keys = {row.notice.key for row in errand.parcel.rows}
            assert not keys & self.sent
            self.sent |= keys
        ts = f"{self.now.timestamp():.0f}.{len(self.sent):06d}"
        there = Sent(errand.args["channel"], ts)
        deliver.finish(self.desk, errand, there, now=self.now)

    @invariant()
    def it_is_as_the_reference_says(self) -> None:
        item, reference = item_now(self.desk, self.item), self.reference
        assert (item.status, item.owner) == (reference.status, reference.owner)
        assert (item.round, item.slips) == (reference.round, reference.slips)
        assert (item.next_at is None) == (not item.is_open)
        if reference.is_held:
            assert item.climbed <= reference.climbed
            reference.climbed = item.climbed
        assert item.climbed == reference.climbed

    def teardown(self) -> None:
        """At the end the auditor finds nothing, and the history is whole."""
        with self.desk.database.read() as tx:
            found = audit.findings(tx, WORKSPACE, now=self.now, patience=timedelta(days=2))
            assert found == ()
            assert history.verify(tx, WORKSPACE).broken_at is None
