"""Closings: the four ways an item ends, and how it opens again."""

from dataclasses import replace

from escalation.calendars import default_due_at
from escalation.facts.by_people import (
    Closed,
    Decided,
    FellBack,
    Reopened,
    Resolved,
    Withdrawn,
)
from escalation.items import Closing, Due, Ended, Item, Status
from escalation.moves.changes import Change, Moment, new_round
from escalation.moves.move import Intent


def resolve(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close a blocker that was removed; the text says how, if given."""
    facts = Resolved(outcome=intent.text)
    return _close(item, intent, moment, status=Status.RESOLVED, facts=facts)


def decide(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close a decision; the text says what was decided."""
    facts = Decided(outcome=intent.text)
    return _close(item, intent, moment, status=Status.DECIDED, facts=facts)


def fall_back(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close with the fallback, which becomes the outcome."""
    facts = FellBack(outcome=item.fallback)
    return _close(item, intent, moment, status=Status.FELL_BACK, facts=facts)


def withdraw(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close an item that no longer matters; the reason becomes the outcome."""
    facts = Withdrawn(outcome=intent.reason)
    return _close(item, intent, moment, status=Status.WITHDRAWN, facts=facts)


def _close(item: Item, intent: Intent, moment: Moment, *, status: Ended, facts: Closed) -> Change:
    outcome = facts.outcome or ""
    closing = Closing(status=status, at=moment.now, by=intent.actor, outcome=outcome)
    return Change(item=replace(item, closing=closing), facts=facts)


def reopen(item: Item, _: Intent, moment: Moment) -> Change:
    """Open again in a new round; if the date has passed, the default due date replaces it.

    That does not count as a slip. Skip reviews that came due while it was closed.
    """
    reopened = replace(new_round(item, moment.now), closing=None)
    facts = Reopened(was=item.status)
    if item.due.at > moment.now:
        return Change(item=reopened, facts=facts)
    due_at = default_due_at(item.policy, moment.now, calendar=moment.calendar)
    due = Due(at=due_at, zone=item.due.zone, phrase="")
    facts = replace(facts, old_due_at=item.due.at, new_due_at=due.at)
    return Change(item=replace(reopened, due=due), facts=facts)
