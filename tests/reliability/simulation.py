"""A morning of three bots on one database, in virtual time, randomised by a seed.

Everything is real except the clock, the wire and Slack: an item climbs its ladder, and on every
other morning people move it. Meanwhile bots die, freeze and have their clocks set.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from escalation.errors import Refusal
from escalation.items import Due, Item
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, NoticeState
from escalation.policy import Policy
from escalation.rungs import Audience, Unit
from storage.checks.audit import Finding, findings
from storage.engine.database import Database
from storage.engine.prepared import Prepared
from storage.tables import ALL
from storage.tables.notices import NOTICE
from storage.tables.workspaces import INSTALLATION
from tests.reliability.replica import Replica
from tests.reliability.slack_model import SlackModel
from tests.reliability.virtual_time import VirtualLoop, live_through
from tests.support.context_fixtures import WORKSPACE, a_context, logged, moved, save_people
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER, a_person, a_policy, rung, utc
from workflows.transaction.unit_of_work import WorkspaceContext

STARTS_AT = utc("03-02 08:30")
"""A Monday, half an hour before the weekly summary and everybody's working hours."""
HEALS_AFTER = timedelta(hours=1, minutes=30).total_seconds()
"""From then on Slack is well and nobody dies; one bot tells what is owed in SETTLES_IN."""
SETTLES_IN = timedelta(hours=2, minutes=30).total_seconds()

FAULTS = {
    "ok": 60.0,
    "slow": 10.0,
    "too fast": 5.0,
    "503": 4.0,
    "reset": 4.0,
    "no connection": 4.0,
    "taken, reset": 4.0,
    "taken, timeout": 3.0,
    "taken, 500": 3.0,
    "taken, internal_error": 3.0,
    "late": 4.0,
}
"""How often Slack does what: three calls in ten go wrong."""


@dataclass(frozen=True, kw_only=True)
class FaultProfile:
    """What happens: mean seconds between two deaths, freezes and clock changes.

    `Life` says what the likelihoods of a freeze at a bad moment mean.
    """

    faults: Mapping[str, float] = field(default_factory=lambda: FAULTS)
    refusals: tuple[str, ...] = ()
    deaths: float = 900
    freezes: float = 1800
    clock_changes: float = 0
    freezes_at_the_wire: float = 0
    freezes_in_hand: float = 0.005
    late_window: float = 60
    drops_metadata: bool = False
    history_gap: float = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the outbox says about one notice."""

    key: str
    kind: NoticeKind
    state: NoticeState
    token: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a morning ended.

    The outbox; how often each token is in Slack, and how often in a message that does not say it
    may be a repeat; how many of those copies the duplicate search left; what the auditor finds; and
    how often Slack did what.
    """

    rows: tuple[Row, ...]
    said: Counter[str]
    said_plainly: Counter[str]
    repaired: int
    findings: tuple[Finding, ...]
    struck: Counter[str]

    @property
    def lost(self) -> list[str]:
        """The keys of notices that the outbox calls sent but Slack lacks, or that still wait."""
        there = {NoticeState.SENT: 1, NoticeState.SUPERSEDED: 0, NoticeState.PARKED: 0}
        return [
            row.key
            for row in self.rows
            if row.kind is not NoticeKind.EDIT
            and (row.state not in there or self.said[row.token] < there[row.state])
        ]

    @property
    def doubled(self) -> list[str]:
        """The tokens that Slack has more often than the outbox says."""
        owned = {row.token for row in self.rows if row.state is NoticeState.SENT}
        return [token for token, times in self.said.items() if times > (token in owned)]

    @property
    def repeated(self) -> list[str]:
        """The tokens that Slack has twice, with neither message saying so."""
        return [token for token, times in self.said_plainly.items() if times > 1]

    def told(self) -> set[str]:
        """What was told, by key, without redraws."""
        sent = (row for row in self.rows if row.state is NoticeState.SENT)
        return {row.key for row in sent if row.kind is not NoticeKind.EDIT}


class ResettableDatabase:
    """A database file with its people and a channel, reset before each morning."""

    def __init__(self, folder: Path, policy: Policy | None = None) -> None:
        self._policy = policy or a_quick_policy()
        database = Database(f"sqlite:///{folder / 'backstop.db'}")
        database.migrate()
        self.context = a_context(database)

    def reopened(self) -> WorkspaceContext:
        """The context as on the first morning; another file would have to be prepared again."""
        with self.context.database.write(self.context.workspace) as tx:
            for table in reversed(ALL):
                tx.connection.execute(table.delete())
            secret = {"workspace": WORKSPACE, "secret": "5e" * 32, "made_at": STARTS_AT}
            tx.connection.execute(INSTALLATION.insert().values(secret))
            save_people(tx, now=STARTS_AT, policy=self._policy)
        return self.context


def a_quick_policy() -> Policy:
    """A ladder that climbs within an hour."""
    return a_policy(
        rungs=(
            rung(Audience.LEAD, 0, Unit.HOURS),
            rung(Audience.LEADERSHIP, 1, Unit.HOURS, aloud=True),
            rung(Audience.CHANNEL, 9),
        ),
        chance=timedelta(minutes=20),
        reminders=(timedelta(0),),
    )


