"""Two working weeks of six people and fifteen items, printed person by person.

If you change what Backstop says or when it speaks, read this as each of the six: would you mute it?
`make fortnight` prints it; the same seed gives the same two weeks.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.demo.clock import MovableClock
from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from bot.demo.script import ACTS, ENDS, OPENS, Act
from bot.demo.setup_form import fill_in
from bot.process import logs
from bot.process.jitter import jitter
from playground.expectations import place_of
from playground.slack import Playground

HOME = ZoneInfo("Europe/Berlin")
EVERYBODY = ("maria", "ines", "lars", "tom", "dana", "priya")


def berlin(when: str) -> datetime:
    """`03-30 09:00` on Berlin's wall clock, in 2026."""
    return datetime.fromisoformat(f"2026-{when}").replace(tzinfo=HOME).astimezone(UTC)


def add_people(slack: Playground) -> None:
    """Fill an empty workspace: Ines leads, Dana is leadership."""
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("ines", real_name="Ines Roth", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("lars", real_name="Lars Holm", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("tom", real_name="Tom Becker", tz="America/New_York", locale="en-GB")
    slack.add_person("dana", real_name="Dana Wolfe", tz="America/New_York", locale="en-GB")
    slack.add_person("priya", real_name="Priya Nair", tz="Asia/Kolkata", locale="en-GB")
    slack.add_channel(CHANNEL, EVERYBODY)


@dataclass(frozen=True)
class Said:
    """One message as it was first sent; `place` is a channel or, for a DM, `@maria`."""

    at: datetime
    place: str
    text: str
    in_thread: bool

    @property
    def is_shown(self) -> bool:
        """Whether the channel sees it as a new message; cards do not count, they are edited."""
        is_card = self.text.startswith("*") and not self.text.startswith("*Week of")
        return self.place == CHANNEL and not self.in_thread and not is_card


@dataclass
class Listener:
    """Lets time pass in a sandbox, and keeps everything that Backstop says."""

    sandbox: Sandbox
    said: list[Said] = field(default_factory=list)
    _seen: int = 0

    def told(self, who: str) -> list[Said]:
        """The direct messages this person got."""
        return [one for one in self.said if one.place == f"@{who}"]

    def shown(self) -> list[Said]:
        """The messages in the channel, without cards and threads."""
        return [one for one in self.said if one.is_shown]

    async def until(self, instant: datetime) -> None:
        """Move the clock to this instant, stopping wherever something falls due."""
        async for _ in self.sandbox.stops_until(instant):
            self.listen()

    def listen(self) -> None:
        """Record the new messages now: they may be edited later."""
        workspace = self.sandbox.slack.workspace
        transcript = self.sandbox.slack.expectations.transcript()
        for message in transcript[self._seen :]:
            if workspace.users[message.user].is_bot and not message.ephemeral_to:
                in_thread = message.is_reply and not message.broadcast
                place = place_of(workspace, message)
                self.said.append(Said(message.at, place, unescape(message.text), in_thread))
        self._seen = len(transcript)


@dataclass
class Fortnight(Listener):
    """Two weeks in a sandbox: everything that Backstop said, and when people acted."""

    seed: int = 0
    acted: set[datetime] = field(default_factory=set)

    async def live(self) -> None:
        """Play the script; raises ValueError if Backstop does not answer an act as expected."""
        await self._set_up()
        chance = jitter(self.seed)
        for act in ACTS:
            late = timedelta(minutes=chance.randrange(20))
            await self._do(act, berlin(act.at) + late)
        await self.until(berlin(ENDS))

    async def _set_up(self) -> None:
        self.acted.add(self.sandbox.now())
        self.listen()
        ines = self.sandbox.slack.person("ines")
        await ines.types(CHANNEL, "/backstop setup")
        await fill_in(ines)
        await ines.submits()
        await ines.closes()
        await self.sandbox.settle()

    async def _do(self, act: Act, at: datetime) -> None:
        await self.until(at)
        self.acted.add(self.sandbox.now())
        seen = await self.sandbox.slack.person(act.who).types(CHANNEL, act.line)
        await self.sandbox.settle()
        self.listen()
        answer = seen.error or " ".join(message.text for message in seen.messages)
        if act.answer not in answer:
            raise ValueError(f"{act.at} {act.who}: {act.line}: {answer}")


def local(said: Said, zone: ZoneInfo) -> datetime:
    """When it was sent, on this wall clock."""
    return said.at.astimezone(zone)


@dataclass(frozen=True)
class Diary:
    """Prints what each person was told, with counts; `say` takes the lines."""

    fortnight: Listener
    narrator: Narrator
    say: Callable[[str], None]
    everybody: Sequence[str] = EVERYBODY

    def write(self) -> None:
        """Print each person's messages, then the channel's, then the counts per day."""
        for who in self.everybody:
            zone = self._zone(who)
            self._page(f"{who}, {zone}", self.fortnight.told(who), zone)
        self._page(f"shown in {CHANNEL}, {HOME}", self.fortnight.shown(), HOME)
        days = sorted({local(one, HOME).date() for one in self.fortnight.said})
        self.say(f"\n{'per day':<10} " + " ".join(f"{day:%d}" for day in days))
        for who in self.everybody:
            self._row(who, (local(one, self._zone(who)) for one in self.fortnight.told(who)), days)
        self._row("#launch", (local(one, HOME) for one in self.fortnight.shown()), days)

    def _zone(self, who: str) -> ZoneInfo:
        return ZoneInfo(self.fortnight.sandbox.slack.person(who).user.tz or "UTC")

    def _page(self, heading: str, messages: list[Said], zone: ZoneInfo) -> None:
        self.say(f"\n── {heading}: {len(messages)} messages")
        for message in messages:
            words = self.narrator.readable(message.text).replace("\n", "\n" + " " * 18)
            self.say(f"{local(message, zone):%a %d %b %H:%M}  {words}")

    def _row(self, name: str, instants: Iterable[datetime], days: Iterable[date]) -> None:
        counts = Counter(at.date() for at in instants)
        cells = " ".join(f"{counts[day] or '·':>2}" for day in days)
        self.say(f"{name:<10} {cells}  {counts.total()}")


def main(seed: Annotated[int, typer.Option(help="Another seed, other minutes.")] = 0) -> None:
    """Print two working weeks of six people and fifteen items."""
    logs.start(level="ERROR", form="text")
    asyncio.run(_main(seed))


async def _main(seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="backstop-fortnight-") as folder:
        async with Sandbox(Path(folder), MovableClock(berlin(OPENS))) as sandbox:
            add_people(sandbox.slack)
            await sandbox.start_bot()
            fortnight = Fortnight(sandbox, seed=seed)
            await fortnight.live()
            Diary(fortnight, Narrator(sandbox.slack, typer.echo), typer.echo).write()


if __name__ == "__main__":
    typer.run(main)
