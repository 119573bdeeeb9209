"""The Slack workspaces that are served."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, type_coerce, update

from storage.engine.database import OperatorTransaction, Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_or_update, ours
from storage.tables.columns import Readable
from storage.tables.workspaces import WORKSPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A Slack workspace: its team id, its name, and our bot's user id in it."""

    id: str
    name: str
    bot_user: str


_SAVE = Prepared(insert_or_update(WORKSPACE, ["name", "bot_user"]))

_NO_CHARTS = Prepared(
    select(type_coerce(WORKSPACE.c.no_charts_until, Readable).label("until")).where(ours(WORKSPACE))
)
_DRAW_NONE = Prepared(
    update(WORKSPACE).where(ours(WORKSPACE)).values(no_charts_until=bindparam("until"))
)


def save(tx: Transaction, *, name: str, bot_user: str) -> None:
    """Store the transaction's workspace, new or changed."""
    _SAVE.change(tx, {"name": name, "bot_user": bot_user, "chain_head": ""})


def no_charts_until(tx: Transaction) -> datetime | None:
    """Until when (UTC) Slack is not asked to draw charts; None if it may be."""
    [row] = _NO_CHARTS.readable(tx, {}) or [{"until": None}]
    found: datetime | None = row["until"]
    return found


def draw_no_charts(tx: Transaction, *, until: datetime) -> None:
    """Remember that Slack refused a chart."""
    _DRAW_NONE.change(tx, {"until": until})


def get_all(tx: OperatorTransaction) -> tuple[Workspace, ...]:
    """Every known workspace, by id. SQLite may hold an id that is not text; it is left out."""
    query = select(WORKSPACE.c.workspace, WORKSPACE.c.name, WORKSPACE.c.bot_user)
    found = tx.execute(query.order_by(WORKSPACE.c.workspace))
    return tuple(
        Workspace(id=id_, name=name, bot_user=bot)
        for id_, name, bot in found
        if isinstance(id_, str)
    )
