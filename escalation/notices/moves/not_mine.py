"""Who is told that an item is not its owner's: who has to name another one, and then the lead."""

from escalation.agreed import who_is_asked
from escalation.events import Event
from escalation.facts.by_owners import Disowned, OfOwner
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.items import Item
from escalation.notices.moves.news import News
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.recipients import Directory


def announce(
    before: Item, after: Item, event: Event, *, directory: Directory
) -> tuple[Notice, ...]:
    """The thread, and a direct message to each of them; nobody is told what they did."""
    here, facts, ended = directory.about(after), shaped(event.facts, OfOwner), before.not_mine
    news = News(
        item=after,
        name=f"unnamed-{ended.made_at:%Y%m%d%H%M%S%f}" if ended else f"{before.version}:not_mine",
        facts=Done(actor=event.actor, reason=event.reason, change=facts),
        people=here.people,
        now=event.at,
    )
    above = who_is_asked.told(after, directory, besides=facts.asked)
    told = [facts.asked] if isinstance(facts, Disowned) else [person.id for person in above]
    return (
        news.post(NoticeKind.CHANGED, Place.THREAD),
        *news.direct(NoticeKind.NOT_MINE, told),
    )


def still_asks(notice: Notice, item: Item) -> bool:
    """Whether its reader can still name another owner in place of the one who does not want it."""
    change, waits = shaped(notice.says(Done).change, OfOwner), item.not_mine
    if isinstance(change, Disowned):
        return waits is not None and waits.made_at == notice.planned_at
    return change.owner == item.owner and item.offer is None
