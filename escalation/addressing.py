"""Addressing: turning the steps that are owed into notices to people, threads and channels.

In one pass nobody is told twice, the owner is never escalated to, and wherever nobody can answer
somebody else hears at once (design §1, promises 3 and 4; §4, Default ladder and Quiet time).
"""

from collections.abc import Iterable, Mapping

from escalation.hearers import Directory, Hearer
from escalation.items import Item
from escalation.ladder import Step, StepKind, rung_step
from escalation.notices import NoticeKind, Place
from escalation.policy import Audience, Target, TargetKind
from escalation.telling import Address, Telling


def address(item: Item, steps: Iterable[Step], directory: Directory) -> Address:
    """Address these steps of an item to which their plan has been applied.

    `directory` holds everyone named by the item, its policy and their absences.
    """
    telling = Telling(item, directory)
    for step in steps:
        _RULES[step.kind](telling, step)
    return telling.address()


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
    """The lead hears, or else leadership, of what the owner cannot; the rungs keep their times.

    Somebody new may own the item by then, and a rung used up early would pass its time in silence.
    """
    policy = telling.item.policy
    telling.remember("gap", step, why=why)
    for targets in (policy.lead, policy.leadership):
        if targets and _tell(telling, step, targets, kind=NoticeKind.GAP, why=why):
            return
    _last_resort(telling, step, why=why)


def _climb(telling: Telling, step: Step, gap: str = "") -> None:
    """Fire a rung; `gap` names what below it could not answer."""
    rung = telling.item.policy.rungs[step.rung]
    facts = {"rung": str(step.rung), "audience": rung.audience.value} | (
        {"gap": gap} if gap else {}
    )
    if rung.audience is Audience.CHANNEL:
        _announce_fallback(telling, step, facts)
        return
    targets = telling.item.policy.targets(rung.audience)
    answered = _tell(telling, step, targets, kind=NoticeKind.ESCALATION, **facts)
    place = Place.ALOUD if rung.aloud or not targets else Place.THREAD
    telling.post(NoticeKind.ESCALATION, step, place, **facts)
    telling.remember("escalated", step, **facts)
    if not answered:
        telling.remember("gap", step, why=rung.audience.value)
        _climb_past(telling, step, gap=rung.audience.value)


def _climb_past(telling: Telling, step: Step, *, gap: str) -> None:
    """The next rung hears at once. The fallback is not put in force before its time for that."""
    above = step.rung + 1
    if above < telling.climbed:
        return
    if is_climbable(telling.item, above):
        telling.climbed = above + 1
        _climb(telling, rung_step(above, step.at), gap=gap)
    else:
        _last_resort(telling, step, why=gap)


def is_climbable(item: Item, index: int) -> bool:
    """Whether there is such a rung and people hear on it, rather than the fallback coming in."""
    rungs = item.policy.rungs
    return index < len(rungs) and rungs[index].audience is not Audience.CHANNEL


def _announce_fallback(telling: Telling, step: Step, facts: Mapping[str, str]) -> None:
    telling.post(NoticeKind.FALLBACK, step, Place.ALOUD, **facts)
    owner = telling.directory.reachable(telling.item.owner)
    if owner is not None:
        telling.direct(Hearer(owner), NoticeKind.FALLBACK, step, **facts)
    telling.remember("escalated", step, **facts)


def _review(telling: Telling, step: Step) -> None:
    targets = telling.item.policy.leadership
    answered = _tell(telling, step, targets, kind=NoticeKind.REVIEW)
    telling.post(NoticeKind.REVIEW, step, Place.THREAD if targets else Place.ALOUD)
    telling.remember("reviewed", step)
    if not answered:
        telling.remember("gap", step, why=Audience.LEADERSHIP.value)
        _last_resort(telling, step, why=Audience.LEADERSHIP.value)


def _tell(
    telling: Telling, step: Step, targets: tuple[Target, ...], *, kind: NoticeKind, **facts: str
) -> bool:
    """Tell the targets, or the reporter if none are set; whether anybody can answer.

    With none set the item's channel hears as well, so somebody always can.
    """
    reporter = (Target(TargetKind.PERSON, telling.item.reporter),)
    hearers = telling.directory.hearers(targets or reporter, beside=telling.item.owner)
    for hearer in hearers:
        telling.direct(hearer, kind, step, **facts)
    open_targets = filter(telling.directory.reaches, targets)
    channels = [target.id for target in open_targets if target.kind is TargetKind.CHANNEL]
    for channel in channels:
        telling.post(kind, step, Place.CHANNEL, channel=channel, **facts)
    return not targets or bool(channels) or telling.directory.can_answer(hearers)


def _last_resort(telling: Telling, step: Step, *, why: str) -> None:
    """The reporter and the whole channel hear that nobody on the ladder can answer."""
    _tell(telling, step, (), kind=NoticeKind.GAP, why=why)
    telling.post(NoticeKind.GAP, step, Place.ALOUD, why=why)


_RULES = {
    StepKind.REMINDER: _remind,
    StepKind.RUNG: _climb,
    StepKind.REVIEW: _review,
    StepKind.GAP: _cover,
}
