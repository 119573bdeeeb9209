"""A real database for the tests of storage, and makers of what goes in.

The suite is written once and runs on SQLite and on PostgreSQL (`tests.support.storage.databases`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, event, func, select

from escalation.events import Event
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from storage.engine.database import Database, Transaction
from storage.items import store
from storage.tables.notices import NOTICE
from tests.support.factories import CHANNEL, LEAD, OWNER, an_item, event_of, notice_of, utc

WORKSPACE = "T01"
NOW = utc("03-05 12:00")


def elsewhere(tx: Transaction, workspace: str = "T02") -> Transaction:
    """The same transaction, as another workspace has it."""
    return replace(tx, workspace=workspace)


def stored_item(tx: Transaction, **changes: Any) -> Item:
    """The default item, logged."""
    return store.insert(tx, an_item(**{"id": 0, "number": 0, **changes}))


def a_reminder(key: str, **changes: Any) -> Notice:
    """A reminder to the owner by DM, due at NOW."""
    defaults = {
        "key": key,
        "kind": NoticeKind.REMINDER,
        "place": Place.DM,
        "recipient": OWNER,
        "planned_at": NOW,
        "not_before": NOW,
    }
    return notice_of(**{**defaults, **changes})


def an_escalation(key: str, **changes: Any) -> Notice:
    """An escalation to the lead by DM, due at NOW."""
    return a_reminder(key, **{"kind": NoticeKind.ESCALATION, "recipient": LEAD, **changes})


def a_card(key: str, **changes: Any) -> Notice:
    """An item's card in its channel, due at NOW."""
    where = {"kind": NoticeKind.CARD, "place": Place.CHANNEL, "recipient": CHANNEL}
    return a_reminder(key, **{**where, **changes})


def backlog(tx: Transaction) -> dict[NoticeState, int]:
    """How many notices are on their way, by state."""
    on_its_way = (NOTICE.c.workspace == tx.workspace, NOTICE.c.try_at.is_not(None))
    query = select(NOTICE.c.state, func.count()).where(*on_its_way)
    return {row[0]: row[1] for row in tx.connection.execute(query.group_by(NOTICE.c.state))}


def an_event(**changes: Any) -> Event:
    """The owner's acknowledgement at NOW."""
    defaults = {
        "at": NOW,
        "item_id": None,
        "actor": OWNER,
        "action": "acknowledge",
    }
    return event_of(**{**defaults, **changes})


@contextmanager
def statements(of: Engine | type[Engine]) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that the block sends, with its values."""
    seen: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        seen.append((call[2], call[3]))

    event.listen(of, "before_cursor_execute", note)
    yield seen
    event.remove(of, "before_cursor_execute", note)


@contextmanager
def without_table(database: Database, name: str) -> Iterator[None]:
    """A database that lacks this table for the time of the block."""
    with database.write_all() as tx:
        tx.exec_driver_sql(f"ALTER TABLE {name} RENAME TO gone")
    yield
    with database.write_all() as tx:
        tx.exec_driver_sql(f"ALTER TABLE gone RENAME TO {name}")


def plan_of(tx: Transaction, work: Callable[[], Any]) -> str:
    """How SQLite runs the first statement of `work`."""
    with statements(tx.connection.engine) as seen:
        work()
    statement, values = seen[0]
    steps = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return "\n".join(step.detail for step in steps)
