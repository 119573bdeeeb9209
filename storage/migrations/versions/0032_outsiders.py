"""Keep who was told only that there is an item, and who was removed from a channel.

Stored ladders do not say what they send to people who cannot see a private channel. They go on
sending everything until somebody chooses.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    nobody = sa.text("'[]'")
    op.add_column("item", sa.Column("notified", sa.Text(), nullable=False, server_default=nobody))
    op.create_table(
        "removed_member",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "person", name="pk_removed_member"),
    )
    op.create_index("ix_removed_member_person", "removed_member", ["workspace", "person"])


def downgrade() -> None:
    op.drop_table("removed_member")
    op.drop_column("item", "notified")
