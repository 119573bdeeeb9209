"""Keep who follows an item; nobody did before."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_follower",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "person", name="pk_item_follower"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_follower_item_id"),
    )
    op.create_index("ix_item_follower_person", "item_follower", ["person"])


def downgrade() -> None:
    op.drop_table("item_follower")
