"""What the stand-in of an absent owner is told of an item that the owner has got just now."""

from dataclasses import replace

from escalation.items import Item
from escalation.ladder.cover import cover_step
from escalation.notices.notice import Notice
from escalation.notices.routing import route
from escalation.recipients import Directory


def told_of(item: Item, directory: Directory) -> tuple[Notice, ...]:
    """That they cover it, in their working hours, however urgent it is.

    Not of what falls due once the owner is back: the owner is reminded of that.
    """
    owner = directory.reachable(item.owner)
    away = owner.away_at(directory.now) if owner else None
    if owner is None or away is None or owner.back_at(directory.now) <= item.due.at:
        return ()
    step = cover_step(away.until, directory.now, mark=f"-v{item.version}")
    return route(replace(item, urgent=False), [step], directory.within(item.channel)).notices
