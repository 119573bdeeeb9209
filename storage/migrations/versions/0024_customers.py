"""Keep customers, their other names and which items are about them; items of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMES = ("workspace", "name", "key", "owner", "made_by", "live_zone")


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("id", ID, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in NAMES),
        sa.Column("live_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("workspace", "key", name="uq_customer_workspace_key"),
    )
    op.create_table(
        "customer_alias",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("workspace", "key", "name")),
        _refers("customer"),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_customer_alias"),
        _to("customer", of="customer_alias"),
    )
    op.create_table(
        "item_customer",
        *(_refers("item"), _refers("customer")),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "customer_id", name="pk_item_customer"),
        *(_to(table, of="item_customer") for table in ("item", "customer")),
    )
    for table in ("customer_alias", "item_customer"):
        op.create_index(f"ix_{table}_customer_id", table, ["customer_id"])
    op.add_column("channel", sa.Column("customer_id", ID, nullable=True))


def downgrade() -> None:
    op.drop_column("channel", "customer_id")
    for table in ("item_customer", "customer_alias", "customer"):
        op.drop_table(table)


def _refers(table: str) -> sa.Column[int]:
    return sa.Column(f"{table}_id", ID, nullable=False)


def _to(table: str, *, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=f"fk_{of}_{table}_id")
