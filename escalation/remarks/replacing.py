"""Replace what one just did: *Another owner* and *Another date*, as long as it can be undone.

What replaces a logging, an offer or a hand-over counts as if it had been right at once; a move of
the date and what replaces it are one move. Later, both buttons are ordinary moves.
"""

from datetime import datetime

from escalation.errors import BadInput, NotAllowed
from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.facts.by_people import Reassigned, Rescheduled
from escalation.facts.handing_over import Offered
from escalation.facts.replaced import Replaced
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Intent, Move, instead, require_allowed
from escalation.moves.undo import UNDO, Overtaken, ToUndo

_HANDED = frozenset({Action.LOGGED, Action.OFFER, Action.REASSIGN})
"""What settles who owns it."""
REPLACED = {Move.REASSIGN: _HANDED, Move.RESCHEDULE: _HANDED | {Action.RESCHEDULE}}


def require_own(wanted: ToUndo, *, actor: str, name: str) -> None:
    """NotAllowed for anybody but the person who did it, whose name this is."""
    if wanted.event.actor != actor:
        look = "To see how it stands, type"
        raise NotAllowed(f"Only {name} can use this button. {look} `{wanted.item.label}`.")


def require_untouched(wanted: ToUndo, move: Move) -> None:
    """Raise ItemClosed or Overtaken unless it stands as it was left."""
    require_allowed(wanted.item, move)
    if by_people := [one for one in wanted.since if one.actor != BACKSTOP]:
        raise Overtaken(wanted, by_people)


def still(item: Item, move: Move) -> str:
    """The sentence that says what can still be typed."""
    what = "To name another owner" if move is Move.REASSIGN else "To set another date"
    return f"{what}: {instead(item, move)}."


def require_other(wanted: ToUndo, intent: Intent) -> None:
    """BadInput if the other owner is the one who was just named."""
    facts, owner = wanted.event.facts, intent.owner
    named = facts.to if isinstance(facts, Offered) else wanted.item.owner
    if owner and owner.id == named:
        raise BadInput(
            f"{owner.name} is the person you just named. Choose somebody else.", field=Field.OWNER
        )


def replaced(event: Event, move: Move, *, now: datetime) -> Replaced | None:
    """What this move would replace; None if it is an ordinary move.

    Somebody who took the item knew its date, so moving that is an ordinary move.
    """
    facts, done = event.facts, first_done(event)
    if is_late(event, now=now) or done.what not in REPLACED[move]:
        return None
    if isinstance(facts, Reassigned) and facts.new_owner == event.actor:
        return None
    is_other = move is Move.REASSIGN and isinstance(facts, Rescheduled)
    return None if is_other and done.what is not Action.LOGGED else done


def is_late(event: Event, *, now: datetime) -> bool:
    """Whether it can no longer be replaced."""
    return now - first_done(event).at >= UNDO


def first_done(event: Event) -> Replaced:
    """What was done first, if the event replaced that."""
    facts, base = event.facts, None
    if isinstance(facts, Reassigned | Rescheduled) and facts.replaces and facts.replaced_at:
        base = facts.base_due_at if isinstance(facts, Rescheduled) else None
        return Replaced(what=facts.replaces, at=facts.replaced_at, base_due_at=base)
    if isinstance(facts, Rescheduled):
        base = facts.old_due_at
    return Replaced(what=event.action, at=event.at, base_due_at=base)
