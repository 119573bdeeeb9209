"""What an indicator is, and which names, scales and values there can be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from escalation.about import customers
from escalation.errors import BadInput

LONGEST = 60
"""How many characters the name of an indicator or a cohort has at most."""
COHORTS = range(2, 9)
"""How many cohorts an indicator that has any may have."""
LARGEST = Decimal(10) ** 12
"""No value and no end of a scale is further from zero."""
PLACES = 6
"""How many decimals a value may have."""


class Better(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What a value can be: at least `least`, at most `most` unless there is no such end.

    `unit` is `%` or "".
    """

    least: Decimal = Decimal(0)
    most: Decimal | None = None
    unit: str = ""

    @property
    def words(self) -> str:
        """`0 to 10`, `0 to 100 %`, `0 and more`."""
        end = "and more" if self.most is None else f"to {plain(self.most)}"
        return f"{plain(self.least)} {end} {self.unit}".strip()

    @property
    def example(self) -> Decimal:
        """A value on it."""
        if self.most is None:
            return self.least + 12
        return plainly(self.least + (self.most - self.least) * 3 / 4)

    def holds(self, amount: Decimal) -> bool:
        """Whether a value is on it."""
        return self.least <= amount and (self.most is None or amount <= self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure of a channel. `id` is 0 until stored; `owner`, `made_by`, `retired_by` are user ids.

    `customer_id` is whom it is about, 0 for nobody. With `cohorts` each value is that of one of
    them. A value is due at the end of each of the `weekdays` (Monday = 0) that is worked, next at
    `due_at`; `last_due_at` is the last such instant that has passed. At `tell_at` the lead is told
    that it is missing, unless it comes before.
    """

    id: int = 0
    channel: str
    name: str
    owner: str
    scale: Scale
    better: Better
    weekdays: frozenset[int]
    customer_id: int = 0
    cohorts: tuple[str, ...] = ()
    made_by: str
    made_at: datetime
    due_at: datetime
    last_due_at: datetime | None = None
    tell_at: datetime | None = None
    retired_at: datetime | None = None
    retired_by: str = ""

    @property
    def key(self) -> str:
        """The form of the name by which it is compared."""
        return key(self.name)

    @property
    def parts(self) -> tuple[str, ...]:
        """The cohorts; one without a name if it has none."""
        return self.cohorts or ("",)

    @property
    def next_at(self) -> datetime | None:
        """When the clock next looks at it; None once it is retired."""
        if self.retired_at:
            return None
        return min(self.due_at, self.tell_at or self.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of one day, as it was entered by somebody (a user id) at some time.

    `n` counts the values of an indicator. It answers for what was due at `due_at`. `corrects` is
    the `n` of the value that it replaces, 0 if it replaces none; then there is a `reason`.
    """

    n: int
    day: date
    cohort: str = ""
    amount: Decimal
    due_at: datetime
    by: str
    at: datetime
    note: str = ""
    corrects: int = 0
    reason: str = ""


def key(name: str) -> str:
    """A name without case, accents, punctuation and spaces."""
    return customers.key(name)


def plainly(amount: Decimal) -> Decimal:
    """The same number with no zeros at its end and no exponent."""
    whole = amount.to_integral_value()
    return whole if whole == amount else amount.normalize()


def plain(amount: Decimal) -> str:
    """A number as people write it: `7.5`, `100`."""
    return f"{plainly(amount):f}"


def require_name(name: str, what: str = "indicator") -> None:
    """Raise BadInput unless this can be the name of an indicator or a cohort."""
    if not 0 < len(name) <= LONGEST or not any(one.isalpha() for one in key(name)):
        raise BadInput(
            f"The name of {_article(what)} has letters, and at most {LONGEST} characters."
        )


def _article(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def require_cohorts(names: Sequence[str]) -> None:
    """Raise BadInput unless these can be the cohorts of an indicator, or there are none."""
    for name in names:
        require_name(name, "cohort")
    is_twice = len({key(name) for name in names}) < len(names)
    if names and (len(names) not in COHORTS or is_twice):
        raise BadInput(
            f"Name {COHORTS[0]} to {COHORTS[-1]} different cohorts, with commas between them: "
            "`by cohort pilot, wave 1, wave 2`."
        )


def require_scale(scale: Scale) -> None:
    """Raise BadInput for a scale without room for two values."""
    ends = [one for one in (scale.least, scale.most) if one is not None]
    if any(abs(one) > LARGEST for one in ends) or ends != sorted(set(ends)):
        raise BadInput(f"“{scale.words}” is not a scale. For example: `scale 0 to 10`.")


def require_on_scale(amount: Decimal, scale: Scale) -> None:
    """Raise BadInput for a value that the scale does not have."""
    if not scale.holds(amount) or abs(amount) > LARGEST:
        raise BadInput(f"{plain(amount)} is not on the scale, which is {scale.words}.")


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names most like this one, the closest first."""
    return customers.nearest(name, {key(one): one for one in names})
