"""Workspaces that share a database: each statement stays within one and uses an index."""

import importlib
import pkgutil
import re
from collections import Counter

import pytest
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.sql.dml import Insert

import storage
from storage.engine.database import Database
from storage.engine.prepared import Prepared
from storage.outbox import duplicates, transitions
from storage.tables.base import Row

MADE = {
    "outbox.transitions.changed": transitions._change("state"),
    "outbox.duplicates.changed": duplicates._change("ts"),
}
"""Two that are made for the columns which they set."""
TABLES = Row.metadata.tables
BY_ITEM = {
    *("told", "item_customer", "item_follower", "item_gap", "item_link", "item_needs"),
    "item_offer",
    "item_rung",
}
"""Found by the ids of a workspace's items alone."""
LARGE = (
    "item|item_customer|item_follower|item_gap|item_link|item_needs|event|notice|told|inbox|"
    "summary|measure"
)


def statements() -> dict[str, Prepared]:
    """Every prepared statement of the room, by name."""
    found = dict(MADE)
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Prepared):
                found[f"{module.name.removeprefix('storage.')}.{name}"] = value
    return found


LOOKING = {k: v for k, v in statements().items() if not isinstance(v.statement, Insert)}


def written(statement: Prepared) -> str:
    """The statement as SQLite gets it."""
    return str(statement.statement.compile(dialect=sqlite_dialect.dialect(), column_keys=[]))


def test_every_table_but_a_few_names_the_workspace_of_its_rows() -> None:
    assert {name for name, table in TABLES.items() if "workspace" not in table.c} == BY_ITEM


@pytest.mark.parametrize("name", LOOKING)
def test_a_statement_stays_within_its_workspace(name: str) -> None:
    """Each time it reads or changes a table, it compares the workspace."""
    sql = written(LOOKING[name])
    named = re.findall(r"(?:FROM|JOIN|UPDATE|,) (\w+)(?: AS (\w+))?(?= |\n|,|$|\))", sql)
    used = Counter(alias or table for table, alias in named if table in {*TABLES} - BY_ITEM)
    held = Counter(re.findall(r"(\w+)\.workspace = ", sql))
    assert used == held


@pytest.mark.parametrize("name", LOOKING)
def test_a_statement_reads_no_large_table_to_its_end(sqlite: Database, name: str) -> None:
    sql = written(LOOKING[name])
    with sqlite.read_all() as tx:
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?")).all()
    steps = [str(step.detail) for step in plan]
    assert not [step for step in steps if re.match(rf"SCAN ({LARGE})\b", step)]
    by_id = re.search(r"\b(item|notice)\.id (= \?|IN \(SELECT json_each)", sql)
    assert not by_id or any("PRIMARY KEY" in step or "ix_notice_item" in step for step in steps)
