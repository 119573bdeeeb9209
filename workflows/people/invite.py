"""Ask to be invited: somebody who knows an item's number asks its lead to let them in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from escalation.dm_times import next_dm_at
from escalation.errors import BadInput
from escalation.facts.in_notices import AsksIn
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place, about
from escalation.people import Person
from escalation.recipients import Directory, Recipient, targets_of
from escalation.rungs import Target, TargetKind
from storage.outbox import queue
from workflows.items.move import Which, find
from workflows.transaction import directory, guards, redirects, visibility
from workflows.transaction.unit_of_work import Request, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked, by name; () for everybody in the channel. `again`: they were asked before."""

    label: str
    names: tuple[str, ...]
    again: bool


def ask(context: WorkspaceContext, request: Request, which: Which, *, now: datetime) -> Asked:
    """Ask for an invitation, once for each item and person; raises what a move would, BadInput."""
    with context.writing(now) as uow:
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor, move=Move.ACKNOWLEDGE)
        if visibility.sees_channel(uow, actor, item.channel):
            raise BadInput(f"You are in the channel of {item.label} already.")
        everybody = directory.of_items(uow, [item], also=[actor.id])
        asked = [*_asked(item, everybody, actor=actor)]
        notices = [_notice(item, one.person, actor=actor, now=now) for one in asked]
        notices = notices or [_notice(item, None, actor=actor, now=now)]
        added = queue.add(uow.tx, redirects.redirected(uow, [(item, one) for one in notices]))
        names = tuple(one.person.name for one in asked)
        return Asked(label=item.label, names=names, again=not added)


def _asked(item: Item, everybody: Directory, *, actor: Person) -> tuple[Recipient, ...]:
    """Those of the lead, else leadership, else reporter or owner, who are in the channel."""
    here = everybody.about(item)
    for targets in _in_turn(item, here):
        found = here.recipients(targets, beside=actor.id)
        inside = tuple(one for one in found if here.may_decide(one.person.id, item))
        if here.can_answer(inside):
            return inside
    return ()


def _in_turn(item: Item, here: Directory) -> Iterator[tuple[Target, ...]]:
    yield from (targets_of(item, rung, here) for rung in range(item.policy.fallback)[:2])
    yield from ((Target(TargetKind.PERSON, user),) for user in (item.reporter, item.owner))


def _notice(item: Item, person: Person | None, *, actor: Person, now: datetime) -> Notice:
    """To a person; to everybody in the channel if nobody there can be asked alone."""
    to = person.id if person else item.channel
    return about(
        item,
        key=keys.invite(item.id, actor.id, to=to),
        kind=NoticeKind.INVITE,
        recipient=to,
        facts=AsksIn(actor=actor.id),
        planned_at=now,
        not_before=next_dm_at(person, item, now) if person else now,
        place=Place.DM if person else Place.THREAD,
    )
