"""Keep hand-overs that wait for an answer: so far there are none."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_offer",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_offer"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_offer_item_id"),
    )
    op.create_index("ix_item_offer_ends_at", "item_offer", ["ends_at"])


def downgrade() -> None:
    op.drop_table("item_offer")
