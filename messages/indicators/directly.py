"""What people are told of indicators in a direct message: theirs now, due, or missing."""

from collections.abc import Sequence

from escalation.facts.about_indicators import Asking, IndicatorsTold
from escalation.indicators.how_it_stands import missing
from messages.indicators import in_a_line as lines
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json


def told_of(facts: IndicatorsTold, found: Sequence[Shown], reader: Reader) -> Json:
    """The message: what is theirs, due or missing, and what to type."""
    drawn, spoken = (_rows(facts, found, one) for one in (reader, reader.plainly()))
    return lines.message_of(drawn, spoken)


def _rows(facts: IndicatorsTold, found: Sequence[Shown], reader: Reader) -> list[str]:
    if facts.why is Asking.OWNED:
        return [_owned(one, facts.by, reader) for one in found]
    if facts.why is Asking.MISSING:
        return [_missing(one, reader) for one in found]
    if len(found) == 1:
        return [f"A value is due: {_due(found[0], reader)}"]
    return [f"{len(found)} values are due:", *(f"• {_due(one, reader)}" for one in found)]


def _owned(shown: Shown, by: str, reader: Reader) -> str:
    indicator = shown.indicator
    to_record = lines.to_record(shown, reader, *indicator.cohorts[:1])
    return (
        f"{lines.placed(shown, reader)} is yours now: {reader.who(by)} made you its owner. "
        f"A value ({indicator.scale.words}) is due {lines.days(indicator)} at the end of the day, "
        f"next {reader.when(indicator.due_at)}. To record one: {to_record}"
    )


def _due(shown: Shown, reader: Reader) -> str:
    """What is due of one indicator, and what to type; of cohorts those that lack a value."""
    asked = _lacking(shown)
    parts = [reader.title(one, limit=80) for one in asked if one]
    which = f", {text.listed(parts)}" if parts else ""
    to_record = lines.to_record(shown, reader, *filter(None, asked[:1]))
    return f"{lines.placed(shown, reader)}{which}{_for_whom(shown, reader)}: {to_record}"


def _for_whom(shown: Shown, reader: Reader) -> str:
    owner = shown.indicator.owner
    person = reader.people.get(owner)
    is_away = person is not None and person.is_away(reader.now)
    return f" (you cover for {reader.who(owner)})" if is_away else ""


def _lacking(shown: Shown) -> list[str]:
    indicator = shown.indicator
    return missing(indicator, shown.values, indicator.last_due_at) or [*indicator.parts]


def _missing(shown: Shown, reader: Reader) -> str:
    """To the lead: for how long there has been no value, and who owns it."""
    indicator, place = shown.indicator, lines.placed(shown, reader)
    lacking = _lacking(shown)
    if not shown.standing.owner:
        command = f"{reader.commands.backstop} indicator {indicator.name} owner @…"
        return (
            f"{place} has {lines.owner(shown.standing, reader)}. "
            f"Name one: {text.code(command, {}, limit=lines.NAME)}, or record a value yourself: "
            f"{lines.to_record(shown, reader, *filter(None, lacking[:1]))}"
        )
    figures = [one for one in shown.standing.figures if one.cohort in lacking]
    said = ", ".join(_lack(one.cohort, one.days, reader) for one in figures)
    return (
        f"{place}: {said}. {reader.who(indicator.owner)} owns it. "
        f"The next value is {lines.due(indicator, reader)}."
    )


def _lack(cohort: str, days: int | None, reader: Reader) -> str:
    return f"{reader.title(cohort, limit=80)} {lines.without(days)}".strip()
