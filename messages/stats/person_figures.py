"""Figures of one person, and to that person alone who asked for them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from escalation.load.pace import KNOWN_FROM
from escalation.measures.person_measures import OfPerson
from messages.reader import Reader
from messages.slack.blocks import Json, context, message, section
from messages.stats.channel_figures import HOW, labels
from messages.stats.figures import taken

NOT_KNOWN = f"not known yet; that takes {KNOWN_FROM} of the last 8 weeks with something closed"
NOBODY = "Nobody has asked for your figures."


def person_message(title: str, found: OfPerson, *, more: Json | None = None) -> Json:
    """The figures; `more` is a message that goes with them."""
    lines = [*_lines(found)]
    said = "\n".join(f"• *{name}:* {words}" for name, words in lines)
    plain = "\n".join([title, *(f"{name}: {words}" for name, words in lines)])
    blocks, small = [section(f"*{title}*"), section(said)], context(HOW)
    if more is None:
        return message(plain, [*blocks, small])
    return message(f"{plain}\n{more['text']}", [*blocks, *more["blocks"], small])


def who_asked(asked: Iterable[tuple[str, str, datetime]], reader: Reader) -> Json:
    """Who asked for somebody's figures, in which channel and when."""
    asked = [*asked]
    spoken, drawn = (
        "\n".join(
            ["Who asked for them:"]
            + [f"• {who.who(by)} in <#{channel}>, {who.when(at)}" for by, channel, at in asked]
        )
        for who in (reader.plainly(), reader)
    )
    return message(spoken, [section(drawn)]) if asked else message(NOBODY, [section(NOBODY)])


def _lines(found: OfPerson) -> Iterator[tuple[str, str]]:
    overdue = f", {found.overdue} overdue" if found.overdue else ""
    which = f": {labels(found.open)}" if found.open else ""
    yield "Open now", f"{len(found.open)}{overdue}{which}"
    yield "Pace", NOT_KNOWN if found.pace is None else f"{_number(found.pace)} closed a week"
    yield "First answer", taken(found.answer, found.before)


def _number(count: Fraction) -> str:
    return f"{float(count):g}"
