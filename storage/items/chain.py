"""The chain: each event's hash covers its own facts and the hash before it, so tampering shows.

The newest hash is kept with the workspace, so that a missing tail shows as well. With a key, hashes
are HMACs: nobody without the key can forge a link. After one keyed link, all later ones are keyed.
`docs/security.md#what-the-history-proves` says how far that goes.
"""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from itertools import islice

from sqlalchemy import BigInteger, Text, bindparam, func, select, type_coerce, update

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import ours
from storage.items.entry import Entry
from storage.tables.columns import EPOCH, json_text, microseconds
from storage.tables.items import EVENT
from storage.tables.workspaces import WORKSPACE

FACTS = ("item_id", "at", "actor", "action", "reason", "facts")
"""What a hash covers, besides the workspace and the hash before it."""

KEYED = "hmac-"
"""How a keyed hash begins; eight digits follow that tell one key from another."""

NO_KEY = (
    "The history of {} is keyed, and BACKSTOP_CHAIN_KEY is not set. To fix it, set the key that it "
    "was written with; without that key, nobody could check what is added."
)
OTHER_KEY = (
    "BACKSTOP_CHAIN_KEY is not the key that the history of {} was written with. To fix it, set "
    "that one."
)

_BEFORE_ALL = -(2**63)
_UNREADABLE = (ValueError, TypeError, OverflowError, AttributeError, RecursionError)
_HEAD = Prepared(select(WORKSPACE.c.chain_head).where(ours(WORKSPACE)))
_LENGTH = Prepared(select(func.count().label("events")).select_from(EVENT).where(ours(EVENT)))
_NTH = Prepared(
    select(EVENT.c.hash).where(ours(EVENT)).order_by(EVENT.c.id).limit(1).offset(bindparam("skip"))
)
_WALKED = Prepared(select(WORKSPACE.c.walked_id, WORKSPACE.c.walked_hash).where(ours(WORKSPACE)))
_KEEP_WALKED = Prepared(
    update(WORKSPACE)
    .where(ours(WORKSPACE))
    .values(walked_id=bindparam("id"), walked_hash=bindparam("hash"))
)
_same = [column for column in EVENT.c if column.name not in {"at", "facts"}]
_PAGE = Prepared(  # raw values: an event that cannot be read was tampered with, and must show up
    select(
        *_same,
        type_coerce(EVENT.c.at, BigInteger).label("at"),
        type_coerce(EVENT.c.facts, Text).label("facts"),
    )
    .where(ours(EVENT), EVENT.c.id > bindparam("after"))
    .order_by(EVENT.c.id)
    .limit(1000)
)


class WrongKey(Exception):
    """The key is missing, or is not the one that the history was written with."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain: the last event checked and its hash; by default, the beginning."""

    event_id: int = 0
    hash: str = ""


BEGINNING = Link()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The result of walking a workspace's history: how many events hold, and where it breaks.

    `unchecked` counts keyed events that were checked without the key: they are in sequence, and
    that is all we know. `broken_at` is the id of the first event that was changed or whose
    predecessor is missing, and `found` is that event, if it can be read. If the end is missing
    (`is_cut`), `broken_at` is the id after the last one.
    """

    events: int
    unchecked: int = 0
    broken_at: int | None = None
    found: Entry | None = None
    is_cut: bool = False
    end: Link = field(default=BEGINNING, compare=False)


def head(tx: Transaction) -> str:
    """The hash of a workspace's newest event; "" if there is none."""
    return _HEAD.scalar(tx, {}) or ""


def length(tx: Transaction) -> int:
    """How many events a workspace's history has."""
    return int(_LENGTH.scalar(tx, {}))


def nth(tx: Transaction, count: int) -> str:
    """The hash of the newest event when there were `count` of them; "" if there never were."""
    return (_NTH.scalar(tx, {"skip": count - 1}) or "") if count > 0 else ""


def require_key(tx: Transaction, newest: str | None = None) -> None:
    """Raise WrongKey unless we have the key that the newest hash calls for."""
    newest, key = head(tx) if newest is None else newest, _key(tx)
    if newest.startswith(KEYED) and not (key and newest.startswith(_mark(key))):
        raise WrongKey((OTHER_KEY if key else NO_KEY).format(tx.workspace))


