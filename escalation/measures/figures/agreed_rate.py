"""Agreed: of the items that are open at the end, those whose owner agreed to the date."""

from collections.abc import Iterable
from datetime import datetime

from escalation.facts.by_owners import Agreed
from escalation.facts.by_people import Acknowledged, Logged, Reassigned, Reopened, Rescheduled
from escalation.measures.figures.rate import Rate
from escalation.measures.tracks import Track


def agreed_rate(tracks: Iterable[Track], at: datetime) -> Rate:
    """Count them just before an instant; items whose date the history does not say are left out."""
    found = [(one, due) for one in tracks if one.open_at(at) and (due := one.due(at))]
    return Rate(sum(_agreed_date(one, at) == due for one, due in found), len(found))


def _agreed_date(track: Track, at: datetime) -> datetime | None:
    """The date that its owner agreed to last.

    A new owner has to agree again, unless their item is of before there were agreed dates.
    """
    owner, due, agreed = "", None, track.item.agreed_due_at
    for event in (one for one in track.events if one.at < at):
        facts, keeps = event.facts, event.actor
        match facts:
            case Logged():
                owner, due = facts.owner, facts.due_at
            case Reassigned():
                owner, agreed = facts.new_owner, track.item.agreed_due_at
                keeps = owner if facts.asked_by == owner else keeps
            case Rescheduled() | Reopened():
                is_moved = facts.new_due_at not in (None, due)
                due = facts.new_due_at or due
                keeps = keeps if is_moved and not _puts_back(facts) else ""
            case Acknowledged() | Agreed():
                pass
            case _:
                continue
        if keeps == owner:
            agreed = due
    return agreed


def _puts_back(facts: Rescheduled | Reopened) -> bool:
    return isinstance(facts, Rescheduled) and facts.puts_back
