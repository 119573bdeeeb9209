"""What people read about their absences: answers, the list of those ahead, what was entered."""

from escalation.people import Away, Person
from messages.absences.forms import away_from, cover
from messages.reader import Reader
from messages.slack import dates, ids
from messages.slack.blocks import Json, actions, button, message, section


def away_reply(person: Person, reader: Reader, *, away: Away) -> Json:
    """Until when the reader is away and who covers for them."""
    private = reader.privately()
    wall = dates.wall(away.until, reader.zone, now=reader.now)
    waits = f"your reminders wait and {cover(away, private)}. Overdue items still escalate."
    starts = away_from(away, private)
    until = f"{private.when(away.until)} ({wall})"
    early = f"{'Not away after all' if starts else 'Back early'}? `{reader.commands.backstop} back`"
    words = f"You are away {starts}until {until}: {waits}{_because(away, private)} {early}"
    if len(person.absences) > 1:
        words = f"{words} · All your absences: `{reader.commands.backstop} away`"
    return message(f"You are away {starts}until {wall}: {waits}", [section(words)])


def entered_reply(person: Person, reader: Reader, *, away: Away) -> Json:
    """Until when somebody else is away, whose absence the reader entered."""
    private = reader.privately()
    wall = dates.wall(away.until, reader.zone, now=reader.now)
    starts = away_from(away, private)
    covers = "their lead is notified instead"
    if away.stand_in:
        covers = f"{private.who(away.stand_in)} covers for them"
    who = private.who(person.id)
    words = f"{who} is away {starts}until {wall}: {covers}.{_because(away, private)}"
    words = f"{words} {who} is told that you entered it."
    return message(words, [section(words)])


def back_reply(person: Person, reader: Reader) -> Json:
    """That the reader is back, and what still lies ahead."""
    words = "You are back. Messages that waited for you arrive in your working hours."
    if away := person.next_away(reader.now):
        private = reader.privately()
        when = f"{away_from(away, private)}until {private.when(away.until)}"
        words = f"{words} Your next absence: {when}."
    return message(words, [section(words)])


def list_reply(person: Person, reader: Reader) -> Json:
    """The absences that lie ahead, each with its buttons."""
    private = reader.privately()
    blocks: list[Json] = []
    lines: list[str] = []
    for away in ahead(person, reader):
        lines.append(line(away, private.plainly()))
        blocks += [section(line(away, private)), _buttons(away, private)]
    another = button("Another absence …", ids.OPEN_AWAY, spoken="Enter another absence")
    return message("\n".join(lines), [*blocks, actions("away.another", [another])])


def entered_message(actor: str, away: Away | None, reader: Reader) -> Json:
    """What tells somebody that somebody else entered an absence for them."""
    private = reader.privately()
    if away is None:
        words = f"{private.who(actor)} entered an absence for you. It is over or was changed."
        return message(words, [section(words)])
    spoken = _entered(actor, away, private.plainly())
    return message(spoken, [section(_entered(actor, away, private)), _buttons(away, private)])


def ahead(person: Person, reader: Reader) -> list[Away]:
    """Somebody's absences that are not over."""
    return [away for away in person.absences if reader.now < away.until]


def line(away: Away, reader: Reader) -> str:
    """One absence of the reader, as a sentence."""
    when = f"{away_from(away, reader)}until {reader.when(away.until)}"
    by = f" {reader.who(away.entered_by)} entered this." if away.entered_by else ""
    return f"You are away {when}; {cover(away, reader)}.{_because(away, reader)}{by}"


def change_button(away: Away, reader: Reader) -> Json:
    """The button that opens the form of one absence."""
    until = dates.wall(away.until, reader.zone, now=reader.now)
    spoken = f"Change the absence until {until}"
    return button("Change", ids.AWAY_CHANGE, value=ids.encode_instant(away.until), spoken=spoken)


def _buttons(away: Away, reader: Reader) -> Json:
    value = ids.encode_instant(away.until)
    words = "I'm back" if away.is_on(reader.now) else "Not away after all"
    until = dates.wall(away.until, reader.zone, now=reader.now)
    back = button(words, ids.AWAY_BACK, value=value, spoken=f"{words} (until {until})")
    return actions(f"away.{value}", [change_button(away, reader), back])


def _entered(actor: str, away: Away, reader: Reader) -> str:
    when = f"{away_from(away, reader)}until {reader.when(away.until)}"
    said = f"{reader.who(actor)} entered that you are away {when}; {cover(away, reader)}."
    return f"{said}{_because(away, reader)} Is that wrong? Change it here."


def _because(away: Away, reader: Reader) -> str:
    return f" Because: {reader.title(away.reason, limit=300)}." if away.reason else ""
