"""Keep when the bot left each channel; those that it is not in count as left before."""

import sqlalchemy as sa
from alembic import context, op

from storage.tables.columns import microseconds

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("channel", sa.Column("left_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "channel", sa.Column("leavings", sa.Integer(), nullable=False, server_default="0")
    )
    if now := context.config.attributes["now"]:  # else the database is empty
        left = sa.text("UPDATE channel SET left_at = :now WHERE archived OR NOT member")
        op.get_bind().execute(left, {"now": microseconds(now)})


def downgrade() -> None:
    op.drop_column("channel", "leavings")
    op.drop_column("channel", "left_at")
