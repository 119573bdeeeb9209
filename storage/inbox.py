"""The inbox: a request that Slack delivers twice takes effect once and gets the same answer."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, select, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_new, ours
from storage.tables.inbox import INBOX

KEPT = timedelta(days=30)
"""Far longer than Slack redelivers anything, or than anybody leaves a form open."""

_RECEIVE = Prepared(insert_new(INBOX))
_THIS = and_(
    ours(INBOX), *(INBOX.c[name] == bindparam(f"_{name}") for name in ("kind", "external_id"))
)
_ANSWER = Prepared(select(INBOX.c.answer).where(_THIS))
_REMEMBER = Prepared(update(INBOX).where(_THIS).values(answer=bindparam("answer")))
_PRUNE = Prepared(delete(INBOX).where(ours(INBOX), INBOX.c.received_at < bindparam("kept_since")))


def receive(
    tx: Transaction, *, kind: str, external_id: str, now: datetime
) -> dict[str, Any] | None:
    """None the first time: the caller then carries the request out. Else the answer given then.

    Call it first in the transaction that carries the request out, so that a redelivery at the same
    moment waits for it.
    """
    key = {"kind": kind, "external_id": external_id}
    if _RECEIVE.change(tx, key | {"received_at": now, "answer": {}}):
        return None
    answer: dict[str, Any] = _ANSWER.scalar(tx, _bound(key))
    return answer


def answered(tx: Transaction, *, kind: str, external_id: str) -> dict[str, Any] | None:
    """The answer to a request that was carried out; None if it was not."""
    found = _ANSWER.rows(tx, _bound({"kind": kind, "external_id": external_id}))
    return found[0]["answer"] if found else None


def remember(tx: Transaction, *, kind: str, external_id: str, answer: dict[str, Any]) -> None:
    """Keep the answer to a request received in this transaction."""
    key = {"kind": kind, "external_id": external_id}
    _REMEMBER.change(tx, _bound(key) | {"answer": answer})


def prune(tx: Transaction, *, now: datetime) -> None:
    """Forget requests received longer than KEPT ago."""
    _PRUNE.change(tx, {"kept_since": now - KEPT})


def _bound(key: dict[str, str]) -> dict[str, Any]:
    return {f"_{name}": value for name, value in key.items()}
