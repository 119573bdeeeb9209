"""Keep which message a draft comes from; those that wait come from none."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

NAMES = ("author", "permalink")


def upgrade() -> None:
    for name in NAMES:
        op.add_column("draft", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in NAMES:
        op.drop_column("draft", name)
