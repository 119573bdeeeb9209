"""What indicators there are, whose they are, and when the clock next looks at each."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select, update

from escalation.indicators.indicator import Indicator, Scale, plain
from escalation.policy import WEEK
from storage.engine.database import Transaction
from storage.engine.prepared import BadRow, Prepared, Row, Values
from storage.engine.statements import also_ours, one_of, ours
from storage.tables.channels import INDICATOR
from storage.tables.columns import LATEST, Soonest, storable

_IS_KEPT = INDICATOR.c.next_at.is_not(None)
_ADD = Prepared(INDICATOR.insert().returning(INDICATOR.c.id))
_CHANGING = (
    *("owner", "weekdays", "due_at", "last_due_at", "tell_at", "next_at"),
    *("retired_at", "retired_by"),
)
_SAVE = Prepared(
    update(INDICATOR)
    .where(also_ours(INDICATOR), INDICATOR.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _CHANGING})
)

_PUT_OFF = Prepared(
    update(INDICATOR)
    .where(also_ours(INDICATOR), INDICATOR.c.id == bindparam("_id"))
    .values(next_at=bindparam("next_at"))
)


_OF_CHANNEL = Prepared(
    select(INDICATOR)
    .where(ours(INDICATOR), INDICATOR.c.channel == bindparam("channel"), _IS_KEPT)
    .order_by(INDICATOR.c.id)
)
_OWNED = Prepared(
    select(INDICATOR)
    .where(also_ours(INDICATOR), one_of(INDICATOR.c.owner, "people"), _IS_KEPT)
    .order_by(INDICATOR.c.id)
)
_THESE = Prepared(
    select(INDICATOR)
    .where(also_ours(INDICATOR), one_of(INDICATOR.c.id, "ids"))
    .order_by(INDICATOR.c.id)
)
_DUE = Prepared(
    select(INDICATOR)
    .where(ours(INDICATOR), INDICATOR.c.next_at <= bindparam("now"))
    .order_by(INDICATOR.c.next_at, INDICATOR.c.id)
    .limit(bindparam("limit"))
)
_NEXT_AT = Prepared(
    select(func.min(INDICATOR.c.next_at, type_=Soonest)).where(
        ours(INDICATOR), INDICATOR.c.next_at <= bindparam("latest")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The indicators at which the clock has to look, and the ids of those that are damaged."""

    indicators: tuple[Indicator, ...]
    unreadable: tuple[int, ...] = ()


def add(tx: Transaction, indicator: Indicator) -> Indicator:
    """Store a new one; returns it with its id."""
    row = {
        "channel": indicator.channel,
        "name": storable(indicator.name),
        "key": indicator.key,
        "least": plain(indicator.scale.least),
        "most": "" if indicator.scale.most is None else plain(indicator.scale.most),
        "unit": indicator.scale.unit,
        "better": indicator.better,
        "customer_id": indicator.customer_id,
        "cohorts": [*map(storable, indicator.cohorts)],
        "made_by": indicator.made_by,
        "made_at": indicator.made_at,
    }
    return replace(indicator, id=_ADD.scalar(tx, row | _changing(indicator)))


def save(tx: Transaction, indicator: Indicator) -> None:
    """Store one that changed."""
    _SAVE.change(tx, _changing(indicator) | {"_id": indicator.id})


def of_channel(tx: Transaction, channel: str) -> tuple[Indicator, ...]:
    """Those of a channel that are not retired, in the order in which they were made."""
    return _read(tx, _OF_CHANNEL, {"channel": channel})


def owned(tx: Transaction, people: Collection[str]) -> tuple[Indicator, ...]:
    """The same of these owners, in all channels."""
    return _read(tx, _OWNED, {"people": people})


def these(tx: Transaction, ids: Collection[int]) -> tuple[Indicator, ...]:
    """The indicators with these ids, the retired ones too."""
    return _read(tx, _THESE, {"ids": ids})


def due(tx: Transaction, *, now: datetime, limit: int) -> Due:
    """Up to `limit` at which the clock has to look by `now`, the earliest first."""
    rows = _DUE.each(tx, {"now": now, "limit": limit})
    read = [(row, _read_alone(row)) for row in rows]
    return Due(
        indicators=tuple(one for _, one in read if one),
        unreadable=tuple(
            row.raw["id"] if isinstance(row, BadRow) else row["id"] for row, one in read if not one
        ),
    )


def put_off(tx: Transaction, id_: int, *, until: datetime) -> None:
    """Look at one that cannot be read not before then."""
    _PUT_OFF.change(tx, {"_id": id_, "next_at": until})


def next_at(tx: Transaction) -> datetime | None:
    """When the clock next has to look at one."""
    earliest: datetime | None = _NEXT_AT.scalar(tx, {"latest": LATEST})
    return earliest


def _changing(indicator: Indicator) -> dict[str, object]:
    values = {name: getattr(indicator, name) for name in _CHANGING}
    return values | {"weekdays": ",".join(map(str, sorted(indicator.weekdays)))}


def _read(tx: Transaction, query: Prepared, values: Values) -> tuple[Indicator, ...]:
    return tuple(one for row in query.each(tx, values) if (one := _read_alone(row)))


def _read_alone(row: Row | BadRow) -> Indicator | None:
    """An indicator; None if what is stored of it is damaged."""
    try:
        return None if isinstance(row, BadRow) else _indicator(row)
    except (ArithmeticError, TypeError, ValueError):
        return None


def _indicator(row: Row) -> Indicator:
    scale = Scale(
        least=Decimal(row["least"]),
        most=Decimal(row["most"]) if row["most"] else None,
        unit=row["unit"],
    )
    weekdays = frozenset(map(int, row["weekdays"].split(",")))
    if not weekdays <= WEEK:
        raise ValueError("no day of the week")
    same = ("id", "channel", "name", "owner", "better", "customer_id", "made_by", "made_at")
    also = ("due_at", "last_due_at", "tell_at", "retired_at", "retired_by")
    return Indicator(
        **{name: row[name] for name in (*same, *also)},
        scale=scale,
        weekdays=weekdays,
        cohorts=tuple(row["cohorts"]),
    )
