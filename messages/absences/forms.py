"""The form of an absence."""

from dataclasses import replace
from datetime import time

from escalation.fields import Field
from escalation.people import Away, Person
from escalation.worktime import wording
from messages.reader import Reader
from messages.slack import dates, ids
from messages.slack.blocks import Json, context, section
from messages.slack.dates import zone_info
from messages.slack.fields import modal, person_field, text_field

AWAY = ids.FORM + "away"
REASON = 300
"""How much of the reason of an absence is shown."""


_SEEN_BY_OWN = "Only you and your stand-in can read this."
_SEEN_BY = "Only they, their stand-in and you can read this."
_WAITS = "Your reminders wait until you are back. Overdue items still escalate."
_THEY_WAIT = "Their reminders wait until they are back. Overdue items still escalate."


def during(away: Away, reader: Reader) -> str:
    """`from Fri 27 Mar until Mon 30 Mar 09:00`; the end alone once it has begun."""
    return f"{away_from(away, reader)}until {reader.when(away.until)}"


def away_from(away: Away, reader: Reader) -> str:
    """When an absence that lies ahead begins, as `from Fri 27 Mar `; "" once it has begun."""
    if away.starts_at is None or away.starts_at <= reader.now:
        return ""
    local = away.starts_at.astimezone(zone_info(reader.zone))
    words = wording.day(local) if local.time() == time(0) else reader.when(away.starts_at)
    return f"from {words} "


def away_form(reader: Reader, away: Away | None = None, *, whom: Person | None = None) -> Json:
    """The form of an absence: from when, until when, who stands in and why.

    It enters a new one, or changes or ends `away`, which is that of `whom` if they are not the
    reader; then their clock counts.
    """
    is_own = whom is None
    if whom is not None:
        reader = replace(reader, zone=whom.zone or reader.zone)
    who = f"{reader.who(whom.id)} is" if whom else "You are"
    blocks = [section(f"{who} away {during(away, reader.plainly())}.")] if away else []
    back = " Empty if you are back." if is_own else " Empty if they are back."
    blocks += [
        text_field(
            Field.FROM,
            "Away from",
            value=dates.typed(away.starts_at, reader.zone) if away and away.starts_at else "",
            hint="For example: fri, 27 mar, tomorrow noon. Empty means now.",
            optional=True,
        ),
        text_field(
            Field.UNTIL,
            "Away until",
            value=dates.typed(away.until, reader.zone) if away else "",
            hint=f"For example: mon 9am, 2026-04-07.{back if away else ''}",
            optional=True,
        ),
        person_field(
            Field.STAND_IN,
            "Who covers for you?" if is_own else "Who covers for them?",
            value=away.stand_in if away else "",
            hint=f"If nobody does, {'your' if is_own else 'their'} lead is notified instead.",
            optional=True,
        ),
        text_field(
            Field.REASON,
            "Why?",
            value=away.reason if away else "",
            hint=_SEEN_BY_OWN if is_own else _SEEN_BY,
            optional=True,
        ),
        context(_WAITS if is_own else _THEY_WAIT),
    ]
    others = {"whom": whom.id} if whom else {}
    metadata = ids.packed(until=ids.encode_instant(away.until), **others) if away else ""
    return modal(AWAY, "Away", blocks, submit="Save", metadata=metadata)
