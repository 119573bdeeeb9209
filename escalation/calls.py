"""Calls for help: which rung a call is for, and when it was called already.

A call adds to the ladder: before the due date it uses up no rung, so each still fires at its time.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from escalation.errors import BadInput
from escalation.hearers import Directory
from escalation.items import Item, RungState
from escalation.moves import Intent, Move, instead
from escalation.people import Person
from escalation.policy import ABOVE, Audience

LATELY = timedelta(hours=1)
"""A rung told this recently is not called again."""


class Called(Exception):
    """A call that was answered already: rung `last` was told, `offer` is the next to call.

    `offer` is None when every rung was told, or when the call named one that was told within the
    hour. On a ladder without people `last` is -1 and `offer` None.
    """

    def __init__(self, item: Item, *, last: int, offer: int | None = None) -> None:
        super().__init__(f"{item.label} was called for already")
        self.item, self.last, self.offer = item, last, offer


def named(item: Item, intent: Intent, directory: Directory) -> Intent:
    """The intent with the rung that a call names, by its audience or by somebody on it.

    BadInput for somebody who is on no rung; it says who can be called.
    """
    if intent.move is not Move.ESCALATE or not (intent.audience or intent.owner):
        return intent
    if intent.owner is None:
        return replace(intent, rung=_of(item, intent.audience))
    rung = next((n for n in _rungs(item) if intent.owner.id in _users(item, n, directory)), None)
    if rung is None:
        raise _on_no_rung(item, intent.owner, directory)
    return replace(intent, rung=rung)


def rung_to_call(item: Item, rung: int | None, now: datetime) -> int:
    """The rung named, else the lowest above the owner that was not told in this round.

    Raises Called if the named rung was told within the hour; if none is named, while the last
    rung called still has time to answer, or once every rung was told.
    """
    if rung is not None:
        told_at = item.rung(rung).told_at
        if told_at is not None and now - told_at < LATELY:
            raise Called(item, last=rung)
        return rung
    untold = next((n for n in _rungs(item) if item.rung(n).told_at is None), None)
    last = _last_call(item)
    still_has_time = last is not None and last.chance_ends_at and now < last.chance_ends_at
    if untold is None or still_has_time:
        raise Called(item, last=last.rung if last else item.highest, offer=untold)
    return untold


def _rungs(item: Item) -> list[int]:
    return [n for n, rung in enumerate(item.policy.rungs) if rung.audience in ABOVE]


def _of(item: Item, audience: Audience | None) -> int:
    found = next((n for n in _rungs(item) if item.policy.rungs[n].audience is audience), None)
    if found is None:
        raise BadInput(f"The ladder of {item.label} has no such step.")
    return found


def _users(item: Item, rung: int, directory: Directory) -> set[str]:
    targets = item.policy.targets(item.policy.rungs[rung].audience)
    return {hearer.person.id for hearer in directory.hearers(targets, beside="")}


def _on_no_rung(item: Item, person: Person, directory: Directory) -> BadInput:
    users = {user for n in _rungs(item) for user in _users(item, n, directory)}
    names = sorted(directory.people[user].name for user in users)
    on_it = f" {' and '.join(names)} can be called." if names else ""
    return BadInput(
        f"{person.name} is not on the ladder of {item.label}.{on_it} "
        f"To hand it over: {instead(item, Move.REASSIGN)}."
    )


def _last_call(item: Item) -> RungState | None:
    called = [state for state in item.rungs if state.called_at is not None]
    return max(called, key=lambda state: state.called_at or state.rung, default=None)
