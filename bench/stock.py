"""Stock: a database with people, channels, their ladders and as many open items as wanted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, String, cast, literal, select, true, update
from sqlalchemy.sql.expression import ColumnElement

from escalation.items import Due, Item, Kind
from escalation.people import Person
from escalation.policy import Policy, Target, TargetKind
from storage import channels, people
from storage.channels import Channel
from storage.engine.database import Database, Transaction
from storage.items import store
from storage.tables.columns import MICROSECOND, microseconds
from storage.tables.core import COUNTER, ITEM
from workflows.transaction.unit_of_work import Desk

WORKSPACE = "T0"
PEOPLE, CHANNELS = 200, 200
LEAD, BOSS = "U198", "U199"
"""They own nothing."""
OWNERS = 198
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
"""A Wednesday morning, where the clock does not matter."""


def settled(database: Database, now: datetime) -> Desk:
    """A desk with people in UTC, all of them in all the public channels, each with a ladder."""
    everybody = [Person(id=f"U{n}", name=f"Person {n}", zone="UTC") for n in range(PEOPLE)]
    with database.write(WORKSPACE) as tx:
        people.save(tx, everybody, now=now)
        for number in range(CHANNELS):
            channel = Channel(
                id=f"C{number}",
                name=f"launch-{number}",
                policy=ladder(LEAD, BOSS),
                member=True,
                configured=True,
                next_summary_at=now + timedelta(days=365),
            )
            channels.save(tx, channel)
        channels.set_members(tx, "C0", listed=[p.id for p in everybody], now=now)
    return Desk(database=database, workspace=WORKSPACE, bot_user="UBOT")


def idle(database: Database, amount: int, *, now: datetime) -> Desk:
    """A desk with so many open items, of which the first falls due in a month."""
    desk = settled(database, now)
    later = now + timedelta(days=30)
    with database.write(WORKSPACE) as tx:
        fill(tx, amount, due_at=later, next_at=later, apart=timedelta(seconds=1))
    return desk


def ladder(lead: str, boss: str) -> Policy:
    """The default ladder with one lead and one in leadership."""
    return Policy(
        lead=(Target(TargetKind.PERSON, lead),), leadership=(Target(TargetKind.PERSON, boss),)
    )


def lay_in(
    tx: Transaction,
    amount: int,
    *,
    due_at: datetime,
    next_at: datetime,
    apart: timedelta = timedelta(0),
    **changes: Any,
) -> range:
    """Add open blockers, the first due at `due_at` and looked at from `next_at`, the others later.

    They are copies of one that was stored in the ordinary way, made inside the database. What would
    have fallen due before `next_at` is done. `changes` are fields of all of them; the answer is
    their numbers.
    """
    pattern = store.insert(tx, replace(_pattern(due_at, next_at), **changes))
    first = pattern.number
    line = select(literal(1, BigInteger).label("n")).cte("line", recursive=True)
    line = line.union_all(select(line.c.n + 1).where(line.c.n < amount - 1))
    n = line.c.n
    later = n * literal(apart // MICROSECOND, BigInteger)
    title: ColumnElement[str] = literal("blocker ") + cast(n + first, String)
    changed: dict[str, ColumnElement[Any]] = {
        "number": n + first,
        "channel": literal("C") + cast(n % CHANNELS, String),
        "owner": literal("U") + cast(n % OWNERS, String),
        "reporter": literal("U") + cast((n + 1) % OWNERS, String),
        "due_at": literal(microseconds(due_at), BigInteger) + later,
        "next_at": literal(microseconds(next_at), BigInteger) + later,
        "title": title,
        "words": title,
    }
    columns = [column for column in ITEM.c if column.name != "id"]
    copies = select(*(changed.get(c.name, c) for c in columns)).where(ITEM.c.id == pattern.id)
    if amount > 1:
        tx.connection.execute(
            ITEM.insert().from_select(columns, copies.select_from(ITEM.join(line, true())))
        )
    tx.connection.execute(update(COUNTER).values(last=first + amount - 1))
    return range(first, first + amount)


def fill(
    tx: Transaction, amount: int, *, due_at: datetime, next_at: datetime, apart: timedelta
) -> None:
    """The same for very many: the indexes are made once at the end, which is far quicker."""
    for index in ITEM.indexes:
        index.drop(tx.connection)
    lay_in(tx, amount, due_at=due_at, next_at=next_at, apart=apart)
    for index in ITEM.indexes:
        index.create(tx.connection)


def _pattern(due_at: datetime, next_at: datetime) -> Item:
    return Item(
        kind=Kind.BLOCKER,
        channel="C0",
        title="blocker",
        owner="U0",
        reporter="U1",
        due=Due(at=due_at, zone="UTC", phrase=""),
        first_due_at=due_at,
        fallback="Go live with passwords",
        policy=ladder(LEAD, BOSS),
        logged_at=due_at - timedelta(days=2),
        reminded_until=next_at - MICROSECOND,
        reviewed_until=next_at - MICROSECOND,
        card_ts="1.0",
        next_at=next_at,
    )
