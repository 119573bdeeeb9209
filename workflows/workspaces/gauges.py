"""The gauges: how things stand in a workspace at this moment, for the operator's metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.items import Kind
from storage import counts, installations
from storage.counts import Outbox
from storage.items import chain
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How many events the history has, and the hash of the newest."""

    events: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """Open items by kind, the outbox, whether Slack returns our metadata, and the history."""

    open_items: Mapping[Kind, int]
    outbox: Outbox
    echoed: bool
    history: History


def read(context: WorkspaceContext, now: datetime) -> Gauges:
    """How things stand now (UTC)."""
    with context.reading(now) as uow:
        installation = installations.get(uow.tx)
        return Gauges(
            open_items=counts.open_items(uow.tx),
            outbox=counts.outbox(uow.tx, now=now),
            echoed=installation is None or installation.unechoed_since is None,
            history=_history(uow),
        )


def history(context: WorkspaceContext, now: datetime) -> History:
    """Where the history ends now."""
    with context.reading(now) as uow:
        return _history(uow)


def _history(uow: UnitOfWork) -> History:
    return History(events=chain.length(uow.tx), head=chain.head(uow.tx))
