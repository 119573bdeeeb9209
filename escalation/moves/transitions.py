"""Transitions: one move on one item, from the intent to the item afterwards.

Ask `permissions` first whether the person may make it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from escalation import refusals
from escalation.agreed.agreed_dates import is_kept, settled
from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Reassigned, Rescheduled
from escalation.facts.handing_over import Offered
from escalation.fields import TEXT_LIMIT, Field, too_long
from escalation.items import Item
from escalation.ladder.plan import Step, watched
from escalation.moves import changes, closings, edits, linking, reminders
from escalation.moves.changes import Change, Moment
from escalation.moves.dates import proposals
from escalation.moves.handover import reassign
from escalation.moves.move import NEEDS_REASON, Intent, Move, instead, require_allowed
from escalation.worktime.hours import Calendar

_CHANGES: dict[Move, Callable[[Item, Intent, Moment], Change]] = {
    Move.ACKNOWLEDGE: changes.acknowledge,
    Move.AGREE: proposals.agree,
    Move.NOTE: changes.note,
    Move.SNOOZE: changes.snooze,
    Move.REMIND: reminders.remind,
    Move.REASSIGN: reassign.reassign,
    Move.TAKE: reassign.take,
    Move.DECLINE: proposals.decline,
    Move.RESCHEDULE: changes.reschedule,
    Move.PUT_BACK: proposals.put_back,
    Move.ESCALATE: changes.escalate,
    Move.KEEP: changes.keep,
    Move.GAP_FINE: changes.accept_gap,
    Move.EDIT: edits.edit,
    Move.TRAJECTORY: changes.set_trajectory,
    Move.DEPEND: changes.depend,
    Move.LINK: linking.link,
    Move.UNLINK: linking.unlink,
    Move.RESOLVE: closings.resolve,
    Move.DECIDE: closings.decide,
    Move.FALL_BACK: closings.fall_back,
    Move.WITHDRAW: closings.withdraw,
    Move.REOPEN: closings.reopen,
}
_MISSING_TEXT = {Move.NOTE: "What should the note say?", Move.DECIDE: "What was decided?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """The item after a move, the event, and the rung it called, if any.

    The event's facts hold what a reply has to say.
    """

    item: Item
    event: Event
    steps: tuple[Step, ...] = ()


def transition(item: Item, intent: Intent, now: datetime, *, calendar: Calendar) -> Transition:
    """Make one move at `now` (UTC); `calendar` belongs to the owner after the move.

    Raises ItemClosed for a move that a closed item does not allow, BadInput for the other kind's
    move and for anything missing, too long or out of bounds, Called for a call for help with nobody
    new to call, and NotReminded for a reminder that has to wait. A refusal changes nothing.
    """
    require_allowed(item, intent.move)
    _require_words(item, intent)
    change = _CHANGES[intent.move](item, intent, Moment(now, calendar))
    event = Event(
        at=now,
        item_id=item.id,
        actor=intent.actor,
        reason=intent.reason,
        facts=change.facts,
    )
    changed = _without_questions(settled(item, change.item, event), event, intent)
    after = watched(changed, now, calendar=calendar)
    return Transition(item=after, event=event, steps=change.steps)


def _without_questions(item: Item, event: Event, intent: Intent) -> Item:
    """The item without what nobody has to answer after this: an offer, or who else owns it."""
    facts = event.facts
    ends_offer = isinstance(facts, Closed | Reassigned | Rescheduled) and not (
        intent.replaces and intent.replaces.what is Action.OFFER
    )
    is_settled = isinstance(facts, Closed | Reassigned | Offered) or is_kept(item, event)
    return replace(
        item,
        offer=None if ends_offer else item.offer,
        not_mine=None if is_settled else item.not_mine,
    )


def _require_words(item: Item, intent: Intent) -> None:
    is_explained = bool(intent.reason.strip() or intent.replaces)
    if intent.move in NEEDS_REASON and not is_explained:
        text = f"Add a reason: {instead(item, intent.move)}."
        raise BadInput(text, field=Field.REASON, in_form=refusals.ADD_REASON)
    if intent.move in _MISSING_TEXT and not intent.text.strip():
        what = _MISSING_TEXT[intent.move]
        text = f"{what} Type {instead(item, intent.move)}."
        raise BadInput(text, field=Field.TEXT, in_form=what)
    for field, words in ((Field.TEXT, intent.text), (Field.REASON, intent.reason)):
        if len(words) > TEXT_LIMIT:
            raise BadInput(too_long(words), field=field)
