"""What we say about an owner who has a lot to do by the date of an item, or little time for it."""

from datetime import datetime

from escalation.load.until_due import Load
from escalation.worktime import wording
from messages.reader import Reader
from messages.slack import text


def said(load: Load, due_at: datetime, reader: Reader, *, is_away: bool) -> str:
    """`Bo already has at least 4 items due by Fri 17:00. …`; "" if there is nothing to say.

    If it is said that they are away, that says enough of their time.
    """
    if not load.is_said:
        return ""
    who, has, whose = _naming(load, reader)
    sentences = []
    if load.others:
        least = "" if load.in_full else "at least "
        items = f"{least}{text.counted(load.others, 'item')}"
        sentences.append(f"{who} already {has} {items} due by {reader.when(due_at)}.")
    if load.others and load.room is not None and load.room < load.asked:
        closed = f"about {load.room}" if load.room else "none"
        sentences.append(
            f"At {whose} usual pace, {closed} of these {load.asked} will be closed by then."
        )
    if load.room is not None and not is_away and (load.is_short or not load.others):
        left = wording.span(load.left) + " of" if load.left else "no"
        sentences.append(f"{who} {has} {left} working time left before this date.")
    return " ".join(sentences)


def _naming(load: Load, reader: Reader) -> tuple[str, str, str]:
    """`Bo has … Bo's`, or `You have … your` to the person themselves."""
    who = reader.who(load.user)
    return ("You", "have", "your") if load.in_full else (who, "has", f"{who}'s")
