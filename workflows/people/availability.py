"""Replan when people become available, leave, or move to another time zone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from escalation.calendars import owners_calendar
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import ChanceMoved
from escalation.items import Item
from escalation.ladder import plan
from escalation.notices.foresight import held_until, reckoned_again
from escalation.notices.notice import TO_THE_OWNER, NoticeKind
from escalation.notices.review_cycles import must_be_asked_again
from escalation.notices.routing import route
from escalation.people import Person
from storage import absences, people
from storage.items import followers, search, store
from storage.items.search import Search
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from workflows import set_aside
from workflows.gaps import find
from workflows.handover import lapse
from workflows.transaction import directory as item_directory
from workflows.transaction import effects
from workflows.transaction.unit_of_work import UnitOfWork

OWNED = 1000
"""How many open items of one person are replanned in one transaction."""


def replan(uow: UnitOfWork, person: Person) -> None:
    """Replan what waits for this person, and the ladders of the items they own."""
    _promise_again(uow, person)
    lapse.move_ends(uow, person)
    waiting = _hold_again(uow, person)
    for item in waiting[NoticeKind.ESCALATION]:
        with set_aside.alone(uow, item) as part:
            _reckon_again(part, item)
    for item in waiting[NoticeKind.QUESTION] if person.is_away(uow.now) else ():
        with set_aside.alone(uow, item) as part:
            _ask_again(part, item, person)
    covered = people.get_many(uow.tx, absences.covered_by(uow.tx, person.id, now=uow.now))
    for owner in (person, *covered.values()):
        watch_again(uow, owner)


def watch_again(uow: UnitOfWork, owner: Person) -> None:
    """Plan what somebody owns again: their hours, or those of their stand-in, have changed."""
    known = people.with_stand_ins(uow.tx, [owner.id])
    for item in owned_by(uow, owner):
        with set_aside.alone(uow, item) as part:
            calendar = owners_calendar(item, known, uow.now)
            watched = plan.watched(item, uow.now, calendar=calendar)
            if watched.next_at != item.next_at:
                store.save(part.tx, watched)


def cover(uow: UnitOfWork, person: Person) -> None:
    """They can no longer answer: tell somebody else of each of their items at once (promise 4)."""
    lapse.of_leaver(uow, person.id)
    _promise_again(uow, person)
    owned = owned_by(uow, person)
    effects.take_back(uow, _untold(uow, person, owned), why="the owner is gone")
    followers.remove_of(uow.tx, person.id)
    for item in owned:
        with set_aside.alone(uow, item) as part:
            tell_gap(part, item)
    find.on_ladders(uow, [person.id, *people.groups_with(uow.tx, person.id)])
    find.of_accounts(uow, person.id)


def _promise_again(uow: UnitOfWork, person: Person) -> None:
    """Redraw the cards that say when this person is notified."""
    named = Search(on_ladder=(person.id, *people.groups_with(uow.tx, person.id)))
    found = search.find(uow.tx, named, visible=None, limit=OWNED).items
    ends = "-".join(f"{away.until:%Y%m%d%H%M}" for away in person.absences)
    drawn = f"{person.id}:{uow.now:%Y%m%d%H%M%S}:{ends}:{person.can_own:d}"
    cards = [
        effects.edit(uow, item, channel=item.channel, ts=item.card_ts, again=drawn)
        for item in found
        if item.card_ts
    ]
    queue.add(uow.tx, cards)


def tell_gap(uow: UnitOfWork, item: Item) -> None:
    """Its owner cannot answer: tell the next rung."""
    everybody = item_directory.of_items(uow, [item])
    told = route(item, [plan.gap_step(item, uow.now)], everybody)
    effects.carry_out(uow, told)


def _untold(uow: UnitOfWork, person: Person, owned: Iterable[Item]) -> list[StoredNotice]:
    """What waits for them as the owner of these; Slack would refuse it, and the gap covers it."""
    ids = {item.id for item in owned}
    return [
        row
        for row in queue.pending_to(uow.tx, person.id)
        if row.notice.kind in TO_THE_OWNER and row.notice.item_id in ids
    ]


def owned_by(uow: UnitOfWork, person: Person) -> tuple[Item, ...]:
    """Their open items, at most OWNED."""
    wanted = Search(owner=person.id)
    return search.find(uow.tx, wanted, visible=None, limit=OWNED).items


def _hold_again(uow: UnitOfWork, person: Person) -> Mapping[NoticeKind, Iterable[Item]]:
    """Move waiting direct messages to the person's next working instant from now.

    Messages without an item (alarms and hints) ignore quiet time. Returns the open items by the
    kind of message that waits.
    """
    waiting = queue.pending_to(uow.tx, person.id)
    about = item_directory.items_of(uow, waiting)
    instants = {}
    for row in waiting:
        if item := about.get(row.notice.item_id or 0):
            with set_aside.guarded(uow, item):
                instants[row.id] = held_until(row.notice, item, person, now=uow.now)
    queue.hold_until(uow.tx, instants)
    found = defaultdict[NoticeKind, list[Item]](list)
    for kind, item_id in dict.fromkeys((row.notice.kind, row.notice.item_id) for row in waiting):
        if (item := about.get(item_id or 0)) and item.is_open:
            found[kind].append(item)
    return found


def _ask_again(uow: UnitOfWork, item: Item, person: Person) -> None:
    """The last question waits for somebody who is now away: ask others in time."""
    directory = item_directory.of_items(uow, [item])
    if must_be_asked_again(item, directory, person.id):
        told = route(item, [plan.question_step(uow.now)], directory)
        effects.carry_out(uow, told)


def _reckon_again(uow: UnitOfWork, item: Item) -> None:
    """Recompute the chance of its highest rung, until the first person on it is told."""
    directory = item_directory.of_items(uow, [item])
    again = reckoned_again(item, directory, lambda keys: queue.are_pending(uow.tx, keys))
    if again is not None:
        store.save(uow.tx, again)
        effects.write_down(uow, [_moved_chance(again, item.highest, at=uow.now)], [again])


def _moved_chance(item: Item, rung: int, *, at: datetime) -> Event:
    """A history event that replaces what the firing of the rung promised."""
    state = item.rung(rung)
    facts = ChanceMoved(rung=rung, heard_at=state.heard_at, ends_at=state.chance_ends_at)
    return Event(at=at, item_id=item.id, actor=BACKSTOP, facts=facts)
