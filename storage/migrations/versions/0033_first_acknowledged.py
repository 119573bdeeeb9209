"""Keep when a rung was first held by an acknowledgement; of older ones the item says the last."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("item_rung", sa.Column("acknowledged_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("item_rung", "acknowledged_at")
