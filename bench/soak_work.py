"""The work of a soak: a town full of urgent blockers, logged one after another."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from escalation.items import Due, Kind
from escalation.notices import NoticeKind, NoticeState
from escalation.policy import Audience, Policy, Rung, Target, TargetKind
from playground.slack import Playground
from storage import channels
from storage.channels import Channel
from storage.database import Database, Transaction
from storage.tables import ITEM, NOTICE
from workflows import log_item
from workflows.desk import Desk, Request
from workflows.entry import Entry

PEOPLE, CHANNELS = 40, 20
DUE_IN = timedelta(minutes=5)
RUNGS = timedelta(minutes=8)
"""Between two rungs: longer than any soak keeps all bots from working."""
PER_ITEM = 9
"""Messages that an item brings: card, `yours now`, a reminder, and two for each rung."""
LAST_RUNG = 3


def move_in(slack: Playground) -> None:
    """Fill the workspace."""
    for number in range(PEOPLE):
        slack.add_person(f"p{number}")
    for number in range(CHANNELS):
        slack.add_channel(f"#c{number}", [f"p{n}" for n in range(PEOPLE)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Who logs what; item after item, so that the same numbers mean the same in every run."""

    slack: Playground
    desk: Desk

    def prepare(self) -> None:
        """Give every channel its ladder, each with a lead and leadership of its own."""
        with self.desk.database.write() as tx:
            for number in range(CHANNELS):
                known = channels.get(tx, self.desk.workspace, self._channel(number))
                assert known is not None
                channels.save(
                    tx, _with_ladder(known, self._person(number), self._person(number + 1))
                )

    def log(self, number: int, now: datetime) -> None:
        """Log one item; done again after a lost connection, it is still one."""
        channel = self._channel(number)
        request = Request(
            kind="soak", external_id=str(number), actor=self._person(number + 2), channel=channel
        )
        entry = Entry(
            kind=Kind.BLOCKER,
            channel=channel,
            title=f"Blocker {number}",
            owner=self._person(number + 3),
            due=Due(at=now + DUE_IN, zone="UTC", phrase="soon"),
            fallback="Do without",
            urgent=True,
        )
        log_item.log(self.desk, request, entry, now=now)

    def _person(self, number: int) -> str:
        return self.slack.workspace.user(f"p{number % PEOPLE}").id

    def _channel(self, number: int) -> str:
        return self.slack.channel(f"#c{number % CHANNELS}").id


def _with_ladder(channel: Channel, lead: str, boss: str) -> Channel:
    rungs = tuple(
        Rung(RUNGS * turn, audience)
        for turn, audience in enumerate((Audience.LEAD, Audience.LEADERSHIP, Audience.CHANNEL))
    )
    policy = Policy(
        lead=(Target(TargetKind.PERSON, lead),),
        leadership=(Target(TargetKind.PERSON, boss),),
        rungs=rungs,
        reminders=(timedelta(0),),
    )
    return replace(channel, policy=policy, configured=True)


def is_done(tx: Transaction, items: int) -> bool:
    """Whether all items have climbed their ladder and nothing waits."""
    climbed = select(func.count()).where(ITEM.c.climbed == LAST_RUNG)
    waiting = select(func.count()).where(NOTICE.c.try_at.is_not(None))
    return (tx.execute(climbed).scalar(), tx.execute(waiting).scalar()) == (items, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: the keys that were told, and tokens that are in Slack not just once."""

    keys: frozenset[str]
    messages: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]


def outcome(database: Database, slack: Playground) -> Outcome:
    """Compare the outbox with what is in Slack."""
    said: Counter[str] = Counter()
    for message in slack.workspace.messages:
        if message.user == slack.workspace.bot_user and not message.deleted and message.metadata:
            said[message.metadata["event_payload"]["token"]] += 1
    columns = (NOTICE.c.key, NOTICE.c.state, NOTICE.c.token)
    with database.read() as tx:
        rows = tx.execute(select(*columns).where(NOTICE.c.kind != NoticeKind.EDIT)).all()
    sent = {row.token for row in rows if row.state is NoticeState.SENT}
    ended = {NoticeState.SENT, NoticeState.SUPERSEDED}
    return Outcome(
        keys=frozenset(row.key for row in rows if row.token in sent and ":after-" not in row.key),
        messages=sum(said.values()),
        lost=(
            *(row.key for row in rows if row.state not in ended),
            *(token for token in sent if not said[token]),
        ),
        doubled=tuple(token for token, times in said.items() if times > (token in sent)),
    )
