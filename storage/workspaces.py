"""The Slack workspaces that are served."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.engine.database import OperatorTransaction, Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_or_update
from storage.tables.workspaces import WORKSPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A Slack workspace: its team id, its name, and our bot's user id in it."""

    id: str
    name: str
    bot_user: str


_SAVE = Prepared(insert_or_update(WORKSPACE, ["name", "bot_user"]))


def save(tx: Transaction, *, name: str, bot_user: str) -> None:
    """Store the transaction's workspace, new or changed."""
    _SAVE.change(tx, {"name": name, "bot_user": bot_user, "chain_head": ""})


def get_all(tx: OperatorTransaction) -> tuple[Workspace, ...]:
    """Every known workspace, by id. SQLite may hold an id that is not text; it is left out."""
    query = select(WORKSPACE.c.workspace, WORKSPACE.c.name, WORKSPACE.c.bot_user)
    found = tx.execute(query.order_by(WORKSPACE.c.workspace))
    return tuple(
        Workspace(id=id_, name=name, bot_user=bot)
        for id_, name, bot in found
        if isinstance(id_, str)
    )
