"""The desk: what every workflow needs to know besides its own arguments."""

from dataclasses import dataclass, field

from escalation.people import Person
from messages.commands import Commands
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One workspace's database and the few settings that shape its answers.

    `workspace` is Slack's team id, `bot_user` the bot's own user id. `zone` (IANA) stands in where Slack gives none;
    `admins` are user ids that may do everything, beside Slack's own admins.
    """

    database: Database
    workspace: str
    bot_user: str = ""
    zone: str = "UTC"
    admins: frozenset[str] = frozenset()
    commands: Commands = field(default_factory=Commands)

    def is_admin(self, person: Person) -> bool:
        """Whether this person may do everything."""
        return person.admin or person.id in self.admins


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked for something, where, and the id by which Slack would send it again.

    `kind` and `external_id` name the delivery in the inbox: (`command`, trigger id), (`click`, action ts + user
    + action id), (`form`, view id + hash), (`event`, event id). `actor` and `channel` are ids from Slack's verified
    envelope, never from text.
    """

    kind: str
    external_id: str
    actor: str
    channel: str = ""
