"""Prechecks: may somebody make a button's move? Asked before its form opens."""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation.items import Item
from escalation.moves.handover.reassign import require_others
from escalation.moves.move import Intent, Move, require_allowed
from escalation.moves.permissions import may
from messages.reader import Reader
from workflows.handover import agreement
from workflows.items.move import Which, find
from workflows.transaction import dependencies, directory, guards, readers, standing, unseen
from workflows.transaction.unit_of_work import Request, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Precheck:
    """An item, for somebody who may make the move, and whether they have to give a reason.

    `place` is the channel that was told its number, if that is all they were told.
    """

    item: Item
    needs_reason: bool
    reader: Reader
    place: str = ""


def subject(
    context: WorkspaceContext, request: Request, which: Which, *, move: Move, now: datetime
) -> Item:
    """The item of an open form, as the person may see it; raises UnknownItem."""
    with context.reading(now) as uow:
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor, move=move)
        return unseen.as_seen(uow, request, item, actor=actor)


def precheck(
    context: WorkspaceContext, request: Request, which: Which, *, move: Move, now: datetime
) -> Precheck:
    """The item that a move is for; changes nothing.

    Raises whatever the move itself would raise for this person and item, regardless of the form:
    UnknownItem, Stale, ItemClosed, NotAllowed, or BadInput if the move is for the other kind.
    """
    with context.reading(now) as uow:
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor, move=move)
        everybody = directory.of_items(uow, [item], also=[actor.id])
        held = standing.standings_of(uow, request, item, actor=actor, everybody=everybody)
        shown, reader = (
            unseen.as_seen(uow, request, item, actor=actor),
            readers.to(uow, actor.id, [item]),
        )
        if shown is item:
            sees = dependencies.by_person(uow, actor)
            reader = dependencies.shown_to(uow, reader, [item], sees=sees)
        require_allowed(item, move)
        intent = Intent(move=move, actor=request.actor, reason="asked for in the form")
        if move is Move.TAKE:
            intent = replace(intent, owner=actor)
            require_others(item, intent)
        agreement.require_new(uow, item, intent, actor=actor, held=held, everybody=everybody)
        standing.require_permitted(item, intent, held=held, everybody=everybody)
    place = "" if shown is item else request.channel
    needs_reason = may(held, move).needs_reason
    return Precheck(item=shown, needs_reason=needs_reason, reader=reader, place=place)
