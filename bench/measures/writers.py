"""Eight writers at once on one SQLite file that syncs every commit."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from bench.figures import Figure, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.seed_data import NOW
from bench.references.one_insert import OneInsert
from bench.rounds import Rounds, percentile
from bot.process.clock import stopwatch
from escalation.items import Due, Kind
from storage.engine.database import Busy
from workflows.items import log as log_item
from workflows.items.new_item import NewItem
from workflows.transaction.unit_of_work import Request, WorkspaceContext

WRITERS, EACH = 8, 60


def measure(databases: Databases) -> Iterator[Figure]:
    """Each logs blockers one after another, compared with inserting one row with SQLModel."""
    rounds, refused = Rounds(), 0
    table = OneInsert(databases.url(SQLITE))
    with databases.database(SQLITE) as database:
        context = seed_data.settled(database, NOW)
        for turn, side in enumerate(rounds.turns("R1", "ours")):
            write = _logger(context, turn) if side == "ours" else _inserter(table)
            spans, locked = at_once(write)
            rounds.add(side, percentile(spans, 99))
            refused += locked if side == "ours" else 0
    table.close()
    beside = f"R1 {rounds.median('R1') * 1e3:.3g} ms"
    what = "8 writers at once, SQLite, p99 of a logged blocker"
    yield up_to(what, 0.025, ours=rounds.median("ours"), beside=beside)
    yield exactly("of these, refused as locked", "0", ours=str(refused))


def at_once(write: Callable[[int], None]) -> tuple[list[float], int]:
    """The times of all writes, and how many were refused; raises any other fault."""
    spans: list[float] = []
    refused: list[int] = []

    def writer(number: int) -> None:
        for turn in range(EACH):
            began = stopwatch()
            try:
                write(number * EACH + turn)
            except (OperationalError, Busy):
                refused.append(number)
            spans.append(stopwatch() - began)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))
    return spans, len(refused)


def _logger(context: WorkspaceContext, round_: int) -> Callable[[int], None]:
    def write(number: int) -> None:
        log_one(context, f"{round_}:{number}", now=NOW)

    return write


def log_one(context: WorkspaceContext, key: str, *, now: datetime) -> None:
    """Log one blocker in the ordinary way."""
    request = Request(kind="command", external_id=key, actor="U1", channel="C0")
    new_item = NewItem(
        kind=Kind.BLOCKER,
        channel="C0",
        title="SSO login fails for Harbor Law",
        owner="U2",
        due=Due(at=now + timedelta(days=2), zone="UTC", phrase="2d"),
        fallback="Go live with passwords",
    )
    log_item.log(context, request, new_item, now=now)


def _inserter(table: OneInsert) -> Callable[[int], None]:
    body = {"user_id": "U1", "channel_id": "C0", "text": "SSO login fails for Harbor Law"}
    return lambda _: table.save(body)
