"""A thousand reminders due at once: planned, saved and queued, compared with J."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, func, select

from bench.figures import Figure, exactly, faster
from bench.fixtures import seed_data
from bench.fixtures.databases import KINDS, POSTGRESQL, SQLITE, Databases
from bench.fixtures.seed_data import NOW
from bench.references.job_per_item import JobPerItem, post
from bench.rounds import Rounds
from bot.process.clock import stopwatch, utc_now
from bot.workspaces.heartbeat import BATCH
from escalation.notices.notice import NoticeKind
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE
from workflows.clock import fire
from workflows.transaction.unit_of_work import WorkspaceContext

AMOUNT = 1_000
_REMINDED = (
    select(func.count(NOTICE.c.item_id.distinct()))
    .join(ITEM, ITEM.c.id == NOTICE.c.item_id)
    .where(ITEM.c.number >= bindparam("first"), NOTICE.c.kind == NoticeKind.REMINDER)
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def measure(databases: Databases) -> Iterator[Figure]:
    """Compared with J on its store as tuned, as shipped, and on PostgreSQL."""
    rounds = Rounds()
    with ExitStack() as parts:
        contexts = {
            kind: seed_data.settled(parts.enter_context(databases.database(kind)), NOW)
            for kind in KINDS
        }
        stores = {
            "tuned": JobPerItem(databases.url(SQLITE), AMOUNT, due_at=LONG_AGO, tuned=True),
            "as shipped": JobPerItem(databases.url(SQLITE), AMOUNT, due_at=LONG_AGO),
            "on PostgreSQL": JobPerItem(databases.url(POSTGRESQL), AMOUNT, due_at=LONG_AGO),
        }
        for number, side in enumerate(rounds.turns(*contexts, *stores)):
            rounds.add(
                side, _fire(contexts[side], number) if side in contexts else stores[side].seconds()
            )
        for store in stores.values():
            store.close()
        yield from _losses(databases, contexts)
    for kind, against, times in (
        (SQLITE, "tuned", 5),
        (SQLITE, "as shipped", 30),
        (POSTGRESQL, "on PostgreSQL", 10),
    ):
        yield faster(
            f"1,000 due at once, {kind}, against J {against}",
            times,
            ratio=rounds.ratio(against, kind),
            name="J",
            reference=rounds.median(against),
            ours=rounds.median(kind),
        )


def _losses(databases: Databases, contexts: dict[str, WorkspaceContext]) -> Iterator[Figure]:
    """How many are never told: after a downtime, and when every message takes its time."""
    store = partial(JobPerItem, amount=AMOUNT, tuned=True, grace=1)
    down = store(databases.url(SQLITE), due_at=LONG_AGO)
    busy = store(databases.url(SQLITE), due_at=utc_now() + timedelta(seconds=5), job=post)
    beside = f"J {down.lost()}, or {busy.lost()} if each posts for 50 ms"
    for kind, context in contexts.items():
        at = NOW + timedelta(days=1)
        with context.database.write(context.workspace) as tx:
            numbers = seed_data.lay_in(tx, AMOUNT, due_at=at, next_at=at)
        fire_all(context, at + timedelta(hours=8))
        with context.database.read_all() as tx:
            told = tx.execute(_REMINDED, {"first": numbers[0]}).scalar_one()
        what = f"of 1,000 that fell due while the bot was down, lost, {kind}"
        yield exactly(what, "0", ours=str(AMOUNT - told), beside=beside)


def _fire(context: WorkspaceContext, number: int) -> float:
    """Seconds until the reminders of a thousand more items are in the outbox."""
    at = NOW + timedelta(minutes=number)
    with context.database.write(context.workspace) as tx:
        seed_data.lay_in(tx, AMOUNT, due_at=at + timedelta(hours=24), next_at=at)
    began = stopwatch()
    fired = fire_all(context, at)
    span = stopwatch() - began
    assert fired == AMOUNT
    return span


def fire_all(context: WorkspaceContext, now: datetime) -> int:
    """Do what a pass does with everything due, in its batches."""
    total = 0
    while fired := fire.fire_due(context, now, limit=BATCH):
        total += fired
    return total
