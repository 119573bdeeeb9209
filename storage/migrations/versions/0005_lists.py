"""A list is put in order from the index alone, however many items have been closed."""

from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = ("workspace", "channel", "status", "kind", "due_at")


def upgrade() -> None:
    op.drop_index("ix_item_channel", "item")
    op.create_index("ix_item_channel", "item", [*COLUMNS, "closed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_item_channel", "item")
    op.create_index("ix_item_channel", "item", [*COLUMNS])
