"""Idempotency: whatever Slack sends twice has one effect and gets the same answer."""

from typing import Any

from storage import inbox
from workflows.transaction.unit_of_work import Request, UnitOfWork


def earlier(uow: UnitOfWork, request: Request) -> dict[str, Any] | None:
    """What `remember` kept when this request came before; None the first time.

    Call it first in the transaction of the effect.
    """
    return inbox.receive(
        uow.tx,
        kind=request.kind,
        external_id=request.external_id,
        now=uow.now,
    )


def remember(uow: UnitOfWork, request: Request, **answer: Any) -> None:
    """Keep what this request is to be answered with again, as plain JSON."""
    inbox.remember(
        uow.tx,
        kind=request.kind,
        external_id=request.external_id,
        answer=answer,
    )
