"""Who is told of offers and requests, and of how they end: the thread, and those concerned."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from escalation.dm_times import next_dm_at
from escalation.events import Event
from escalation.facts.handing_over import Lapsed, OfHandOver, Proposed, Unmade
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.notices import announcements, keys
from escalation.notices.notice import Notice, NoticeKind, Place, about
from escalation.recipients import Directory
from escalation.rungs import Audience


def announce_move(
    before: Item,
    after: Item,
    event: Event,
    *,
    directory: Directory,
    followers: Iterable[str] = (),
) -> tuple[Notice, ...]:
    """The notices of any move: `followers` are told of those that are news to them."""
    if isinstance(event.facts, OfHandOver):
        return announce(before, after, event, directory=directory)
    return announcements.announce_move(
        before, after, event, directory=directory, followers=followers
    )


def announce(
    before: Item, after: Item, event: Event, *, directory: Directory
) -> tuple[Notice, ...]:
    """The notices of an offer, of a request, and of one to which nobody said yes.

    Whoever did it is not told.
    """
    here = directory.about(after)
    thread = _notice(before, after, event, kind=NoticeKind.CHANGED, to=after.channel, at=here.now)
    told = {}
    for user, kind in _told(before, after, shaped(event.facts, OfHandOver), here=here):
        person = here.reachable(user)
        if person and user != event.actor:
            at = next_dm_at(person, after, here.now)
            told[user] = _notice(before, after, event, kind=kind, to=user, at=at)
    return (thread, *told.values())


def _told(
    before: Item, after: Item, facts: OfHandOver, *, here: Directory
) -> Iterator[tuple[str, NoticeKind]]:
    """Who is asked, and whose request was replaced; else who made it and, of an offer, the lead."""
    if isinstance(facts, Proposed) and after.offer:
        if before.offer and before.offer.is_request:
            yield before.offer.actor, NoticeKind.STAYED
        yield after.offer.answerer(after.owner), NoticeKind.OFFERED
    if isinstance(facts, Unmade):
        if not facts.is_request:
            lead = here.recipients(after.policy.targets_of(Audience.LEAD), beside=after.owner)
            yield from ((one.person.id, NoticeKind.STAYED) for one in lead)
        yield facts.by, NoticeKind.STAYED


def _notice(
    before: Item, after: Item, event: Event, *, kind: NoticeKind, to: str, at: datetime
) -> Notice:
    lapsed = before.offer if isinstance(event.facts, Lapsed) else None
    name = f"lapsed-{lapsed.mark}" if lapsed else f"{before.version}:{event.action}"
    return about(
        after,
        key=keys.of_move(after.id, name, to=to),
        kind=kind,
        recipient=to,
        facts=Done(actor=event.actor, reason=event.reason, change=event.facts),
        planned_at=event.at,
        not_before=at,
        place=Place.THREAD if kind is NoticeKind.CHANGED else Place.DM,
    )
