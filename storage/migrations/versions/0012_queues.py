"""Index what is due by rank, and what waits for one recipient in its order."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ON_ITS_WAY = "try_at IS NOT NULL"
FOUND = {
    "ix_notice_ahead": ["workspace", "rank", "try_at", "recipient"],
    "ix_notice_queue": ["workspace", "recipient", "rank", "planned_at", "id"],
}


def upgrade() -> None:
    op.drop_index("ix_notice_waiting", "notice")
    op.drop_index("ix_notice_sending", "notice")
    _index("ix_notice_sending", ["workspace", "try_at", "recipient"], where="state = 'sending'")
    for name, columns in FOUND.items():
        _index(name, columns, where=ON_ITS_WAY)


def downgrade() -> None:
    for name in FOUND:
        op.drop_index(name, "notice")
    op.drop_index("ix_notice_sending", "notice")
    for name, state in (("ix_notice_sending", "sending"), ("ix_notice_waiting", "pending")):
        _index(name, ["workspace", "recipient", "try_at"], where=f"state = '{state}'")


def _index(name: str, columns: list[str], *, where: str) -> None:
    these = sa.text(where)
    op.create_index(name, "notice", columns, sqlite_where=these, postgresql_where=these)
