"""Removal: an owner who no longer sees a channel is told so, and the lead of the gap.

That is a private channel that they are no longer in, or for a guest any channel.
"""

from collections.abc import Iterable
from dataclasses import replace

from escalation.dm_times import next_dm_at
from escalation.facts.handing_over import Unanswered
from escalation.facts.in_notices import Gap
from escalation.facts.shape import Unable
from escalation.items import Item
from escalation.ladder import plan
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, about
from escalation.notices.routing import route
from escalation.people import Person
from storage.items import search
from storage.items.search import Search
from workflows import set_aside
from workflows.handover import lapse
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork

MOST = 1000
"""How many open items of one person in one channel are looked at."""


def follow(uow: UnitOfWork, channel: str, removed: Iterable[str]) -> None:
    """These people have just been removed from a channel or have left it."""
    for user in removed:
        lapse.of_leaver(uow, user, Unanswered.REMOVED, channel=channel)
        theirs = Search(channel=channel, owner=user)
        for item in search.find(uow.tx, theirs, visible=None, limit=MOST).items:
            with set_aside.alone(uow, item) as part:
                _cover(part, item)


def _cover(uow: UnitOfWork, item: Item) -> None:
    everybody = directory.of_items(uow, [item]).within(item.channel)
    if not everybody.was_removed(item.owner):
        return
    step = plan.gap_step(item, uow.now)
    told = route(item, [step], everybody)
    owner = everybody.reachable(item.owner)
    also = [_to_the_owner(uow, item, owner, step=step.name)] if owner else []
    effects.carry_out(uow, replace(told, notices=(*told.notices, *also)))


def _to_the_owner(uow: UnitOfWork, item: Item, owner: Person, *, step: str) -> Notice:
    return about(
        item,
        key=keys.unseen(item.id, item.version, to=owner.id),
        kind=NoticeKind.GAP,
        recipient=owner.id,
        facts=Gap(step=step, owner=owner.id, why=Unable.REMOVED),
        planned_at=uow.now,
        not_before=next_dm_at(owner, item, uow.now),
    )
