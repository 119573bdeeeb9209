"""The forms of *Another owner* and *Another date*, which replace what was just done."""

from escalation.events import EventRef
from escalation.facts.action import Action
from escalation.facts.replaced import Replaced
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Move
from escalation.moves.undo import UNDO
from messages.agreed import date_answers
from messages.forms.items import move_form
from messages.reader import Reader
from messages.slack import ids
from messages.slack.blocks import Json, context

_TITLES = {Move.REASSIGN: "Another owner", Move.RESCHEDULE: "Another date"}


def form(item: Item, move: Move, reader: Reader, *, ref: EventRef, note: str) -> Json:
    """The form of what replaces this event: it needs no reason."""
    view = move_form(item, move, reader)
    fields = [one for one in view["blocks"] if one.get("block_id") != Field.REASON]
    named = {"title": {**view["title"], "text": _TITLES[move]}}
    view = {**view, **named, "submit": {**view["submit"], "text": "Save"}, "blocks": fields}
    return ids.keeping(with_note(view, note), replaces=ids.encode_events([ref]), note=note)


def with_note(view: Json, words: str) -> Json:
    """The form with a note above its fields."""
    about, *fields = view["blocks"]
    return {**view, "blocks": [about, context(words), *fields]}


def said_beforehand(view: Json, item: Item, reader: Reader, *, move: str, by: str) -> Json:
    """The form of a move by this user (an id); of a date, with a note on whether it would count."""
    note = date_answers.beforehand(item, reader, by=by) if move == Move.RESCHEDULE else ""
    return with_note(view, note) if note else view


def ordinary(move: Move, *, is_late: bool) -> str:
    """The note of a form that replaces nothing."""
    minutes = UNDO.seconds // 60
    late = f"The {minutes} minutes to replace what you did are over. " if is_late else ""
    if move is Move.REASSIGN:
        return f"{late}This hands the item over, so it needs a reason."
    return f"{late}This moves the date, so it needs a reason. A later date counts as a slip."


def note(move: Move, done: Replaced) -> str:
    """What a form that replaces this does."""
    if move is Move.REASSIGN:
        return "The new owner replaces the person you just named."
    if done.what is Action.RESCHEDULE:
        return "This replaces the date you just set. Together they count as one move."
    return "This replaces the date and does not count as a slip."
