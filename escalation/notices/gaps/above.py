"""Gaps: those who can answer are told that the owner, a rung or an account cannot."""

from dataclasses import dataclass

from escalation.facts.in_notices import AboveOwner, Gap
from escalation.facts.shape import Unable
from escalation.gaps.found import Found, of_account, of_rung
from escalation.items import Item
from escalation.ladder.plan import Step, StepKind
from escalation.notices.collector import Collector, Routed
from escalation.notices.notice import NoticeKind, Place
from escalation.notices.review_cycles import leadership_told, recipients_of
from escalation.recipients import Directory, Recipient, targets_of
from escalation.rungs import Audience, Target


@dataclass(frozen=True, slots=True)
class Told:
    """The people told directly, whether a channel is told too, and whether anybody can answer."""

    people: tuple[Recipient, ...]
    in_channel: bool
    can_answer: bool


def of_step(collector: Collector, step: Step) -> Found | None:
    """The gap that a step is about, on a rung or of an account, if it is still there."""
    item, directory = collector.item, collector.directory
    if step.rung >= 0:
        return of_rung(item, step.rung, directory)
    of_it = (one for one in item.customers if one.id == step.customer)
    return next((gap for one in of_it if (gap := of_account(one, directory))), None)


def decline(item: Item, step: Step, directory: Directory) -> Routed:
    """Route what follows when an owner who left gives an item up."""
    collector = Collector(item, directory)
    facts = facts_of(collector, step, Unable.DECLINED)
    collector.post(NoticeKind.GAP, step, Place.THREAD, facts=facts)
    tell_above(collector, step, why=Unable.DECLINED)
    return collector.routed()


def owner_gone(collector: Collector, step: Step) -> None:
    """The owner is gone or no longer sees the item: the thread says so, and somebody is told."""
    why = collector.owner_lost
    collector.post(NoticeKind.GAP, step, Place.THREAD, facts=facts_of(collector, step, why))
    tell_above(collector, step, why=why)


def facts_of(collector: Collector, step: Step, why: Unable) -> Gap:
    """What the notices of a gap say."""
    return Gap(step=step.name, owner=collector.item.owner, why=why)


def tell_above(collector: Collector, step: Step, *, why: Unable, gap: Found | None = None) -> None:
    """Tell the first rung that can answer instead of the owner; the rungs keep their times.

    Instead of a rung with a `gap`: those left on it, or the first one above it.

    The item may have a new owner by then. If we used up a rung early, nobody would be told at its
    own time.
    """
    collector.remember_gap(step, why, gap or _of_owner(collector, why))
    _tell_first(collector, step, facts_of(collector, step, why))


def tell_again(item: Item, facts: Gap, directory: Directory) -> Routed:
    """Route a gap's notice that could not be delivered to the first who can answer.

    `directory` is without the person who could not be told.
    """
    collector = Collector(item, directory)
    _tell_first(collector, Step(kind=StepKind.GAP, at=directory.now, name=facts.step), facts)
    return collector.routed()


def _tell_first(collector: Collector, step: Step, facts: Gap) -> None:
    policy = collector.item.policy
    for rung in range(max(step.rung, 0), policy.fallback):
        targets = targets_of(collector.item, rung, collector.directory)
        told = tell(collector, step, targets, kind=NoticeKind.GAP, facts=facts) if targets else None
        if told and policy.audience(rung) is Audience.LEADERSHIP:
            channels = collector.directory.channels(targets)
            leadership_told(collector, step, told.people, channels=channels)
        if told and told.can_answer and collector.decides(told.people, targets):
            return
    last_resort(collector, step, facts)


def _of_owner(collector: Collector, why: Unable) -> Found | None:
    return None if why is Unable.AWAY else Found(why=why, missing=(collector.item.owner,))


def tell(
    collector: Collector,
    step: Step,
    targets: tuple[Target, ...],
    *,
    kind: NoticeKind,
    facts: AboveOwner,
) -> Told:
    """Tell the targets, or the reporter if none are set.

    If none are set, the item's channel is told too, so somebody can always answer.
    """
    recipients = recipients_of(collector.item, targets, collector.directory)
    for recipient in recipients:
        collector.direct(recipient, kind, step, facts=facts)
    channels = collector.directory.channels(targets)
    for channel in channels:
        collector.post(kind, step, Place.CHANNEL, facts=facts, channel=channel)
    in_channel = not targets or bool(channels)
    return Told(recipients, in_channel, in_channel or collector.directory.can_answer(recipients))


def last_resort(collector: Collector, step: Step, facts: Gap) -> None:
    """Tell the reporter and the whole channel that nobody on the ladder can answer."""
    tell(collector, step, (), kind=NoticeKind.GAP, facts=facts)
    collector.post(NoticeKind.GAP, step, Place.ALOUD, facts=facts)
