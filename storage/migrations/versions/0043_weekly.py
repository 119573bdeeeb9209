"""Keep which slots were skipped, and where Slack draws no charts: all were posted, and it may."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("summary", sa.Column("skipped", sa.String(), nullable=False, server_default=""))
    op.add_column("workspace", sa.Column("no_charts_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspace", "no_charts_until")
    op.drop_column("summary", "skipped")
