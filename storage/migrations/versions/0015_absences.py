"""Absences with a start that may lie ahead, found by index; those stored have begun."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

PRESENT = {
    "away_from": sa.text("away_from IS NOT NULL"),
    "away_until": sa.text("away_until IS NOT NULL"),
}


def upgrade() -> None:
    op.add_column("person", sa.Column("away_from", sa.BigInteger(), nullable=True))
    for name, present in PRESENT.items():
        op.create_index(
            f"ix_person_{name}",
            "person",
            ["workspace", name],
            sqlite_where=present,
            postgresql_where=present,
        )


def downgrade() -> None:
    for name in PRESENT:
        op.drop_index(f"ix_person_{name}", table_name="person")
    op.drop_column("person", "away_from")
