"""Channels that count as greeted, so that only the stories about it see a greeting."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bot.app import Backstop
from bot.demo.sandbox import Sandbox
from bot.settings import Settings
from escalation.policy import Policy
from playground.slack import Playground
from storage import channels
from storage.channels import Channel
from storage.engine.database import Database


@dataclass
class StorySandbox(Sandbox):
    """A sandbox for stories; while `greeted`, the bot has greeted every channel that it finds."""

    greeted: bool = True

    def a_bot(self, *, recovered_at: datetime | None = None) -> Backstop:
        if self.greeted:
            count_as_greeted(self.slack, self.settings())
        return super().a_bot(recovered_at=recovered_at)


def count_as_greeted(slack: Playground, settings: Settings) -> None:
    """Remember each channel that is not known yet as one that the bot greeted and left again."""
    with closing(Database(settings.database_url)) as database:
        database.migrate(now=slack.workspace.clock())
        greeted_in(database, slack, zone=settings.zone)


def greeted_in(database: Database, slack: Playground, *, zone: str = "UTC") -> None:
    """The same in a database that is open."""
    at, team = slack.workspace.clock(), slack.workspace.team_id
    there = [
        Channel(id=one.id, name=one.name, policy=Policy(zone=zone), greeted_at=at)
        for one in slack.workspace.channels.values()
        if not one.is_im
    ]
    with database.write(team) as tx:
        known = {channel.id for channel in channels.get_all(tx)}
        for channel in there:
            if channel.id not in known:
                channels.save(tx, channel)
