"""Keep who asked for whose figures, and which channels do not show those of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_table(
        "stats_asked",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("workspace", "person", "at", "asker", "channel"), name="pk_stats_asked"
        ),
    )
    op.create_table(
        "stats_off",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_stats_off"),
    )


def downgrade() -> None:
    op.drop_table("stats_off")
    op.drop_table("stats_asked")
