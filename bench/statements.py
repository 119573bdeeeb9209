"""What goes to a database: every statement with its plan, and every commit that wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

from storage.engine.database import Database

SCANS = ("SCAN item", "Seq Scan on item")
"""How the two databases call a reading of all items."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its values."""

    text: str
    values: Any

    def plan(self, database: Database) -> str:
        """How the database goes about it."""
        explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
        with database.read_all() as tx:
            rows = tx.exec_driver_sql(f"{explain} {self.text}", self.values).all()
        return "\n".join(str(row[-1]) for row in rows)


@dataclass(slots=True)
class Traffic:
    """Statements in their order, without those that only prepare; how many commits wrote."""

    statements: list[Statement] = field(default_factory=list)
    writing: int = 0
    writes: bool = False

    def queries(self) -> list[Statement]:
        """Those that only look, each text once."""
        looking = [one for one in self.statements if one.text.lstrip().startswith("SELECT")]
        return list({one.text: one for one in looking}.values())


@contextmanager
def overheard() -> Iterator[Traffic]:
    """What any engine of this process does inside the block."""
    traffic = Traffic()

    def executed(*call: Any) -> None:
        _, _, text, values, _, _ = call
        if not text.startswith(("PRAGMA", "BEGIN", "SET ", "SELECT pg_")):
            traffic.statements.append(Statement(text, values))
            traffic.writes |= not text.lstrip().startswith("SELECT")

    def committed(_: object) -> None:
        traffic.writing += traffic.writes
        traffic.writes = False

    event.listen(Engine, "after_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
    try:
        yield traffic
    finally:
        event.remove(Engine, "after_cursor_execute", executed)
        event.remove(Engine, "commit", committed)
