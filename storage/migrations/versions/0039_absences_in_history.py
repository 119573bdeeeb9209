"""Find past absences in the history, for the weeks that somebody's pace leaves out."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

ABSENCES = sa.text("action IN ('away', 'back')")


def upgrade() -> None:
    op.create_index(
        "ix_event_absence",
        "event",
        ["workspace", "at"],
        sqlite_where=ABSENCES,
        postgresql_where=ABSENCES,
    )


def downgrade() -> None:
    op.drop_index("ix_event_absence", table_name="event")
