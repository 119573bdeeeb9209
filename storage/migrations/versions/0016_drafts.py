"""Keep lines that wait for their form; nothing waited before."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

NAMES, INSTANTS = ("workspace", "message", "person", "channel"), ("written_at", "ends_at")


def upgrade() -> None:
    op.create_table(
        "draft",
        *(sa.Column(name, sa.String(), nullable=False) for name in NAMES),
        sa.Column("text", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in INSTANTS),
        sa.PrimaryKeyConstraint("workspace", "message", name="pk_draft"),
    )
    op.create_index("ix_draft_ends_at", "draft", ["workspace", "ends_at"])


def downgrade() -> None:
    op.drop_table("draft")
