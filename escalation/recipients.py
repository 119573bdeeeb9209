"""Recipients: which people a target means, and whether any of them can answer now."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from escalation.items import Item
from escalation.people import Person
from escalation.policy import Outsiders, Policy
from escalation.rungs import OF_THE_ITEM, Audience, Target, TargetKind


def participants(item: Item) -> set[str]:
    """The ids of owner and reporter, of whom it is offered to, and of those told."""
    offered = (item.offer.to,) if item.offer else ()
    asked = (item.not_mine.asked,) if item.not_mine else ()
    return {item.owner, item.reporter, *offered, *asked, *item.told}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell directly; `instead_of` is the user id they stand in for, if any."""

    person: Person
    instead_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """People by id and the members of user groups by group id, as known at `now` (UTC).

    Anyone missing from `people` cannot answer. `handles` are the names of the groups by id, and
    `admins` the ids of the people to ask if nobody else answers. `shut` are the ids of channels we
    cannot post to, `channel` is the channel of the items in question, and `rooms` are the channels
    that each guest stand-in can see. `insiders` are, for each private channel that we have left,
    the people who were in it then: nobody else is told of its items. `members` are, for each
    private channel, the people in it as last listed, `doubted` those whose list may be too old, and
    `removed` the people who were once in a private channel and are no longer, and the guests who
    own an item of a channel that they are not in.
    """

    people: Mapping[str, Person]
    groups: Mapping[str, tuple[str, ...]]
    now: datetime
    handles: Mapping[str, str] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()
    shut: Collection[str] = ()
    channel: str = ""
    rooms: Mapping[str, Collection[str]] = field(default_factory=dict)
    insiders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    doubted: Collection[str] = ()
    removed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def within(self, channel: str) -> "Directory":
        """The same directory for the items of this channel."""
        return self if channel == self.channel else replace(self, channel=channel)

    def about(self, item: Item) -> "Directory":
        """The same directory for this item: everyone who takes part in it may be told about it."""
        here = self.within(item.channel)
        known = participants(item).difference(here.removed.get(item.channel, ()))
        if here.insiders.get(item.channel, known).issuperset(known):
            return here
        insiders = here.insiders[item.channel] | known
        return replace(here, insiders={**here.insiders, item.channel: insiders})

    def may_be_told(self, user: str) -> bool:
        """Whether somebody may be told, unasked, of items of the channel in question."""
        return self.channel not in self.insiders or user in self.insiders[self.channel]

    def was_removed(self, user: str) -> bool:
        """Whether somebody no longer sees the channel in question, private or as a guest."""
        return user in self.removed.get(self.channel, ())

    def may_read(self, one: str, item: Item) -> bool:
        """Whether a person or a channel, by id, may be sent the words of this item of the channel.

        Who takes part in an item has read them before.
        """
        if one in self.removed.get(self.channel, ()):
            return False
        if self.channel not in self.members or one == self.channel:
            return True
        takes_part = one in participants(item)
        is_certain = self.channel not in self.doubted and one in self.members[self.channel]
        return takes_part or is_certain or item.policy.outsiders is Outsiders.WORDS

    def may_decide(self, one: str, item: Item) -> bool:
        """Whether a person or a channel, by id, can be asked what should become of this item.

        People last seen in its channel can: they see it once we are certain again.
        """
        if one in self.without_say(item.policy):
            return False
        return self.may_read(one, item) or one in self.members.get(self.channel, ())

    def leads(self, policy: Policy) -> frozenset[str]:
        """The ids of the channel's lead and leadership who have a say, groups expanded."""
        above = {*policy.lead, *policy.leadership, *policy.kept}
        earned = self.users(above.difference(policy.unearned))
        return frozenset(earned).difference(one.id for one in policy.unearned)

    def without_say(self, policy: Policy) -> frozenset[str]:
        """The ids of those who may be told, but only by an edit that gives them no say."""
        if not policy.newcomers:
            return frozenset()
        by_name = {one for one in policy.newcomers if one.kind is TargetKind.PERSON}
        by_group = {*self.users({*policy.newcomers} - by_name)}
        known = {*self.users(policy.targets.difference(policy.newcomers))}
        return frozenset(self.users(by_name)) | by_group.difference(known)

    def reaches(self, target: Target) -> bool:
        """Whether anybody can be reached through this target, even if they are away now."""
        if target.kind in OF_THE_ITEM:
            return True
        if target.kind is TargetKind.CHANNEL:
            return target.id not in self.shut
        return any(self.reachable(user) for user in self.users([target]))

    def channels(self, targets: Iterable[Target]) -> tuple[str, ...]:
        """The ids of the channels among these targets that we can post to."""
        open_targets = filter(self.reaches, targets)
        return tuple(one.id for one in open_targets if one.kind is TargetKind.CHANNEL)

    def reachable(self, user: str) -> Person | None:
        """The person, if they are known and have an active account of our own company."""
        person = self.people.get(user)
        return person if person is not None and person.can_own else None

    def stand_in(self, person: Person) -> Person | None:
        """The stand-in for somebody away, if reachable and not away themselves.

        A guest stands in only in channels that they can see.
        """
        away = person.away_at(self.now)
        if away is None:
            return None
        other = self.reachable(away.stand_in)
        if other is None or other.is_away(self.now) or not self.may_be_told(other.id):
            return None
        is_blind = other.guest and self.channel not in self.rooms.get(other.id, ())
        return None if is_blind else other

    def stand_ins(self, users: Iterable[str]) -> tuple[str, ...]:
        """The stand-ins for those of these users who are away."""
        known = (self.people[user] for user in users if user in self.people)
        return tuple(other.id for person in known if (other := self.stand_in(person)))

    def covered_by(self, user: str) -> frozenset[str]:
        """The users who are away and have this user as their stand-in."""
        return frozenset(absent for absent in self.people if user in self.stand_ins([absent]))

    def recipients(self, targets: Iterable[Target], *, beside: str) -> tuple[Recipient, ...]:
        """The people behind these targets, each stand-in after the person they cover for.

        Each person once, and never `beside` (a user id: the owner, who is told separately).
        """
        found: dict[str, Recipient] = {}
        for user in self.users(targets):
            person = self.reachable(user)
            if person is None or user == beside or not self.may_be_told(user):
                continue
            if user not in found or found[user].instead_of:
                found[user] = Recipient(person)
            other = self.stand_in(person)
            if other is not None and other.id != beside:
                found.setdefault(other.id, Recipient(other, instead_of=user))
        return tuple(found.values())

    def can_answer(self, recipients: Iterable[Recipient]) -> bool:
        """Whether at least one of them is not away."""
        return any(not recipient.person.is_away(self.now) for recipient in recipients)

    def users(self, targets: Iterable[Target]) -> Iterable[str]:
        """The users these targets name, groups expanded, whether they can be reached or not."""
        for target in targets:
            if target.kind is TargetKind.PERSON:
                yield target.id
            elif target.kind is TargetKind.GROUP:
                yield from self.groups.get(target.id, ())


def leadership_of(item: Item, directory: Directory) -> tuple[Target, ...]:
    """The targets of an item's second rung, as `targets_of`; none on a ladder with one rung."""
    index = item.policy.index(Audience.LEADERSHIP)
    return () if index is None else targets_of(item, index, directory)


def targets_of(item: Item, rung: int, directory: Directory) -> tuple[Target, ...]:
    """The targets of an item's rung, with the people who its reporter and stand-in are now.

    A target that means nobody stays, without an id: the rung is set, but cannot answer.
    """
    targets = item.policy.rungs[rung].targets
    if OF_THE_ITEM.isdisjoint(target.kind for target in targets):
        return targets
    owner = directory.reachable(item.owner)
    stand_in = directory.stand_in(owner) if owner else None
    meant = {
        TargetKind.REPORTER: item.reporter,
        TargetKind.STAND_IN: stand_in.id if stand_in else "",
    }
    return tuple(
        Target(TargetKind.PERSON, meant[one.kind]) if one.kind in meant else one for one in targets
    )
