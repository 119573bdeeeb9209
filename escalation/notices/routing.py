"""Addressing: turns the steps that are owed into notices to people, threads and channels.

In one pass nobody is told twice and the owner is never escalated to. Where nobody can answer,
somebody else is told at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from escalation.items import Item
from escalation.ladder.plan import Step, StepKind, call_step, called, fire, rung_step
from escalation.notices.chances import Chance, chance
from escalation.notices.collector import Address, Telling
from escalation.notices.cycles import ask, hearers_of, leadership_told, review
from escalation.notices.notice import NoticeKind, Place
from escalation.policy import Audience, Target
from escalation.recipients import Directory, Hearer


def address(item: Item, steps: Iterable[Step], directory: Directory) -> Address:
    """Address these steps of an item to which their plan has been applied.

    `directory` holds everyone named by the item, its policy and their absences.
    """
    telling = Telling(item, directory)
    for step in steps:
        _RULES[step.kind](telling, step)
    return telling.address()


@dataclass(frozen=True, slots=True)
class Told:
    """The people told directly, whether a channel is told as well, and whether any can answer."""

    people: tuple[Hearer, ...]
    in_channel: bool
    can_answer: bool


def _remind(telling: Telling, step: Step) -> None:
    owner = telling.directory.reachable(telling.item.owner)
    if owner is None:
        _owner_gone(telling, step)
        return
    telling.direct(Hearer(owner), NoticeKind.REMINDER, step, missed=str(step.missed))
    stand_in = telling.directory.stand_in(owner)
    if stand_in is not None:
        telling.direct(Hearer(stand_in, owner.id), NoticeKind.REMINDER, step)
    telling.remember("reminded", step, missed=str(step.missed))
    if stand_in is None and owner.is_away(telling.directory.now):
        _tell_above(telling, step, why="away")


def _cover(telling: Telling, step: Step) -> None:
    """The owner has just become unable to answer, with no reminder due."""
    owner = telling.directory.reachable(telling.item.owner)
    if owner is None:
        _owner_gone(telling, step)
    elif owner.is_away(telling.directory.now) and telling.directory.stand_in(owner) is None:
        _tell_above(telling, step, why="away")


def _owner_gone(telling: Telling, step: Step) -> None:
    telling.post(NoticeKind.GAP, step, Place.THREAD, why="gone")
    _tell_above(telling, step, why="gone")


def _tell_above(telling: Telling, step: Step, *, why: str) -> None:
    """Tell the lead, or else leadership, in the owner's stead; the rungs keep their times.

    The item may have a new owner by then, and a rung used up early would let its time pass in
    silence.
    """
    policy = telling.item.policy
    telling.remember("gap", step, why=why)
    for targets in (policy.lead, policy.leadership):
        told = _tell(telling, step, targets, kind=NoticeKind.GAP, why=why) if targets else None
        if told and targets == policy.leadership:
            channels = telling.directory.channels(targets)
            leadership_told(telling, step, told.people, channels=channels)
        if told and told.can_answer:
            return
    _last_resort(telling, step, why=why)


def _climb(telling: Telling, step: Step, gap: str = "") -> None:
    """Fire or call a rung; `gap` names what below it could not answer."""
    rung = telling.item.policy.rungs[step.rung]
    facts = _rung_facts(telling, step, gap)
    if rung.audience is Audience.CHANNEL:
        _announce_fallback(telling, step, facts)
        return
    targets = telling.item.policy.targets(rung.audience)
    hearers = _tell(telling, step, targets, kind=NoticeKind.ESCALATION, **facts)
    place = Place.ALOUD if rung.aloud or not targets else Place.THREAD
    telling.post(NoticeKind.ESCALATION, step, place, **facts)
    heard = _heard(telling, step, hearers)
    _note_leadership(telling, rung.audience, heard)
    if step.kind is StepKind.RUNG:
        telling.remember("escalated", step, **facts, **_chance_facts(heard))
    if heard is None:
        telling.remember("gap", step, why=rung.audience.value)
        _climb_past(telling, step, gap=rung.audience.value)


def _rung_facts(telling: Telling, step: Step, gap: str) -> dict[str, str]:
    rung = telling.item.policy.rungs[step.rung]
    facts = {"rung": str(step.rung), "audience": rung.audience.value}
    if gap:
        facts["gap"] = gap
    called_at = telling.item.rung(step.rung).called_at
    if called_at is not None and step.kind is StepKind.RUNG:
        facts["called"] = called_at.isoformat()
    return facts


def _heard(telling: Telling, step: Step, hearers: Told) -> Chance | None:
    """Keep on the item when the rung was told and how long it has to answer; None for nobody."""
    heard = None
    if hearers.can_answer:
        heard = chance(
            telling.item,
            hearers.people,
            in_channel=hearers.in_channel,
            told_from=step.told_from(telling.directory.now),
        )
    if heard is not None:
        ends_at = None if telling.item.urgent else heard.ends_at
        state = telling.item.rung(step.rung)
        telling.item = telling.item.with_rung(
            replace(state, heard_at=heard.heard_at, chance_ends_at=ends_at)
        )
    return heard


def with_chance_again(item: Item, rung: int, directory: Directory) -> Item:
    """The item with a rung's chance counted from now, as nobody on it has been told yet."""
    targets = item.policy.targets(item.policy.rungs[rung].audience)
    hearers = rung_hearers(item, rung, directory)
    in_channel = not targets or bool(directory.channels(targets))
    again = chance(item, hearers, in_channel=in_channel, told_from=directory.now)
    if again is None or item.urgent:
        return item
    state = replace(item.rung(rung), heard_at=again.heard_at, chance_ends_at=again.ends_at)
    return item.with_rung(state)