def live(
    resettable: ResettableDatabase,
    seed: int,
    profile: FaultProfile,
    *,
    employ: Callable[..., Replica] = Replica,
) -> Ending:
    """Run one morning; the same seed gives the same one. Nobody moves the item if it is even."""
    morning = Morning(resettable.reopened(), Random(seed), profile, employ=employ)
    return live_through(morning.live(moves=seed % 2 * 3), VirtualLoop())


class Morning:
    """The world of one seed."""

    def __init__(
        self,
        context: WorkspaceContext,
        random: Random,
        profile: FaultProfile,
        *,
        employ: Callable[..., Replica],
    ) -> None:
        self._context, self._random, self._profile = context, random, profile
        self._employ = employ
        self._set_by = 0.0
        self._bots: list[Replica] = []
        self._slack = SlackModel(
            random=random,
            now=lambda: STARTS_AT.timestamp() + asyncio.get_running_loop().time(),
            faults=profile.faults,
            refusals=profile.refusals,
            late_window=profile.late_window,
            drops_metadata=profile.drops_metadata,
            history_gap=profile.history_gap,
        )

    async def live(self, *, moves: int) -> Ending:
        """From the first item to when all is told."""
        self._bots = [self._hired() for _ in range(3)]
        troubles = [
            asyncio.create_task(self._every(mean, trouble))
            for mean, trouble in (
                (self._profile.deaths, self._die),
                (self._profile.freezes, self._freeze),
                (self._profile.clock_changes, self._set_clocks),
            )
            if mean
        ]
        people_at_work = asyncio.create_task(self._people(moves))
        await asyncio.sleep(HEALS_AFTER)
        await people_at_work
        for trouble in troubles:
            trouble.cancel()
        self._slack.healthy, self._set_by = True, 0.0
        for bot in self._bots:
            bot.kill()
        self._bots = [self._hired()]
        await asyncio.sleep(SETTLES_IN)
        return Ending(
            rows=self._rows(),
            said=self._slack.said(),
            said_plainly=self._slack.said_plainly(),
            repaired=sum(not message.may_be_again for message in self._slack.deleted),
            findings=self._findings(),
            struck=self._slack.struck,
        )

    def _clock(self) -> datetime:
        elapsed = asyncio.get_running_loop().time() + self._set_by
        return STARTS_AT + timedelta(seconds=elapsed)

    def _hired(self) -> Replica:
        bot = self._employ(self._context, self._slack, self._random, clock=self._clock)
        if not self._slack.healthy:
            bot.chores_done = 0.3
            bot.life.freezes_at_the_wire = self._profile.freezes_at_the_wire
            bot.life.freezes_in_hand = self._profile.freezes_in_hand
        return bot

    async def _every(self, mean: float, trouble: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(self._random.expovariate(1 / mean))
            trouble()

    def _die(self) -> None:
        """Kill one bot; another replaces it at once or a minute later."""
        place = self._random.randrange(3)
        self._bots[place].kill()
        later = self._random.choice((0.0, self._random.uniform(1, 60)))

        def replace_it() -> None:
            if not self._slack.healthy:
                self._bots[place].kill()
                self._bots[place] = self._hired()

        asyncio.get_running_loop().call_later(later, replace_it)

    def _freeze(self) -> None:
        bot = self._random.choice(self._bots)
        bot.life.freeze(self._random.choice((10, 80, 200)) * self._random.random())

    def _set_clocks(self) -> None:
        """Change everybody's clock, within an hour of the real time."""
        self._set_by = self._random.choice((-3600, -120, 0, 120, 3600)) * self._random.random()

    async def _people(self, moves: int) -> None:
        """An item is logged, due at 9:20, and moved about."""
        item = logged(self._context, now=self._clock(), due=_DUE)
        for number in range(moves):
            await asyncio.sleep(self._random.uniform(0, HEALS_AFTER / moves))
            with suppress(Refusal):
                self._move(item, 10 + number)
                self._random.choice(self._bots).delivery.wake()  # whoever has saved it

    def _move(self, item: Item, number: int) -> None:
        now = self._clock()
        move, actor, more = self._random.choice(
            (
                (Move.ACKNOWLEDGE, OWNER, {}),
                (Move.REASSIGN, OWNER, {"owner": a_person(MEMBER), "reason": "she knows"}),
                (
                    Move.RESCHEDULE,
                    OWNER,
                    {"due": replace(_DUE, at=now + timedelta(minutes=20)), "reason": "late"},
                ),
                (Move.NOTE, REPORTER, {"reason": "called them"}),
                (Move.ESCALATE, REPORTER, {"reason": "stuck"}),
                (Move.RESOLVE, LEAD, {"reason": "done"}),
                (Move.REOPEN, REPORTER, {"reason": "not done"}),
            )
        )
        moved(self._context, item, move, actor=actor, now=now, number=number, **more)

    def _findings(self) -> tuple[Finding, ...]:
        with self._context.database.read(self._context.workspace) as tx:
            return findings(tx, now=self._clock(), patience=timedelta(minutes=1))

    def _rows(self) -> tuple[Row, ...]:
        with self._context.database.read(self._context.workspace) as tx:
            return tuple(Row(**row) for row in _ROWS.rows(tx, {}))


_ROWS = Prepared(select(*(NOTICE.c[field.name] for field in fields(Row))).order_by(NOTICE.c.id))
_DUE = Due(at=utc("03-02 09:20"), zone="UTC", phrase="9:20")
