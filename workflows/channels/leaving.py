"""Leaving a channel and coming back, however we find out: by an event, a list or a refusal.

What follows is saved together with the channel's row, so it happens once for each leaving.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from escalation.dm_times import working_from
from escalation.facts.in_notices import ForStep, Left
from escalation.items import Item
from escalation.moves.permissions import is_theirs, standings
from escalation.notices import keys
from escalation.notices.announcements import announce_again
from escalation.notices.instead import TOLD, people_instead
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind
from messages.notices.left import left_message
from messages.reader import Reader
from messages.slack.blocks import Json
from storage import channels, people
from storage.channels import Channel
from storage.items import search, store
from storage.items.search import Search
from storage.outbox import queue
from storage.outbox.model import ClaimedMessage, StoredNotice
from workflows import set_aside
from workflows.gaps import find
from workflows.transaction import directory, effects, readers, redirects
from workflows.transaction.unit_of_work import UnitOfWork

BOUNCE = timedelta(minutes=1)
"""If we are back that soon, nobody has been told, and the cards are where they were."""
MOST = 1000
"""How many open items of one channel are looked at."""


def save(uow: UnitOfWork, channel: Channel, before: Channel | None) -> None:
    """Save a channel as it is now, and do what follows if we have just left it or are back."""
    was_open = before is not None and before.is_open
    leaves, returns = was_open and not channel.is_open, channel.is_open and before and not was_open
    if leaves:
        channel = replace(channel, left_at=uow.now, leavings=channel.leavings + 1)
    elif channel.is_open:
        channel = replace(channel, left_at=None)
    if channel != before:
        channels.save(uow.tx, channel)
    if leaves:
        _told_otherwise(uow, channel)
        queue.add(uow.tx, _notices(uow, channel))
        find.on_ladders(uow, [channel.id])
    elif returns and before is not None:
        _return(uow, before)


def _told_otherwise(uow: UnitOfWork, channel: Channel) -> None:
    """End what waits to be posted there; people are told instead."""
    waiting = queue.pending_in(uow.tx, channel.id)
    about = directory.items_of(uow, waiting)
    here = [
        (item, row)
        for row in waiting
        if (item := about.get(row.notice.item_id or 0)) and item.channel == channel.id
    ]
    weekly = [row for row in waiting if row.notice.kind is NoticeKind.SUMMARY]
    effects.take_back(uow, [*weekly, *(row for _, row in here)], why="we left the channel")
    told = redirects.redirected(uow, [(item, row.notice) for item, row in here])
    queue.add(uow.tx, told)


def _notices(uow: UnitOfWork, channel: Channel) -> list[Notice]:
    """To each lead and reporter of what is still open there, or who covers; else to the admins."""
    items = open_in(uow, channel.id)
    everybody = directory.of_items(uow, items, also=uow.context.admins)
    told: dict[str, tuple[Person | None, Item]] = {}
    for item in items:
        for one in people_instead(item, everybody):
            told.setdefault(one.person.id, (one.person, item))
        for lead in () if channel.private else everybody.channels(item.policy.lead):
            told.setdefault(lead, (None, item))
    if items and not told:
        admins = filter(None, map(everybody.reachable, sorted(uow.context.admins)))
        told = {person.id: (person, items[0]) for person in admins}
    notices = []
    for recipient, (person, item) in told.items():
        with set_aside.guarded(uow, item):
            notices.append(_notice(uow, channel, recipient, person=person, about=item))
    return notices


def _notice(
    uow: UnitOfWork, channel: Channel, recipient: str, *, person: Person | None, about: Item
) -> Notice:
    """To a person, or to a channel that leads."""
    at_work = working_from(person, about, uow.now + BOUNCE)
    return Notice(
        key=keys.left(channel.id, channel.leavings, to=recipient),
        kind=NoticeKind.LEFT,
        place=Place.DM if person else Place.CHANNEL,
        recipient=recipient,
        planned_at=uow.now,
        not_before=at_work,
        facts=Left(channel=channel.id),
    )


def _return(uow: UnitOfWork, before: Channel) -> None:
    """Say no more that we left, and show the channel what it missed."""
    waiting = [
        row
        for row in queue.pending_kind(uow.tx, NoticeKind.LEFT)
        if row.notice.says(Left).channel == before.id
    ]
    effects.take_back(uow, waiting, why=_BACK)
    queue.revive(uow.tx, before.id, now=uow.now)
    if before.left_at is None or uow.now - before.left_at < BOUNCE:
        return
    for item in open_in(uow, before.id):
        if item.card_ts:
            store.card_posted(uow.tx, item.id, "")
            queue.add(uow.tx, [announce_again(item, now=uow.now)])


_BACK = "we are back in the channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The open items of a channel that we have left, for one reader.

    `theirs` can be withdrawn by them. `covers` is the user id of whom they stand in for, if only
    for that. If it is `only_labels`, the words are not for them.
    """

    channel: Channel
    items: Sequence[Item]
    theirs: Sequence[Item] = ()
    covers: str = ""
    only_labels: bool = False


def shown(uow: UnitOfWork, user: str, channel: str) -> Shown | None:
    """What is still open there for this person; None if nothing is."""
    known, person = channels.get(uow.tx, channel), people.get(uow.tx, user)
    if known is None or person is None:
        return None
    items = open_in(uow, channel)
    everybody = directory.of_items(uow, items, also=[user])
    told = [item for item in items if everybody.about(item).may_be_told(user)]
    theirs = [item for item in told if _is_theirs(uow, item, person, everybody=everybody)]
    if theirs:
        return Shown(channel=known, items=theirs, theirs=theirs)
    covered = {item.id: _covered(item, user, everybody=everybody) for item in told}
    if absent := next(filter(None, covered.values()), ""):
        items = tuple(item for item in told if covered[item.id])
        return Shown(channel=known, items=items, covers=absent)
    if items and user in uow.context.admins:
        return Shown(channel=known, items=items, only_labels=True)
    return None


