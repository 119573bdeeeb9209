"""Moves made again: from an event of the history to the move that left it."""

from collections.abc import Iterable
from dataclasses import replace

from escalation.agreed.agreed_dates import as_before
from escalation.calendars import owners_calendar
from escalation.errors import Refusal
from escalation.events import Event
from escalation.facts import by_people as facts
from escalation.facts.by_owners import Agreed
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.moves.calls import Called
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.reminders import NotReminded
from escalation.moves.transitions import Transition, transition
from escalation.moves.undo import ToUndo, is_of, undone
from escalation.people import Person
from escalation.recipients import Directory
from escalation.remarks.replacing import first_done

_WORDS = "as before"
"""Stands for words that a move asks for and that change nothing of a ladder."""
_ON_LADDERS = (
    facts.Acknowledged,
    facts.Noted,
    facts.Snoozed,
    facts.ReminderAsked,
    facts.Reassigned,
    facts.Rescheduled,
    facts.CalledForHelp,
    facts.Kept,
    facts.TrajectorySet,
    facts.Closed,
    facts.Reopened,
    Agreed,
)
"""What moves an item on its ladder, besides a change of its urgency."""


def made_again(
    item: Item, event: Event, directory: Directory, *, earlier: Iterable[Event]
) -> Transition | None:
    """Make a recorded move; None if it changes nothing here, or cannot be made on this ladder.

    `earlier` are the moves that were made again before it, which it may undo.
    """
    did = event.facts
    if isinstance(did, facts.Undone):
        return _undone(item, event, directory, earlier=earlier)
    intent = _intent(item, event)
    if intent is None:
        return None
    if isinstance(did, facts.Reopened) and did.new_due_at:
        item = replace(item, due=_due(item, did))
    item = as_before(item, event)
    owner = did.new_owner if isinstance(did, facts.Reassigned) else item.owner
    calendar = owners_calendar(replace(item, owner=owner), directory.people, event.at)
    try:
        return transition(item, intent, event.at, calendar=calendar)
    except (Refusal, Called, NotReminded):
        return None


def _undone(
    item: Item, event: Event, directory: Directory, *, earlier: Iterable[Event]
) -> Transition | None:
    done = next((one for one in earlier if is_of(event, one)), None)
    if done is None:
        return None
    owner = done.facts.old_owner if isinstance(done.facts, facts.Reassigned) else item.owner
    calendar = owners_calendar(replace(item, owner=owner), directory.people, event.at)
    return undone(ToUndo(id=0, event=done, item=item), event.at, calendar=calendar)


def _intent(item: Item, event: Event) -> Intent | None:
    did = event.facts
    is_urgency = isinstance(did, facts.Edited) and did.field is Field.URGENT
    if not is_urgency and not isinstance(did, _ON_LADDERS):
        return None
    reason = event.reason or _WORDS
    move = Move.PUT_BACK if _puts_back(did) else Move(did.action)
    intent = Intent(move=move, actor=event.actor, reason=reason, text=_WORDS)
    return _with_arguments(intent, item, event)


def _puts_back(did: EventFacts) -> bool:
    return isinstance(did, facts.Rescheduled) and did.puts_back


def _with_arguments(intent: Intent, item: Item, event: Event) -> Intent:
    match event.facts:
        case facts.Snoozed(until=until) | facts.Kept(until=until):
            intent = replace(intent, until=until)
        case facts.Reassigned(new_owner=user, replaces=replaces):
            done = first_done(event) if replaces else None
            intent = replace(intent, owner=Person(id=user, name=""), replaces=done)
        case facts.Rescheduled() as moved:
            done = first_done(event) if moved.replaces else None
            intent = replace(intent, due=_due(item, moved), replaces=done)
        case facts.CalledForHelp(rung=told, asked=asked):
            rung = (told or 0) if asked is None else asked
            # On a shorter ladder its highest.
            intent = replace(intent, rung=min(rung, item.policy.fallback - 1))
        case facts.TrajectorySet(new=trajectory):
            intent = replace(intent, trajectory=trajectory)
        case facts.Edited(new=urgency):
            intent = replace(intent, edit=Edit(Field.URGENT, urgency))
        case _:
            pass
    return intent


def _due(item: Item, moved: facts.Rescheduled | facts.Reopened) -> Due:
    return replace(item.due, at=moved.new_due_at or item.due.at, phrase="")
