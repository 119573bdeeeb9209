"""Remember, across restarts, that Slack refused a message's content: it goes out as plain text."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("notice", sa.Column("lean", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("notice", "lean")