def _is_theirs(uow: UnitOfWork, item: Item, person: Person, *, everybody: Directory) -> bool:
    leads, admins = everybody.leads(item.policy), uow.context.admins
    held = standings(person, item, in_channel=False, lead_ids=leads, admin_ids=admins)
    return is_theirs(held)


def _covered(item: Item, user: str, *, everybody: Directory) -> str:
    """Which lead or reporter, who is away, this user stands in for; "" for none."""
    absent = everybody.about(item).covered_by(user)
    asked = (*everybody.users(item.policy.lead), item.reporter)
    return next((one for one in asked if one in absent), "")


def _shown_by(uow: UnitOfWork, notice: Notice) -> Shown | None:
    """What a notice lists now, for the person or the leading channel that gets it."""
    channel = notice.says(Left).channel
    if notice.place is Place.DM:
        return shown(uow, notice.recipient, channel)
    known, lead = channels.get(uow.tx, channel), Target(TargetKind.CHANNEL, notice.recipient)
    items = [item for item in open_in(uow, channel) if lead in item.policy.lead]
    return Shown(channel=known, items=items) if known and items else None


def unwanted(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to say that we left: we are back, or nothing is open; "" if it is to be said."""
    if notice.kind is not NoticeKind.LEFT:
        return ""
    channel = channels.get(uow.tx, notice.says(Left).channel)
    if channel is None or channel.is_open:
        return _BACK
    return "" if _shown_by(uow, notice) else "nothing is open"


def message(uow: UnitOfWork, notice: Notice) -> Json:
    """That we left a channel, and what is still open there, for its reader."""
    channel, seen = notice.says(Left).channel, _shown_by(uow, notice)
    items = seen.items if seen else ()
    known = channels.get(uow.tx, channel)
    return left_message(
        items,
        _reader(uow, notice, items),
        channel=channel,
        archived=known is not None and known.archived,
        is_back=known is not None and known.is_open,
        key=notice.key if seen and seen.theirs else "",
        covers=seen.covers if seen else "",
        only_labels=seen is not None and seen.only_labels,
    )


def _reader(uow: UnitOfWork, notice: Notice, items: Sequence[Item]) -> Reader:
    if notice.place is Place.DM:
        return readers.to(uow, notice.recipient, items)
    lead = channels.get(uow.tx, notice.recipient)
    return readers.among(uow, directory.of_items(uow, items), lead.policy.zone if lead else "")


def follow(uow: UnitOfWork, changed: Iterable[Item], *, cause: str) -> None:
    """Redraw what was told of leaving: these items have closed or are open again.

    `cause` names the request.
    """
    changed = tuple(changed)
    left = channels.left(uow.tx, {item.channel for item in changed}) if changed else {}
    for item in changed:
        channel = channels.get(uow.tx, item.channel) if item.channel in left else None
        for reader in _told_of_leaving(uow, item) if channel else ():
            key = keys.left(channel.id, channel.leavings, to=reader) if channel else ""
            _redraw(uow, queue.of_key(uow.tx, key), cause=cause)


def _told_of_leaving(uow: UnitOfWork, item: Item) -> set[str]:
    """Everyone who may have been told of leaving because of this item."""
    everybody = directory.of_items(uow, [item])
    told = {item.owner, item.reporter, *item.told, *everybody.leads(item.policy)}
    leading = {target.id for target in item.policy.lead}
    return {*told, *leading, *everybody.stand_ins(told), *uow.context.admins}


def _redraw(uow: UnitOfWork, row: StoredNotice | None, *, cause: str) -> None:
    if row is None or not row.ts:
        return
    key = keys.left_edit(row.notice.key, cause)
    queue.add(uow.tx, [effects.redrawn(row, key=key, now=uow.now)])


def has_told(uow: UnitOfWork, message: ClaimedMessage, about: Mapping[int, Item]) -> None:
    """People told in a channel's place take part: they see the item and are told when it ends.

    `about` holds the message's items by id.
    """
    user, first = message.recipient, message.rows[0].notice
    if message.place is not Place.DM:
        return
    for item in _told_of(uow, first, message.rows, about=about):
        known = {item.owner, item.reporter, *item.told, *item.position.notified}
        if item.is_open and user not in known:
            position = replace(item.position, told=(*item.told, user))
            with set_aside.alone(uow, item) as part:
                store.save(part.tx, item.at(position))


def _told_of(
    uow: UnitOfWork, first: Notice, rows: Sequence[StoredNotice], *, about: Mapping[int, Item]
) -> Sequence[Item]:
    """The items of which a message tells its reader for themselves, not as a stand-in."""
    if first.kind is NoticeKind.LEFT:
        seen = shown(uow, first.recipient, first.says(Left).channel)
        return seen.theirs if seen else ()
    told = {
        row.notice.item_id
        for row in rows
        if row.notice.kind in TOLD
        and not (isinstance(row.notice.facts, ForStep) and row.notice.facts.instead_of)
    }
    return [item for id_, item in about.items() if id_ in told]


def open_in(uow: UnitOfWork, channel: str) -> tuple[Item, ...]:
    """The open items of a channel, at most MOST."""
    return search.find(uow.tx, Search(channel=channel), visible=None, limit=MOST).items
