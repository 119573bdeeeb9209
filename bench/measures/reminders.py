"""Reminders that fall due while a bot runs: how late they are, and how long commands wait."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from bench.figures import Figure, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.bots import a_bot
from bench.fixtures.databases import KINDS, SQLITE, Databases
from bench.fixtures.sandbox import CHANNELS, PEOPLE, a_sandbox
from bench.measures.twenty_users import acknowledged
from bench.rounds import ROUNDS, percentile
from bot.process.clock import utc_now
from escalation.notices.notice import NoticeKind, NoticeState
from playground.slack import Playground
from storage.engine.database import Database
from storage.ladders.policy_json import policy_text
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE

A_FEW, OVER = 40, timedelta(seconds=20)
AT_ONCE, MEANWHILE = 1_000, timedelta(seconds=1)
A_WHILE = timedelta(seconds=30)
SOON = timedelta(seconds=1.5)
"""Between two thousands: what the first left behind is still being delivered."""

_REMINDERS = select(NOTICE.c.planned_at, NOTICE.c.finished_at, NOTICE.c.item_id).where(
    NOTICE.c.kind == NoticeKind.REMINDER
)
_HEARD = _REMINDERS.where(NOTICE.c.state == NoticeState.SENT)
_HOUSED = (
    update(ITEM)
    .where(ITEM.c.number == bindparam("_number"))
    .values(
        channel=bindparam("to"),
        owner=bindparam("person"),
        reporter=bindparam("person"),
        card_ts=bindparam("card"),
        policy=bindparam("ladder"),
    )
)


def measure(databases: Databases) -> Iterator[Figure]:
    """Lateness on SQLite; commands while a thousand fall due on both."""
    late = asyncio.run(_lateness(databases.url(SQLITE)))
    what = "after due, a reminder is in Slack"
    yield up_to(f"{what}, p50", 1.0, ours=percentile(late, 50))
    yield up_to(f"{what}, p99", 5.0, ours=percentile(late, 99))
    for kind in KINDS:
        spans, planned = asyncio.run(_meanwhile(databases.url(kind)))
        what = f"a command while 1,000 fall due, p99 of {len(spans)}, {kind}"
        yield up_to(what, 0.05, ours=percentile(spans, 99))
        wanted = str(AT_ONCE * ROUNDS)
        yield exactly(f"items reminded of meanwhile, {kind}", wanted, ours=str(planned))


async def _lateness(url: str) -> list[float]:
    """Seconds from each due date until Slack had the owner's reminder."""
    async with a_sandbox() as slack, a_bot(slack, url):
        with closing(Database(url)) as database:
            first_at = utc_now() + SOON
            lay_in(database, slack, A_FEW, due_at=first_at, apart=OVER / A_FEW)
            while len(heard := _found(database, _HEARD)) < A_FEW:
                assert utc_now() < first_at + 3 * OVER, "some reminders were not heard"
                await asyncio.sleep(0.5)
    return [(row.finished_at - row.planned_at).total_seconds() for row in heard]


async def _meanwhile(url: str) -> tuple[list[float], int]:
    """The times of commands, one after another, and for how many items a reminder was sent."""
    spans: list[float] = []
    numbers = count()
    async with a_sandbox() as slack, a_bot(slack, url, heartbeat=timedelta(seconds=0.5)):
        with closing(Database(url)) as database:
            for _ in range(ROUNDS):
                due_at = utc_now() + SOON
                lay_in(database, slack, AT_ONCE, due_at=due_at)
                await _until(due_at, slack, numbers)
                spans += await _until(due_at + MEANWHILE, slack, numbers)
            return spans, await _planned(database, AT_ONCE * ROUNDS)


async def _planned(database: Database, wanted: int) -> int:
    """For how many items a reminder was planned, once it is all or a while has passed."""
    end_at = utc_now() + A_WHILE
    while (found := len({row.item_id for row in _found(database, _REMINDERS)})) < wanted:
        if utc_now() > end_at:
            break
        await asyncio.sleep(0.5)
    return found


async def _until(end_at: datetime, slack: Playground, numbers: Iterator[int]) -> list[float]:
    spans = []
    while utc_now() < end_at:
        spans.append(await acknowledged(slack, next(numbers)))
    return spans


def lay_in(
    database: Database,
    slack: Playground,
    amount: int,
    *,
    due_at: datetime,
    apart: timedelta = timedelta(0),
) -> None:
    """Add urgent items, owned by all people in all channels: they wait for no quiet time."""
    workspace = slack.workspace
    owners = [user.id for user in workspace.users.values() if not user.is_bot]
    homes = [_home(slack, number) for number in range(CHANNELS)]
    with database.write(workspace.team_id) as tx:
        numbers = seed_data.lay_in(
            tx,
            amount,
            due_at=due_at,
            next_at=due_at,
            apart=apart,
            urgent=True,
        )
        housed = [
            homes[n % CHANNELS] | {"_number": n, "person": owners[n % PEOPLE]} for n in numbers
        ]
        tx.connection.execute(_HOUSED, housed)


def _home(slack: Playground, number: int) -> dict[str, str]:
    """A channel with its own lead, and a message there whose thread the items use."""
    message = slack.person(f"p{number}").writes(f"#c{number}", "What is going on?")
    lead, boss = slack.person(f"p{number + 1}").id, slack.person(f"p{number + 2}").id
    ladder = policy_text(seed_data.ladder(lead, boss))
    return {"to": message.channel, "card": message.ts, "ladder": ladder}


def _found(database: Database, query: Select[Any]) -> Sequence[Any]:
    with database.read_all() as tx:
        return tx.execute(query).all()
