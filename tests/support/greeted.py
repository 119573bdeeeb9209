"""A sandbox whose channels count as greeted, so that only the stories about it see a greeting."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bot.app import Backstop
from bot.demo.sandbox import Sandbox
from escalation.policy import Policy
from storage import channels
from storage.channels import Channel
from storage.engine.database import Database


@dataclass
class StorySandbox(Sandbox):
    """A sandbox for stories; while `greeted`, the bot has greeted every channel that it finds."""

    greeted: bool = True

    def a_bot(self, *, recovered_at: datetime | None = None) -> Backstop:
        if self.greeted:
            count_as_greeted(self)
        return super().a_bot(recovered_at=recovered_at)


def count_as_greeted(sandbox: Sandbox) -> None:
    """Remember each channel that is not known yet as one that the bot greeted and left again."""
    workspace, zone, at = sandbox.slack.workspace, sandbox.settings().zone, sandbox.now()
    there = [
        Channel(id=channel.id, name=channel.name, policy=Policy(zone=zone), greeted_at=at)
        for channel in workspace.channels.values()
        if not channel.is_im
    ]
    with closing(Database(sandbox.settings().database_url)) as database:
        database.migrate(now=at)
        with database.write(workspace.team_id) as tx:
            known = {channel.id for channel in channels.get_all(tx)}
            for channel in there:
                if channel.id not in known:
                    channels.save(tx, channel)
