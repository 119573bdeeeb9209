"""What somebody has open by a date and what they closed: found by their owner, as far as seen."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, literal, select, true

from escalation.items import Kind, Status
from storage.about.customers import Viewer
from storage.engine.database import Database, Transaction
from storage.items import due_and_closed, history
from storage.tables.items import EVENT, ITEM
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, utc
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    an_event,
    elsewhere,
    statements,
    stored_item,
)

HERE = Viewer(channels=[CHANNEL])
UNTIL, SINCE = utc("03-05 12:00"), utc("02-01 00:00")
MANY = 3000


def test_open_items_due_by_then(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        (new, *_) = (stored_item(tx) for _ in range(3))
        stored_item(tx, channel="C02")
        stored_item(tx, owner=LEAD)
        stored_item(tx, status=Status.RESOLVED, closed_at=NOW)
        stored_item(elsewhere(tx))

        def due(viewer: Viewer | None, *, until: Any = UNTIL) -> int:
            return due_and_closed.due_by(tx, OWNER, until=until, besides=new.id, viewer=viewer)

        assert (due(HERE), due(None), due(Viewer(channels=()))) == (2, 3, 0)
        assert due(HERE, until=utc("03-05 11:59")) == 0


def test_what_was_closed_since_then_but_not_withdrawn(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        for status in (Status.RESOLVED, Status.FELL_BACK, Status.WITHDRAWN):
            stored_item(tx, status=status, closed_at=NOW)
        stored_item(tx, status=Status.RESOLVED, closed_at=SINCE)
        stored_item(tx, status=Status.RESOLVED, closed_at=utc("01-31 23:59"))
        stored_item(tx, channel="C02", status=Status.DECIDED, closed_at=NOW)

        def closed(viewer: Viewer | None) -> list[Any]:
            return sorted(due_and_closed.closed(tx, OWNER, since=SINCE, viewer=viewer))

        assert closed(HERE) == [SINCE, NOW, NOW]
        assert closed(None) == [SINCE, NOW, NOW, NOW]


def test_the_absences_of_one_person(database: Database) -> None:
    facts = {"until": utc("03-09 09:00").isoformat(), "stand_in": ""}
    with database.write(WORKSPACE) as tx:
        own = an_event(action="away", facts=facts)
        entered = an_event(actor=LEAD, action="away", facts={**facts, "person": OWNER})
        others = [an_event(actor=MEMBER, action="away", facts=facts), an_event()]
        old = an_event(action="away", facts=facts, at=utc("01-01 09:00"))
        history.append(tx, [old, own, *others, entered])
        assert history.absences(tx, OWNER, since=SINCE) == (own, entered)


READS: list[Callable[[Transaction], object]] = [
    lambda tx: due_and_closed.due_by(tx, OWNER, until=UNTIL, besides=1, viewer=HERE),
    lambda tx: due_and_closed.due_by(tx, OWNER, until=UNTIL, besides=1, viewer=None),
    lambda tx: due_and_closed.closed(tx, OWNER, since=SINCE, viewer=HERE),
    lambda tx: due_and_closed.closed(tx, OWNER, since=SINCE, viewer=None),
    lambda tx: history.absences(tx, OWNER, since=SINCE),
]


def test_nothing_grows_with_the_items_of_others(database: Database) -> None:
    """The plans with many items and events of somebody else."""
    with database.write(WORKSPACE) as tx:
        pattern = stored_item(tx, owner=LEAD)
        stored_item(tx, owner=LEAD, kind=Kind.DECISION, status=Status.DECIDED, closed_at=NOW)
        history.append(tx, [an_event(item_id=pattern.id, actor=LEAD)])
        line = select(literal(2).label("n")).cte("line", recursive=True)
        line = line.union_all(select(line.c.n + 1).where(line.c.n < MANY))
        for table, number in ((ITEM, "number"), (EVENT, "hash")):
            columns = [one for one in table.c if one.name not in {"id", number}]
            copies = select(line.c.n, *columns).select_from(table.join(line, true()))
            tx.connection.execute(insert(table).from_select([number, *columns], copies))
        if database.dialect == "postgresql":
            tx.connection.exec_driver_sql("ANALYZE")
    with statements(type(tx.connection.engine)) as sent, database.read(WORKSPACE) as tx:
        for read in READS:
            read(tx)
    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    reading = [one for one in sent if re.search(r"FROM (item|event)\b", one[0])]
    assert len(reading) == len(READS)
    with database.read_all() as everything:
        for text, values in reading:
            rows = everything.exec_driver_sql(f"{explain} {text}", values)
            plan = "\n".join(str(row[-1]) for row in rows)
            assert re.search(r"ix_item_owner|ix_event_absence", plan), f"{text}\n{plan}"
