"""Calls for help: which rung a call is for, and whether it was already called.

A call is extra: before the due date it does not use up a rung, so each still fires at its time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from escalation.errors import BadInput
from escalation.items import Item, RungState
from escalation.moves.move import Intent, Move, instead
from escalation.people import Person
from escalation.recipients import Directory, targets_of
from escalation.rungs import names, rung_called, typed_name

LATELY = timedelta(hours=1)
"""A rung told this recently is not called again."""


class Called(Exception):
    """Nobody new to call: rung `last` was already told, `offer` is the next to call.

    `offer` is None if every rung was told, or if the call named one that was told within the hour.
    On a ladder without people `last` is -1 and `offer` None.
    """

    def __init__(self, item: Item, *, last: int, offer: int | None = None) -> None:
        super().__init__(f"{item.label} was already called for")
        self.item, self.last, self.offer = item, last, offer


def named(item: Item, intent: Intent, directory: Directory) -> Intent:
    """The intent with the rung that a call is for: the one it names, else the next to call.

    A rung that would tell only the caller is skipped, and others may still call it. Raises Called,
    or BadInput, which says what to type, if the call names such a rung or somebody on no rung.
    """
    if intent.move is not Move.ESCALATE:
        return intent
    rung = _rung_named(item, intent, directory)
    rungs = _rungs(item)
    told = {n: _told_besides(item, n, directory, actor=intent.actor) for n in rungs}
    tells = {n: others for n, others in told.items() if others is not None}
    if rung not in [None, *tells] or (rungs and not tells):
        raise _only_the_caller(item, tells)
    try:
        return replace(intent, rung=rung_to_call(item, rung, directory.now, among=tells))
    except Called as called:
        if called.offer is None or tells[called.offer] - tells.get(called.last, frozenset()):
            raise
        raise Called(item, last=called.last) from None  # that would tell the same people


def rung_to_call(
    item: Item, rung: int | None, now: datetime, *, among: Iterable[int] | None = None
) -> int:
    """The rung named, else the lowest `among` these that was not told in this round.

    Raises Called if the named rung was told within the hour. If none is named, raises Called while
    people still have time to answer the last call, unless the rung was told again since, and once
    every rung was told.
    """
    if rung is not None:
        told_at = item.rung(rung).told_at
        if told_at is not None and now - told_at < LATELY:
            raise Called(item, last=rung)
        return rung
    these = _rungs(item) if among is None else among
    untold = next((n for n in these if item.rung(n).told_at is None), None)
    last = _last_call(item)
    is_latest = last is not None and last.told_at == last.called_at  # else the chance is the rung's
    still_has_time = is_latest and last and last.chance_ends_at and now < last.chance_ends_at
    if untold is None or still_has_time:
        raise Called(item, last=last.rung if last else item.highest, offer=untold)
    return untold


def _rung_named(item: Item, intent: Intent, directory: Directory) -> int | None:
    if intent.owner is None:
        return _of(item, intent.calls) if intent.calls else intent.rung
    rung = next((n for n in _rungs(item) if intent.owner.id in _users(item, n, directory)), None)
    if rung is None:
        raise _on_no_rung(item, intent.owner, directory)
    return rung


def _told_besides(
    item: Item, rung: int, directory: Directory, *, actor: str
) -> frozenset[str] | None:
    """The ids of the users and channels that a call of this rung tells, besides the caller.

    None if the caller is on the rung and nobody else is told.
    """
    targets = targets_of(item, rung, directory)
    told = {
        recipient.person.id for recipient in directory.recipients(targets, beside=item.owner)
    } - {actor}
    told.update(directory.channels(targets) if targets else (item.reporter, item.channel))
    is_alone = not told and actor in directory.users(targets)
    return None if is_alone else frozenset(told)


def _only_the_caller(item: Item, others: Iterable[int]) -> BadInput:
    """Only the caller would be told: say whom else to call, or how to hand the item over."""
    named = [typed_name(item.policy.name(n)) for n in others]
    typed = [instead(item, Move.ESCALATE, word=f"escalate to {one} because …") for one in named]
    else_ = f"To tell somebody else: {' or '.join(typed)}."
    why = "That would call nobody but you, so nobody was told."
    return BadInput(f"{why} {else_ if typed else _hand_over(item)}")


def _rungs(item: Item) -> range:
    return range(item.policy.fallback)


def _of(item: Item, name: str) -> int:
    rungs = item.policy.rungs
    found = rung_called(name, rungs)
    if found is not None:
        return found
    typed = [
        instead(item, Move.ESCALATE, word=f"escalate to {typed_name(one)} because …")
        for one in names(rungs)
    ]
    step = f"The ladder of {item.label} has no step called {name}."
    raise BadInput(f"{step} Type {' or '.join(typed)}.")


def _users(item: Item, rung: int, directory: Directory) -> set[str]:
    targets = targets_of(item, rung, directory)
    return {recipient.person.id for recipient in directory.recipients(targets, beside="")}


def _on_no_rung(item: Item, person: Person, directory: Directory) -> BadInput:
    users = {user for n in _rungs(item) for user in _users(item, n, directory)}
    names = sorted(directory.people[user].name for user in users)
    on_it = f" {' and '.join(names)} can be called." if names else ""
    return BadInput(
        f"{person.name} is not on the ladder of {item.label}.{on_it} {_hand_over(item)}"
    )


def _hand_over(item: Item) -> str:
    return f"To hand it over: {instead(item, Move.REASSIGN)}."


def _last_call(item: Item) -> RungState | None:
    called = [state for state in item.position.rungs if state.called_at is not None]
    return max(called, key=lambda state: state.called_at or state.rung, default=None)
