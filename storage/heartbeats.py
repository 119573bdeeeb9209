"""The last pass of every running bot, for health and for the operator."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from storage.database import Transaction
from storage.slack_tables import HEARTBEAT
from storage.statements import insert_or_update


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
    """Record a pass."""
    tx.execute(_BEAT, {name: getattr(heartbeat, name) for name in _NAMES})


def latest(tx: Transaction) -> tuple[Heartbeat, ...]:
    """The last pass of every bot, the newest first."""
    query = select(HEARTBEAT).order_by(HEARTBEAT.c.last_at.desc())
    return tuple(Heartbeat(**row) for row in tx.execute(query).mappings())