def rung_hearers(item: Item, rung: int, directory: Directory) -> tuple[Hearer, ...]:
    """The people whom a rung tells directly: its targets, or the reporter if none are set."""
    targets = item.policy.targets(item.policy.rungs[rung].audience)
    return hearers_of(item, targets, directory)


def _chance_facts(heard: Chance | None) -> dict[str, str]:
    if heard is None:
        return {}
    return {"heard": heard.heard_at.isoformat(), "until": heard.ends_at.isoformat()}


def _note_leadership(telling: Telling, audience: Audience, heard: Chance | None) -> None:
    if audience is Audience.LEADERSHIP and heard is not None:
        telling.item = replace(telling.item, leadership_told_at=heard.heard_at)


def _climb_past(telling: Telling, step: Step, *, gap: str) -> None:
    """Tell the next rung at once. That does not make the fallback apply before its time."""
    above = step.rung + 1
    if telling.item.has_fired(above):
        return
    if not is_climbable(telling.item, above):
        _last_resort(telling, step, why=gap)
    elif step.kind is StepKind.RUNG:
        next_step = rung_step(above, step.at)
        telling.item = fire(telling.item, next_step, telling.directory.now)
        _climb(telling, next_step, gap=gap)
    else:
        caller = telling.item.rung(step.rung).called_by
        telling.item = called(telling.item, above, step.at, by=caller)
        _climb(telling, call_step(above, step.at), gap=gap)


def is_climbable(item: Item, index: int) -> bool:
    """Whether there is such a rung and it tells people, rather than announcing the fallback."""
    rungs = item.policy.rungs
    return index < len(rungs) and rungs[index].audience is not Audience.CHANNEL


def _announce_fallback(telling: Telling, step: Step, facts: Mapping[str, str]) -> None:
    telling.post(NoticeKind.FALLBACK, step, Place.ALOUD, **facts)
    for hearer in _owner_or_cover(telling.item, telling.directory):
        telling.direct(hearer, NoticeKind.FALLBACK, step, **facts)
    telling.remember("escalated", step, **facts)


def _owner_or_cover(item: Item, directory: Directory) -> tuple[Hearer, ...]:
    """The owner, and while they are away their stand-in, or else the lead or leadership."""
    owner = directory.reachable(item.owner)
    if owner is None:
        return ()
    stand_in = directory.stand_in(owner)
    if stand_in is not None:
        return Hearer(owner), Hearer(stand_in, owner.id)
    if owner.is_away(directory.now):
        for targets in (item.policy.lead, item.policy.leadership):
            above = directory.hearers(targets, beside=owner.id)
            if directory.can_answer(above):
                return Hearer(owner), *above
    return (Hearer(owner),)


def _tell(
    telling: Telling, step: Step, targets: tuple[Target, ...], *, kind: NoticeKind, **facts: str
) -> Told:
    """Tell the targets, or the reporter if none are set.

    With none set the item's channel is told as well, so somebody can always answer.
    """
    hearers = hearers_of(telling.item, targets, telling.directory)
    for hearer in hearers:
        telling.direct(hearer, kind, step, **facts)
    channels = telling.directory.channels(targets)
    for channel in channels:
        telling.post(kind, step, Place.CHANNEL, channel=channel, **facts)
    in_channel = not targets or bool(channels)
    return Told(hearers, in_channel, in_channel or telling.directory.can_answer(hearers))


def _last_resort(telling: Telling, step: Step, *, why: str) -> None:
    """Tell the reporter and the whole channel that nobody on the ladder can answer."""
    _tell(telling, step, (), kind=NoticeKind.GAP, why=why)
    telling.post(NoticeKind.GAP, step, Place.ALOUD, why=why)


_RULES = {
    StepKind.REMINDER: _remind,
    StepKind.RUNG: _climb,
    StepKind.CALL: _climb,
    StepKind.REVIEW: review,
    StepKind.QUESTION: ask,
    StepKind.GAP: _cover,
}
