"""What people read about their absences: answers, the list of those ahead, what was entered."""

from collections.abc import Mapping
from dataclasses import replace

from escalation.people import Away, Person
from messages.absences import which
from messages.absences.cover import who_covers
from messages.absences.forms import REASON, away_from, during
from messages.reader import Reader
from messages.slack import dates, ids, text
from messages.slack.blocks import Json, actions, button, message, section


def away_reply(
    person: Person, reader: Reader, *, away: Away, clashes: Mapping[str, Away] | None = None
) -> Json:
    """Until when the reader is away and who covers for them.

    `clashes` are the absences in which they should cover for somebody, by user id.
    """
    private = reader.privately()
    wall = dates.wall(away.until, reader.zone, now=reader.now)
    starts, because = away_from(away, private), private.because(away.reason, limit=REASON)
    waits = f"Your reminders wait, and {_cover(away, private)}. Overdue items still escalate."
    early = f"Not away after all? `{reader.commands.backstop} away`"
    if not starts:
        early = f"Back early? `{reader.commands.backstop} back`"
    words = f"You are away {during(away, private)} ({wall}){because}. {waits} {early}"
    if len(person.absences) > 1:
        words = f"{words} · All your absences: `{reader.commands.backstop} away`"
    found = (clashes or {}).items()
    plain = [_clash(user, one, private.plainly()) for user, one in found]
    spoken = " ".join([f"You are away {starts}until {wall}. {waits}", *plain])
    clash = [section(_clash(user, one, private)) for user, one in found]
    return message(spoken, [section(words), *clash])


def _clash(user: str, away: Away, reader: Reader) -> str:
    who = reader.who(user)
    told = reader.who(away.entered_by or user)
    return f"⚠️ You cover for {who} {during(away, reader)}. Nobody covers then; {told} is told."


def entered_reply(person: Person, reader: Reader, *, away: Away) -> Json:
    """Until when somebody else is away, whose absence the reader entered."""
    private = reader.privately().plainly()
    told = f"{private.who(person.id)} is told that you entered it."
    words = f"{others_line(person, private, away=away)} {told}"
    return message(words, [section(words), buttons_of(away, private, whom=person.id)])


def others_line(person: Person, reader: Reader, *, away: Away) -> str:
    """Somebody else's absence: on their clock, and on the reader's if that differs."""
    theirs = replace(reader, zone=person.zone or reader.zone).plainly()
    when, because = during(away, theirs), reader.because(away.reason, limit=REASON)
    if dates.differs(away.until, theirs.zone, reader.zone):
        when = f"{when} (for you {during(away, reader)})"
    covers = text.capitalized(_cover(away, theirs, whose="their"))
    return f"{reader.who(person.id)} is away {when}{because}. {covers}."


def others_reply(person: Person, reader: Reader, *, by: str) -> Json | None:
    """The absences of somebody that the reader (`by`) entered, with their buttons, if any."""
    private = reader.privately().plainly()
    entered = [away for away in ahead(person, reader) if away.entered_by == by]
    if not entered:
        return None
    lines = [others_line(person, private, away=away) for away in entered]
    each = zip(lines, entered, strict=True)
    drawn = [[section(said), buttons_of(it, private, whom=person.id)] for said, it in each]
    return message("\n".join(lines), [block for blocks in drawn for block in blocks])


def back_reply(person: Person, reader: Reader, *, ended: Away, by: str) -> Json:
    """That the reader (`by`) is back, or has cancelled an absence, and what still lies ahead."""
    private = reader.privately()
    who = private.who(person.id)
    if person.id != by:
        words = f"{who} is not away {during(ended, private)}. {who} is told that you ended it."
        return message(words, [section(words)])
    words = "You are back. Messages that waited for you arrive in your working hours."
    if not ended.is_on(reader.now):
        words = f"Cancelled: you are not away {during(ended, private)}."
    away = person.next_away(reader.now)
    if away and away.is_on(reader.now):
        words = f"{words} You are still away {during(away, private)}."
    elif away:
        words = f"{words} Your next absence: {during(away, private)}."
    return message(words, [section(words)])


def not_away_reply(person: Person, reader: Reader) -> Json:
    """That there is nothing to come back from, with the absences that lie ahead."""
    typed = f"`{reader.commands.backstop} away friday`"
    if not ahead(person, reader):
        words = f"You are not away, and no absence lies ahead. To enter one: {typed}."
        return message(words, [section(words)])
    words = "You are not away now, so nothing has changed. What lies ahead, to cancel or change:"
    listed = list_reply(person, reader)
    return message(f"{words}\n{listed['text']}", [section(words), *listed["blocks"]])


def list_reply(person: Person, reader: Reader) -> Json:
    """The absences that lie ahead, each with its buttons."""
    private = reader.privately()
    blocks: list[Json] = []
    lines: list[str] = []
    for away in ahead(person, reader):
        lines.append(line(away, private.plainly()))
        blocks += [section(line(away, private)), buttons_of(away, private)]
    another = button("Another absence …", ids.OPEN_AWAY, spoken="Enter another absence")
    return message("\n".join(lines), [*blocks, actions("away.another", [another])])


def entered_message(actor: str, away: Away | None, reader: Reader) -> Json:
    """What somebody is told whose absence somebody else entered."""
    private = reader.privately()
    if away is None:
        words = f"{private.who(actor)} entered an absence for you. It is over or was changed."
        return message(words, [section(words)])
    spoken = _entered(actor, away, private.plainly())
    return message(spoken, [section(_entered(actor, away, private)), buttons_of(away, private)])


def ahead(person: Person, reader: Reader) -> list[Away]:
    """Somebody's absences that are not over."""
    return [away for away in person.absences if reader.now < away.until]


def line(away: Away, reader: Reader) -> str:
    """One absence of the reader, as a sentence."""
    by = f" {reader.who(away.entered_by)} entered this." if away.entered_by else ""
    said = f"You are away {during(away, reader)}{reader.because(away.reason, limit=REASON)}."
    return f"{said} {text.capitalized(_cover(away, reader))}.{by}"


def change_button(away: Away, reader: Reader, *, whom: str = "") -> Json:
    """The button that opens the form of one absence, of `whom` if it is not the reader's."""
    until = dates.wall(away.until, reader.zone, now=reader.now)
    spoken, value = f"Change the absence until {until}", which.encoded(away.until, whom)
    return button("Change", ids.AWAY_CHANGE, value=value, spoken=spoken)


def buttons_of(away: Away, reader: Reader, *, whom: str = "") -> Json:
    """Change it, or end it."""
    value = which.encoded(away.until, whom)
    is_on = away.is_on(reader.now)
    words = ("Back already" if whom else "I'm back") if is_on else "Not away after all"
    until = dates.wall(away.until, reader.zone, now=reader.now)
    back = button(words, ids.AWAY_BACK, value=value, spoken=f"{words} (until {until})")
    return actions(f"away.{value}", [change_button(away, reader, whom=whom), back])


def _entered(actor: str, away: Away, reader: Reader) -> str:
    when = f"{during(away, reader)}{reader.because(away.reason, limit=REASON)}"
    said = f"{reader.who(actor)} entered an absence for you: {when}."
    return f"{said} {text.capitalized(_cover(away, reader))}. If that is wrong, change it here."


def _cover(away: Away, reader: Reader, *, whose: str = "your") -> str:
    """Who gets the notices of somebody absent, in half a sentence."""
    return who_covers(away, reader, whom="you" if whose == "your" else "them", whose=whose)
