"""Keep what somebody has changed in a ladder and not saved yet."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "ladder_draft",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", "channel", name="pk_ladder_draft"),
    )
    op.create_index("ix_ladder_draft_ends_at", "ladder_draft", ["workspace", "ends_at"])


def downgrade() -> None:
    op.drop_table("ladder_draft")
