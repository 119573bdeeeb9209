"""Keep how much people want to be told at once, and what waits for a bundle: nothing so far."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

ADDED = ("bundle_at", "counted_at")
COUNTED = sa.text("counted_at IS NOT NULL")


def upgrade() -> None:
    for name in ADDED:
        op.add_column("notice", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_notice_counted",
        "notice",
        ["workspace", "recipient", "counted_at"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
    op.create_table(
        "quiet",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("bundles", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_quiet"),
    )


def downgrade() -> None:
    op.drop_table("quiet")
    op.drop_index("ix_notice_counted", table_name="notice")
    for name in ADDED:
        op.drop_column("notice", name)
