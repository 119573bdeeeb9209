"""Two workspaces in one database: each has its own people, bot and Slack.

People, channels and messages have the same ids in both, as Slack may well assign them.
"""

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.settings import Settings
from playground.rules.seen import message_words, view_words
from tests.stories.heard import log, set_up
from tests.stories.people import add_people
from tests.stories.scraping import readiness
from tests.support.greeted import StorySandbox

TITLES = {"T0ACME": "SSO login fails", "T0BETA": "The export is empty"}
"""What is blocked in which workspace."""


@dataclass
class Neighbour(StorySandbox):
    """A sandbox whose bot shares its database with another."""

    database_url: str = ""

    def settings(self) -> Settings:
        return super().settings().model_copy(update={"database_url": self.database_url})

    async def moved_in(self) -> None:
        """Start the bot among its people, with a ladder in #launch."""
        add_people(self.slack)
        await self.start_bot()
        await set_up(self)

    async def log(self) -> None:
        """Cem logs the blocker of this workspace for Maria."""
        line = f"/blocker {TITLES[self.team_id]} owner @maria due tomorrow 4pm fallback wait"
        await log(self, line, by="cem")

    def home_of(self, who: str) -> str:
        """What somebody's Home tab shows now."""
        shown = self.slack.expectations.home_of(who)
        return view_words(shown) if shown else ""

    async def replicas(self) -> int:
        """How many bots of this workspace know of one another."""
        _, state = await readiness(self.bot.port)
        found: int = state["replicas"]
        return found

    def words(self) -> str:
        """Everything that Backstop has said here and shows in Home tabs."""
        slack = self.slack.workspace
        said = [message_words(one) for one in slack.messages if one.user == slack.bot_user]
        return "\n".join([*said, *map(view_words, slack.homes.values())])

    def foreign_words(self) -> list[str]:
        """What was said here about another workspace's blocker."""
        words = self.words()
        return [title for team, title in TITLES.items() if team != self.team_id and title in words]


async def live(sandboxs: Iterable[Neighbour], instant: datetime) -> None:
    """Let all of them, who share a clock, live through everything up to an instant."""
    sandboxs = [*sandboxs]
    clock = sandboxs[0].clock
    await _each(sandbox.settle() for sandbox in sandboxs)
    while (at := await _next(sandboxs)) is not None and at <= instant:
        clock.set(at)
        await _each(sandbox.settle() for sandbox in sandboxs)
    clock.set(instant)
    await _each(sandbox.settle() for sandbox in sandboxs)


async def _next(sandboxs: Iterable[Neighbour]) -> datetime | None:
    found = [await sandbox.next_event() for sandbox in sandboxs]
    return min((at for at in found if at), default=None)


async def _each(steps: Iterable[Awaitable[None]]) -> None:
    for step in steps:
        await step
