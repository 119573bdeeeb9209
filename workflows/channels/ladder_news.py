"""Tells a channel, its lead and its leadership that its ladder has changed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.facts.in_notices import LadderChanged
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.policy import Policy
from escalation.worktime.hours import next_working_instant
from messages.ladders.differences import changed_message
from messages.slack.blocks import Json
from storage import channels, people
from storage.channels import Channel
from storage.ladders import versions
from storage.outbox import queue
from workflows.transaction import directory as item_directory
from workflows.transaction import effects, readers
from workflows.transaction.unit_of_work import UnitOfWork


def tell(
    uow: UnitOfWork,
    before: Channel,
    after: Channel,
    *,
    by: Person,
    reason: str,
    besides: Collection[str] = (),
) -> None:
    """Queue a line in the channel, and a message to each lead, old and new, but the editor.

    Nor do people in `besides` get one, who are told otherwise.

    Somebody who has not read an earlier one yet gets one message for both.
    """
    policy, was = after.policy, before.policy
    facts = LadderChanged(
        channel=after.id,
        actor=by.id,
        version=policy.version,
        since=was.version if before.configured else 0,
        reason=reason or None,
    )
    notices = [_notice(uow, facts, recipient=after.id, place=Place.CHANNEL)]
    directory = item_directory.of_policies(uow, [was, policy], also=())
    leads = {*directory.leads(was), *directory.leads(policy)} - {by.id, *besides}
    for user in sorted(leads):
        person = directory.reachable(user)
        if person is not None:
            known = replace(facts, since=_since(uow, facts, user))
            at = _at_work(person, policy, uow)
            notices.append(replace(_notice(uow, known, recipient=user), not_before=at))
    queue.add(uow.tx, notices)


def _notice(
    uow: UnitOfWork, facts: LadderChanged, *, recipient: str, place: Place = Place.DM
) -> Notice:
    return Notice(
        key=keys.ladder(facts.channel, facts.version, to=recipient),
        kind=NoticeKind.LADDER,
        place=place,
        recipient=recipient,
        planned_at=uow.now,
        not_before=uow.now,
        facts=facts,
    )


def _since(uow: UnitOfWork, facts: LadderChanged, user: str) -> int:
    """The version that somebody knows: messages that have not left are taken back."""
    waiting = [
        row
        for row in queue.pending_to(uow.tx, user)
        if isinstance(row.notice.facts, LadderChanged) and row.notice.facts.channel == facts.channel
    ]
    effects.take_back(uow, waiting, why="the ladder has changed again")
    known = [row.notice.says(LadderChanged).since for row in waiting]
    return min([facts.since, *known])


def _at_work(person: Person, policy: Policy, uow: UnitOfWork) -> datetime:
    back_at = person.back_at(uow.now)
    return next_working_instant(back_at, calendar_of(person.zone, policy, back_at))


def message(uow: UnitOfWork, notice: Notice) -> Json:
    """What changed since the version that the reader knows."""
    facts = notice.says(LadderChanged)
    old, new = (_kept(uow, facts.channel, n) for n in (facts.since, facts.version))
    everybody = item_directory.of_policies(
        uow, [policy for policy in (old, new) if policy], also=[facts.actor, notice.recipient]
    )
    reader = readers.among(uow, everybody, _zone(uow, notice))
    is_here = notice.recipient == facts.channel
    known = channels.get(uow.tx, facts.channel)
    return changed_message(
        facts,
        reader,
        before=old,
        after=new,
        is_here=is_here,
        is_private=known is not None and known.private,
    )


def _kept(uow: UnitOfWork, channel: str, version: int) -> Policy | None:
    if not version:
        return Policy()
    found = versions.get(uow.tx, channel, version)
    return found.policy if found else None


def _zone(uow: UnitOfWork, notice: Notice) -> str:
    if notice.place is Place.DM:
        person = people.get(uow.tx, notice.recipient)
        return person.zone if person else ""
    channel = channels.get(uow.tx, notice.recipient)
    return channel.policy.zone if channel else ""
