"""Moves of an agreed date: keep it, put back a counter-proposal, or say the item is not yours."""

from dataclasses import replace

from escalation import refusals
from escalation.about.agreements import NotMine
from escalation.agreed.agreed_dates import is_asked, is_from_others
from escalation.errors import BadInput
from escalation.facts.by_owners import Agreed, Disowned
from escalation.facts.by_people import Rescheduled
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.ladder import holds
from escalation.moves.changes import Change, Moment, moved_to
from escalation.moves.handover import reassign
from escalation.moves.move import Intent, Move, instead


def agree(item: Item, intent: Intent, moment: Moment) -> Change:
    """Keep the date; this prolongs a hold as a note does."""
    if not is_asked(item) and not item.not_mine:
        already = f"You agreed to the date of {item.label} already."
        raise BadInput(f"{already} To move it: {instead(item, Move.RESCHEDULE)}.", in_form=already)
    until = holds.prolonged_until(item, moment.now, by=intent.actor, calendar=moment.calendar)
    facts = Agreed(due_at=item.due.at, held_until=until)
    return Change(item=holds.held(item, until), facts=facts)


def put_back(item: Item, intent: Intent, moment: Moment) -> Change:
    """Put back the date that a counter-proposal replaced; the owner is asked once more."""
    agreement = item.agreement
    due_at, first_due_at = agreement.countered_due_at, agreement.countered_first_at
    if due_at is None or first_due_at is None or intent.actor == item.owner:
        nothing = f"{item.label} has no old date to put back, so nothing was changed."
        move = f"To move it: {instead(item, Move.RESCHEDULE)}."
        raise BadInput(f"{nothing} {move}", in_form=nothing)
    if due_at <= moment.now:
        passed = "The old date has passed, so it cannot be put back."
        move = f"To set another: {instead(item, Move.RESCHEDULE)}."
        raise BadInput(f"{passed} {move}", field=Field.DUE, in_form=passed)
    due = Due(at=due_at, zone=item.due.zone, phrase="")
    facts = Rescheduled(
        old_due_at=item.due.at,
        new_due_at=due_at,
        slips=item.slips,
        pull_ins=item.pull_ins,
        first_due_at=first_due_at,
        drift=0,
        puts_back=True,
    )
    moved = moved_to(item, due, facts, now=moment.now)
    return replace(
        moved,
        item=replace(moved.item, agreement=replace(agreement, put_back_at=moment.now)),
    )


def decline(item: Item, intent: Intent, moment: Moment) -> Change:
    """Say no to an offer; or, as the owner, that the item is not theirs (`intent.asks_until`)."""
    if not disowns(item, intent):
        return reassign.decline(item, intent, moment)
    if item.not_mine:
        asked = f"You already asked for another owner of {item.label}."
        give = f"To name somebody: {instead(item, Move.REASSIGN)}."
        raise BadInput(f"{asked} {give}", in_form=asked)
    if not intent.reason.strip():
        add = f"Add a reason: {instead(item, Move.DECLINE)}."
        raise BadInput(add, field=Field.REASON, in_form=refusals.ADD_REASON)
    if intent.asks_until is None:
        return reassign.decline(item, intent, moment)
    not_mine = NotMine(
        asked=intent.asks, reason=intent.reason, made_at=moment.now, ends_at=intent.asks_until
    )
    facts = Disowned(owner=item.owner, asked=intent.asks, until=intent.asks_until)
    return Change(item=replace(item, not_mine=not_mine), facts=facts)


def disowns(item: Item, intent: Intent) -> bool:
    """Whether the owner says that what somebody else logged or dated is not theirs."""
    is_no = intent.move is Move.DECLINE and intent.actor == item.owner
    return is_no and item.offer is None and is_from_others(item)
