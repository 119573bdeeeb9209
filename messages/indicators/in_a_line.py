"""One indicator in a line: its value and change, or for how long there is none, and its owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from escalation.about.customers import Customer
from escalation.indicators.how_it_stands import Figure, Standing, is_good
from escalation.indicators.indicator import Indicator, Value, plain
from escalation.policy import WEEK
from escalation.worktime import wording
from messages.items.lists import chunks
from messages.reader import Reader
from messages.slack import budget, text
from messages.slack.blocks import Json, context, message, section

NAME = 200
"""Characters of a name as marked up."""
SPOKEN = 3900
"""Characters of `text`, below Slack's 4,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An indicator as it stands, with all its values; `customer` is whom it is about.

    `customer` is None if it is about nobody, or about one that the reader does not see.
    """

    standing: Standing
    values: tuple[Value, ...]
    customer: Customer | None

    @property
    def indicator(self) -> Indicator:
        """What it shows."""
        return self.standing.indicator


def named(shown: Shown, reader: Reader) -> str:
    """Its name in bold, and whom it is about."""
    about = f" ({reader.title(shown.customer.name, limit=NAME)})" if shown.customer else ""
    return f"*{reader.title(shown.indicator.name, limit=NAME)}*{about}"


def line(shown: Shown, reader: Reader) -> str:
    """`*confidence* 7.5 (was 7, better) · @maria`."""
    standing = shown.standing
    return f"{named(shown, reader)} {how(standing, reader)} · {owner(standing, reader)}"


def message_of(drawn: Sequence[str], spoken: Sequence[str], *small: str) -> Json:
    """A message of these lines, drawn and for the notification, with `small` print."""
    blocks = [section(one) for one in chunks(fitting(drawn))]
    said = text.cut("\n".join([*fitting(spoken), *small]), SPOKEN)
    return message(said, [*blocks, *map(context, small)])


def fitting(rows: Sequence[str]) -> list[str]:
    """The first of these lines that a message has room for, and how many more there are."""
    count = budget.affordable(rows, budget.LISTED)
    more = len(rows) - count
    return [*rows[:count], *([f"+{more} more"] if more else [])]


def placed(shown: Shown, reader: Reader) -> str:
    """Its name with its channel, for a message that is in no channel."""
    return f"{named(shown, reader)} in <#{shown.indicator.channel}>"


def to_record(shown: Shown, reader: Reader, cohort: str = "") -> str:
    """The line that records a value."""
    names = [shown.customer.name] if shown.customer else []
    of = "".join(f" for {one}" for one in [*names, *([cohort] if cohort else [])])
    value = plain(shown.indicator.scale.example)
    line = f"{reader.commands.backstop} record {shown.indicator.name} {value}{of}"
    return text.code(line, {}, limit=NAME)


def how(standing: Standing, reader: Reader) -> str:
    """Its value, those of its cohorts side by side, or for how long there has been none."""
    indicator = standing.indicator
    if not indicator.cohorts:
        return figure(standing.figures[0], indicator)
    each = [
        f"{reader.title(one.cohort, limit=NAME)} {figure(one, indicator)}"
        for one in standing.figures
    ]
    return f"{', '.join(each)} · {spread(standing)}"


def figure(figure: Figure, indicator: Indicator) -> str:
    """`7.5 (was 7, better)`, `no value for 19 days`, `no value yet`."""
    if figure.amount is None:
        return without(figure.days)
    value = amount(figure.amount, indicator)
    if figure.before is None or figure.change is None:
        return value
    good = is_good(indicator, figure.change)
    way = "unchanged" if good is None else "better" if good else "worse"
    return f"{value} (was {plain(figure.before)}, {way})" if figure.change else f"{value} ({way})"


def without(days: int | None) -> str:
    """For how long there has been no value."""
    return "no value yet" if days is None else f"no value for {text.counted(days, 'day')}"


def amount(value: Decimal, indicator: Indicator) -> str:
    """`7.5`, `62 %`."""
    return f"{plain(value)} {indicator.scale.unit}".strip()


def spread(standing: Standing) -> str:
    """`spread 17 (was 30)`, `too few to compare`."""
    if standing.spread is None:
        return "too few to compare"
    was = "" if standing.spread_before is None else f" (was {plain(standing.spread_before)})"
    return f"spread {plain(standing.spread)}{was}"


def owner(standing: Standing, reader: Reader) -> str:
    """Who owns it, or that nobody answers for it."""
    if standing.owner:
        return reader.who(standing.owner)
    return f"no owner ({gap(standing.indicator.owner, reader)})"


def gap(user: str, reader: Reader) -> str:
    """Why nobody answers for what this person owns."""
    person, who = reader.people.get(user), reader.who(user)
    if person is None or not person.can_own:
        return f"{who} has no active account"
    away = person.away_at(reader.now)
    if away is None:
        return f"{who} cannot see the channel"
    return f"{who} is away until {reader.when(away.until)}, nobody covers"


def due(indicator: Indicator, reader: Reader) -> str:
    """When its next value is due."""
    return f"due {reader.when(indicator.due_at)}"


def days(indicator: Indicator) -> str:
    """`every Mon and Thu`."""
    if indicator.weekdays == WEEK:
        return "every working day"
    return f"every {text.listed([wording.WEEKDAYS[one] for one in sorted(indicator.weekdays)])}"
