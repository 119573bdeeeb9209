"""The cast of some items: everybody their rules may have to tell or name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.hearers import Directory
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy, TargetKind
from storage import channels, items, people
from storage.parcels import StoredNotice
from workflows import sight
from workflows.desk import Work


@dataclass(frozen=True, slots=True)
class Cast:
    """People by id, user groups' members and handles by group id, channels that are shut to us.

    `admins` are the ids of those who are asked where nobody else answers.
    """

    people: Mapping[str, Person]
    groups: Mapping[str, tuple[str, ...]]
    handles: Mapping[str, str]
    shut: frozenset[str]
    admins: frozenset[str] = frozenset()
    rooms: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def directory(self, now: datetime) -> Directory:
        """How the rules look them up at `now` (UTC)."""
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


def of_items(work: Work, shown: Iterable[Item], *, also: Iterable[str] = ()) -> Cast:
    """Everybody named by these items and their policies, stand-ins, and whoever is asked for."""
    shown = tuple(shown)
    named = {user for item in shown for user in (item.owner, item.reporter, *item.told)}
    named |= {item.kept.by for item in shown if item.kept}
    if any(item.fallback_applies for item in shown):
        named |= work.desk.admins  # the last question may go to them
    return of_policies(work, (item.policy for item in shown), also=named.union(also))


def of_policies(work: Work, policies: Iterable[Policy], *, also: Iterable[str]) -> Cast:
    """Everybody named by these policies, stand-ins, and whoever is asked for."""
    targets = {target for policy in policies for target in (*policy.lead, *policy.leadership)}
    ids = {kind: {target.id for target in targets if target.kind is kind} for kind in TargetKind}
    group_ids, channel_ids = ids[TargetKind.GROUP], ids[TargetKind.CHANNEL]
    found = people.groups(work.tx, group_ids) if group_ids else {}
    groups = {group.id: group.members for group in found.values()}
    wanted = ids[TargetKind.PERSON].union(also, *groups.values())
    known = people.get_many(work.tx, wanted)
    stand_ins = {person.away.stand_in for person in known.values() if person.away}
    if missing := stand_ins - known.keys() - {""}:
        known |= people.get_many(work.tx, missing)
    handles = {group.id: group.handle for group in found.values()}
    shut = channels.shut(work.tx, channel_ids) if channel_ids else frozenset()
    guests = [known[user] for user in stand_ins if user in known and known[user].guest]
    rooms = {guest.id: sight.visible_channels(work, guest) for guest in guests}
    return Cast(
        people=known,
        groups=groups,
        handles=handles,
        shut=shut,
        rooms=rooms,
        admins=work.desk.admins,
    )


def items_of(
    work: Work, rows: Iterable[StoredNotice], *, known: Mapping[int, Item] | None = None
) -> dict[int, Item]:
    """The items that stored notices are about, by id, besides those that are `known` already."""
    known = known or {}
    ids = {row.notice.item_id for row in rows if row.notice.item_id is not None}
    return {**known, **items.get_many(work.tx, ids - known.keys())}
