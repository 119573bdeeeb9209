"""The last pass of every running bot: how many share a workspace, and of which version."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_or_update, ours
from storage.tables.workspaces import HEARTBEAT

MISSED = timedelta(minutes=3)
"""A bot that has made no pass for this long has stopped; running ones record one a minute."""
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """When a bot (`replica` names its process) started and made its last pass."""

    replica: str
    started_at: datetime
    last_at: datetime
    version: str


_NAMES = tuple(field.name for field in fields(Heartbeat))
_BEAT = Prepared(insert_or_update(HEARTBEAT, _NAMES[1:]))
_FORGET = Prepared(
    delete(HEARTBEAT).where(ours(HEARTBEAT), HEARTBEAT.c.last_at < bindparam("before"))
)
_RUNNING = Prepared(
    select(*(HEARTBEAT.c[name] for name in _NAMES))
    .where(ours(HEARTBEAT), HEARTBEAT.c.last_at >= bindparam("since"))
    .order_by(HEARTBEAT.c.last_at.desc())
)


def beat(tx: Transaction, heartbeat: Heartbeat) -> None:
    """Record a pass, and forget the bots that have made none for a day."""
    _FORGET.change(tx, {"before": heartbeat.last_at - KEPT})
    _BEAT.change(tx, {name: getattr(heartbeat, name) for name in _NAMES})


def running(tx: Transaction, *, now: datetime) -> tuple[Heartbeat, ...]:
    """The bots that have made a pass within MISSED, the newest first."""
    return tuple(Heartbeat(**row) for row in _RUNNING.rows(tx, {"since": now - MISSED}))
