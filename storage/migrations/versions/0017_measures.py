"""Keep a week's numbers as rows of their own: each number in the JSON `counts` becomes a row.

Counts that cannot be read are left out, as they were never compared with anything.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

LARGEST = 2**63 - 1
LONGEST = 64
"""Of a name. The names of all versions are shorter, and PostgreSQL cannot index very long ones."""


def upgrade() -> None:
    op.create_table(
        "measure",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("workspace", "channel", "week", "name")
        ),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "week", "name", name="pk_measure"),
    )
    tx = op.get_bind()
    for weeks in _pages(tx):
        if rows := [row for week in weeks for row in _rows(week)]:
            tx.execute(sa.text(_MEASURE), rows)
    op.drop_column("summary", "counts")


def _pages(tx: sa.Connection) -> Iterator[Sequence[sa.RowMapping]]:
    """Every stored week, 500 at a time, in the order of the key."""
    last = dict.fromkeys(_KEY, "")
    while weeks := tx.execute(sa.text(_WEEKS), last).mappings().all():
        yield weeks
        last = {column: weeks[-1][column] for column in _KEY}


def _rows(week: sa.RowMapping) -> Iterator[dict[str, Any]]:
    try:
        counts = json.loads(week["counts"])
    except (TypeError, ValueError, RecursionError):
        return
    if not isinstance(counts, dict):
        return
    for name, value in counts.items():
        if _is_a_name(name) and type(value) is int and abs(value) <= LARGEST:
            yield {**{column: week[column] for column in _KEY}, "name": name, "value": value}


def _is_a_name(name: str) -> bool:
    return name.isprintable() and len(name) <= LONGEST


def downgrade() -> None:
    """The previous version compares nothing with the weeks so far."""
    op.add_column(
        "summary", sa.Column("counts", sa.Text(), nullable=False, server_default=sa.text("'{}'"))
    )
    op.drop_table("measure")


_KEY = ("workspace", "channel", "week")
_WEEKS = (
    "SELECT workspace, channel, week, counts FROM summary "
    "WHERE (workspace, channel, week) > (:workspace, :channel, :week) "
    "ORDER BY workspace, channel, week LIMIT 500"
)
_MEASURE = (
    "INSERT INTO measure (workspace, channel, week, name, value) "
    "VALUES (:workspace, :channel, :week, :name, :value)"
)
