"""A short story of #launch; its bot is really killed, and started again when that is noticed."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self

from sqlalchemy import Select, select

from bot.demo.sandbox import Sandbox
from escalation.notices.notice import NoticeKind, NoticeState
from messages.slack.api_calls import MAYBE_AGAIN
from playground.state.faults import Fault
from playground.state.workspace import Json, Message
from storage.checks import audit
from storage.engine.database import Database
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE
from tests.reliability import crash_bot
from tests.reliability.crash_bot import CrashPoint
from tests.stories.heard import berlin
from tests.support.bots.processes import forked

STARTS_AT = berlin(25, 10, 30)
"""A Wednesday."""
DUE_AT = berlin(25, 13)
SUMMED_UP_AT = berlin(30, 9)
"""By then the week is over; leadership is told only then, as nobody looked before."""
CLIMBED_AT = berlin(30, 13)
"""Leadership had four hours: the fallback applies."""
LOOKS = (timedelta(seconds=65), timedelta(seconds=95), timedelta(seconds=200))
"""When to look again after each instant: quiet times and leases end."""
LATE_LOOKS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 31, 33, 35))
"""When else, where half an hour may pass before a message is sent as a possible repeat."""
REPAIRED = timedelta(minutes=70)
REPAIRS = 20
"""Minutes in which all is repaired at one call of history a minute."""
LINE = "/blocker SSO login fails owner @maria due 1pm fallback use passwords"
ACKNOWLEDGE = "/blocker B-1 ack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a story ended: what was told, what Slack lacks or has twice, what the auditor found."""

    keys: frozenset[str]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    doubled_unsaid: tuple[str, ...]
    """Of these, what does not say either that it may be a repeat."""
    findings: tuple[audit.Finding, ...]
    deaths: int
    idle: tuple[Fault, ...]
    """Faults that did not strike."""


class CrashStory:
    """One telling, with a playground in this process and bots in others, one after another.

    The first bot dies at the first crash point, and so on; the one after the last survives. With a
    Slack that is `hard_to_search` more time passes. The end of its `with` block kills the last.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        crash_points: Sequence[CrashPoint] = (),
        *,
        hard_to_search: bool = False,
    ) -> None:
        self._sandbox, self._crash_points = sandbox, crash_points
        self._looks = LOOKS + LATE_LOOKS if hard_to_search else LOOKS
        self._repairs = REPAIRS if hard_to_search else 1
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self.deaths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> bool:
        """Kill the bot as the kernel does; returns whether there was one."""
        alive = self._process is not None and self._process.is_alive()
        if self._process and self._process.pid and alive:
            os.kill(self._process.pid, signal.SIGKILL)
        return alive

    async def tell(self) -> None:
        """Live through all of it, with as many bots as it takes."""
        with self:
            await self.live_at(STARTS_AT)
            await self._say("cem", LINE, until=self._is_logged)
            await self._look(self._sandbox.now())
            await self._look(DUE_AT)
            await self._say("maria", ACKNOWLEDGE, until=self._is_acknowledged)
            await self._look(SUMMED_UP_AT)
            await self._look(CLIMBED_AT)
            for hours in (1, 2):
                for minute in range(self._repairs):
                    await self.live_at(CLIMBED_AT + hours * REPAIRED + timedelta(minutes=minute))

    async def _look(self, instant: datetime) -> None:
        await self.live_at(instant)
        for later in self._looks:
            await self.live_at(instant + later)

    async def _say(self, who: str, line: str, *, until: Callable[[], bool]) -> None:
        """Type a line, and type it again if it had no effect."""
        for _ in range(3):
            await self._sandbox.slack.person(who).types("#launch", line)
            await self.live_at(self._sandbox.now() + timedelta(seconds=1))
            if until():
                return
        raise AssertionError(f"nothing came of {line}")

    async def live_at(self, instant: datetime) -> None:
        """Let the bot do everything due at an instant; if it is dead, start another."""
        self._sandbox.clock.set(instant)
        for _ in range(4):
            try:
                if self._process is None:
                    await self._start()
                await self._ask(instant)
            except (EOFError, OSError):
                self._bury()
            else:
                return
        raise AssertionError("the bot does not stay alive")

    async def _start(self) -> None:
        ours, theirs = forked.Pipe()
        crash_point = (
            self._crash_points[self.deaths]
            if self.deaths < len(self._crash_points)
            else CrashPoint()
        )
        args = (theirs, self._sandbox.settings(), self._sandbox.now(), crash_point)
        self._process, self._pipe = forked.Process(target=crash_bot.live, args=args), ours
        self._process.start()
        theirs.close()
        await self._answer()

    async def _ask(self, instant: datetime) -> None:
        assert self._pipe
        self._pipe.send(instant)
        await self._answer()

    async def _answer(self) -> None:
        assert self._pipe
        async with asyncio.timeout(20):
            await asyncio.get_running_loop().run_in_executor(None, self._pipe.recv)

    def _bury(self) -> None:
        assert self._process
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL
        self._process = None
        self.deaths += 1

    def told(self) -> Told:
        """Compare the outbox with what is in Slack."""
        said = Counter(_token(message) for message in self._messages())
        calls = self._sandbox.slack.recorder.calls("chat.postMessage")
        plainly = said - Counter(_named(call) for call in calls if MAYBE_AGAIN in call["text"])
        with (
            closing(Database(self._sandbox.settings().database_url)) as database,
            database.read(self._sandbox.slack.workspace.team_id) as tx,
        ):
            columns = (NOTICE.c.key, NOTICE.c.kind, NOTICE.c.state, NOTICE.c.token)
            rows = [
                row
                for row in tx.connection.execute(select(*columns))
                if row.kind is not NoticeKind.EDIT
            ]
            patience = timedelta(minutes=5)
            found = audit.findings(tx, now=self._sandbox.now(), patience=patience)
        sent = {row.token for row in rows if row.state is NoticeState.SENT}
        ended = {NoticeState.SENT, NoticeState.SUPERSEDED}
        waiting = (row.key for row in rows if row.state not in ended)
        return Told(
            keys=frozenset(row.key for row in rows if row.token in sent),
            lost=(*waiting, *(token for token in sent if not said[token])),
            doubled=tuple(t for t, times in said.items() if t and times > (t in sent)),
            doubled_unsaid=tuple(t for t, times in plainly.items() if t and times > 1),
            findings=found,
            deaths=self.deaths,
            idle=tuple(fault for fault in self._sandbox.slack.faults.script if not fault.used),
        )

    def _messages(self) -> list[Message]:
        workspace = self._sandbox.slack.workspace
        return [m for m in workspace.messages if m.user == workspace.bot_user and not m.deleted]

    def _is_logged(self) -> bool:
        return self._one(select(ITEM.c.id)) is not None

    def _is_acknowledged(self) -> bool:
        return self._one(select(ITEM.c.acknowledged_at)) is not None

    def _one(self, query: Select[tuple[object]]) -> object:
        with (
            closing(Database(self._sandbox.settings().database_url)) as database,
            database.read_all() as tx,
        ):
            return tx.execute(query).scalar()


async def redelivered(sandbox: Sandbox) -> None:
    """Let Slack send the last command twice more."""
    *_, typed = (one for one in sandbox.slack.deliveries.sent if one.type == "slash_commands")
    for _ in range(2):
        await sandbox.slack.deliveries.redeliver(typed)


def _token(message: Message) -> str:
    return _named({"metadata": message.metadata or message.dropped_metadata})


def _named(call: Json) -> str:
    return str(((call["metadata"] or {}).get("event_payload") or {}).get("token", ""))
