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
from escalation.items import Due, Item, Status
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


def _close(item: Item, intent: Intent, moment: Moment, *, status: Status, facts: Closed) -> Change:
    closed = replace(
        item,
        status=status,
        outcome=facts.outcome or "",
        closed_at=moment.now,
        closed_by=intent.actor,
    )
    return Change(item=closed, facts=facts)


def reopen(item: Item, _: Intent, moment: Moment) -> Change:
    """Open again in a new round; if the date has passed, the default due date replaces it.

    That does not count as a slip. Skip reviews that came due while it was closed.
    """
    reopened = replace(
        new_round(item, moment.now),
        status=Status.OPEN,
        outcome="",
        closed_at=None,
        closed_by="",
    )
    facts = Reopened(was=item.status)
    if item.due.at > moment.now:
        return Change(item=reopened, facts=facts)
    due_at = default_due_at(item.policy, moment.now, calendar=moment.calendar)
    due = Due(at=due_at, zone=item.due.zone, phrase="")
    facts = replace(facts, old_due_at=item.due.at, new_due_at=due.at)
    return Change(item=replace(reopened, due=due), facts=facts)
