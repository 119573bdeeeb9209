"""Several absences of one person, in a table of their own; those stored move there.

One that has begun stays so.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

PRESENT = {
    "away_from": "away_from IS NOT NULL",
    "away_until": "away_until IS NOT NULL",
    "stand_in": "stand_in <> ''",
}
NOBODY = sa.text("''")
PERSON = sa.table("person", *map(sa.column, ("workspace", "id", *PRESENT)))
ABSENCE = sa.table(
    "absence", *map(sa.column, ("workspace", "person", "until", "starts_at", "stand_in"))
)


def upgrade() -> None:
    texts = ("stand_in", "entered_by", "reason")
    op.create_table(
        "absence",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("workspace", "person", "until", name="pk_absence"),
    )
    _index("ix_absence_starts_at", "absence", "starts_at", where="starts_at IS NOT NULL")
    op.create_index("ix_absence_until", "absence", ["workspace", "until"])
    _index("ix_absence_stand_in", "absence", "stand_in", where="stand_in <> ''")
    op.execute(
        "INSERT INTO absence (workspace, person, until, starts_at, stand_in, entered_by, reason) "
        "SELECT workspace, id, away_until, away_from, stand_in, '', '' FROM person "
        "WHERE away_until IS NOT NULL"
    )
    for name in PRESENT:
        op.drop_index(f"ix_person_{name}", table_name="person")
        op.drop_column("person", name)


def downgrade() -> None:
    for name in ("away_from", "away_until"):
        op.add_column("person", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column(
        "person", sa.Column("stand_in", sa.String(), nullable=False, server_default=NOBODY)
    )
    op.execute(
        PERSON.update().values(
            away_from=_first("starts_at"),
            away_until=_first("until"),
            stand_in=sa.func.coalesce(_first("stand_in"), ""),
        )
    )
    for name, present in PRESENT.items():
        _index(f"ix_person_{name}", "person", name, where=present)
    op.drop_table("absence")


def _first(column: str) -> sa.ScalarSelect[Any]:
    """That column of somebody's first absence."""
    theirs = (ABSENCE.c.workspace == PERSON.c.workspace) & (ABSENCE.c.person == PERSON.c.id)
    found = sa.select(ABSENCE.c[column]).where(theirs)
    return found.order_by(ABSENCE.c.until).limit(1).scalar_subquery()


def _index(name: str, table: str, column: str, *, where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, ["workspace", column], sqlite_where=some, postgresql_where=some)
