"""Several replicas: holds that all of them keep, and indexes for the auditor."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rate_bucket",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_rate_bucket"),
    )
    forgotten = sa.text("status = 'open' AND next_at IS NULL")
    _index("ix_item_forgotten", "item", ["workspace"], where=forgotten)
    retried = sa.text("state = 'sent' AND attempts > 1")
    _index("ix_notice_retried", "notice", ["workspace", "finished_at"], where=retried)


def _index(name: str, table: str, columns: list[str], *, where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_notice_retried", "notice")
    op.drop_index("ix_item_forgotten", "item")
    op.drop_table("rate_bucket")
