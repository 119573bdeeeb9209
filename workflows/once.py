"""Once: whatever Slack sends twice has one effect and gets the same answer."""

from storage import inbox
from workflows.desk import Request, Work


def earlier(work: Work, request: Request) -> int | None:
    """The id of the item that this request has acted on before; None the first time.

    Call it first in the transaction of the effect.
    """
    seen = inbox.receive(
        work.tx,
        work.workspace,
        kind=request.kind,
        external_id=request.external_id,
        now=work.now,
    )
    return None if seen is None else int(seen["item"])


def remember(work: Work, request: Request, item_id: int) -> None:
    """Keep which item this request acted on."""
    inbox.remember(
        work.tx,
        work.workspace,
        kind=request.kind,
        external_id=request.external_id,
        answer={"item": item_id},
    )
