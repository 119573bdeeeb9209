"""Keep the words of open items' titles; those of before are added while the bot runs."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    names = ("workspace", "channel", "word")
    op.create_table(
        "title_word",
        *(sa.Column(name, sa.String(), nullable=False) for name in names),
        sa.Column("item_id", ID, nullable=False),
        sa.PrimaryKeyConstraint(*names, "item_id", name="pk_title_word"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_title_word_item_id"),
    )
    op.create_index("ix_title_word_item_id", "title_word", ["item_id"])
    op.execute("UPDATE item SET folded = false WHERE status = 'open'")


def downgrade() -> None:
    op.drop_table("title_word")
