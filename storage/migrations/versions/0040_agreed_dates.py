"""Keep what owners said of their dates: whoever owns an item now counts as having agreed to it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

INSTANTS = (
    *("date_asked_at", "agreed_at", "agreed_due_at"),
    *("countered_due_at", "countered_first_at", "put_back_at"),
)
USERS = ("dated_by", "agreed_by")


def upgrade() -> None:
    for name in INSTANTS:
        op.add_column("item", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in USERS:
        op.add_column("item", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE item SET agreed_at = logged_at, agreed_by = owner, agreed_due_at = due_at")
    op.add_column(
        "item_offer",
        sa.Column("not_mine", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.execute("DELETE FROM item_offer WHERE not_mine")
    op.drop_column("item_offer", "not_mine")
    for name in (*USERS, *INSTANTS):
        op.drop_column("item", name)
