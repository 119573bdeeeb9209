"""Turns due steps into notices to people, threads and channels.

In one pass nobody is told twice, and nothing is escalated to the owner. If nobody can answer,
somebody else is told at once.
"""

from collections.abc import Iterable

from escalation.copies.copied import copied
from escalation.facts.by_clock import Escalated, LeftOut, Reminded
from escalation.facts.in_notices import Climb, Cover, Reminder
from escalation.facts.shape import Unable
from escalation.gaps.found import of_rung
from escalation.items import Item
from escalation.ladder.cover import is_for_cover, is_too_late
from escalation.ladder.plan import Step, StepKind, call_step, called, fire, rung_step
from escalation.ladder.timetable import may_fire
from escalation.notices.chances import Chance, are_there, chance
from escalation.notices.collector import Collector, Routed
from escalation.notices.gaps import above
from escalation.notices.notice import NoticeKind, Place
from escalation.notices.review_cycles import ask, review
from escalation.recipients import Directory, Recipient, targets_of
from escalation.rungs import Audience, Shown, Target
from escalation.trajectories import must_be_asked


def route(item: Item, steps: Iterable[Step], directory: Directory) -> Routed:
    """Route these steps of an item; their plan has already been applied to it.

    `directory` holds everyone named by the item, its policy and their absences.
    """
    collector = Collector(item, directory)
    for step in steps:
        _RULES[step.kind](collector, step)
    return collector.routed()


def _remind(collector: Collector, step: Step) -> None:
    owner = collector.owner
    if owner is None:
        above.owner_gone(collector, step)
        return
    now, stand_in = collector.directory.now, collector.directory.stand_in(owner)
    if not is_for_cover(step):
        asks = must_be_asked(collector.item, step.told_from(now))
        facts = Reminder(step=step.name, owner=owner.id, missed=step.missed, asks_trajectory=asks)
        collector.direct(Recipient(owner), NoticeKind.REMINDER, step, facts=facts)
    if stand_in is not None and not is_too_late(step, collector.item, stand_in, now=now):
        covering = Reminder(step=step.name, owner=owner.id)
        collector.direct(Recipient(stand_in, owner.id), NoticeKind.REMINDER, step, facts=covering)
    waits = owner.is_away(now) and not collector.item.urgent  # until the owner is back
    told = collector.told_directly(step.name)
    if to := tuple(one for one in told if not (waits and one == owner.id)):
        name, at, missed = step.name, step.at, step.missed
        collector.remember(Reminded(step=name, owner=owner.id, to=to, planned_at=at, missed=missed))
    if stand_in is None and owner.is_away(now) and not is_for_cover(step):
        above.tell_above(collector, step, why=Unable.AWAY)


def _begin_cover(collector: Collector, step: Step) -> None:
    """Tell the owner's stand-in what they cover from now on."""
    owner = collector.owner
    if owner is not None and (stand_in := collector.directory.stand_in(owner)) is not None:
        facts = Cover(step=step.name, owner=owner.id)
        collector.direct(Recipient(stand_in, owner.id), NoticeKind.COVER, step, facts=facts)


def _cover(collector: Collector, step: Step) -> None:
    """Handle an owner or a rung that has just become unable to answer, with no reminder due."""
    owner = collector.owner
    if gap := above.of_step(collector, step):
        above.tell_above(collector, step, why=gap.why, gap=gap)
    elif step.rung >= 0 or step.customer:
        return
    elif owner is None:
        above.owner_gone(collector, step)
    elif owner.is_away(collector.directory.now) and collector.directory.stand_in(owner) is None:
        above.tell_above(collector, step, why=Unable.AWAY)


def _climb(collector: Collector, step: Step, gap: Unable | None = None) -> None:
    """Fire or call a rung; `gap` names who below it could not answer."""
    policy = collector.item.policy
    rung = policy.rungs[step.rung]
    facts = _rung_facts(collector, step, gap)
    if step.rung == policy.fallback:
        _announce_fallback(collector, step, facts)
        return
    targets = _unspared(collector, step)
    recipients = above.tell(collector, step, targets, kind=NoticeKind.ESCALATION, facts=facts)
    is_aloud = rung.shown is Shown.ALOUD or not targets
    if is_aloud or rung.shown is Shown.THREAD:
        place = Place.ALOUD if is_aloud else Place.THREAD
        collector.post(NoticeKind.ESCALATION, step, place, facts=facts)
    given = _with_chance(collector, step, recipients)
    _note_leadership(collector, policy.audience(step.rung), given)
    if step.kind is StepKind.RUNG:
        _remember_rung(collector, step, facts, given=given)
    if given is None:
        unable = _UNABLE.get(policy.audience(step.rung) or "", Unable.RUNG)
        lasting = of_rung(collector.item, step.rung, collector.directory)
        collector.remember_gap(step, unable, lasting)
        _climb_past(collector, step, gap=unable)


_UNABLE = {one.value: Unable(one) for one in (Audience.LEAD, Audience.LEADERSHIP)}


