"""Closings: the four ways an item ends, and how it opens again."""

from dataclasses import replace

from escalation.items import Due, Item, Status
from escalation.moves.changes import Change, Moment, new_round
from escalation.moves.move import Intent
from escalation.worktime.hours import add_working_days, next_working_instant


def resolve(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close a blocker that was removed; the text says how, if given."""
    return _close(item, intent, moment, outcome=(Status.RESOLVED, intent.text))


def decide(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close a decision; the text says what was decided."""
    return _close(item, intent, moment, outcome=(Status.DECIDED, intent.text))


def fall_back(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close with the fallback, which becomes the outcome."""
    return _close(item, intent, moment, outcome=(Status.FELL_BACK, item.fallback))


def withdraw(item: Item, intent: Intent, moment: Moment) -> Change:
    """Close an item that no longer matters; the reason becomes the outcome."""
    return _close(item, intent, moment, outcome=(Status.WITHDRAWN, intent.reason))


def _close(item: Item, intent: Intent, moment: Moment, *, outcome: tuple[Status, str]) -> Change:
    status, words = outcome
    closed = replace(
        item, status=status, outcome=words, closed_at=moment.now, closed_by=intent.actor
    )
    return Change(item=closed, facts={"outcome": words})


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
    facts = {"was": item.status.value}
    if item.due.at > moment.now:
        return Change(item=reopened, facts=facts)
    due = _default_due(item, moment)
    facts |= {"from": item.due.at.isoformat(), "to": due.at.isoformat()}
    return Change(item=replace(reopened, due=due), facts=facts)


def _default_due(item: Item, moment: Moment) -> Due:
    """The policy's default due date, from the next working instant; no phrase was typed."""
    start_at = next_working_instant(moment.now, moment.calendar)
    at = add_working_days(start_at, item.policy.window_days, moment.calendar)
    return Due(at=at, zone=item.due.zone, phrase="")
