"""Keep hand-overs of everything, and of which of them an offer is a line."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("item_offer", sa.Column("batch", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "batch",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "mark", "person", name="pk_batch"),
    )
    _partial("ix_batch_ends_at", "batch", ["ends_at"], where="ends_at IS NOT NULL")
    op.create_table(
        "batch_line",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "mark", "person", "n", name="pk_batch_line"),
    )
    _partial("ix_batch_line_waiting", "batch_line", ["what", "ref"], where="became = 'waiting'")


def _partial(name: str, table: str, columns: list[str], *, where: str) -> None:
    text = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=text, postgresql_where=text)


def downgrade() -> None:
    op.drop_table("batch_line")
    op.drop_table("batch")
    op.drop_column("item_offer", "batch")
