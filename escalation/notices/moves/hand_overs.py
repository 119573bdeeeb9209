"""Who is told of offers and requests, and of how they end: the thread, and those concerned."""

from collections.abc import Iterator

from escalation.events import Event
from escalation.facts.handing_over import Lapsed, OfHandOver, Proposed, Unmade
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.notices.moves.news import News
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.recipients import Directory
from escalation.rungs import Audience


def announce(
    before: Item, after: Item, event: Event, *, directory: Directory
) -> tuple[Notice, ...]:
    """The notices of an offer or a request, and of one that ended without a yes.

    The person who did it is not told. Of a line of a hand-over of everything nobody is told
    directly before all of it is answered.
    """
    here, facts = directory.about(after), shaped(event.facts, OfHandOver)
    lapsed = before.offer if isinstance(facts, Lapsed) else None
    news = News(
        item=after,
        name=f"lapsed-{lapsed.mark}" if lapsed else f"{before.version}:{event.action}",
        facts=Done(actor=event.actor, reason=event.reason, change=facts),
        people=here.people,
        now=event.at,
    )
    direct = [
        one
        for kind, user in _told(before, after, facts, here=here)
        for one in news.direct(kind, [user])
    ]
    is_line = isinstance(facts, Unmade) and before.offer is not None and before.offer.batch
    each = {} if is_line else {one.recipient: one for one in direct}
    return (news.post(NoticeKind.CHANGED, Place.THREAD), *each.values())


def is_answer_to_all(before: Item, owner: str, *, actor: str) -> bool:
    """Whether the owner has just taken it as a line of a hand-over of everything."""
    offer = before.offer
    return offer is not None and bool(offer.batch) and offer.to == owner == actor


def _told(
    before: Item, after: Item, facts: OfHandOver, *, here: Directory
) -> Iterator[tuple[NoticeKind, str]]:
    """Who is asked, and who no longer gets it; else who made it and, of an offer, the lead.

    Of several kinds for one person the last counts.
    """
    if isinstance(facts, Proposed) and after.offer:
        if before.offer:
            yield NoticeKind.STAYED, before.offer.to
        yield NoticeKind.OFFERED, after.offer.answerer(after.owner)
    if isinstance(facts, Unmade):
        if not facts.is_request:
            lead = here.recipients(after.policy.targets_of(Audience.LEAD), beside=after.owner)
            yield from ((NoticeKind.STAYED, one.person.id) for one in lead)
        yield NoticeKind.STAYED, facts.by
