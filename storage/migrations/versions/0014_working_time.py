"""Rungs in working time: derive each rung's state, first dates, slips and pull-ins from history.

Rungs that have fired stay fired. A rung that a call for help used up, while the due date is still
ahead, becomes a call and fires when the date passes. Reviews and last questions count from the
upgrade on; none is owed for the time before. Every open item is planned again at the first pass,
except items that were set aside, which already have a next try.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.migrations import links

revision = "0014"
down_revision = "0013"

NUMBER, TEXT, NAME, INSTANT = sa.Integer(), sa.Text(), sa.String(), sa.BigInteger()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def upgrade() -> None:
    _create()
    tx = op.get_bind()
    now = context.config.attributes["now"]
    for items in _pages(tx):
        _fill(tx, items, now=_microseconds(now) if now else 0)
    _settle()
    for workspace, channel in tx.execute(sa.text("SELECT workspace, id FROM channel")).all():
        links.add(
            tx,
            workspace,
            action="converted",
            at=_microseconds(now),
            facts={"channel": channel, "to": "working time"},
        )


def _create() -> None:
    op.create_table(
        "item_rung",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("rung", NUMBER, nullable=False),
        sa.Column("called_at", INSTANT, nullable=True),
        sa.Column("called_by", NAME, nullable=False),
        *(sa.Column(name, INSTANT, nullable=True) for name in _INSTANTS),
        sa.PrimaryKeyConstraint("item_id", "round", "rung", name="pk_item_rung"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_rung_item_id"),
    )
    for name in ("first_due_at", "reviewed_until"):
        op.add_column("item", _filled(name, INSTANT, "0"))
    for name in ("fallback_at", "asked_until", "kept_until", "leadership_told_at"):
        op.add_column("item", sa.Column(name, INSTANT, nullable=True))
    for name in ("pull_ins", "unanswered"):
        op.add_column("item", _filled(name, NUMBER, "0"))
    op.add_column("item", _filled("asked", TEXT, "'[]'"))
    op.add_column("item", _filled("kept_by", NAME, "''"))
    op.add_column("item", _filled("kept_reason", TEXT, "''"))


def _filled(name: str, kind: Any, default: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=sa.text(default))


_INSTANTS = ("fired_at", "heard_at", "chance_ends_at")


def _settle() -> None:
    op.drop_column("item", "climbed")
    op.drop_column("item", "reviewed")


def _pages(tx: sa.Connection) -> Iterator[Sequence[sa.RowMapping]]:
    page = sa.text(
        "SELECT id, CAST(due_at AS BIGINT) AS due_at, CAST(round AS INTEGER) AS round, "
        "CAST(climbed AS INTEGER) AS climbed, policy FROM item "
        "WHERE id > :last ORDER BY id LIMIT 500"
    )
    last = 0
    while items := tx.execute(page, {"last": last}).mappings().all():
        yield items
        last = items[-1]["id"]


def _fill(tx: sa.Connection, items: Sequence[sa.RowMapping], *, now: int) -> None:
    histories = _histories(tx, items[0]["id"], items[-1]["id"])
    rungs: list[dict[str, Any]] = []
    changes = []
    for item in items:
        life = _lived(histories[item["id"]])
        states = _states(item, life, now=now)
        rungs += [{"item_id": item["id"], "round": item["round"], **state} for state in states]
        changes.append(_columns(item, life, states, now=now))
    tx.execute(sa.text(_CHANGE), changes)
    if rungs:
        tx.execute(sa.text(_RUNG), rungs)


def _histories(tx: sa.Connection, first: int, last: int) -> dict[int, list[sa.RowMapping]]:
    found = sa.text(
        "SELECT item_id, at, actor, action, facts FROM event "
        "WHERE item_id BETWEEN :first AND :last ORDER BY id"
    )
    by_item = defaultdict(list)
    for event in tx.execute(found, {"first": first, "last": last}).mappings():
        by_item[event["item_id"]].append(event)
    return by_item


@dataclass
class _Life:
    """What an item's history says: its first date, its moves, and what its rungs did since."""

    first_due: int | None = None
    slips: int = 0
    pull_ins: int = 0
    fired: dict[int, int] = field(default_factory=dict)
    called: dict[int, tuple[int, str]] = field(default_factory=dict)
    leadership_at: int | None = None


