"""Record since when and why an item or weekly post is set aside; at first, none is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

INDEXED = {"item": ("workspace", "channel"), "channel": ("workspace",)}


def upgrade() -> None:
    stopped = sa.text("stopped_at IS NOT NULL")
    for table, columns in INDEXED.items():
        fault = sa.Column("fault", sa.String(), nullable=False, server_default="")
        op.add_column(table, fault)
        op.add_column(table, sa.Column("stopped_at", sa.BigInteger(), nullable=True))
        name = f"ix_{table}_stopped"
        op.create_index(name, table, [*columns], sqlite_where=stopped, postgresql_where=stopped)


def downgrade() -> None:
    for table in INDEXED:
        op.drop_index(f"ix_{table}_stopped", table)
        op.drop_column(table, "stopped_at")
        op.drop_column(table, "fault")
