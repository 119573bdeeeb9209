"""A channel's measures out of 10,000 items and 100,000 events, on SQLite.

The items lie evenly over two years, and a twentieth of them is open; the period is eight weeks and
is compared with the eight before. The floor is reading every one of those events as rows.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, literal, literal_column, select, update

from bench.figures import Figure, at_most, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.seed_data import NOW
from bench.fixtures.statements import overheard
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from escalation.items import Status
from storage.engine.database import Transaction
from storage.tables.columns import MICROSECOND
from storage.tables.items import EVENT, ITEM
from workflows.stats import channel_stats
from workflows.stats.channel_stats import Ask
from workflows.transaction.unit_of_work import WorkspaceContext

ITEMS, OPEN_OF = 10_000, 20
CHANNEL, SIDE, FLOOR = "C0", "stats", "all events, read as rows"
APART = timedelta(days=728) / ITEMS
MOST_QUERIES = 10
"""However many items there are."""
EVENTS = (
    ("logged", 0, '{"owner":"U2","due":"2026-01-05T17:00:00+00:00"}'),
    ("reminded", 24, "{}"),
    ("acknowledge", 25, "{}"),
    ("note", 30, '{"text":"on it"}'),
    ("reminded", 47, "{}"),
    ("reminded", 48, "{}"),
    ("escalated", 48, '{"step":"lead","owner":"U2","to":"U1","rung":"0","audience":"lead"}'),
    ("trajectory", 50, '{"to":"steady"}'),
    ("reschedule", 52, '{"slips":"1"}'),
    ("resolve", 70, '{"outcome":"done"}'),
)
"""What happens to each item, so many hours after it is logged; the last not to one in twenty."""


def measure(databases: Databases) -> Iterator[Figure]:
    """Read and measured, as `/backstop stats` does it."""
    rounds = Rounds()
    with databases.database(SQLITE) as database:
        context = _seeded(seed_data.settled(database, NOW))
        for side in rounds.turns(SIDE, FLOOR):
            began = stopwatch()
            _measured(context) if side == SIDE else _rows(context)
            rounds.add(side, stopwatch() - began)
        with overheard() as traffic:
            _measured(context)
    what = "a channel's measures, of 10,000 items and 100,000 events"
    yield up_to(
        what, 1.0, ours=rounds.median(SIDE), beside=f"{FLOOR}: {rounds.median(FLOOR):.2f} s"
    )
    yield at_most(
        "the same, beside the floor",
        2.0,
        ratio=rounds.ratio(SIDE, FLOOR),
        name=FLOOR,
        reference=rounds.median(FLOOR),
        ours=rounds.median(SIDE),
    )
    queries = len(traffic.statements)
    yield exactly("of these, queries beyond ten", "0", ours=str(max(queries - MOST_QUERIES, 0)))


def _measured(context: WorkspaceContext) -> None:
    found = channel_stats.of_channel(context, Ask(channel=CHANNEL), now=NOW)
    assert found
    assert found.found.this.time_to_resolution.n


def _rows(context: WorkspaceContext) -> None:
    with context.database.read_all() as tx:
        assert len(tx.execute(select(*_COLUMNS)).all()) == ITEMS * len(EVENTS) - ITEMS // OPEN_OF


def _seeded(context: WorkspaceContext) -> WorkspaceContext:
    with context.database.write(context.workspace) as tx:
        seed_data.fill(tx, ITEMS, due_at=NOW, next_at=NOW, apart=timedelta(0))
        logged = ITEM.c.due_at - ITEM.c.number * literal(APART // MICROSECOND)
        values = {"logged_at": logged, "first_due_at": logged + _hours(48), "channel": CHANNEL}
        tx.connection.execute(update(ITEM).values(values))
        for action, after, facts in EVENTS:
            _happened(tx, action, after, facts=facts)
        done = {"status": Status.RESOLVED, "closed_at": ITEM.c.logged_at + _hours(70)}
        is_closed = ITEM.c.number % OPEN_OF != 0
        tx.connection.execute(update(ITEM).where(is_closed).values(done))
    return context


def _happened(tx: Transaction, action: str, after: int, *, facts: str) -> None:
    """Add one event of every item, of the closing only to those that are closed."""
    values = {
        "workspace": ITEM.c.workspace,
        "item_id": ITEM.c.id,
        "at": ITEM.c.logged_at + _hours(after),
        "actor": literal("backstop" if action in ("reminded", "escalated") else "U2"),
        "action": literal(action),
        "facts": literal_column(f"'{facts}'"),
        **{name: literal("") for name in ("reason", "prev_hash", "hash")},
    }
    events = select(*(value.label(name) for name, value in values.items()))
    if action == "resolve":
        events = events.where(ITEM.c.number % OPEN_OF != 0)
    tx.connection.execute(EVENT.insert().from_select([*values], events))


def _hours(count: int) -> ColumnElement[int]:
    return literal(timedelta(hours=count) // MICROSECOND)


_COLUMNS = [EVENT.c[name] for name in ("item_id", "at", "actor", "action", "facts")]
