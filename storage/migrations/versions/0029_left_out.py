"""Keep which rungs were left out; until now each of them fired."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("item_rung", sa.Column("left_out_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("item_rung", "left_out_at")
