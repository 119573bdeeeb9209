"""The cast of some items: load everyone whom the rules for these items may notify or mention."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy, TargetKind
from escalation.recipients import Directory
from storage import channels, people
from storage.items import store
from storage.outbox.model import StoredNotice
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Cast:
    """People by id, user groups' members and handles by group id, channels we cannot post in.

    `admins` are the ids of the people to ask when nobody else answers; `rooms` are the channels
    that each guest who stands in for somebody can see.
    """

    people: Mapping[str, Person]
    groups: Mapping[str, tuple[str, ...]]
    handles: Mapping[str, str]
    shut: frozenset[str]
    admins: frozenset[str] = frozenset()
    rooms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def directory(self, now: datetime) -> Directory:
        """The same as the rules look it up at `now` (UTC)."""
        return Directory(
            people=self.people,
            groups=self.groups,
            shut=self.shut,
            admins=self.admins,
            rooms=self.rooms,
            now=now,
        )

    def leads(self, policy: Policy) -> frozenset[str]:
        """The ids of the channel's lead and leadership, groups expanded."""
        targets = (*policy.lead, *policy.leadership)
        users = {target.id for target in targets if target.kind is TargetKind.PERSON}
        return frozenset(users.union(*(self.groups.get(target.id, ()) for target in targets)))


def of_items(uow: UnitOfWork, shown: Iterable[Item], *, also: Iterable[str] = ()) -> Cast:
    """Everyone these items and their policies name, their stand-ins, and the people in `also`."""
    shown = tuple(shown)
    named = {user for item in shown for user in (item.owner, item.reporter, *item.told)}
    named |= {item.kept.by for item in shown if item.kept}
    if any(item.fallback_applies for item in shown):
        named |= uow.context.admins  # the last question may go to them
    return of_policies(uow, (item.policy for item in shown), also=named.union(also))


def of_policies(uow: UnitOfWork, policies: Iterable[Policy], *, also: Iterable[str]) -> Cast:
    """Everyone these policies name, their stand-ins, and the people in `also`."""
    targets = {target for policy in policies for target in (*policy.lead, *policy.leadership)}
    ids = {kind: {target.id for target in targets if target.kind is kind} for kind in TargetKind}
    group_ids, channel_ids = ids[TargetKind.GROUP], ids[TargetKind.CHANNEL]
    found = people.groups(uow.tx, group_ids) if group_ids else {}
    groups = {group.id: group.members for group in found.values()}
    wanted = ids[TargetKind.PERSON].union(also, *groups.values())
    known = people.get_many(uow.tx, wanted)
    stand_ins = {person.away.stand_in for person in known.values() if person.away}
    if missing := stand_ins - known.keys() - {""}:
        known |= people.get_many(uow.tx, missing)
    handles = {group.id: group.handle for group in found.values()}
    shut = channels.shut(uow.tx, channel_ids) if channel_ids else frozenset()
    guests = [known[user] for user in stand_ins if user in known and known[user].guest]
    rooms = {guest.id: visibility.visible_channels(uow, guest) for guest in guests}
    return Cast(
        people=known,
        groups=groups,
        handles=handles,
        shut=shut,
        rooms=rooms,
        admins=uow.context.admins,
    )


def items_of(
    uow: UnitOfWork, rows: Iterable[StoredNotice], *, known: Mapping[int, Item] | None = None
) -> dict[int, Item]:
    """The items that these stored notices are about, by id, added to those already `known`."""
    known = known or {}
    ids = {row.notice.item_id for row in rows if row.notice.item_id is not None}
    return {**known, **store.get_many(uow.tx, ids - known.keys())}
