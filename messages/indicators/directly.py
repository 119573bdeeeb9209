"""What people are told of indicators in a direct message: theirs now, due, or missing."""

from collections.abc import Sequence

from escalation.facts.about_indicators import Asking, IndicatorsTold
from escalation.indicators.how_it_stands import missing
from escalation.indicators.indicator import Indicator
from messages.indicators import in_a_line as lines
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json, message, section


def told_of(facts: IndicatorsTold, found: Sequence[Shown], reader: Reader) -> Json:
    """The message: what is theirs, due or missing, and what to type."""
    drawn, spoken = (_words(facts, found, one) for one in (reader, reader.plainly()))
    return message(spoken, [section(drawn)])


def _words(facts: IndicatorsTold, found: Sequence[Shown], reader: Reader) -> str:
    if facts.why is Asking.OWNED:
        return "\n".join(_owned(one, facts.by, reader) for one in found)
    if facts.why is Asking.MISSING:
        return "\n".join(_missing(one, reader) for one in found)
    if len(found) == 1:
        return _due(found[0], reader)
    return "\n".join(
        [f"{len(found)} values are due:", *(f"• {_due(one, reader)}" for one in found)]
    )


def _owned(shown: Shown, by: str, reader: Reader) -> str:
    indicator = shown.indicator
    return (
        f"{lines.placed(shown, reader)} is yours now: {reader.who(by)} made you its owner. "
        f"A value ({indicator.scale.words}) is due {lines.days(indicator)} at the end of the day, "
        f"next {reader.when(indicator.due_at)}. To record one: {lines.to_record(shown, reader)}"
    )


def _due(shown: Shown, reader: Reader) -> str:
    """What is due of one indicator; of several cohorts each that lacks a value."""
    indicator, asked = shown.indicator, _lacking(shown)
    whose = _for_whom(indicator, reader)
    typed = " or ".join(lines.to_record(shown, reader, cohort) for cohort in asked[:1])
    which = f" ({text.listed([reader.title(one, limit=80) for one in asked])})" if asked[0] else ""
    return f"{lines.placed(shown, reader)}{which}: a value is due{whose}. To record it: {typed}"


def _for_whom(indicator: Indicator, reader: Reader) -> str:
    person = reader.people.get(indicator.owner)
    away = person.away_at(reader.now) if person else None
    return f" (you cover for {reader.who(indicator.owner)})" if away else ""


def _lacking(shown: Shown) -> list[str]:
    indicator = shown.indicator
    return missing(indicator, shown.values, indicator.last_due_at) or [*indicator.parts]


def _missing(shown: Shown, reader: Reader) -> str:
    """To the lead: for how long there has been no value, and who owns it."""
    indicator, place = shown.indicator, lines.placed(shown, reader)
    if not shown.standing.owner:
        command = f"{reader.commands.backstop} indicator {indicator.name} owner @…"
        to_type = text.code(command, {}, limit=lines.NAME)
        return f"{place} has {lines.owner(shown.standing, reader)}. Name one: {to_type}"
    lacking = {*_lacking(shown)}
    figures = [one for one in shown.standing.figures if one.cohort in lacking]
    said = text.listed([_lack(one.cohort, one.days, reader) for one in figures])
    return (
        f"{place}: {said}. {reader.who(indicator.owner)} owns it and was asked. "
        f"{text.capitalized(lines.due(indicator, reader))}."
    )


def _lack(cohort: str, days: int | None, reader: Reader) -> str:
    said = lines.without(days)
    return f"{said} of {reader.title(cohort, limit=80)}" if cohort else said
