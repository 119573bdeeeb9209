"""Load everyone whom the rules for some items may notify or mention."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from escalation.items import Item
from escalation.policy import Policy
from escalation.recipients import Directory
from escalation.rungs import TargetKind
from storage import channels, people
from storage.items import store
from storage.members import insiders
from storage.members.insiders import Closed
from storage.outbox.model import StoredNotice
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import UnitOfWork


def of_items(uow: UnitOfWork, shown: Iterable[Item], *, also: Iterable[str] = ()) -> Directory:
    """Everyone these items and their policies name, their stand-ins, and the people in `also`."""
    shown = tuple(shown)
    named = {user for item in shown for user in (item.owner, item.reporter, *item.told)}
    named |= {item.position.kept.by for item in shown if item.position.kept}
    named |= {user for item in shown if (it := item.offer) for user in (it.actor, it.to)}
    named |= {waits.asked for item in shown if (waits := item.not_mine)}
    named |= {item.agreement.dated_by for item in shown}
    named |= {customer.owner for item in shown for customer in item.customers}
    places = {item.channel for item in shown}
    closed = insiders.closed(uow.tx, places) if places else {}
    left = {channel for channel, its in closed.items() if its.left}
    if left or any(item.fallback_applies for item in shown):
        named |= uow.context.admins  # the last question may go to them, or what no channel is told
    found = of_policies(uow, (item.policy for item in shown), also=named.union(also))
    found = _within(uow, found, closed) if closed else found
    return _without_guests(uow, found, shown)


def _without_guests(uow: UnitOfWork, found: Directory, shown: Iterable[Item]) -> Directory:
    """The same with the guests who own items in channels that they are not in."""
    owners = {(item.channel, item.owner) for item in shown}
    guests = {user for _, user in owners if (person := found.people.get(user)) and person.guest}
    places = {channel for channel, user in owners if user in guests} - found.members.keys()
    listed = insiders.members(uow.tx, places) if places else {}
    if not listed:
        return found
    lost = {channel: frozenset(guests) - members for channel, members in listed.items()}
    return replace(found, removed={**found.removed, **lost})


def _within(uow: UnitOfWork, found: Directory, closed: Mapping[str, Closed]) -> Directory:
    """The same with who can see the items' channels that are private or that we have left."""
    private = [channel for channel, its in closed.items() if its.private]
    left = {channel for channel, its in closed.items() if its.left}
    listed = insiders.members(uow.tx, private)
    members = {channel: listed.get(channel, frozenset()) for channel in private}
    return replace(
        found,
        members=members,
        doubted=visibility.doubted(uow, closed),
        removed=insiders.removed(uow.tx, private),
        insiders={channel: members[channel] for channel in private if channel in left},
        shut={*found.shut, *left},
    )


def of_channel(
    uow: UnitOfWork, channel: str, policies: Iterable[Policy], *, also: Iterable[str] = ()
) -> Directory:
    """The same about a channel itself: everyone on these ladders of it, and who can see it."""
    found = of_policies(uow, policies, also=also).within(channel)
    closed = insiders.closed(uow.tx, [channel])
    return _within(uow, found, closed) if closed else found


def of_policies(uow: UnitOfWork, policies: Iterable[Policy], *, also: Iterable[str]) -> Directory:
    """Everyone these policies name, their stand-ins, and the people in `also`."""
    targets = {target for one in policies for target in (*one.targets, *one.kept)}
    ids = {kind: {target.id for target in targets if target.kind is kind} for kind in TargetKind}
    group_ids, channel_ids = ids[TargetKind.GROUP], ids[TargetKind.CHANNEL]
    found = people.groups(uow.tx, group_ids) if group_ids else {}
    groups = {group.id: group.members for group in found.values()}
    wanted = ids[TargetKind.PERSON].union(also, *groups.values())
    known = people.with_stand_ins(uow.tx, wanted)
    stand_ins = {away.stand_in for person in known.values() for away in person.absences}
    handles = {group.id: group.handle for group in found.values()}
    shut = channels.shut(uow.tx, channel_ids) if channel_ids else frozenset()
    guests = [known[user] for user in stand_ins if user in known and known[user].guest]
    rooms = {guest.id: visibility.visible_channels(uow, guest) for guest in guests}
    return Directory(
        people=known,
        groups=groups,
        handles=handles,
        shut=shut,
        rooms=rooms,
        admins=uow.context.admins,
        now=uow.now,
    )


def items_of(
    uow: UnitOfWork, rows: Iterable[StoredNotice], *, known: Mapping[int, Item] | None = None
) -> dict[int, Item]:
    """The items that these stored notices are about, by id, added to those already `known`."""
    known = known or {}
    ids = {row.notice.item_id for row in rows if row.notice.item_id is not None}
    return {**known, **store.get_many(uow.tx, ids - known.keys())}
