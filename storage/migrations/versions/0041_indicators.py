"""Keep indicators and their values: none so far."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", ID, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("workspace", "channel", "name", "key", "owner", "least", "most", "unit")
        ),
        sa.Column("better", sa.String(16), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("cohorts", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("last_due_at", "tell_at", "next_at", "retired_at")
        ),
        sa.Column("retired_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
    )
    _index("ix_indicator_next_at", ["workspace", "next_at"])
    _index("ix_indicator_channel", ["workspace", "channel"])
    _index("ix_indicator_owner", ["owner"])
    _values()


def _values() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("indicator_id", ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("workspace", "day", "cohort", "amount")
        ),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("indicator_id", "n", name="pk_indicator_value"),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name="fk_indicator_value_indicator_id"
        ),
    )


def _index(name: str, columns: list[str]) -> None:
    op.create_index(name, "indicator", columns, sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    op.drop_table("indicator_value")
    op.drop_table("indicator")
