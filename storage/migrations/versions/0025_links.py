"""Keep the links of items; items of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_link",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("url", "words")),
        sa.PrimaryKeyConstraint("item_id", "n", name="pk_item_link"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_link_item_id"),
    )


def downgrade() -> None:
    op.drop_table("item_link")
