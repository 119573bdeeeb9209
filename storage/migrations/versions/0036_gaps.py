"""Keep ownership gaps; those that exist now are found by the first pass, which tells nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_gap",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "cause", "opened_at", name="pk_item_gap"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_gap_item_id"),
    )
    open_ = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_item_gap_open", "item_gap", ["item_id"], sqlite_where=open_, postgresql_where=open_
    )
    op.create_table(
        "gap_sweep",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("after_id", ID, nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_gap_sweep"),
    )


def downgrade() -> None:
    op.drop_table("gap_sweep")
    op.drop_table("item_gap")
