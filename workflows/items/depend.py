"""What an item needs and blocks: say so or take it back, at both ends in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from escalation import dependencies
from escalation.dependencies import Relation
from escalation.errors import Refusal
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Intent, Move, require_allowed
from escalation.moves.permissions import Standing
from escalation.people import Person
from escalation.recipients import Directory
from storage import channels
from storage.items import dependencies as stored
from storage.items import entry, store
from storage.outbox import queue
from workflows.items import drafts
from workflows.items.move import (
    Moved,
    Which,
    again,
    carried_out,
    find,
)
from workflows.transaction import dependencies as seen
from workflows.transaction import directory, guards, idempotency, needed, standing
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What somebody says of an item and others."""

    actor: Person
    relation: Relation
    others: Sequence[Which]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What somebody says of an item and the other ends, and everyone whom that concerns."""

    uow: UnitOfWork
    request: Request
    actor: Person
    item: Item
    ends: Sequence[Item]
    relation: Relation
    reason: str
    everybody: Directory


def make(
    context: WorkspaceContext,
    request: Request,
    which: Which,
    *,
    relation: Relation,
    others: Sequence[Which],
    reason: str = "",
    now: datetime,
) -> Moved:
    """Relate one item to others, all of them or none, once, however often the request arrives.

    Writers take turns, so of several people who would close a circle together the last is refused.
    Raises UnknownItem, ItemClosed, NotAllowed, or BadInput, whose text says what to do instead, or
    UnreadableItem. If it raises, nothing is changed.
    """
    with context.writing(now) as uow:
        request = drafts.current(uow, request)
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor)
        said = _Said(actor=actor, relation=relation, others=others, reason=reason)
        made = _related(uow, request, item, said=said)
        idempotency.remember(uow, request, event=entry.kept(made.event), undo=[])
        return made


def save(
    context: WorkspaceContext,
    request: Request,
    which: Which,
    *,
    intents: Iterable[Intent],
    relations: Iterable[tuple[Field, Relation, Sequence[Which]]],
    reason: str = "",
    now: datetime,
) -> Moved:
    """Make these moves and relate the item to others, all or nothing, once, as a form says it.

    There is at least one of them. A refusal names the field that its relation stands in. Raises as
    `make` does and `move.make` does.
    """
    with context.writing(now) as uow:
        request = drafts.current(uow, request)
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return again(uow, earlier)
        actor = guards.asker(uow, request.actor)
        item, made = find(uow, request, which, actor=actor), list[Moved]()
        for intent in intents:
            with guards.sound(item):
                made.append(carried_out(uow, request, item, actor=actor, intent=intent))
            item = made[-1].item
        told = made[-1:]
        for field, relation, others in relations:
            said = _Said(actor=actor, relation=relation, others=others, reason=reason)
            with _about(field):
                made.append(_related(uow, request, item, said=said))
            item = made[-1].item
        saved = replace((told or made)[-1], item=item)  # what is told is the last of the moves
        idempotency.remember(uow, request, event=entry.kept(saved.event), undo=[])
        return saved


@contextmanager
def _about(field: Field) -> Iterator[None]:
    """Let a refusal name the field in which it stands."""
    try:
        yield
    except Refusal as refused:
        refused.field = field
        raise


def _related(uow: UnitOfWork, request: Request, item: Item, *, said: _Said) -> Moved:
    """Relate an item to the others in a transaction that may do more."""
    ends = [find(uow, request, other, actor=said.actor) for other in said.others]
    asked = _Asked(
        uow=uow,
        request=request,
        actor=said.actor,
        item=item,
        ends=ends,
        relation=said.relation,
        reason=said.reason,
        everybody=directory.of_items(uow, [item, *ends], also=[said.actor.id]),
    )
    dependencies.require_related(item, ends, said.relation)
    changed = _changed(asked)
    made = _made(asked, changed)
    _keep(asked, changed)
    besides = [item.id, *(end.id for end in ends)]
    queue.add(uow.tx, seen.redraws(uow, made.item, besides=besides))
    return made


def _changed(asked: _Asked) -> list[Item]:
    """The ends for which it is news; raises BadInput if it is for none, or ItemClosed."""
    for end in (asked.item, *asked.ends):
        require_allowed(end, Move.DEPEND)
    tx, relation = asked.uow.tx, asked.relation
    changed = [
        end
        for end in asked.ends
        if stored.exists(tx, relation.need(asked.item, end)) is relation.is_over
    ]
    if not changed:
        raise dependencies.no_news(asked.item, asked.ends, relation)
    return changed


def _made(asked: _Asked, changed: Sequence[Item]) -> Moved:
    """Make the move on both ends of each pair, for either of which the actor needs permission."""
    relation = asked.relation
    made = _saved(asked, asked.item, _intent(asked, relation, changed), beside=changed)
    for end in changed:
        _saved(asked, end, _intent(asked, relation.turned, [asked.item]), beside=[asked.item])
    return made


def _saved(asked: _Asked, end: Item, intent: Intent, *, beside: Sequence[Item]) -> Moved:
    besides = _held(asked, *beside)
    with guards.sound(end):
        return carried_out(
            asked.uow, asked.request, end, actor=asked.actor, intent=intent, besides=besides
        )


def _held(asked: _Asked, *ends: Item) -> frozenset[Standing]:
    """What the actor is to any of these items."""
    uow, request, everybody = asked.uow, asked.request, asked.everybody
    found = (
        standing.standings_of(uow, request, end, actor=asked.actor, everybody=everybody)
        for end in ends
    )
    return frozenset[Standing]().union(*found)


def _intent(asked: _Asked, relation: Relation, others: Iterable[Item]) -> Intent:
    return Intent(
        move=Move.DEPEND,
        actor=asked.actor.id,
        reason=asked.reason,
        relation=relation,
        others=tuple(other.label for other in others),
    )


def _keep(asked: _Asked, changed: Sequence[Item]) -> None:
    """Keep or forget each dependency."""
    tx, relation = asked.uow.tx, asked.relation
    for end in changed:
        need = relation.need(asked.item, end)
        if relation.is_over:
            stored.remove(tx, need)
            waits, its = (asked.item, end) if need.item == asked.item.id else (end, asked.item)
            queue.add(tx, needed.asked_no_more(asked.uow, waits, its))
        else:
            _require_sound(asked, end)
            stored.add(tx, need)
            _require_room(asked, end, relation.turned)
    if not relation.is_over:
        _require_room(asked, asked.item, relation)


def _require_sound(asked: _Asked, end: Item) -> None:
    """Raise BadInput for ends that are too far apart, or that would wait for each other."""
    uow, item = asked.uow, asked.item
    places = {item.channel, end.channel}
    dependencies.require_one_place(item, end, private=places - channels.public(uow.tx, places))
    need = asked.relation.need(item, end)
    found = dependencies.circle(stored.downstream(uow.tx, [need.item], only_open=False), need)
    if found:
        around = store.get_many(uow.tx, set(found))
        shown = seen.by_person(uow, asked.actor)([*around.values()])
        labels = {one.id: one.label for one in (*shown, item, end)}
        raise dependencies.circle_refusal(labels.get(one, "") for one in found)


def _require_room(asked: _Asked, end: Item, relation: Relation) -> None:
    count = stored.needed_by if relation is Relation.NEEDS else stored.waiting_for
    dependencies.require_room(end, relation, taken=len(count(asked.uow.tx, [end.id])))
