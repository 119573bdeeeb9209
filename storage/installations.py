"""The installation in a workspace: the secret behind its messages' tokens, and whether Slack still
returns those tokens.

A token is an HMAC of a notice's key, so that nobody can predict it without the database. Before
there was a secret, tokens were hashes of the key alone, and such messages are still found by them
(`docs/reliability.md#names`).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select, update

from storage.engine.database import OperatorTransaction, Transaction
from storage.engine.prepared import BadRow, Prepared
from storage.engine.statements import insert_new, ours
from storage.tables.columns import EARLIEST, LATEST
from storage.tables.workspaces import INSTALLATION

_HASHED = UUID("5b6f9d0e-6a3c-5f0c-9a55-0d5b8f6b7a11")
_DIGITS = 32
"""Hex digits of a token, which is 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`unechoed_since` is when Slack began to leave our metadata out of its answers."""

    workspace: str
    secret: str
    made_at: datetime
    unechoed_since: datetime | None = None

    def token(self, key: str) -> str:
        """The token of the message that carries just the notice with this key."""
        said = f"{self.workspace} {key}".encode()
        return hmac.digest(self._key(), said, "sha256").hex()[:_DIGITS]

    def _key(self) -> bytes:
        """The secret as bytes. A damaged one works too; waiting notices just get new tokens."""
        try:
            return bytes.fromhex(self.secret)
        except ValueError:
            return self.secret.encode()

    def names(self, key: str) -> tuple[str, str]:
        """That token, and the one it would have had before there was a secret."""
        return self.token(key), str(uuid5(_HASHED, f"{self.workspace} {key}"))

    def is_echoed_since(self, instant: datetime) -> bool:
        """Whether everything sent since then has a token that we know and Slack still returns."""
        return self.unechoed_since is None and self.made_at <= instant


_FIND = Prepared(select(INSTALLATION).where(ours(INSTALLATION)))
_ADD = Prepared(insert_new(INSTALLATION))
_ECHOED = Prepared(
    update(INSTALLATION)
    .where(ours(INSTALLATION))
    .values(unechoed_since=bindparam("since", type_=INSTALLATION.c.unechoed_since.type))
)


def get(tx: Transaction) -> Installation | None:
    """The installation, if a bot has ever started in this workspace.

    If its instants cannot be read, assume that Slack does not return tokens.
    """
    for row in _FIND.each(tx, {}):
        if isinstance(row, BadRow):
            known = {"workspace": tx.workspace, "secret": str(row.raw["secret"])}
            return Installation(**known, made_at=LATEST, unechoed_since=EARLIEST)
        return Installation(**row)
    return None


def ensure(tx: Transaction, *, now: datetime) -> Installation:
    """The installation, created with a new secret if there is none yet."""
    if found := get(tx):
        return found
    values = {"secret": secrets.token_hex(32), "made_at": now, "unechoed_since": None}
    _ADD.change(tx, values)
    return Installation(**_FIND.rows(tx, {})[0])


def get_all(tx: OperatorTransaction) -> tuple[Installation, ...]:
    """Every installation, by workspace."""
    found = tx.execute(select(INSTALLATION).order_by(INSTALLATION.c.workspace))
    return tuple(Installation(**row) for row in found.mappings())


def note_echo(tx: Transaction, *, missing_since: datetime | None) -> None:
    """Note that Slack's last answer had our metadata, or since when it has been missing."""
    _ECHOED.change(tx, {"since": missing_since})
