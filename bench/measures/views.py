"""Views of a hundred thousand items: lists, the Home tab, the weekly post."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import String, cast, literal, select, update

from bench.figures import Figure, at_most, exactly, up_to
from bench.fixtures import seed_data
from bench.fixtures.databases import KINDS, Databases
from bench.fixtures.seed_data import NOW
from bench.fixtures.statements import SCANS, Traffic, overheard
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from escalation.items import Status
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing, Scope
from storage import channels
from storage.about import customers
from storage.about.customers import Viewer
from storage.engine.database import Database
from storage.items import accounts
from storage.tables.customers import CUSTOMER, ITEM_CUSTOMER
from storage.tables.items import ITEM
from workflows.clock import summary
from workflows.customers import cards
from workflows.items import queries
from workflows.outbox import home_tabs
from workflows.transaction.unit_of_work import Request, WorkspaceContext

AMOUNT = 100_000
CLOSED_OF_TEN = 7
MOST_QUERIES = 12
ASKER, CHANNEL = "U7", "C7"
BLOCKS, ALL = "`customer Harbor`", "`customers`"
CUSTOMERS = 200
"""Each item is about one of them: 500 items each, 150 of them open."""
FLOOR = "one customer's open items, read"
"""What a card cannot do without: the rows of its items, their rungs, people and customers."""
MOST_TIMES = 3.0
"""How much longer than that its card may take."""
MINE = DraftOwner(kind=OwnerKind.PERSON, value=ASKER)

View = Callable[[WorkspaceContext], object]


def measure(databases: Databases) -> Iterator[Figure]:
    """The slowest of each kind; on both databases."""
    for kind in KINDS:
        with databases.database(kind) as database:
            yield from _figures(_seeded(database), kind)


def _figures(context: WorkspaceContext, kind: str) -> Iterator[Figure]:
    rounds = Rounds()
    for name in rounds.turns(*VIEWS):
        rounds.add(name, _seconds(VIEWS[name], context))
    for name in VIEWS:
        yield up_to(f"{name} at 100,000 items, {kind}", 0.15, ours=rounds.median(name))
    yield from _of_customers(context, kind)
    heard = {name: _heard(view, context) for name, view in VIEWS.items()}
    most = max(len(traffic.statements) for traffic in heard.values())
    yield up_to(f"most queries of any of these, {kind}", MOST_QUERIES, ours=most, shown=str)
    scanning = [name for name, traffic in heard.items() if _scans(traffic, context.database)]
    what = f"those with a full scan in a plan, {kind}"
    yield exactly(what, "none", ours=", ".join(scanning) or "none")


def _of_customers(context: WorkspaceContext, kind: str) -> Iterator[Figure]:
    """What blocks a customer, compared with reading the items alone in the same rounds."""
    rounds = Rounds()
    sides = {FLOOR: _read_alone, BLOCKS: _customer, ALL: _customers}
    for side in rounds.turns(*sides):
        rounds.add(side, _seconds(sides[side], context))
    reference, ours = rounds.median(FLOOR), rounds.median(BLOCKS)
    yield up_to(f"{BLOCKS} at 100,000 items, {kind}", 0.15, ours=ours)
    yield at_most(
        f"the same compared with its items alone, {kind}",
        MOST_TIMES,
        ratio=rounds.ratio(BLOCKS, FLOOR),
        name="floor",
        reference=reference,
        ours=ours,
    )
    yield up_to(f"{ALL} at 100,000 items, {kind}", 1.5, ours=rounds.median(ALL))
    traffic = _heard(_customer, context)
    scans = "one" if _scans(traffic, context.database) else "none"
    yield exactly(f"full scans in the plans of {BLOCKS}, {kind}", "none", ours=scans)


def _read_alone(context: WorkspaceContext) -> object:
    viewer = Viewer(channels=[f"C{number}" for number in range(seed_data.CHANNELS)])
    with context.reading(NOW) as uow:
        customer = customers.named(uow.tx, ["customer7"])["customer7"]
        return accounts.items(uow.tx, customer, viewer)


def _heard(view: View, context: WorkspaceContext) -> Traffic:
    with overheard() as traffic:
        view(context)
    return traffic


def _scans(traffic: Traffic, database: Database) -> bool:
    plans = [query.plan(database) for query in traffic.queries()]
    return any(re.search(rf"{word}\b", plan) for plan in plans for word in SCANS)


def _seconds(view: View, context: WorkspaceContext) -> float:
    began = stopwatch()
    view(context)
    return stopwatch() - began


def _seeded(database: Database) -> WorkspaceContext:
    """Items that fall due around now, an hour apart, most of them closed by now."""
    context = seed_data.settled(database, NOW)
    with database.write(context.workspace) as tx:
        first_at, apart = NOW - timedelta(minutes=AMOUNT // 2), timedelta(minutes=1)
        seed_data.fill(tx, AMOUNT, due_at=first_at, next_at=first_at, apart=apart)
        is_closed = ITEM.c.number % 10 < CLOSED_OF_TEN
        closed = {"status": Status.RESOLVED, "closed_at": ITEM.c.due_at, "next_at": None}
        tx.connection.execute(update(ITEM).where(is_closed).values(closed))
        names = [f"Customer {number}" for number in range(CUSTOMERS)]
        customers.make(tx, names, by=ASKER)
        number = (ITEM.c.number // literal(10)) % CUSTOMERS
        its = CUSTOMER.c.name == literal("Customer ") + cast(number, String)
        about = select(ITEM.c.id, CUSTOMER.c.id, literal(0)).join(CUSTOMER, its)
        tx.connection.execute(ITEM_CUSTOMER.insert().from_select(ITEM_CUSTOMER.c.keys(), about))
    return context


def _listing(asked: Listing) -> View:
    request = Request(kind="command", external_id="1", actor=ASKER, channel=CHANNEL)
    return lambda context: queries.listed(context, request, asked, now=NOW)


def _customer(context: WorkspaceContext) -> object:
    request = Request(kind="command", external_id="1", actor=ASKER, channel=CHANNEL)
    return cards.card(context, request, "Customer 7", now=NOW)


def _customers(context: WorkspaceContext) -> object:
    request = Request(kind="command", external_id="1", actor=ASKER, channel=CHANNEL)
    return cards.listed(context, request, now=NOW)


def _home(context: WorkspaceContext) -> object:
    with context.reading(NOW) as uow:
        return home_tabs.home_view(uow, ASKER)


def _weekly(context: WorkspaceContext) -> object:
    """The post as it is shown on demand: everything except saving the slot."""
    with context.reading(NOW) as uow:
        channel = channels.get(uow.tx, CHANNEL)
        assert channel
        return summary.preview(uow, channel)


VIEWS: dict[str, View] = {
    "`list mine`": _listing(Listing(owner=MINE)),
    "`list`": _listing(Listing()),
    "`list overdue`": _listing(Listing(scope=Scope.OVERDUE)),
    "`list closed`": _listing(Listing(scope=Scope.CLOSED)),
    "`list all`": _listing(Listing(scope=Scope.ALL)),
    "`list` with a word": _listing(Listing(words="blocker 4711")),
    "Home": _home,
    "weekly post": _weekly,
}
