"""Databases as an older version left them: its schema, and rows without today's checks."""

import json
from contextlib import closing
from typing import Any
from uuid import UUID, uuid5

from alembic import command
from alembic.config import Config
from sqlalchemy import column, select, text
from sqlalchemy import table as sql_table

from escalation.people import Person
from storage.engine.database import Database, OperatorTransaction
from storage.engine.schema import MIGRATIONS
from storage.items.rows import plain
from storage.ladders.policy_json import policy_text
from storage.tables.columns import microseconds
from tests.support.factories import BOSS, LEAD, a_policy, an_item, utc

NAMED_IN = UUID("5b6f9d0e-6a3c-5f0c-9a55-0d5b8f6b7a11")


def old_token(workspace: str, key: str) -> str:
    """The token of a notice's message as older versions made it: without a secret."""
    return str(uuid5(NAMED_IN, f"{workspace} {key}"))


def made_by(revision: str, url: str) -> None:
    """Give an empty database the schema of this revision."""
    with closing(Database(url)) as database, database.write_all() as tx:
        command.upgrade(_config(tx), revision)


def _config(tx: OperatorTransaction) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=tx, now=None)
    return config


def as_of(revision: str, url: str) -> None:
    """Take a database of today back to the schema of this revision, with what fits into it."""
    with closing(Database(url)) as database, database.write_all() as tx:
        command.downgrade(_config(tx), revision)


def a_ladder(**changes: Any) -> str:
    """The default ladder as format 1 stored it, with unchecked changes."""
    stored = json.loads(policy_text(a_policy()))
    for key in ("chance", "slip_budget"):
        del stored[key]
    rungs = [[0, "lead", False], [24 * 3600, "leadership", True], [48 * 3600, "channel", True]]
    told = {"lead": [["person", LEAD]], "leadership": [["person", BOSS]]}
    return json.dumps({**stored, **told, "format": 1, "rungs": rungs, **changes})


def insert(tx: OperatorTransaction, table: str, **values: Any) -> None:
    """Insert a row with those of the values that the table has columns for."""
    columns = tx.execute(select(text("*")).select_from(sql_table(table)).limit(0)).keys()
    row = {name: value for name, value in values.items() if name in columns}
    tx.execute(sql_table(table, *map(column, row)).insert(), row)


def insert_channel(tx: OperatorTransaction, *, workspace: str, channel: str, policy: str) -> None:
    """Insert a public channel that the bot is in and whose ladder somebody has set."""
    flags = {"private": False, "archived": False, "external": False, "member": True}
    insert(
        tx, "channel", workspace=workspace, id=channel, name=channel.lower(), policy=policy,
        configured=True, next_summary_at=microseconds(utc("03-09 09:00")), **flags,
    )  # fmt: skip


def insert_item(
    tx: OperatorTransaction, id_: int, *, workspace: str, policy: str, **changes: Any
) -> None:
    """Insert the default item with changes."""
    item = an_item(id=id_, number=id_, **changes)
    values = {
        **plain(item),
        "workspace": workspace,
        "id": id_,
        "policy": policy,
        "trajectory": item.trajectory or "steady",  # what older versions began with
        "options": json.dumps([]),
        "asked": json.dumps([]),
        "climbed": len(item.position.rungs),
        "reviewed": False,
    }
    stored = {
        name: microseconds(value) if hasattr(value, "tzinfo") else value
        for name, value in values.items()
    }
    insert(tx, "item", **stored)


def insert_person(tx: OperatorTransaction, *, workspace: str, person: Person) -> None:
    """Insert somebody at work, as Slack described them."""
    flags = dict.fromkeys(("deactivated", "bot", "guest", "stranger", "admin"), False)
    insert(
        tx, "person", workspace=workspace, id=person.id, name=person.name, zone=person.zone,
        locale="", stand_in="", checked_at=microseconds(utc("03-02 09:00")), **flags,
    )  # fmt: skip