def verify(tx: Transaction, *, since: Link = BEGINNING, limit: int | None = None) -> Chain:
    """Check at most `limit` events after `since`, up to the first that does not hold.

    The last one has to be the workspace's newest: the transaction sees one state.
    """
    link, held, unchecked, key = since, 0, 0, _key(tx)
    for row in islice(rows(tx, since=since), limit):
        entry = entry_of(row)
        if entry is None or not _holds(tx, link.hash, row, entry=entry):
            walked_so_far = Chain(events=held, unchecked=unchecked, end=link)
            return replace(walked_so_far, broken_at=row["id"], found=entry)
        link, held = Link(row["id"], row["hash"]), held + 1
        unchecked += not key and link.hash.startswith(KEYED)
    is_cut = held != limit and link.hash != head(tx)
    broken_at = link.event_id + 1 if is_cut else None
    return Chain(events=held, unchecked=unchecked, broken_at=broken_at, is_cut=is_cut, end=link)


def walked(tx: Transaction) -> Link:
    """How far the auditor has checked the history, in this process or an earlier one."""
    found = _WALKED.rows(tx, {})
    id_, hash_ = (found[0]["walked_id"], found[0]["walked_hash"]) if found else (0, "")
    return Link(id_, hash_) if isinstance(id_, int) and isinstance(hash_, str) else BEGINNING


def keep_walked(tx: Transaction, link: Link) -> None:
    """Remember how far the auditor has checked."""
    _KEEP_WALKED.change(tx, {"id": link.event_id, "hash": link.hash})


def rows(tx: Transaction, *, since: Link = BEGINNING) -> Iterator[Row]:
    """All later events as they are stored, page by page: memory may not hold them all."""
    page = [{"id": since.event_id if since.hash else _BEFORE_ALL}]
    while page:
        page = _PAGE.rows(tx, {"after": page[-1]["id"]})
        yield from page


def sealed(tx: Transaction, prev_hash: str, entry: Entry) -> str:
    """The hash of the event that comes after `prev_hash`, keyed if there is a key."""
    return _hash(prev_hash, tx.workspace, entry, key=_key(tx))


def entry_of(row: Row) -> Entry | None:
    """The event in one of these `rows`; None if it cannot be read."""
    try:
        read = {"at": EPOCH + timedelta(microseconds=row["at"]), "facts": json.loads(row["facts"])}
        is_named = isinstance(read["facts"], dict)
        return Entry(**{name: row[name] for name in FACTS} | read) if is_named else None
    except _UNREADABLE:
        return None


def _holds(tx: Transaction, prev_hash: str, row: Row, *, entry: Entry) -> bool:
    """Whether a stored event comes after this hash and is unchanged, as far as we can tell.

    An unkeyed link cannot come after a keyed one. Without the key, a keyed link passes unchecked.
    """
    is_keyed, key = str(row["hash"]).startswith(KEYED), _key(tx)
    if row["prev_hash"] != prev_hash or (prev_hash.startswith(KEYED) and not is_keyed):
        return False
    if is_keyed and not key:
        return True
    try:
        made = _hash(prev_hash, tx.workspace, entry, key=key if is_keyed else b"")
        return hmac.compare_digest(made.encode(), row["hash"].encode())
    except _UNREADABLE:
        return False


def _hash(prev_hash: str, workspace: str, entry: Entry, *, key: bytes) -> str:
    covered = [prev_hash, microseconds(entry.at), workspace]
    covered += [getattr(entry, name) for name in FACTS if name != "at"]
    text = json_text(covered).encode()
    return _mark(key) + hmac.digest(key, text, "sha256").hex() if key else sha256(text).hexdigest()


def _key(tx: Transaction) -> bytes:
    key: str = tx.connection.get_execution_options().get("chain_key", "")
    return key.encode()


@cache
def _mark(key: bytes) -> str:
    return f"{KEYED}{hmac.digest(key, b'which key', 'sha256').hex()[:8]}-"
