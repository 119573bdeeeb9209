"""Index everything that waits by workspace, and let each workspace count its own bots."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

IN_TURN = (
    ("ix_notice_try_at", "notice", "try_at", "try_at IS NOT NULL"),
    ("ix_home_wanted_at", "home", "wanted_at", "wanted_at IS NOT NULL"),
    ("ix_inbox_received_at", "inbox", "received_at", None),
)
TO_ONE = (("ix_notice_sending", "sending"), ("ix_notice_waiting", "pending"))


def upgrade() -> None:
    for name, table, column, where in IN_TURN:
        _index(name, table, columns=["workspace", column], where=where)
    for name, state in TO_ONE:
        columns = ["workspace", "recipient", "try_at"]
        _index(name, "notice", columns=columns, where=f"state = '{state}'")
    _heartbeats(sa.Column("workspace", sa.String(), nullable=False))


def downgrade() -> None:
    for name, table, column, where in IN_TURN:
        _index(name, table, columns=[column], where=where)
    for name, state in TO_ONE:
        _index(name, "notice", columns=["workspace", "recipient"], where=f"state = '{state}'")
    _heartbeats()


def _index(name: str, table: str, *, columns: list[str], where: str | None) -> None:
    these = sa.text(where) if where else None
    op.drop_index(name, table)
    op.create_index(name, table, columns, sqlite_where=these, postgresql_where=these)


def _heartbeats(*key: sa.Column[str]) -> None:
    """Recreate the table empty: each running bot records its next pass within a minute."""
    op.drop_table("heartbeat")
    op.create_table(
        "heartbeat",
        *key,
        sa.Column("replica", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(*(it.name for it in key), "replica", name="pk_heartbeat"),
    )
