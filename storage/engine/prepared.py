"""Prepared: statements on hot paths, compiled once and then handed directly to the driver.

SQLAlchemy binds, wraps and describes a statement each time it runs, and for statements as small as
ours this is most of their cost. So use Prepared for whatever runs with every command or for every
item that falls due. A query that somebody makes now and then does not need it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.sql.dml import Insert, UpdateBase

from storage.engine import driver
from storage.engine.database import Transaction
from storage.engine.statements import WORKSPACE

Row = dict[str, Any]
"""Values by the names of columns."""

Values = Mapping[str, Any]
"""Values by the names of a statement's parameters: its `bindparam`s, or an insert's columns."""

Converter = Callable[[Any], Any] | None
"""Converts between our value and the driver's; None where they are the same."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with a column that cannot be read: its values as the driver gave them, and the fault.

    The fault names the column and the type of the error, never the value.
    """

    raw: Row
    fault: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that has the same parameters each time it runs; `one_of` binds any number.

    The transaction fills in the parameter `workspace`, and that column of a new row.
    """

    statement: Select[Any] | UpdateBase
    _texts: dict[str, "_Text"] = field(default_factory=dict)

    def rows(self, tx: Transaction, values: Values) -> list[Row]:
        """The rows it finds or returns."""
        text = self._text(tx.connection.dialect, values)
        return [text.read(row) for row in _found(tx, text, values)]

    def each(self, tx: Transaction, values: Values) -> list[Row | BadRow]:
        """The rows it finds, each read on its own, so that a bad one does not hide the others."""
        text = self._text(tx.connection.dialect, values)
        return [text.read_alone(row) for row in _found(tx, text, values)]

    def read(self, dialect: Dialect, row: tuple[Any, ...]) -> Row | BadRow:
        """Read a row that was fetched some other way, its columns in this statement's order."""
        return self._text(dialect, {}).read_alone(row)

    def readable(self, tx: Transaction, values: Values) -> list[Row]:
        """The rows it finds, except those that cannot be read."""
        return [row for row in self.each(tx, values) if not isinstance(row, BadRow)]

    def scalar(self, tx: Transaction, values: Values) -> Any:
        """The first column of the first row; None if there is no row."""
        rows = self.rows(tx, values)
        return next(iter(rows[0].values())) if rows else None

    def change(self, tx: Transaction, *rows: Values) -> int:
        """Run it once for each of these rows (at least one); returns how many rows it changed."""
        text = self._text(tx.connection.dialect, rows[0])
        bound = [text.bound(values, tx.workspace) for values in rows]
        if len(bound) == 1:
            return driver.execute_sql(tx.connection, text.sql, bound[0]).changed
        return driver.execute_sql(tx.connection, text.sql, bound, many=True).changed

    def _text(self, dialect: Dialect, values: Values) -> "_Text":
        if found := self._texts.get(dialect.name):
            return found
        made = self._texts[dialect.name] = _worked_out(self.statement, dialect, [*values])
        return made


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement in one database's dialect; `order` lists its parameters if they are positional.

    `constants` are the parameters that never change, in the driver's form.
    """

    sql: str
    constants: Values
    binders: tuple[tuple[str, Converter], ...]
    order: tuple[str, ...] | None
    readers: tuple[tuple[str, Converter], ...]

    def bound(self, values: Values, workspace: str) -> Any:
        bound = {name: to(values[name]) if to else values[name] for name, to in self.binders}
        bound.update(self.constants)
        bound[WORKSPACE] = workspace
        return bound if self.order is None else tuple([bound[name] for name in self.order])

    def read(self, row: tuple[Any, ...]) -> Row:
        columns = zip(self.readers, row, strict=True)
        return {name: of(value) if of else value for (name, of), value in columns}

    def read_alone(self, row: tuple[Any, ...]) -> Row | BadRow:
        try:
            return self.read(row)
        except Exception as fault:  # noqa: BLE001 - damaged values make converters raise anything
            raw = {name: value for (name, _), value in zip(self.readers, row, strict=True)}
            return BadRow(raw, f"{self._culprit(row)}: {type(fault).__name__}")

    def _culprit(self, row: tuple[Any, ...]) -> str:
        """The first column whose value cannot be read."""
        for (name, of), value in zip(self.readers, row, strict=True):
            try:
                of and of(value)
            except Exception:  # noqa: BLE001 - damaged values make converters raise anything
                return name
        return ""


def _found(tx: Transaction, text: _Text, values: Values) -> Sequence[tuple[Any, ...]]:
    return driver.execute_sql(tx.connection, text.sql, text.bound(values, tx.workspace)).rows


def _worked_out(statement: Select[Any] | UpdateBase, dialect: Dialect, names: list[str]) -> _Text:
    if isinstance(statement, Insert) and WORKSPACE in statement.table.c:
        names = [*names, WORKSPACE]
    compiled = statement.compile(dialect=dialect, column_keys=names)
    parameters = {name: compiled.binds[name] for name in compiled.params}
    to_driver = {
        name: it.type.dialect_impl(dialect).bind_processor(dialect)
        for name, it in parameters.items()
    }
    constants = {name: it.value for name, it in parameters.items() if not it.required}
    return _Text(
        sql=str(compiled),
        constants={
            name: to(value) if (to := to_driver[name]) else value
            for name, value in constants.items()
        },
        binders=tuple(
            (name, to) for name, to in to_driver.items() if name not in {*constants, WORKSPACE}
        ),
        order=tuple(compiled.positiontup) if compiled.positiontup else None,
        readers=tuple(
            (str(name), column.type.dialect_impl(dialect).result_processor(dialect, None))
            for name, column in statement.exported_columns.items()
        ),
    )
