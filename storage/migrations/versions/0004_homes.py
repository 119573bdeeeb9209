"""One bot at a time draws a Home tab, and knows by a number whether it was asked for again.

When it was shown was never asked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    asked = sa.Column("asked", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("home", asked)
    op.add_column("home", sa.Column("taken_until", sa.BigInteger(), nullable=True))
    op.drop_column("home", "shown_at")


def downgrade() -> None:
    op.add_column("home", sa.Column("shown_at", sa.BigInteger(), nullable=True))
    op.drop_column("home", "taken_until")
    op.drop_column("home", "asked")
