"""Walk a history by an index, and let the auditor go on where it was when its process ended."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index("ix_event_chain", "event", ["workspace", "id"])
    for name, kind, start in (("walked_id", ID, "0"), ("walked_hash", sa.String(), "")):
        op.add_column("workspace", sa.Column(name, kind, nullable=False, server_default=start))


def downgrade() -> None:
    op.drop_column("workspace", "walked_hash")
    op.drop_column("workspace", "walked_id")
    op.drop_index("ix_event_chain", "event")
