"""Keep when an item was edited, and from when its rungs count: so far from due."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
_ADDED = ("edited_at", "rungs_from")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("item", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in reversed(_ADDED):
        op.drop_column("item", name)
