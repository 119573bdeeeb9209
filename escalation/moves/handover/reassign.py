"""Hand an open item over: at once, or once somebody says yes."""

from dataclasses import replace
from datetime import datetime

from escalation import refusals
from escalation.about.agreements import Agreement
from escalation.about.hand_overs import Offer
from escalation.errors import BadInput
from escalation.facts.action import Action
from escalation.facts.by_people import Reassigned
from escalation.facts.handing_over import AskedToTake, Declined, Offered
from escalation.fields import Field
from escalation.items import Hold, Item
from escalation.moves.changes import Change, Moment, asked_before, without_promises, wrong
from escalation.moves.move import Intent, Move, instead
from escalation.people import Person

_AGREED = (
    *("date_asked_at", "agreed_at", "agreed_due_at"),
    *("countered_due_at", "countered_first_at", "put_back_at"),
)
"""What is known of the old owner's agreement."""


def reassign(item: Item, intent: Intent, moment: Moment) -> Change:
    """Hand the item over within the same round, or ask somebody first (`intent.asks_until`)."""
    owner = _new_owner(item, intent)
    if intent.asks_until is not None:
        return _proposed(item, intent, moment, to=owner.id, until=intent.asks_until)
    position = item.position
    facts = Reassigned(
        old_owner=item.owner,
        new_owner=owner.id,
        acknowledged_at=position.acknowledged_at,
        held_until=position.hold.until if position.hold else None,
        held_rung=position.hold.rung if position.hold else None,
        snoozed_until=position.snoozed_until,
        reminded_until=position.reminded_until,
        reminder_asked_at=position.reminder_asked_at,
        asked_by=_asked_by(item, intent, owner),
        **_agreed(item),
        replaces=intent.replaces.what if intent.replaces else None,
        replaced_at=intent.replaces.at if intent.replaces else None,
    )
    unasked = replace(
        without_promises(position),
        reminder_asked_at=None,
        trajectory_asked_at=asked_before(position, moment.now),
    )
    return Change(item=replace(item, owner=owner.id, position=unasked), facts=facts)


def _agreed(item: Item) -> dict[str, datetime | None]:
    """What the old owner said to its date, in case this is undone."""
    return {name: getattr(item.agreement, name) for name in _AGREED}


def _asked_by(item: Item, intent: Intent, owner: Person) -> str | None:
    """Who gave the reason of a hand-over that somebody only says yes to."""
    offer = item.offer
    if offer is None or intent.reason != offer.reason:
        return None
    return offer.actor if offer.is_taken(item.owner, actor=intent.actor, to=owner.id) else None


def _new_owner(item: Item, intent: Intent) -> Person:
    owner = intent.owner
    if owner is None or not owner.can_own:
        what = "An owner is one person of this company with an active account"
        raise wrong(item, intent, what, field=Field.OWNER)
    if owner.id == item.owner:
        is_own = owner.id == intent.actor
        already = f"{item.label} is yours" if is_own else f"{owner.name} owns {item.label}"
        raise wrong(item, intent, f"{already} already. Name somebody else", field=Field.OWNER)
    return owner


def _proposed(item: Item, intent: Intent, moment: Moment, *, to: str, until: datetime) -> Change:
    """The owner stays until the offer or the request is answered; it replaces any other."""
    offer = Offer(
        actor=intent.actor,
        to=to,
        reason=intent.reason,
        made_at=moment.now,
        ends_at=until,
        batch=intent.batch,
    )
    shape = AskedToTake if offer.is_request else Offered
    before, replaces = (item.offer.to, _made_by(item.offer)) if item.offer else (None, None)
    facts = shape(owner=item.owner, to=to, until=until, instead_of=before, replaces=replaces)
    return Change(item=replace(item, offer=offer), facts=facts)


def _made_by(offer: Offer) -> Action:
    return Action.TAKE if offer.is_request else Action.OFFER


def take(item: Item, intent: Intent, moment: Moment) -> Change:
    """Hand the item over to the actor, or ask its owner first."""
    require_others(item, intent)
    return reassign(item, intent, moment)


def require_others(item: Item, intent: Intent) -> None:
    """Raise BadInput if its owner takes it."""
    if intent.actor == item.owner:
        yours = f"{item.label} is yours already."
        raise BadInput(
            f"{yours} To give it to somebody else: {instead(item, Move.REASSIGN)}.", in_form=yours
        )


def decline(item: Item, intent: Intent, _: Moment) -> Change:
    """Say no: the item stays with its owner."""
    offer = item.offer
    is_asked = offer is not None and offer.answerer(item.owner) == intent.actor
    if offer is None or not is_asked or (offer.is_request and intent.offer is None):
        asks = " To answer the request, use the buttons in its message." if is_asked else ""
        nothing = f"Nobody has offered you {item.label}, so nothing was changed.{asks}"
        give = f"To give it to somebody else: {instead(item, Move.REASSIGN)}."
        raise BadInput(f"{nothing} {give}", field=Field.OWNER, in_form=nothing)
    if not offer.is_request and not intent.reason.strip():
        add = f"Add a reason: {instead(item, Move.DECLINE)}."
        raise BadInput(add, field=Field.REASON, in_form=refusals.ADD_REASON)
    facts = Declined(owner=item.owner, to=offer.to, by=offer.actor)
    return Change(item=replace(item, offer=None), facts=facts)


def taken_back(item: Item, handed: Reassigned) -> Item:
    """The item in its old owner's hands, with the promises that the hand-over ended.

    Reminders that have come since went to somebody else, so they are still owed.
    """
    until, rung = handed.held_until, handed.held_rung
    position = replace(
        item.position,
        acknowledged_at=handed.acknowledged_at,
        hold=None if until is None or rung is None else Hold(rung=rung, until=until),
        snoozed_until=handed.snoozed_until,
        reminded_until=handed.reminded_until or item.position.reminded_until,
        reminder_asked_at=handed.reminder_asked_at,
    )
    return replace(
        item,
        owner=handed.old_owner,
        position=position,
        offer=None,
        agreement=_agreement_back(item, handed),
    )


def _agreement_back(item: Item, handed: Reassigned) -> Agreement:
    """What the old owner had said to the date; to one from before the upgrade, yes."""
    was = item.agreement
    if not was.dated_by:
        return was.given(handed.old_owner, item.due.at, item.logged_at)
    agreed = {name: getattr(handed, name) for name in _AGREED}
    return replace(was, agreed_by=handed.old_owner if handed.agreed_at else "", **agreed)
