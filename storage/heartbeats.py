"""The last pass of every running bot: how many share a database, and of which version."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Transaction
from storage.slack_tables import HEARTBEAT
from storage.statements import insert_or_update

MISSED = timedelta(minutes=3)
"""After so long without a pass a bot runs no more; each tells of one a minute."""
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """When a bot (`replica` names its process) started and made its last pass."""

    replica: str
    started_at: datetime
    last_at: datetime
    version: str


_NAMES = tuple(field.name for field in fields(Heartbeat))
_BEAT = insert_or_update(HEARTBEAT, _NAMES[1:])


def beat(tx: Transaction, heartbeat: Heartbeat) -> None:
    """Record a pass, and forget the bots that have made none for a day."""
    tx.execute(delete(HEARTBEAT).where(HEARTBEAT.c.last_at < heartbeat.last_at - KEPT))
    tx.execute(_BEAT, {name: getattr(heartbeat, name) for name in _NAMES})


def running(tx: Transaction, *, now: datetime) -> tuple[Heartbeat, ...]:
    """The bots that have made a pass within MISSED, the newest first."""
    query = select(HEARTBEAT).where(HEARTBEAT.c.last_at >= now - MISSED)
    newest_first = query.order_by(HEARTBEAT.c.last_at.desc())
    return tuple(Heartbeat(**row) for row in tx.execute(newest_first).mappings())
