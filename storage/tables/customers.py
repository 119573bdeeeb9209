"""The tables for customers, their other names, and which items are about them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row
from storage.tables.columns import Id, Instant


class CustomerRow(Row, table=True):
    """An `escalation.about.customers.Customer`; `key` is its name, compared."""

    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("workspace", "key"),)

    id: int = Field(primary_key=True, sa_type=Id)
    workspace: str
    name: str
    key: str
    owner: str
    made_by: str
    live_at: datetime | None = Field(sa_type=Instant)
    live_zone: str


class CustomerAliasRow(Row, table=True):
    """Another name of a customer."""

    __tablename__ = "customer_alias"
    __table_args__ = (Index("ix_customer_alias_customer_id", "customer_id"),)

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    name: str
    customer_id: int = Field(foreign_key="customer.id", sa_type=Id)


class ItemCustomerRow(Row, table=True):
    """An item is about a customer; `n` keeps the order."""

    __tablename__ = "item_customer"
    __table_args__ = (Index("ix_item_customer_customer_id", "customer_id"),)

    item_id: int = Field(primary_key=True, foreign_key="item.id", sa_type=Id)
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", sa_type=Id)
    n: int


_TABLES = Row.metadata.tables
CUSTOMER = _TABLES["customer"]
CUSTOMER_ALIAS = _TABLES["customer_alias"]
ITEM_CUSTOMER = _TABLES["item_customer"]
