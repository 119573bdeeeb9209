"""Makes redelivered requests idempotent: one effect, and the same answer each time."""

from typing import Any

from storage import inbox
from workflows.transaction.unit_of_work import Request, UnitOfWork


def earlier(uow: UnitOfWork, request: Request) -> dict[str, Any] | None:
    """What `remember` saved when this request first came; None if this is the first time.

    Call it first, in the transaction that has the effect.
    """
    return inbox.receive(
        uow.tx,
        kind=request.kind,
        external_id=request.external_id,
        now=uow.now,
    )


def remember(uow: UnitOfWork, request: Request, **answer: Any) -> None:
    """Save the answer for a redelivery of this request, as plain JSON."""
    inbox.remember(
        uow.tx,
        kind=request.kind,
        external_id=request.external_id,
        answer=answer,
    )
