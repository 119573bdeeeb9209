"""Fold words by NFKC too; the running bot folds the existing ones again (`folded` tells which)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "item", sa.Column("folded", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _index("ix_item_unfolded", "item", ["workspace"], where=sa.text("NOT folded"))
    some = sa.text("stand_in <> ''")
    _index("ix_person_stand_in", "person", ["workspace", "stand_in"], where=some)


def _index(name: str, table: str, columns: list[str], *, where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_person_stand_in", "person")
    op.drop_index("ix_item_unfolded", "item")
    op.drop_column("item", "folded")
