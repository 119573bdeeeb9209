"""Closings: the four ways an item ends, and how it opens again."""

from dataclasses import replace

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
from escalation.worktime.hours import add_working_days, next_working_instant


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
    due = _default_due(item, moment)
    facts = replace(facts, old_due_at=item.due.at, new_due_at=due.at)
    return Change(item=replace(reopened, due=due), facts=facts)


def _default_due(item: Item, moment: Moment) -> Due:
    """The policy's default due date, from the next working instant; no phrase was typed."""
    start_at = next_working_instant(moment.now, moment.calendar)
    at = add_working_days(start_at, item.policy.window_days, moment.calendar)
    return Due(at=at, zone=item.due.zone, phrase="")
