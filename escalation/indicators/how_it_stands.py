"""How an indicator stands: its value, what it was before, or for how long there has been none.

This is what the list and the weekly post show. A value that should have been followed by another is
not shown as if it were new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from escalation.indicators.indicator import Better, Indicator, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How one cohort stands, or all of it (""). Without a value that counts, `amount` is None.

    `before` is the value before, of which the value was due earlier. `days` is for how many days
    there has been no value, None if there was none at all.
    """

    cohort: str = ""
    amount: Decimal | None = None
    day: date | None = None
    before: Decimal | None = None
    days: int | None = None

    @property
    def change(self) -> Decimal | None:
        """By how much it changed, if that is known."""
        if self.amount is None or self.before is None:
            return None
        return self.amount - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An indicator as it stands. `owner` is a user id, "" if nobody answers for it now.

    `spread` is the highest value less the lowest of the cohorts that have one that counts, and
    `spread_before` the same of what was due before; None if fewer than two have one.
    """

    indicator: Indicator
    owner: str
    figures: tuple[Figure, ...]
    spread: Decimal | None = None
    spread_before: Decimal | None = None


def standing(
    indicator: Indicator, values: Iterable[Value], *, owner: str, zone: ZoneInfo, now: datetime
) -> Standing:
    """How an indicator stands at `now` (UTC); days are those of `zone`."""
    values = tuple(values)
    figures = tuple(
        _figure(indicator, cohort, values, today=now.astimezone(zone).date())
        for cohort in indicator.parts
    )
    spread, before = _spreads(indicator, values) if indicator.cohorts else (None, None)
    return Standing(
        indicator=indicator, owner=owner, figures=figures, spread=spread, spread_before=before
    )


def latest(
    values: Iterable[Value], cohort: str = "", *, before: datetime | None = None
) -> Value | None:
    """The value that counts of a cohort: the last correction of the last day.

    With `before`, of what was due earlier.
    """
    these = [
        one for one in values if one.cohort == cohort and (before is None or one.due_at < before)
    ]
    return max(these, key=lambda one: (one.due_at, one.day, one.n), default=None)


def missing(indicator: Indicator, values: Sequence[Value], due_at: datetime | None) -> list[str]:
    """The cohorts of which what was due then is missing; none if nothing was due yet."""
    if due_at is None:
        return []
    found = ((cohort, latest(values, cohort)) for cohort in indicator.parts)
    return [cohort for cohort, value in found if value is None or value.due_at < due_at]


def is_good(indicator: Indicator, change: Decimal) -> bool | None:
    """Whether a change is for the better; None if there is none."""
    if not change:
        return None
    return (change > 0) == (indicator.better is Better.UP)


def _figure(indicator: Indicator, cohort: str, values: Sequence[Value], *, today: date) -> Figure:
    value = latest(values, cohort)
    if value is None:
        return Figure(cohort=cohort)
    days = (today - value.day).days
    if indicator.last_due_at and value.due_at < indicator.last_due_at:
        return Figure(cohort=cohort, days=days)
    old = latest(values, cohort, before=value.due_at)
    before = old.amount if old else None
    return Figure(cohort=cohort, amount=value.amount, day=value.day, before=before, days=days)


def _spreads(
    indicator: Indicator, values: Sequence[Value]
) -> tuple[Decimal | None, Decimal | None]:
    """The spread of the values that count, and that of what was due before the newest of them."""
    since = indicator.last_due_at
    found = [value for one in indicator.cohorts if (value := latest(values, one))]
    fresh = [value for value in found if since is None or value.due_at >= since]
    if not fresh:
        return None, None
    newest = max(value.due_at for value in fresh)
    olds = [old for one in indicator.cohorts if (old := latest(values, one, before=newest))]
    last = max((old.due_at for old in olds), default=None)
    return _spread(fresh), _spread([old for old in olds if old.due_at == last])


def _spread(values: Sequence[Value]) -> Decimal | None:
    amounts = [value.amount for value in values]
    return max(amounts) - min(amounts) if len(amounts) > 1 else None
