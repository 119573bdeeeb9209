"""What stand-ins, and those who count on them, are told when the cover changes."""

from escalation.absences.covering import covers
from escalation.facts.about_absences import CoverChanged
from escalation.facts.shape import Covering
from escalation.people import Away
from messages.absences.cover import covering, who_covers
from messages.absences.forms import during
from messages.absences.replies import buttons_of
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json, message, section


def changed(facts: CoverChanged, to: str, reader: Reader) -> Json:
    """The message to this person; drawn again, it says how it is by now."""
    drawn, spoken = (_words(facts, to, one) for one in (reader, reader.plainly()))
    away = _kept(facts, reader)
    whom = "" if to == facts.absent else facts.absent
    buttons = [buttons_of(away, reader, whom=whom)] if away else []
    return message(spoken, [section(drawn), *buttons])


def _words(facts: CoverChanged, to: str, reader: Reader) -> str:
    absent, stand_in = (reader.who(user) for user in facts.users)
    if facts.what is Covering.BEGINS:
        said = covering(facts.absent, to, reader)
        if not covers(to, reader.people.get(facts.absent), reader.now):
            return said
        then = "You get what comes, and what escalates to them."
        return f"{said} {absent} owns nothing open now. {then}"
    if facts.what is Covering.ENDED:
        return f"You no longer cover for {absent}: {_since(facts, reader)}."
    whom, whose = ("you", "your") if to == facts.absent else (absent, "the")
    away = _kept(facts, reader)
    if away is None:
        return f"{stand_in} could not cover for {whom}. That was changed since."
    when = text.capitalized(during(away, reader))
    return f"{when}: {who_covers(away, reader, whom=whom, whose=whose)}."


def _kept(facts: CoverChanged, reader: Reader) -> Away | None:
    """The absence for which nobody covers, unless it is over or has another stand-in."""
    person = reader.people.get(facts.absent)
    if person is None or facts.what is not Covering.NOBODY:
        return None
    same = (facts.until, facts.stand_in)
    return next((one for one in person.absences if (one.until, one.stand_in) == same), None)


def _since(facts: CoverChanged, reader: Reader) -> str:
    person = reader.people.get(facts.absent)
    away = person.away_at(reader.now) if person else None
    if away is None:
        return "they are back"
    return f"{reader.who(away.stand_in)} does now" if away.stand_in else "nobody does now"
