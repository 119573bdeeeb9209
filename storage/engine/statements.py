"""Statements that databases phrase differently, above all inserts that meet an existing row.

SQLite took its `ON CONFLICT` from PostgreSQL, so SQLAlchemy's PostgreSQL insert serves both.
"""

from collections.abc import Collection, Iterable
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Connection,
    Delete,
    FromClause,
    Table,
    Text,
    any_,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.tables.columns import json_text

WORKSPACE = "workspace"
"""The column, and the parameter, by which a statement stays within one workspace."""


def insert_new(table: Table) -> Insert:
    """An insert that leaves an existing row with the same key alone."""
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def delete_this(table: Table) -> Delete:
    """A delete of the row with this primary key."""
    return delete(table).where(*(column == bindparam(column.name) for column in table.primary_key))


def insert_or_update(
    table: Table, columns: Iterable[str] | None = None, **more: ColumnElement[object]
) -> Insert:
    """An insert that updates `columns` if a row with the same primary key exists; by default all.

    `more` are columns that are then set to something other than the inserted value.
    """
    if columns is None:
        columns = [column.name for column in table.c if not column.primary_key]
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={**{column: statement.excluded[column] for column in columns}, **more},
    )


def count_on(tx: Connection, table: Table) -> None:
    """Make new rows get ids after the existing ones.

    PostgreSQL goes on from the last id it gave out itself, SQLite from the highest one stored.
    """
    column = table.autoincrement_column
    if tx.dialect.name == "postgresql" and column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        tx.execute(select(func.setval(sequence, func.max(column))))


class _Several(TypeDecorator[Any]):
    """Any number of values as one parameter: an array for PostgreSQL, JSON for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_file = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if is_file else ARRAY(self.each))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return json_text(values) if dialect.name == "sqlite" else values


class _OneOf(FunctionElement[bool]):
    """A column and its parameter."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002 - passed by name
        """Itself: SQLAlchemy would put `= 1` around it, and SQLite would then use no index."""
        return self


class _Among(_OneOf):
    """The same where other columns find the rows."""

    inherit_cache = True


class _Aside(FunctionElement[Any]):
    """A column whose indexes are not to be used."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


def ours(table: FromClause) -> ColumnElement[bool]:
    """Rows of the transaction's workspace."""
    return table.c[WORKSPACE] == bindparam(WORKSPACE)


def also_ours(table: FromClause) -> ColumnElement[bool]:
    """The same, for statements that find their rows by something else."""
    return aside(table.c[WORKSPACE]) == bindparam(WORKSPACE)


def aside(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to compare without its indexes: SQLite has no statistics and may pick a bad one."""
    return _Aside(column)


def one_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values bound to this name, however many there are.

    The text of the statement stays the same, while `in_` makes a new one for each number of values.
    """
    return _OneOf(column, bindparam(name, type_=_Several(column.type)))


def also_one_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same where other columns find the rows."""
    return _Among(column, bindparam(name, type_=_Several(column.type)))


def among(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """The same with the values themselves, for a condition among others.

    `in_` binds each value by itself, and a database takes only so many parameters.
    """
    return _Among(column, bindparam(None, values, type_=_Several(column.type)))


@compiles(_OneOf, "sqlite")
def _among_json(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, several = element.clauses
    each = func.json_each(several).table_valued("value")
    return compiler.process(column.in_(select(each.c.value)), **how)


@compiles(_Aside, "sqlite")
def _without_index(element: _Aside, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"


@compiles(_Aside, "postgresql")
def _as_it_is(element: _Aside, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, several = element.clauses
    return compiler.process(column == any_(several), **how)


@compiles(_OneOf, "postgresql")
def _joined_array(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    """A join, because `= ANY` beside a workspace walks all of that workspace's index."""
    column, several = element.clauses
    return compiler.process(column.in_(select(func.unnest(several))), **how)
