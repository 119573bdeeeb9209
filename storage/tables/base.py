"""What all tables have in common: one set of names, and indexes of some rows only."""

from typing import ClassVar

from sqlalchemy import Index, MetaData, text
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have the same names everywhere, so that a migration can find them."""


def partial(name: str, *columns: str, where: str) -> Index:
    """An index of only the rows that satisfy `where`."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Row(SQLModel):
    """What every table has in common: this house's own metadata."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
