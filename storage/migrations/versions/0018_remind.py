"""Keep when somebody last had an item's owner reminded; for older items nobody has."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("item", sa.Column("reminder_asked_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("item", "reminder_asked_at")
