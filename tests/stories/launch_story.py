"""A short story of #launch with every kind of message, for each way a bot can be disturbed.

Each way is a `Passing`: how time goes on to an instant, and what happens to the bot then.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.demo.sandbox import Sandbox
from playground.expectations import place_of
from playground.state.workspace import Message
from storage.engine.database import Database
from storage.tables.workspaces import INSTALLATION
from tests.stories.heard import berlin, set_up
from tests.stories.people import add_people

Passing: TypeAlias = Callable[[Sandbox, datetime], Awaitable[None]]
Transcript: TypeAlias = dict[str, list[tuple[datetime, str, str]]]
"""For each place what the bot said there, in order: when, its opaque token, its first words."""

STARTS_AT = berlin(26, 14)
"""A Thursday."""


async def tell(
    unopened: Sandbox, passing: Passing, *, prepare: Callable[[Sandbox], object] | None = None
) -> Transcript:
    """Live through the story in a new sandbox, from the first blocker to the weekly post."""
    async with unopened as sandbox:
        sandbox.clock.set(STARTS_AT)
        add_people(sandbox.slack)
        share_a_secret(sandbox)
        await sandbox.start_bot()
        await set_up(sandbox)
        if prepare:
            prepare(sandbox)
        telling = Telling(sandbox, passing)
        for step, until in STEPS.items():
            await step(sandbox)
            await telling.live_until(until)
        return dict(telling.transcript)


def share_a_secret(sandbox: Sandbox) -> None:
    """Give the messages of every telling the same tokens."""
    secret = {"workspace": sandbox.slack.workspace.team_id, "secret": "5e" * 32}
    with closing(Database(sandbox.settings().database_url)) as database:
        database.migrate()
        with database.write_all() as tx:
            tx.execute(INSTALLATION.insert().values(made_at=STARTS_AT, **secret))


@dataclass
class Telling:
    """One telling of the story, and what has been said in it so far."""

    sandbox: Sandbox
    passing: Passing
    transcript: Transcript = field(default_factory=lambda: defaultdict(list))
    _heard: int = 0

    async def live_until(self, until: datetime) -> None:
        """Go from event to event."""
        await self._pass(self.sandbox.now())
        while (at := await self.sandbox.next_event()) is not None and at <= until:
            await self._pass(at)
        await self._pass(until)

    async def _pass(self, at: datetime) -> None:
        await self.passing(self.sandbox, at)
        everything = self.sandbox.slack.expectations.transcript()
        new, self._heard = everything[self._heard :], len(everything)
        for message in new:
            if message.user == self.sandbox.slack.workspace.bot_user:
                self.transcript[self._place(message)].append(_said(message))

    def _place(self, message: Message) -> str:
        workspace = self.sandbox.slack.workspace
        if message.ephemeral_to:
            return f"only @{workspace.users[message.ephemeral_to].name}"
        return place_of(workspace, message) + (" thread" if message.is_reply else "")


def _said(message: Message) -> tuple[datetime, str, str]:
    payload = (message.metadata or {}).get("event_payload", {})
    return message.at, str(payload.get("token", "")), message.text


async def log(sandbox: Sandbox) -> None:
    line = "/blocker SSO login fails owner @maria due fri noon fallback use passwords"
    await sandbox.slack.person("cem").types("#launch", line)


async def acknowledge(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    (card,) = (m for m in sandbox.slack.expectations.messages_in("#launch") if not m.is_reply)
    await maria.clicks("Acknowledge", message=card)


async def move_the_date(sandbox: Sandbox) -> None:
    line = "/blocker B-1 move fri 4pm because the vendor calls back"
    await sandbox.slack.person("maria").types("#launch", line)


async def decide_by_form(sandbox: Sandbox) -> None:
    bo = sandbox.slack.person("bo")
    await bo.types("#launch", "/decision")
    await bo.sees_form("What has to be decided?")
    await bo.fills(
        {
            "What has to be decided?": "Which DPA do we sign?",
            "Who owns it?": "lea",
            "Due when?": "2026-03-30 noon",
            "What happens if nobody acts in time?": "Ours",
        }
    )
    await bo.submits()
    await bo.closes()


async def resolve(sandbox: Sandbox) -> None:
    line = "/blocker B-1 resolve a new certificate"
    await sandbox.slack.person("maria").types("#launch", line)


STEPS = {
    log: berlin(26, 16),
    acknowledge: berlin(27, 10),
    move_the_date: berlin(27, 15),
    decide_by_form: berlin(28, 17),
    resolve: berlin(30, 9, 30),
}
"""What people do, and until when time passes after each; it ends when the week was summed up."""
