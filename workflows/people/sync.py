"""Remember what Slack says about people, groups and channels, so that no request has to ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import ChannelIdChanged
from escalation.people import Person
from escalation.policy import Policy
from escalation.summary.period import next_slot_at
from storage import channels, people, renumbering
from storage.channels import Channel
from storage.gaps import rows
from storage.people import UserGroup
from workflows.channels import greeting, leaving
from workflows.gaps import find
from workflows.people import availability, stand_ins
from workflows.transaction import effects
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What Slack says of a channel; the fields are those of `Channel`.

    `direct` means a conversation of a few people, without a channel.
    """

    id: str
    name: str
    private: bool
    archived: bool
    external: bool
    member: bool
    direct: bool = False


def save_people(context: WorkspaceContext, found: Sequence[Person], now: datetime) -> None:
    """Remember people as Slack describes them now; keep absences that were set in Backstop.

    Someone who can no longer answer leaves an ownership gap; others are told of it at once.
    """
    with context.writing(now) as uow:
        before = people.get_many(uow.tx, [person.id for person in found])
        found = [_in_their_zone(before.get(person.id), person) for person in found]
        people.save(uow.tx, found, now=now)
        for person in found:
            if was := before.get(person.id):
                _follow(uow, was, person)


def _in_their_zone(was: Person | None, person: Person) -> Person:
    """The person; Slack gives no zone with a deactivated account, and their items need one."""
    if was is None or not person.deactivated or person.zone:
        return person
    return replace(person, zone=was.zone)


def _follow(uow: UnitOfWork, was: Person, person: Person) -> None:
    returns = person.can_own and not was.can_own
    if returns:
        rows.returned(uow.tx, person.id)
        stand_ins.returned(uow, replace(person, absences=was.absences))
    if was.can_own and not person.can_own:
        availability.cover(uow, person)
        stand_ins.lost(uow, person)
    elif person.guest and not was.guest:  # there may be channels that they no longer see
        find.among(uow, availability.owned_by(uow, person))
        stand_ins.lost(uow, person)
    elif returns or was.zone != person.zone:
        availability.replan(uow, replace(person, absences=was.absences))


def person_changed(context: WorkspaceContext, person: Person, now: datetime) -> None:
    """Remember one person as Slack describes them now."""
    save_people(context, [person], now)


def save_channels(context: WorkspaceContext, found: Sequence[ChannelFacts], now: datetime) -> None:
    """Remember channels as Slack describes them; a new one starts with the default ladder.

    Once we can post to a channel, it is greeted; what follows from leaving it or coming back is in
    `leaving`.
    """
    with context.writing(now) as uow:
        for facts in found:
            before = channels.get(uow.tx, facts.id)
            described = _described(uow, facts, before)
            was_open = before is not None and before.is_open
            if described.is_open and not was_open and not facts.direct:
                described = greeting.greeted(uow, described)
            leaving.save(uow, described, before)


def _described(uow: UnitOfWork, facts: ChannelFacts, before: Channel | None) -> Channel:
    known = before or Channel(
        id=facts.id,
        name=facts.name,
        policy=Policy(zone=uow.context.zone),
    )
    if facts.member and known.next_summary_at is None:  # its weekly posts begin
        known = replace(known, next_summary_at=next_slot_at(known.policy, uow.now))
    return replace(
        known,
        name=facts.name,
        private=facts.private,
        archived=facts.archived,
        external=facts.external,
        member=facts.member,
    )


def channels_listed(
    context: WorkspaceContext,
    found: Sequence[ChannelFacts],
    *,
    before: Collection[str],
    now: datetime,
) -> None:
    """Remember the full list of channels that the bot is in.

    `before` are the channels it was in before we asked Slack: it has left any of them that are not
    listed. Leave other channels alone: the bot may have joined them since, and another bot on this
    database may know.
    """
    gone = set(before).difference(facts.id for facts in found)
    with context.reading(now) as uow:
        left = [_left(it) for it in channels.get_all(uow.tx) if it.id in gone]
    save_channels(context, [*found, *left], now)


def channels_joined(context: WorkspaceContext, now: datetime) -> dict[str, bool]:
    """The open channels that the bot is in, and whether each is private."""
    with context.reading(now) as uow:
        return channels.joined(uow.tx)


def channel_left(context: WorkspaceContext, channel: str, now: datetime) -> None:
    """The bot is no longer in this channel."""
    with context.writing(now) as uow:
        known = channels.get(uow.tx, channel)
        if known is not None:
            leaving.save(uow, replace(known, member=False), known)


def channel_hidden(context: WorkspaceContext, channel: str, now: datetime) -> None:
    """Slack does not show us this channel: it is gone, or private and we are not in it."""
    with context.writing(now) as uow:
        known = channels.get(uow.tx, channel)
        unseen = Channel(id=channel, name=channel, private=True, policy=Policy(zone=context.zone))
        leaving.save(uow, replace(known or unseen, private=True, member=False), known)


def channel_id_changed(context: WorkspaceContext, old: str, new: str, *, now: datetime) -> None:
    """Slack gave a channel a new id, as it does when a channel is shared: move everything along."""
    with context.writing(now) as uow:
        if renumbering.follow(uow.tx, old=old, new=new):
            event = Event(
                at=now,
                item_id=None,
                actor=BACKSTOP,
                facts=ChannelIdChanged(channel=new, before=old),
            )
            effects.write_down(uow, [event])


def _left(known: Channel) -> ChannelFacts:
    return ChannelFacts(
        id=known.id,
        name=known.name,
        private=known.private,
        archived=known.archived,
        external=known.external,
        member=False,
    )


def save_groups(
    context: WorkspaceContext, groups: Mapping[str, tuple[str, tuple[str, ...]]], now: datetime
) -> None:
    """Remember all user groups: handle and members by group id. Empty those not listed.

    Slack does not list groups that were switched off or deleted.
    """
    with context.writing(now) as uow:
        known = {group.id: group for group in people.all_groups(uow.tx)}
        listed = {
            group_id: UserGroup(id=group_id, handle=handle, members=members)
            for group_id, (handle, members) in groups.items()
        }
        gone = {id_: replace(known[id_], members=()) for id_ in known.keys() - listed.keys()}
        for group in (*listed.values(), *gone.values()):
            people.save_group(uow.tx, group, now=now)
        now_in = {**listed, **gone}
        find.on_ladders(
            uow, [id_ for id_ in known if set(known[id_].members) - set(now_in[id_].members)]
        )
