"""Keep when each trajectory was said; without a word in its history an item counts as not said."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_SAID = """
    UPDATE item SET trajectory_said_at = said.at FROM (
        SELECT item_id, max(at) AS at FROM event WHERE action = 'trajectory' GROUP BY item_id
    ) AS said WHERE said.item_id = item.id
"""


def upgrade() -> None:
    for name in ("trajectory_said_at", "trajectory_asked_at"):
        op.add_column("item", sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute(_SAID)
    op.execute("UPDATE item SET trajectory = '' WHERE trajectory_said_at IS NULL")


def downgrade() -> None:
    op.execute("UPDATE item SET trajectory = 'steady' WHERE trajectory = ''")
    for name in ("trajectory_asked_at", "trajectory_said_at"):
        op.drop_column("item", name)
