"""The work of a soak: a sandbox full of urgent blockers, logged one after another."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, func, select

from escalation.items import Due, Kind
from escalation.notices.notice import NoticeKind
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Target, TargetKind
from playground.slack import Playground
from storage import channels
from storage.channels import Channel
from storage.engine.database import Transaction
from storage.tables.channels import CHANNEL
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE
from workflows.items import log as log_item
from workflows.items.new_item import NewItem
from workflows.transaction.unit_of_work import Request, WorkspaceContext

STARTS_AT = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
"""A Tuesday, early enough for everything to be due on this day."""
WEEK_AFTER = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
"""Monday, five minutes after the weekly summaries are due."""
PEOPLE, CHANNELS = 150, 30
MEMBERS = 10
DUE_IN = timedelta(minutes=5)
RUNGS = Offset(1)
"""Between two rungs, an hour by the clock: longer than any soak keeps all bots from working."""
ALWAYS = time(0)
"""Start and end of everybody's working day: they work around the clock."""
PER_ITEM = 7.5
"""Messages that an item brings at least: nine, some of which leave together with others."""
MOST_WAITING = 150


def add_people(slack: Playground) -> None:
    """Fill the workspace."""
    for number in range(PEOPLE):
        slack.add_person(f"p{number}")
    for number in range(CHANNELS):
        slack.add_channel(f"#c{number}", [f"p{number + n}" for n in range(MEMBERS)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who logs what, item after item; a number means the same item in every run."""

    slack: Playground
    context: WorkspaceContext

    def prepare(self) -> None:
        """Give every channel a ladder with its own lead and leadership."""
        with self.context.database.write(self.context.workspace) as tx:
            for number in range(CHANNELS):
                known = channels.get(tx, self._channel(number))
                assert known is not None
                channels.save(
                    tx, _with_ladder(known, self._person(number), self._person(number + CHANNELS))
                )

    def log(self, number: int, now: datetime) -> None:
        """Log one item; repeated after a lost connection, it is still one."""
        channel = self._channel(number)
        request = Request(
            kind="soak", external_id=str(number), actor=self._person(number + 2), channel=channel
        )
        new_item = NewItem(
            kind=Kind.BLOCKER,
            channel=channel,
            title=f"Blocker {number}",
            owner=self._person(number + 3),
            due=Due(at=now + DUE_IN, zone="UTC", phrase="soon"),
            fallback="Do without",
            urgent=True,
        )
        log_item.log(self.context, request, new_item, now=now)

    def _person(self, number: int) -> str:
        return self.slack.workspace.user(f"p{number % PEOPLE}").id

    def _channel(self, number: int) -> str:
        return self.slack.channel(f"#c{number % CHANNELS}").id


def _with_ladder(channel: Channel, lead: str, boss: str) -> Channel:
    policy = Policy(
        rungs=(
            Rung(replace(RUNGS, count=0), (Target(TargetKind.PERSON, lead),)),
            Rung(replace(RUNGS, count=1), (Target(TargetKind.PERSON, boss),)),
            Rung(replace(RUNGS, count=2)),
        ),
        reminders=(timedelta(0),),
        start=ALWAYS,
        end=ALWAYS,
    )
    return replace(channel, policy=policy, configured=True)


def is_in_step(tx: Transaction) -> bool:
    """Whether the bots keep up with sending: otherwise much would leave in few messages."""
    said = NOTICE.c.kind != NoticeKind.EDIT
    return _count(tx, NOTICE, and_(NOTICE.c.try_at.is_not(None), said)) < MOST_WAITING


def is_all_told(tx: Transaction, items: int, now: datetime) -> bool:
    """Whether so many items have climbed their ladder, and nothing is due or waits to be sent."""
    return (
        _count(tx, ITEM, ITEM.c.fallback_at.is_not(None)) == items
        and not _count(tx, ITEM, ITEM.c.next_at <= now)
        and not _count(tx, CHANNEL, CHANNEL.c.next_summary_at <= now)
        and not _count(tx, NOTICE, NOTICE.c.try_at.is_not(None))
    )


def is_beyond_doubt(tx: Transaction) -> bool:
    """Whether no message is left to be checked again."""
    return not _count(tx, NOTICE, NOTICE.c.repair_at.is_not(None))


def _count(tx: Transaction, table: FromClause, those: ColumnElement[bool]) -> int:
    return tx.connection.execute(select(func.count()).select_from(table).where(those)).scalar_one()
