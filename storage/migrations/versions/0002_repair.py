"""Doubts about a delivery outlive the process: when to look for a repeat, what is marked as one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INDEX = "ix_notice_repair_at"


def upgrade() -> None:
    op.add_column("notice", sa.Column("repair_at", sa.BigInteger(), nullable=True))
    no = sa.false()
    op.add_column(
        "notice", sa.Column("maybe_again", sa.Boolean(), nullable=False, server_default=no)
    )
    some = sa.text("repair_at IS NOT NULL")
    columns = ["workspace", "repair_at"]
    op.create_index(INDEX, "notice", columns, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    op.drop_index(INDEX, "notice")
    op.drop_column("notice", "maybe_again")
    op.drop_column("notice", "repair_at")
