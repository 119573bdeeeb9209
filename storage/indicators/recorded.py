"""The values of indicators: every one that was recorded, and every correction."""

from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, select

from escalation.indicators.indicator import Indicator, Value, plain
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import also_ours
from storage.tables.channels import INDICATOR_VALUE
from storage.tables.columns import storable

MOST = 400
"""How many of its last values are read of an indicator: those of years."""
_ADD = Prepared(INDICATOR_VALUE.insert())
_OF = Prepared(
    select(INDICATOR_VALUE)
    .where(also_ours(INDICATOR_VALUE), INDICATOR_VALUE.c.indicator_id == bindparam("indicator_id"))
    .order_by(INDICATOR_VALUE.c.n.desc())
    .limit(MOST)
)


def add(tx: Transaction, indicator: Indicator, value: Value) -> None:
    """Store a new value or correction."""
    _ADD.change(
        tx,
        {
            "indicator_id": indicator.id,
            "n": value.n,
            "day": value.day.isoformat(),
            "cohort": storable(value.cohort),
            "amount": plain(value.amount),
            "due_at": value.due_at,
            "person": value.by,
            "at": value.at,
            "note": storable(value.note),
            "corrects": value.corrects,
            "reason": storable(value.reason),
        },
    )


def of(tx: Transaction, indicator: Indicator) -> tuple[Value, ...]:
    """Its values that can be read, the first one first."""
    rows = _OF.readable(tx, {"indicator_id": indicator.id})
    return tuple(value for row in reversed(rows) if (value := _value(row)))


def _value(row: Row) -> Value | None:
    try:
        day, amount = date.fromisoformat(row["day"]), Decimal(row["amount"])
    except (ArithmeticError, TypeError, ValueError):
        return None
    same = ("n", "cohort", "due_at", "at", "note", "corrects", "reason")
    return Value(
        **{name: row[name] for name in same},
        day=day,
        amount=amount,
        by=row["person"],
    )
