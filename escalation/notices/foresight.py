"""Foresight: run the ladder ahead to find who will be told what and when if nobody acts.

The times are when people will be told, after any quiet time.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice, takewhile
from operator import attrgetter

from escalation.calendars import owners_calendar
from escalation.dm_times import next_dm_at, next_morning, working_from
from escalation.facts.in_notices import ForStep
from escalation.items import Item, RungState
from escalation.ladder.plan import (
    Step,
    StepKind,
    apply,
    call_step,
    plan,
    question_step,
    rung_step,
    watched,
)
from escalation.notices import keys
from escalation.notices.chances import rung_recipients, with_chance_again
from escalation.notices.collector import Routed
from escalation.notices.instead import in_place
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.review_cycles import can_be_asked
from escalation.notices.routing import route
from escalation.people import Person
from escalation.recipients import Directory

_ABOVE = frozenset({StepKind.RUNG, StepKind.CALL, StepKind.QUESTION})
_MOST_IDLE = 50
"""After so many passes that tell nobody, nobody is left who can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One step ahead. `told_at` is when it tells its first recipients (UTC).

    `people` are the ids of the users told then, `channels` those of channels told instead of people
    or as well. A step of kind GAP says that the owner cannot answer.
    """

    step: Step
    told_at: datetime
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether quiet time delays it beyond the instant it falls due."""
        return self.told_at > self.step.at


def foresee(
    item: Item, now: datetime, directory: Directory, *, count: int = 10
) -> tuple[Foreseen, ...]:
    """The next steps if nobody acts, in the order in which people are told.

    Reminders that reach the same people at the same instant are one.
    """
    return tuple(islice(_reminded_once(_ahead(item, now, directory)), count))


def _reminded_once(steps: Iterator[Foreseen]) -> Iterator[Foreseen]:
    for _, told in groupby(steps, key=attrgetter("told_at")):
        together = list(told)
        last = {one.people: one for one in together if one.step.kind is StepKind.REMINDER}
        for one in together:
            if one.step.kind is not StepKind.REMINDER or one is last[one.people]:
                yield one


def next_rung(
    item: Item, now: datetime, directory: Directory, *, above: int = -1
) -> Foreseen | None:
    """The rung that is told next if nobody acts; None once all have fired.

    Rungs that have fired or were called count only `above` this rung.
    """
    if not item.is_open or item.fallback_applies or item.is_climbed:
        return None
    steps = _ahead(item, now, directory)
    # Once the last question is asked, every rung has fired.
    rungs = takewhile(lambda one: one.step.kind is not StepKind.QUESTION, steps)
    ahead = (one for one in rungs if one.step.rung > above or one.step.at > now)
    return next((one for one in ahead if one.step.rung >= 0), None)


def next_above(item: Item, now: datetime, directory: Directory) -> Foreseen | None:
    """The next step that tells somebody above the owner; None if there is none.

    That is a rung or a call, or the last question once all rungs have fired. Reviews do not count:
    they cover many items at once.
    """
    steps = _ahead(item, now, directory)
    return next((one for one in steps if one.step.kind in _ABOVE), None)


def untold(item: Item, rung: int, directory: Directory) -> tuple[Foreseen, ...]:
    """Whom a rung or call that has fired still has to tell, because quiet time delays it.

    One for each instant, the earliest first.
    """
    state = item.rung(rung)
    is_told = state.heard_at is not None and state.heard_at <= directory.now
    if state.told_at is None or is_told or rung == item.policy.fallback:
        return ()
    step = _latest(item, state, state.told_at)
    caller = state.called_by if step.kind is StepKind.CALL else ""
    recipients = rung_recipients(item, rung, directory.about(item))
    told = {
        one.person.id: next_dm_at(one.person, item, step.at)
        for one in recipients
        if one.person.id != caller
    }
    return _waiting(step, told, directory.now)


def _latest(item: Item, state: RungState, at: datetime) -> Step:
    is_firing = at == state.fired_at
    return rung_step(item, state.rung, at) if is_firing else call_step(state.rung, at)


def _unasked(item: Item, directory: Directory) -> tuple[Foreseen, ...]:
    """The last question, if it has been asked but still waits for its recipients' morning."""
    position, now = item.position, directory.now
    at = position.asked_until
    if at is None or not item.fallback_applies or item.kept_open(now) or not position.unanswered:
        return ()
    # An absence that began after they were asked does not count.
    told = {
        user: next_morning(person, item, at)
        for user in position.asked
        if (person := directory.reachable(user))
        and next_morning(replace(person, absences=()), item, at) > now
    }
    is_asked = can_be_asked(item, directory)
    itself = () if item.channel in directory.shut else (item.channel,)
    channels = directory.channels(item.policy.leadership) if is_asked else itself
    told |= dict.fromkeys(channels, next_morning(None, item, at))
    return _waiting(question_step(at), told, now, channels=channels)