def _unspared(collector: Collector, step: Step) -> tuple[Target, ...]:
    """Whom the rung tells, without those whom an earlier ladder has told, unless that is nobody."""
    item, directory = collector.item, collector.directory
    targets = targets_of(item, step.rung, directory)
    spared = item.policy.spared if step.kind is StepKind.RUNG else ()
    new = tuple(one for one in targets if one not in spared)
    is_anybody = directory.recipients(new, beside=item.owner) or directory.channels(new)
    return new if is_anybody else targets


def _rung_facts(collector: Collector, step: Step, gap: Unable | None) -> Climb:
    item = collector.item
    return Climb(
        step=step.name,
        owner=item.owner,
        rung=step.rung,
        audience=item.policy.audience(step.rung),
        name=item.policy.rungs[step.rung].name or None,
        gap=gap,
        called_at=item.rung(step.rung).called_at if step.kind is StepKind.RUNG else None,
    )


def _remember_rung(collector: Collector, step: Step, facts: Climb, *, given: Chance | None) -> None:
    escalated = Escalated(
        step=facts.step,
        owner=facts.owner,
        to=collector.told_directly(facts.step),
        planned_at=step.at,
        rung=facts.rung,
        audience=facts.audience,
        name=facts.name,
        gap=facts.gap,
        called_at=facts.called_at,
        heard_at=given.heard_at if given else None,
        ends_at=given.ends_at if given else None,
    )
    collector.remember(escalated)


def _leave_out(collector: Collector, step: Step) -> None:
    policy = collector.item.policy
    collector.remember(
        LeftOut(
            rung=step.rung,
            audience=policy.audience(step.rung),
            name=policy.rungs[step.rung].name or None,
        )
    )


def _with_chance(collector: Collector, step: Step, recipients: above.Told) -> Chance | None:
    """Save when the rung was told and how long it has to answer; None if it told nobody."""
    given, told_from = None, step.told_from(collector.directory.now)
    is_anybody = recipients.in_channel or are_there(
        collector.item, recipients.people, told_from=told_from
    )
    if recipients.can_answer and is_anybody:
        given = chance(
            collector.item,
            recipients.people,
            in_channel=recipients.in_channel,
            told_from=told_from,
        )
    if given is not None:
        ends_at = None if collector.item.urgent else given.ends_at
        state = collector.item.rung(step.rung)
        state = copied(state, heard_at=given.heard_at, chance_ends_at=ends_at)
        collector.stands(collector.item.position.with_rung(state))
    return given


def _note_leadership(collector: Collector, audience: Audience | None, given: Chance | None) -> None:
    if audience is Audience.LEADERSHIP and given is not None:
        position = collector.item.position
        collector.stands(copied(position, leadership_told_at=given.heard_at))


def _climb_past(collector: Collector, step: Step, *, gap: Unable) -> None:
    """Tell the next rung at once, but do not apply the fallback before its time."""
    item = collector.item
    rungs = enumerate(item.policy.rungs)
    higher = next(n for n, rung in rungs if n > step.rung and may_fire(item, rung))
    if item.has_fired(higher):
        return
    if not is_climbable(collector.item, higher):
        above.last_resort(collector, step, above.facts_of(collector, step, gap))
    elif step.kind is StepKind.RUNG:
        next_step = rung_step(item, higher, step.at)
        collector.stands(fire(collector.item, next_step, collector.directory.now))
        _climb(collector, next_step, gap=gap)
    else:
        caller = collector.item.rung(step.rung).called_by
        collector.stands(called(collector.item, higher, step.at, by=caller))
        _climb(collector, call_step(higher, step.at), gap=gap)


def is_climbable(item: Item, index: int) -> bool:
    """Whether this rung tells people, rather than announcing the fallback."""
    return index < item.policy.fallback


def _announce_fallback(collector: Collector, step: Step, facts: Climb) -> None:
    collector.post(NoticeKind.FALLBACK, step, Place.ALOUD, facts=facts)
    for recipient in _owner_or_cover(collector):
        collector.direct(recipient, NoticeKind.FALLBACK, step, facts=facts)
    _remember_rung(collector, step, facts, given=None)


def _owner_or_cover(collector: Collector) -> tuple[Recipient, ...]:
    """The owner, and while they are away their stand-in, or else the first rung that can answer."""
    item, directory, owner = collector.item, collector.directory, collector.owner
    if owner is None:
        return ()
    stand_in = directory.stand_in(owner)
    if stand_in is not None:
        return Recipient(owner), Recipient(stand_in, owner.id)
    if owner.is_away(directory.now):
        for rung in range(item.policy.fallback):
            above = directory.recipients(targets_of(item, rung, directory), beside=owner.id)
            if directory.can_answer(above):
                return Recipient(owner), *above
    return (Recipient(owner),)


_RULES = {
    StepKind.REMINDER: _remind,
    StepKind.RUNG: _climb,
    StepKind.CALL: _climb,
    StepKind.LEFT_OUT: _leave_out,
    StepKind.REVIEW: review,
    StepKind.QUESTION: ask,
    StepKind.GAP: _cover,
    StepKind.COVER: _begin_cover,
}
