"""Derive tokens from a secret, made at the next start; note until when each try can still land."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("unechoed_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", name="pk_installation"),
    )
    op.add_column("notice", sa.Column("tried_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "tried_until")
    op.drop_table("installation")
