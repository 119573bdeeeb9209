"""Keep when each channel was greeted; those known before count as greeted now."""

import sqlalchemy as sa
from alembic import context, op

from storage.tables.columns import microseconds

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("channel", sa.Column("greeted_at", sa.BigInteger(), nullable=True))
    if now := context.config.attributes["now"]:  # else the database is empty
        greeted = sa.text("UPDATE channel SET greeted_at = :now")
        op.get_bind().execute(greeted, {"now": microseconds(now)})


def downgrade() -> None:
    op.drop_column("channel", "greeted_at")
