"""The law of replay: on the ladder that items carried, the past comes out as the history has it.

Lives are generated and lived on a real file, by the workflows themselves. Each pass of the clock
comes up to five seconds late, as a heartbeat does.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from escalation.errors import Refusal
from escalation.events import EventRef
from escalation.fields import Field
from escalation.items import Due, Item, Kind, Trajectory
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Edit, Move
from escalation.people import Away
from escalation.policy import Editors, Policy
from escalation.replay.exceptions import Cause, Unlike
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from tests.reliability.simulation import ResettableDatabase
from tests.support.context_fixtures import (
    NOW,
    a_request,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
    send,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    person_target,
)
from tests.support.lives import ZONES
from workflows.channels import replay, setup
from workflows.clock import fire
from workflows.handover import lapse
from workflows.items import undo
from workflows.people import absence
from workflows.transaction.unit_of_work import Request, WorkspaceContext

LIVES = int(os.environ.get("REPLAY_LIVES", "2"))
"""How many lives; each is another seed."""
ITEMS = int(os.environ.get("REPLAY_ITEMS", "2"))
ENDS = NOW + timedelta(weeks=5)
EVERYBODY = (OWNER, REPORTER, LEAD, BOSS, STAND_IN, MEMBER)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> ResettableDatabase:
    return ResettableDatabase(tmp_path_factory.mktemp("replay"))


class Weeks:
    """Five weeks of a few items in one channel, by the dice."""

    def __init__(self, context: WorkspaceContext, seed: int) -> None:
        self.context = context
        self.dice = Random(seed)
        self.now = NOW
        self.number, self.version = 0, 1
        self.turns: list[datetime] = []
        for user in EVERYBODY:
            save_person(context, user, zone=self.dice.choice(ZONES))
        save_channel(context, policy=a_ladder(self.dice))

    def live(self, *, down: tuple[datetime, datetime] | None = None) -> list[Unlike]:
        """Live until the end, and replay; the clock does nothing while the bot is down."""
        logs = [NOW + timedelta(minutes=self.dice.randrange(8_000)) for _ in range(ITEMS)]
        acts = [NOW + timedelta(seconds=self.dice.randrange(3_000_000)) for _ in range(8 * ITEMS)]
        items: list[Item] = []
        for at, is_log in sorted([*((at, True) for at in logs), *((at, False) for at in acts)]):
            self._clock(at, down)
            if is_log:
                items.append(self._logged(at))
            elif self.dice.random() < 0.15:
                self._change(at)
            elif items:
                self._act(self.dice.choice(items), at)
        self._clock(ENDS, down)
        return self.exceptions()

    def exceptions(self) -> list[Unlike]:
        window = replay.of_channel(self.context, CHANNEL, now=ENDS)
        assert window is not None
        found = replay.replayed(window)
        assert (len(found.lives), found.left_out) == (ITEMS, ())
        return [*found.exceptions]

    def _clock(self, until: datetime, down: tuple[datetime, datetime] | None) -> None:
        while True:
            found = [fire.next_at(self.context, self.now), *self.turns[:1]]
            at = min(filter(None, found), default=None)
            if at is None:
                return
            now = max(at, self.now) + timedelta(seconds=self.dice.randrange(6))
            if down and down[0] <= now < down[1]:
                now = down[1]
            if now > until:
                return
            self.turns = [one for one in self.turns if one > now]
            absence.turn(self.context, now, limit=50)
            lapse.end_due(self.context, now, limit=50)
            fire.fire_due(self.context, now)
            lapse.end_due(self.context, now, limit=50)
            fire.queue_summaries(self.context, now)
            send(self.context, now)
            self.now = now

    def _logged(self, at: datetime) -> Item:
        self.number += 1
        due_at = at + timedelta(minutes=self.dice.choice((30, 600, 3_000, 9_000)))
        due = Due(at=due_at, zone="UTC", phrase="then")
        kind = self.dice.choice((Kind.BLOCKER, Kind.DECISION))
        urgent = self.dice.random() < 0.2
        impact = self.dice.choice(("", "Acme waits"))
        return logged(
            self.context, self.number, now=at, due=due, kind=kind, urgent=urgent, impact=impact
        )

    def _change(self, at: datetime) -> None:
        """Somebody goes away, comes back or puts all open items on another ladder."""
        self.number += 1
        request = a_request(self.dice.choice(EVERYBODY), self.number + 500)
        starts_at = at + timedelta(hours=self.dice.choice((0, 20)))
        until = starts_at + timedelta(hours=self.dice.choice((5, 30, 100)))
        stand_in = self.dice.choice(("", *EVERYBODY))
        with suppress(Refusal):
            match self.dice.randrange(3):
                case 0:
                    away = Away(until=until, stand_in=stand_in, starts_at=starts_at)
                    absence.leave(self.context, request, away, now=at)
                    self.turns = sorted([*self.turns, starts_at, until])
                case 1:
                    absence.come_back(self.context, request, now=at)
                case _:
                    self._adopt(request, at)

    def _adopt(self, request: Request, at: datetime) -> None:
        policy = replace(a_ladder(self.dice), version=self.version)
        adoption = self.dice.choice([*Adoption])
        setup.configure(self.context, request, CHANNEL, policy=policy, adoption=adoption, now=at)
        self.version += 1

    def _act(self, item: Item, at: datetime) -> None:
        self.number += 1
        item = item_now(self.context, item)
        often = (Move.ACKNOWLEDGE, Move.RESCHEDULE, Move.ESCALATE, Move.EDIT)
        move = self.dice.choice([*Move, *often]) if item.is_open else Move.REOPEN
        arguments = self._arguments(move, at)
        actor = self.dice.choice((*EVERYBODY, item.owner))
        with suppress(Refusal):
            done = moved(
                *(self.context, item, move),
                actor=actor,
                now=at,
                number=self.number + 1000,
                **arguments,
            )
            if done.undo and self.dice.random() < 0.5:
                self._undo(done.undo, actor, at + timedelta(minutes=2))

    def _undo(self, ref: EventRef, actor: str, at: datetime) -> None:
        self._clock(at, None)
        with suppress(Refusal):
            undo.undo(self.context, a_request(actor, self.number + 9000), [ref], now=at)

    def _arguments(self, move: Move, at: datetime) -> dict[str, Any]:
        later = at + timedelta(minutes=self.dice.choice((45, 700, 4_000)))
        of_move: dict[Move, Callable[[], dict[str, Any]]] = {
            Move.NOTE: lambda: {"text": "still waiting"},
            Move.DECIDE: lambda: {"text": "the first"},
            Move.SNOOZE: lambda: {"until": later},
            Move.KEEP: lambda: {"until": later},
            Move.RESCHEDULE: lambda: {"due": Due(at=later, zone="UTC", phrase="later")},
            Move.REASSIGN: lambda: {"owner": a_person(self.dice.choice(EVERYBODY))},
            Move.TRAJECTORY: lambda: {"trajectory": self.dice.choice([*Trajectory])},
            Move.EDIT: lambda: {"edit": Edit(Field.URGENT, self.dice.choice(("urgent", "")))},
            Move.ESCALATE: lambda: {"rung": self.dice.choice((None, 0))},
        }
        return {"reason": "because", **of_move.get(move, dict)()}


def a_ladder(dice: Random) -> Policy:
    """A ladder of one to four rungs, some of them without people."""
    count, at, rungs = dice.randrange(1, 5), 0, list[Rung]()
    for index in range(count):
        at += dice.choice((0, 1, 1, 3))
        condition = (
            Condition.UNACKNOWLEDGED if index > 1 and dice.random() < 0.4 else Condition.OPEN
        )
        targets = tuple(dice.sample(TARGETS, dice.randrange(3)))
        after = Offset(at, Unit.DAYS)
        rungs.append(Rung(after, targets, dice.choice([*Shown]), condition))
    last = Rung(Offset(at + 1, Unit.DAYS), (), Shown.ALOUD)
    return Policy(
        rungs=(*rungs, last),
        reminder_days=dice.choice(((), (1, 2))),
        cadence=dice.choice((Cadence(), Cadence(each=1, every=2, then=4))),
        chance=timedelta(hours=dice.choice((0, 4, 9))),
        zone=dice.choice(ZONES),
        holidays=dice.choice(("", "DE")),
        editors=Editors.EVERYBODY,
    )


TARGETS = [
    *map(person_target, (LEAD, BOSS, MEMBER)),
    Target(TargetKind.CHANNEL, LEADS_CHANNEL),
    Target(TargetKind.REPORTER),
    Target(TargetKind.STAND_IN),
]


@pytest.mark.parametrize("seed", range(LIVES))
def test_the_past_comes_out_as_the_history_has_it(base: ResettableDatabase, seed: int) -> None:
    assert Weeks(base.reopened(), seed).live() == []


def test_what_differs_after_a_downtime_says_so(base: ResettableDatabase) -> None:
    down = (NOW + timedelta(days=3), NOW + timedelta(days=9))
    found = Weeks(base.reopened(), seed=1).live(down=down)
    assert found
    assert {one.cause for one in found} == {Cause.HELD_UP}
