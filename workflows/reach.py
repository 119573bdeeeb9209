"""When people can be told: what follows once somebody comes, goes, or moves to another zone."""

from collections.abc import Iterable

from escalation import ladder
from escalation.addressing import address
from escalation.calendars import calendar_of, heard_from
from escalation.items import Item
from escalation.notices import TO_THE_OWNER
from escalation.people import Person
from storage import items, outbox, search
from storage.parcels import StoredNotice
from storage.search import Search
from workflows import aftermath, cast, set_aside
from workflows.desk import Work

OWNED = 1000
"""Open items of one person that are looked at again at once."""


def replan(work: Work, person: Person) -> None:
    """Look again at what waits for this person, and at the ladders of what they own."""
    _hold_again(work, person)
    for item in owned_by(work, person):
        with set_aside.guarded(work, item):
            calendar = calendar_of(person.zone, item.policy, work.now)
            watched = ladder.watched(item, work.now, calendar=calendar)
            if watched.next_at != item.next_at:
                items.save(work.tx, watched)


def cover(work: Work, person: Person) -> None:
    """They can no longer answer: somebody else hears of each of their items at once (promise 4)."""
    owned = owned_by(work, person)
    aftermath.take_back(work, _unheard(work, person, owned), why="the owner is gone")
    for item in owned:
        with set_aside.alone(work, item) as part:
            _cover(part, item)


def _cover(work: Work, item: Item) -> None:
    everybody = cast.of_items(work, [item]).directory(work.now)
    told = address(item, [ladder.gap_step(item, work.now)], everybody)
    saved = items.save(work.tx, told.item)
    aftermath.leave(work, saved, events=told.events, notices=told.notices)


def _unheard(work: Work, person: Person, owned: Iterable[Item]) -> list[StoredNotice]:
    """What waits for them as the owner of these: Slack would refuse it, and a gap says as much."""
    ids = {item.id for item in owned}
    return [
        row
        for row in outbox.pending_to(work.tx, person.id)
        if row.notice.kind in TO_THE_OWNER and row.notice.item_id in ids
    ]


def owned_by(work: Work, person: Person) -> tuple[Item, ...]:
    """Their open items, at most OWNED."""
    wanted = Search(owner=person.id)
    return search.find(work.tx, wanted, visible=None, limit=OWNED).items


def _hold_again(work: Work, person: Person) -> None:
    """Direct messages that wait for the person wait for their next working instant from now.

    One about no item, an alarm or a hint, keeps no quiet time.
    """
    waiting = outbox.pending_to(work.tx, person.id)
    about = cast.items_of(work, waiting)
    instants = {}
    for row in waiting:
        if item := about.get(row.notice.item_id or 0):
            with set_aside.guarded(work, item):
                instants[row.id] = heard_from(person, item, work.now)
    outbox.hold_until(work.tx, instants)
