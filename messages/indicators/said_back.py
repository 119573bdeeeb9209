"""What somebody reads who has typed of indicators: what was done, the list, one with its values."""

from collections.abc import Sequence

from escalation.facts.about_indicators import Done
from escalation.indicators.how_it_stands import latest
from escalation.indicators.indicator import Value, plain
from escalation.indicators.shipped import SHIPPED
from escalation.worktime import wording
from messages.indicators import in_a_line as lines
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, message, section

_NOTE = 300


def list_reply(found: Sequence[Shown], reader: Reader, *, channel: str) -> Json:
    """Each in a line; in a channel that has none, what it could keep."""
    if not found:
        return _none(reader, channel)
    drawn, spoken = (
        [_listed(one, by, channel) for one in found] for by in (reader, reader.plainly())
    )
    first = found[0]
    typed = lines.to_record(first, reader, *first.indicator.cohorts[:1])
    return lines.message_of(drawn, spoken, f"To record a value: {typed}")


def _listed(shown: Shown, reader: Reader, channel: str) -> str:
    place = "" if channel else f" · <#{shown.indicator.channel}>"
    return f"• {lines.line(shown, reader)} · {lines.due(shown.indicator, reader)}{place}"


def _none(reader: Reader, channel: str) -> Json:
    if not channel:
        words = "You own no indicator. To see those of a channel, type `indicators` there."
        return message(words, [section(reader.sentence(words))])
    words = "This channel keeps no indicators. Some that many teams keep, with you as their owner:"
    made = [f"• `{reader.commands.backstop} {one.line('me')}`" for one in SHIPPED]
    offered = [
        button(one.name, f"{ids.SUGGEST}.{number}", value=one.line("me"))
        for number, one in enumerate(SHIPPED)
    ]
    said = "\n".join([words, *made])
    return message(said, [section(said), actions("suggestions", offered)])


def made_reply(done: Done, shown: Shown, reader: Reader) -> Json:
    """What was done with an indicator."""
    drawn, spoken = (_made(done, shown, one) for one in (reader, reader.plainly()))
    return lines.message_of([drawn], [spoken])


def _made(done: Done, shown: Shown, reader: Reader) -> str:
    indicator, name = shown.indicator, lines.named(shown, reader)
    if done is Done.RETIRED:
        return f"{name} is retired. Its values are kept."
    if done is Done.OWNER:
        next_ = f"The next value is {lines.due(indicator, reader)}."
        return f"{reader.who(indicator.owner)} owns {name} now. {next_}"
    when = f"{lines.days(indicator)}, next {reader.when(indicator.due_at)}"
    if done is Done.DUE:
        return f"{name} is now due {when}."
    cohorts = text.listed([reader.title(one, limit=80) for one in indicator.cohorts])
    by = f", for {cohorts}" if cohorts else ""
    return (
        f"{name}: {indicator.scale.words}, {indicator.better} is better{by}. "
        f"{reader.who(indicator.owner)} records it {when}: "
        f"{lines.to_record(shown, reader, *indicator.cohorts[:1])}"
    )


def recorded_reply(value: Value, shown: Shown, reader: Reader) -> Json:
    """The value that was entered, and how the indicator stands."""
    drawn, spoken = (_recorded(value, shown, one) for one in (reader, reader.plainly()))
    return lines.message_of([drawn], [spoken])


def _recorded(value: Value, shown: Shown, reader: Reader) -> str:
    word = "Corrected" if value.corrects else "Recorded"
    cohort = f" for {reader.title(value.cohort, limit=80)}" if value.cohort else ""
    of = f"{lines.amount(value.amount, shown.indicator)}{cohort}, {wording.day(value.day)}"
    how = lines.how(shown.standing, reader)
    stands = f" Now {how}." if shown.indicator.cohorts else ""
    change = "" if shown.indicator.cohorts else _was(value, shown)
    return f"{word}: {lines.named(shown, reader)} {of}{change}.{stands}"


def _was(value: Value, shown: Shown) -> str:
    old = latest(shown.values, value.cohort, before=value.due_at)
    return f" (was {plain(old.amount)})" if old else ""


def history_reply(shown: Shown, reader: Reader) -> Json:
    """One indicator with its last values and every correction, the latest first."""
    indicator = shown.indicator
    drawn, spoken = (_history(shown, one) for one in (reader, reader.plainly()))
    small = f"{indicator.scale.words}, {indicator.better} is better, due {lines.days(indicator)}"
    return lines.message_of(drawn, spoken, small)


def _history(shown: Shown, reader: Reader) -> list[str]:
    values = [_entry(one, shown, reader) for one in reversed(shown.values)]
    return [lines.line(shown, reader), *values]


def _entry(value: Value, shown: Shown, reader: Reader) -> str:
    cohort = f" {reader.title(value.cohort, limit=80)}" if value.cohort else ""
    old = next((one for one in shown.values if one.n == value.corrects), None)
    instead = f", not {plain(old.amount)}" if old else ""
    note = f": {reader.title(value.note, limit=_NOTE)}" if value.note else ""
    why = reader.because(value.reason, limit=_NOTE)
    figure = lines.amount(value.amount, shown.indicator)
    return (
        f"• {wording.day(value.day)}{cohort} {figure}{instead} ({reader.who(value.by)}{why}){note}"
    )
