"""Cycles: what leadership is told every review cycle, a review or the last question.

Both go out when the recipient's working day starts.
"""

from collections.abc import Iterable
from dataclasses import replace

from escalation.dm_times import next_morning
from escalation.facts.by_clock import Asked, Reviewed
from escalation.facts.in_notices import Gap, Question, Review
from escalation.facts.shape import Unable
from escalation.items import Item
from escalation.ladder.plan import Step, is_again
from escalation.notices.collector import Collector
from escalation.notices.notice import NoticeKind, Place
from escalation.recipients import Directory, Recipient, leadership_of
from escalation.rungs import Target, TargetKind
from escalation.worktime.hours import ONE_DAY

UNANSWERED = 4
"""Number of the unanswered last question that admins get too, after three without an answer."""


def review(collector: Collector, step: Step) -> None:
    """Tell leadership, or else the reporter and the channel, when their working day starts."""
    directory, item = collector.directory, collector.item
    leadership = leadership_of(item, directory)
    told = recipients_of(item, leadership, directory)
    facts = Review(step=step.name, owner=item.owner)
    for recipient in told:
        collector.direct_by_day(recipient, NoticeKind.REVIEW, step, facts=facts)
    channels = directory.channels(leadership)
    for channel in channels:
        collector.post_by_day(NoticeKind.REVIEW, step, Place.CHANNEL, facts=facts, channel=channel)
    if leadership:
        collector.post(NoticeKind.REVIEW, step, Place.THREAD, facts=facts)
    else:
        collector.post_by_day(NoticeKind.REVIEW, step, Place.ALOUD, facts=facts)
    to = collector.told_directly(step.name)
    collector.remember(Reviewed(step=step.name, owner=item.owner, to=to, planned_at=step.at))
    leadership_told(collector, step, told, channels=channels or (item.channel,))
    if leadership and not channels and not directory.can_answer(told):
        _unread(collector, step)


def _unread(collector: Collector, step: Step) -> None:
    """Nobody in leadership can read a review: tell the reporter and the channel, just as early."""
    collector.remember_gap(step, Unable.LEADERSHIP)
    facts = Gap(step=step.name, owner=collector.item.owner, why=Unable.LEADERSHIP)
    for recipient in recipients_of(collector.item, (), collector.directory):
        collector.direct_by_day(recipient, NoticeKind.GAP, step, facts=facts)
    collector.post_by_day(NoticeKind.GAP, step, Place.ALOUD, facts=facts)


def leadership_told(
    collector: Collector, step: Step, told: Iterable[Recipient], *, channels: Iterable[str]
) -> None:
    """Save when leadership was told, for the reviews.

    In another zone the working morning is less than a day off, so we use the channel's.
    """
    recipients = {*channels, *(recipient.person.id for recipient in told)}
    told_at = collector.first_told_at(step, recipients)
    if told_at is None:
        return
    morning_at = next_morning(None, collector.item, step.told_from(collector.directory.now))
    if morning_at < told_at < morning_at + ONE_DAY:
        told_at = morning_at
    collector.stands(replace(collector.item.position, leadership_told_at=told_at))


def can_be_asked(item: Item, directory: Directory) -> bool:
    """Whether the last question goes to leadership rather than to the reporter and the channel."""
    leadership, directory = leadership_of(item, directory), directory.about(item)
    told = _who_decide(item, directory.recipients(leadership, beside=item.owner), directory)
    return bool(channels_asked(item, directory)) or directory.can_answer(told)


def channels_asked(item: Item, directory: Directory) -> tuple[str, ...]:
    """The channels of leadership that the last question goes to; those outside cannot decide."""
    directory = directory.about(item)
    channels = directory.channels(leadership_of(item, directory))
    return tuple(one for one in channels if directory.may_decide(one, item))


def _who_decide(
    item: Item, recipients: Iterable[Recipient], directory: Directory
) -> tuple[Recipient, ...]:
    """Those who see the item; the others can be notified, but cannot decide."""
    return tuple(one for one in recipients if directory.may_decide(one.person.id, item))


def must_be_asked_again(item: Item, directory: Directory, one: str) -> bool:
    """Whether nobody else in leadership could answer the last question without this one.

    `one` is a user or a channel of leadership, by id.
    """
    return item.fallback_applies and leads_alone(item, directory, one)


def leads_alone(item: Item, directory: Directory, one: str) -> bool:
    """Whether this user or channel belongs to leadership and nobody else there could answer."""
    targets = leadership_of(item, directory)
    leadership = {*directory.users(targets), *(target.id for target in targets)}
    return one in leadership and not can_be_asked(item, without(directory, one))


def without(directory: Directory, one: str) -> Directory:
    """The directory as if this user were gone or this channel were shut."""
    people = {user: person for user, person in directory.people.items() if user != one}
    return replace(directory, people=people, shut={*directory.shut, one})


def ask(collector: Collector, step: Step) -> None:
    """Put the last question to leadership, or else to the reporter and the channel.

    After three without an answer, the admins get the fourth as well.
    """
    directory, item = collector.directory, collector.item
    leadership = leadership_of(item, directory) if can_be_asked(item, directory) else ()
    told = _who_decide(item, recipients_of(item, leadership, directory), directory)
    channels = channels_asked(item, directory) if leadership else (item.channel,)
    facts = Question(step=step.name, owner=item.owner, unanswered=item.position.unanswered - 1)
    for channel in channels:
        collector.post_by_day(
            NoticeKind.QUESTION, step, Place.CHANNEL, facts=facts, channel=channel
        )
    asked = told + _admins(collector, step)
    for recipient in asked:
        collector.direct_by_day(recipient, NoticeKind.QUESTION, step, facts=facts)
    leadership_told(collector, step, told, channels=channels)
    to = collector.told_directly(step.name)
    collector.remember(
        Asked(
            step=step.name,
            owner=item.owner,
            to=to,
            planned_at=step.at,
            unanswered=facts.unanswered,
        )
    )
    decide = _who_decide(item, asked, directory)
    users = tuple(dict.fromkeys(one.person.id for one in decide if not one.instead_of))
    collector.stands(replace(collector.item.position, asked=users))


def _admins(collector: Collector, step: Step) -> tuple[Recipient, ...]:
    """The admins, but only for the fourth question in a row without an answer."""
    directory, item = collector.directory, collector.item
    if item.position.unanswered != UNANSWERED or is_again(step):
        return ()
    admins = tuple(Target(TargetKind.PERSON, admin) for admin in sorted(directory.admins))
    return directory.recipients(admins, beside=item.owner)


def recipients_of(
    item: Item, targets: tuple[Target, ...], directory: Directory
) -> tuple[Recipient, ...]:
    """The people behind these targets, or the reporter if none are set."""
    reporter = (Target(TargetKind.PERSON, item.reporter),)
    return directory.recipients(targets or reporter, beside=item.owner)