def _waiting(
    step: Step, told: Mapping[str, datetime], now: datetime, *, channels: Collection[str] = ()
) -> tuple[Foreseen, ...]:
    """What a step still has to tell, by the instant at which each person or channel is told."""
    instants = sorted({at for at in told.values() if at > now})
    return tuple(
        Foreseen(
            step=step,
            told_at=at,
            people=tuple(one for one in told if told[one] == at and one not in channels),
            channels=tuple(one for one in channels if told[one] == at),
        )
        for at in instants
    )


def _ahead(item: Item, now: datetime, directory: Directory) -> Iterator[Foreseen]:
    directory = replace(directory, now=now)
    waiting = [*_unasked(item, directory)]
    for state in item.position.rungs:
        waiting += untold(item, state.rung, directory)
    at: datetime | None = now
    idle = 0
    while item.is_open and at is not None and idle < _MOST_IDLE:
        calendar = owners_calendar(item, directory.people, at)
        planned = plan(item, item.policy, at, calendar=calendar)
        applied = apply(item, planned)
        told = route(applied, planned.steps, replace(directory, now=at))
        for step in (*planned.steps, *_climbed_past(applied, told)):
            waiting += _foreseen(item, step, told.notices, directory=replace(directory, now=at))
        idle = 0 if waiting else idle + 1
        item = told.item
        at = item.next_at and max(item.next_at, at)
        waiting.sort(key=lambda one: (one.told_at, one.step.at))
        # Later passes tell the rest later.
        while waiting and (at is None or waiting[0].told_at <= at):
            yield waiting.pop(0)


def _climbed_past(applied: Item, told: Routed) -> Iterator[Step]:
    """The rungs that fire at once because nobody on the one below can answer."""
    for state in told.item.position.rungs:
        if state.fired_at is not None and not applied.has_fired(state.rung):
            yield rung_step(applied, state.rung, state.fired_at)


def _foreseen(
    item: Item, step: Step, notices: tuple[Notice, ...], *, directory: Directory
) -> Iterator[Foreseen]:
    """What one step tells; nothing if its rung has nobody, or only people a higher rung tells."""
    own = [one for one in notices if one.says(ForStep).step == step.name]
    gaps = [one for one in own if one.kind is NoticeKind.GAP]
    if step.kind is StepKind.REMINDER and gaps:
        yield from _told(item, replace(step, kind=StepKind.GAP), gaps, directory=directory)
        own = [one for one in own if one.kind is NoticeKind.REMINDER]
    yield from _told(item, step, own, directory=directory)


def _told(
    item: Item, step: Step, notices: list[Notice], *, directory: Directory
) -> Iterator[Foreseen]:
    aloud = [one for one in notices if one.place in (Place.ALOUD, Place.CHANNEL)]
    direct = [one for one in notices if one.place is Place.DM]
    if step.rung >= 0 and not item.policy.rungs[step.rung].targets:
        direct = []  # said aloud in the channel
    asked = [one for one in aloud if one.place is Place.CHANNEL or one.kind is NoticeKind.QUESTION]
    told = in_place([(item, one) for one in [*direct, *asked] or aloud], directory)
    if not told:
        return
    told_at = min(max(one.not_before, step.at) for one in told)
    first = [one for one in told if one.not_before <= told_at]
    yield Foreseen(
        step=step,
        told_at=told_at,
        people=tuple(dict.fromkeys(one.recipient for one in first if one.place is Place.DM)),
        channels=tuple(one.recipient for one in first if one.place is not Place.DM),
    )


def held_until(notice: Notice, item: Item, person: Person, *, now: datetime) -> datetime:
    """When to send a notice that waits for this person, whose hours or absence changed just now.

    The last question waits for working hours and its plan even if urgent. So does what followers
    are told, and what somebody covers. What waits for a bundle goes on waiting for it.
    """
    earliest = notice.bundle_at or now
    if notice.kind is NoticeKind.QUESTION:
        return next_dm_at(person, replace(item, urgent=False), max(now, notice.planned_at))
    if notice.kind in {NoticeKind.FOLLOWED, NoticeKind.COVER}:
        return max(earliest, working_from(person, item, now))
    return max(earliest, next_dm_at(person, item, now))


def reckoned_again(
    item: Item, directory: Directory, all_wait: Callable[[set[str]], bool]
) -> Item | None:
    """The item with the chance of its highest rung counted again; None if nothing changes.

    It counts until the first person on the rung is told: while `all_wait` of these keys of notices,
    and before the instant of somebody who stood in for one of them.
    """
    rung = item.highest
    heard_at = item.rung(rung).heard_at if rung >= 0 else None
    if heard_at is not None and heard_at < directory.now:
        return None
    recipients = rung_recipients(item, rung, directory) if rung >= 0 else ()
    name = rung_step(item, rung, directory.now).name
    waiting = {keys.of_step(item.id, item.round, name, to=one.person.id) for one in recipients}
    if not waiting or not all_wait(waiting):
        return None
    again = item.at(with_chance_again(item, rung, directory))
    calendar = owners_calendar(item, directory.people, directory.now)
    return None if again == item else watched(again, directory.now, calendar=calendar)
