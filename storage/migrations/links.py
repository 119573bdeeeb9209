"""Links that a migration adds to a workspace's history.

This is a copy of how `storage.items.chain` hashes, so that old migrations keep working if that
changes.
"""

import hmac
import json
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from storage.engine.database import Transaction
from storage.items import chain


def add(tx: sa.Connection, workspace: str, *, action: str, at: int, facts: dict[str, str]) -> None:
    """Record what an upgrade did, at this instant in microseconds since 1970.

    The link is keyed if there is a key. Raises WrongKey if the history calls for another key.
    """
    find = sa.text("SELECT chain_head FROM workspace WHERE workspace = :workspace")
    head = tx.execute(find, {"workspace": workspace}).scalar()
    chain.require_key(Transaction(tx, workspace), head or "")
    link = [head or "", at, workspace, None, "backstop", action, "", facts]
    values = {
        "workspace": workspace,
        "at": at,
        "action": action,
        "facts": text(facts),
        "prev_hash": head or "",
        "hash": _hash(
            text(link).encode(), tx.get_execution_options().get("chain_key", "").encode()
        ),
    }
    tx.execute(sa.text(_EVENT), values)
    tx.execute(sa.text(_FIRST if head is None else _HEAD), values)


def _hash(link: bytes, key: bytes) -> str:
    if not key:
        return sha256(link).hexdigest()
    mark = hmac.digest(key, b"which key", "sha256").hex()[:8]
    return f"hmac-{mark}-{hmac.digest(key, link, 'sha256').hex()}"


def text(value: Any) -> str:
    """Stable JSON, as in the history."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_EVENT = (
    "INSERT INTO event (workspace, at, actor, action, reason, facts, prev_hash, hash) "
    "VALUES (:workspace, :at, 'backstop', :action, '', :facts, :prev_hash, :hash)"
)
_HEAD = "UPDATE workspace SET chain_head = :hash WHERE workspace = :workspace"
_FIRST = (
    "INSERT INTO workspace (workspace, name, bot_user, chain_head) "
    "VALUES (:workspace, '', '', :hash)"
)