def _lived(history: Sequence[sa.RowMapping]) -> _Life:
    life, caller = _Life(), ""
    for event in history:
        facts = _facts(event["facts"])
        rung = _rung(facts)
        if event["action"] == "logged":
            life.first_due = _instant(facts.get("due"))
        elif event["action"] in {"reschedule", "reopen"}:
            _moved(life, event["action"], facts)
        elif event["action"] == "escalate":
            caller = event["actor"]
            life.called[rung] = (event["at"], caller)
        elif event["action"] == "escalated":
            life.fired[rung] = event["at"]
            if caller and event["at"] == life.called.get(rung - 1, (None,))[0]:
                life.called[rung] = (event["at"], caller)  # nobody on the called rung could answer
        if event["action"] == "reviewed" or facts.get("audience") == "leadership":
            life.leadership_at = event["at"]
    return life


def _moved(life: _Life, action: str, facts: dict[str, Any]) -> None:
    """Begin a new round; moving a past date by reopening the item does not count as a slip."""
    life.fired, life.called = {}, {}
    old, new = (_instant(facts.get(name)) for name in ("from", "to"))
    if old is None or new is None:
        return
    life.first_due = old if life.first_due is None else life.first_due
    if action == "reschedule":
        life.slips += new > old
        life.pull_ins += new < old


def _states(item: sa.RowMapping, life: _Life, *, now: int) -> list[dict[str, Any]]:
    """What each rung did in the current round; the column `climbed` says how many had fired.

    While the due date is ahead, only a call can have fired a rung.
    """
    states = []
    for rung in range(min(item["climbed"], _rung_count(item["policy"]))):
        called_at, called_by = life.called.get(rung, (None, ""))
        told_at = None
        if item["due_at"] <= now:
            told_at = life.fired.get(rung, called_at or item["due_at"])
        elif called_at is None:
            called_at = life.fired.get(rung)
        state = {"rung": rung, "called_at": called_at, "called_by": called_by}
        states.append(state | dict.fromkeys(_INSTANTS, told_at))
    return states


def _columns(
    item: sa.RowMapping, life: _Life, states: list[dict[str, Any]], *, now: int
) -> dict[str, Any]:
    top = _rung_count(item["policy"]) - 1
    last = next((state["fired_at"] for state in states if state["rung"] == top), None)
    return {
        "id": item["id"],
        "first_due_at": item["due_at"] if life.first_due is None else life.first_due,
        "slips": life.slips,
        "pull_ins": life.pull_ins,
        "fallback_at": last,
        "reviewed_until": now,
        "asked_until": None if last is None else now,
        "leadership_told_at": life.leadership_at,
        "now": now,
    }


def _rung_count(policy: str) -> int:
    """How many rungs a ladder has; 3, the usual number, if it cannot be read."""
    try:
        return len(json.loads(policy)["rungs"])
    except (ValueError, KeyError, TypeError):
        return 3


def _facts(stored: str) -> dict[str, Any]:
    """The facts of an event; none if it was made unreadable, which `verify` reports."""
    try:
        found = json.loads(stored)
    except (ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _rung(facts: dict[str, Any]) -> int:
    number = str(facts.get("rung", ""))
    return int(number) if number.isdecimal() else -1


def _instant(iso: object) -> int | None:
    try:
        return _microseconds(datetime.fromisoformat(str(iso)))
    except (ValueError, TypeError):  # not an instant, or one without a zone
        return None


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


_CHANGE = (
    "UPDATE item SET first_due_at = :first_due_at, slips = :slips, pull_ins = :pull_ins, "
    "fallback_at = :fallback_at, reviewed_until = :reviewed_until, asked_until = :asked_until, "
    "leadership_told_at = :leadership_told_at, next_at = CASE WHEN status = 'open' "
    "AND stopped_at IS NULL THEN :now ELSE next_at END WHERE id = :id"
)
_CLIMBED = (
    "UPDATE item SET climbed = (SELECT count(*) FROM item_rung WHERE item_id = item.id "
    "AND item_rung.round = item.round AND fired_at IS NOT NULL)"
)
_RUNG = (
    "INSERT INTO item_rung (item_id, round, rung, called_at, called_by, fired_at, heard_at, "
    "chance_ends_at) VALUES (:item_id, :round, :rung, :called_at, :called_by, :fired_at, "
    ":heard_at, :chance_ends_at)"
)


def downgrade() -> None:
    """The previous version knows only how many rungs have fired."""
    op.add_column("item", _filled("climbed", NUMBER, "0"))
    op.add_column("item", _filled("reviewed", sa.Boolean(), "false"))
    op.execute(sa.text(_CLIMBED))
    op.execute(sa.text("UPDATE item SET slips = slips + pull_ins"))
    op.drop_table("item_rung")
    for name in (
        *("first_due_at", "reviewed_until", "fallback_at", "asked_until", "kept_until"),
        *("leadership_told_at", "pull_ins", "unanswered", "asked", "kept_by", "kept_reason"),
    ):
        op.drop_column("item", name)
