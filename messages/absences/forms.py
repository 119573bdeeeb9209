"""The form of an absence."""

from datetime import time

from escalation.fields import Field
from escalation.people import Away
from escalation.worktime import wording
from messages.reader import Reader
from messages.slack import dates, ids
from messages.slack.blocks import Json, context, section
from messages.slack.dates import zone_info
from messages.slack.fields import modal, person_field, text_field

AWAY = ids.FORM + "away"
REASON = 300
"""How much of the reason of an absence is shown."""


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


def away_form(reader: Reader, away: Away | None = None) -> Json:
    """The form of an absence: from when, until when, who stands in and why.

    It enters a new one, or changes or ends `away`.
    """
    blocks = [section(f"You are away {during(away, reader)}.")] if away else []
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
            hint=f"For example: mon 9am, 2026-04-07.{' Empty if you are back.' if away else ''}",
            optional=True,
        ),
        person_field(
            Field.STAND_IN,
            "Who covers for you?",
            value=away.stand_in if away else "",
            hint="If nobody does, your lead is notified instead.",
            optional=True,
        ),
        text_field(
            Field.REASON,
            "Why?",
            value=away.reason if away else "",
            hint="Only you and your stand-in can read this.",
            optional=True,
        ),
        context("Your reminders wait until you are back. Overdue items still escalate."),
    ]
    metadata = ids.packed(until=ids.encode_instant(away.until)) if away else ""
    return modal(AWAY, "Away", blocks, submit="Save", metadata=metadata)
