"""Keep which items need which; none did before."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_needs",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("needed_id", ID, nullable=False),
        sa.Column("kept_due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "needed_id", name="pk_item_needs"),
        *(
            sa.ForeignKeyConstraint([name], ["item.id"], name=f"fk_item_needs_{name}")
            for name in ("item_id", "needed_id")
        ),
    )
    op.create_index("ix_item_needs_needed", "item_needs", ["needed_id", "item_id"])


def downgrade() -> None:
    op.drop_table("item_needs")
