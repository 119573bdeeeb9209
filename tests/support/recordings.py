"""Recordings: what a whole story told everybody, kept to compare two versions.

The facts of a message are whom it went to, when, why, about which items and with which buttons. Its
text is kept too, for people to compare. `python -m tests.support.recordings` replaces the
recordings.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.demo import fortnight, people, script
from bot.demo.clock import MovableClock
from bot.demo.fortnight import Fortnight, berlin
from bot.demo.narrator import Narrator
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from escalation.events import BACKSTOP
from storage.items import store
from storage.tables.notices import NOTICE

FOLDER = Path(__file__).parents[1] / "stories" / "recordings"


@dataclass(frozen=True, order=True)
class Told:
    """One message as it was first sent. `buttons` are the ids of what can be pressed or chosen."""

    at: str
    to: str
    place: str
    kinds: tuple[str, ...]
    items: tuple[str, ...]
    buttons: tuple[str, ...]
    text: str

    @property
    def facts(self) -> tuple[Any, ...]:
        """Everything that has to stay the same when only the words change."""
        return self.at, self.to, self.place, self.kinds, self.items, self.buttons


async def fortnight_told() -> list[Told]:
    """The two working weeks of `make fortnight`."""

    async def live(sandbox: Sandbox) -> None:
        fortnight.add_people(sandbox.slack)
        await sandbox.start_bot()
        await Fortnight(sandbox).live()

    return await _told(berlin(script.OPENS), live)


async def demo_told() -> list[Told]:
    """The story of `make demo`."""

    async def live(sandbox: Sandbox) -> None:
        people.add_people(sandbox.slack)
        await sandbox.start_bot()
        await Story(sandbox, Narrator(sandbox.slack, lambda line: None)).tell()

    return await _told(people.STARTS_AT, live)


STORIES: dict[str, Callable[[], Coroutine[Any, Any, list[Told]]]] = {
    "demo": demo_told,
    "fortnight": fortnight_told,
}


def kept(name: str) -> list[Told]:
    """The recording of an earlier version."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_read(json.loads(line)) for line in lines]


def _read(line: dict[str, Any]) -> Told:
    tuples = {key: tuple(value) for key, value in line.items() if isinstance(value, list)}
    return Told(**line | tuples)


def keep(name: str, messages: list[Told]) -> None:
    """Replace the recording, one line per message."""
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in messages)
    (FOLDER / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


async def _told(starts_at: Any, live: Callable[[Sandbox], Awaitable[None]]) -> list[Told]:
    with tempfile.TemporaryDirectory(prefix="backstop-recording-") as folder:
        async with Sandbox(Path(folder), MovableClock(starts_at)) as sandbox:
            await live(sandbox)
            return told(sandbox)


def told(sandbox: Sandbox) -> list[Told]:
    """Everything that a sandbox has told until now, in order."""
    return sorted(_messages(sandbox))


def _messages(sandbox: Sandbox) -> Iterator[Told]:
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        rows = tx.connection.execute(select(NOTICE).where(NOTICE.c.ts != "")).mappings().all()
        about = store.get_many(tx, {row["item_id"] for row in rows if row["item_id"]})
    names = {user.id: f"@{user.name}" for user in sandbox.slack.workspace.users.values()}
    names |= {channel.id: channel.name for channel in sandbox.slack.workspace.channels.values()}
    for call in sandbox.slack.recorder.calls("chat.postMessage"):
        token = _loaded(call["metadata"])["event_payload"]["token"]
        mine = [row for row in rows if row["token"] == token]
        yield Told(
            at=f"{mine[0]['finished_at']:%Y-%m-%dT%H:%M}",
            to=names.get(mine[0]["recipient"], BACKSTOP),
            place=mine[0]["place"].value,
            kinds=tuple(sorted({row["kind"].value for row in mine})),
            items=tuple(sorted({about[id_].label for row in mine if (id_ := row["item_id"])})),
            buttons=tuple(_pressable(_loaded(call.get("blocks", [])))),
            text=unescape(call["text"]),
        )


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _pressable(part: Any) -> Iterator[str]:
    """The action ids within blocks; of a menu, each choice's as well."""
    if isinstance(part, list):
        for one in part:
            yield from _pressable(one)
    elif isinstance(part, dict):
        if "action_id" in part:
            yield part["action_id"]
            choices = (option["value"].split(":")[0] for option in part.get("options", ()))
            yield from (f"{part['action_id']}:{choice}" for choice in choices)
        yield from _pressable([one for one in part.values() if isinstance(one, list | dict)])


if __name__ == "__main__":
    for each, record in STORIES.items():
        keep(each, asyncio.run(record()))
