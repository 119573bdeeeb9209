"""Moves: what people do to an item, from the request to the history and the notices."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalation.calendars import owners_calendar
from escalation.errors import Stale, UnknownItem, UnreadableItem
from escalation.events import Event, EventRef
from escalation.facts.action import Action
from escalation.following import NEWS
from escalation.items import Due, Item, Kind
from escalation.moves import calls
from escalation.moves.calls import Called
from escalation.moves.move import Intent, Move, require_allowed
from escalation.moves.permissions import Standing
from escalation.moves.reminders import NotReminded
from escalation.moves.transitions import transition
from escalation.moves.undo import can_be_undone
from escalation.notices import known_dates
from escalation.notices.announcements import announce_move, with_slip_told
from escalation.notices.moves.asked_dates import asks
from escalation.notices.notice import Notice, NoticeKind
from escalation.notices.routing import route
from escalation.notices.suppression import LOGGING_UNDONE
from escalation.people import Person
from escalation.recipients import Directory
from grammar.links import found_in
from messages.items.calls import not_again
from storage.items import entry, history, store
from storage.items import rows as item_rows
from storage.outbox import queue
from workflows.channels import leaving
from workflows.customers import names, promises
from workflows.handover import agreement
from workflows.items import acknowledged, by_hand, drafts
from workflows.transaction import (
    directory as item_directory,
)
from workflows.transaction import (
    effects,
    following,
    guards,
    idempotency,
    needed,
    readers,
    standing,
    unseen,
)
from workflows.transaction.ownership import taken_on
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Names an item by its reference (`kind` and `number`), or by its id as buttons do.

    `round` is the round in which the button was drawn, 0 for typed moves.
    """

    kind: Kind | None = None
    number: int = 0
    item_id: int = 0
    round: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The item after the move, the event it left, and whether this request had made it before.

    `ref` names the event if it can be undone or replaced.
    """

    item: Item
    event: Event
    repeated: bool = False
    ref: EventRef | None = None

    @property
    def undo(self) -> EventRef | None:
        """Names the event if it can be undone."""
        return self.ref if can_be_undone(self.event) else None


def make(
    context: WorkspaceContext,
    request: Request,
    which: Which,
    *,
    intent: Intent,
    now: datetime,
    also: Iterable[Intent] = (),
    dated: Callable[[Item], Due] | None = None,
    require: Callable[[UnitOfWork, Item], None] = lambda _uow, _item: None,
) -> Moved:
    """Make one move once, however often the request arrives, and those in `also` with it.

    `intent.actor` is `request.actor`. `dated` gives the new date of an item from the one it has, or
    raises BadInput to ask about it; `require` may raise, too. Raises UnknownItem, Stale,
    NotAllowed, ItemClosed or BadInput, whose text says what to do instead, or UnreadableItem.
    """
    with context.writing(now) as uow:
        request = drafts.current(uow, request)
        earlier = idempotency.earlier(uow, request)
        if earlier is not None:
            return _as_seen(uow, request, again(uow, earlier))
        actor = guards.asker(uow, request.actor)
        item = find(uow, request, which, actor=actor, move=intent.move)
        require(uow, item)
        with guards.sound(item):
            if event := acknowledged.already(uow, item, intent):
                moved = Moved(item=item, event=event, repeated=True)
            else:
                moved = carried_out(uow, request, item, actor=actor, intent=intent, dated=dated)
            for more in also:
                moved = carried_out(uow, request, moved.item, actor=actor, intent=more)
        return remembered(uow, request, moved)


def remembered(uow: UnitOfWork, request: Request, moved: Moved) -> Moved:
    """Keep the answer to the request, in case it comes again."""
    ref = [moved.ref.id, moved.ref.mark] if moved.ref else []
    idempotency.remember(uow, request, event=entry.kept(moved.event), undo=ref)
    return _as_seen(uow, request, moved)


def _as_seen(uow: UnitOfWork, request: Request, moved: Moved) -> Moved:
    """The same without the words of the item if its actor may not see it."""
    actor = guards.asker(uow, request.actor)
    return replace(moved, item=unseen.as_seen(uow, request, moved.item, actor=actor))


def find(
    uow: UnitOfWork,
    request: Request,
    which: Which,
    *,
    actor: Person,
    move: Move | None = None,
) -> Item:
    """The item.

    People who were told only its number find it for the few moves that they may make. Raises
    UnknownItem if the actor may see no such item, Stale for an old button, UnreadableItem
    if its stored data is damaged.
    """
    if which.kind:
        label = f"{which.kind.letter}-{which.number}"
        found = store.referred(uow.tx, kind=which.kind, number=which.number)
    else:
        label, found = "such item", item_rows.these(uow.tx, [which.item_id])
    item, damaged = next(iter(found.items), None), next(iter(found.unreadable), None)
    if damaged and unseen.may_see(uow, request, damaged, actor=actor):
        raise UnreadableItem(damaged.label)
    if item is None or not unseen.is_found(uow, request, item, actor=actor, move=move):
        lists = f"{uow.context.commands.backstop} list"
        raise UnknownItem(f"There is no {label} that you can see. `{lists}` shows what there is.")
    if which.round and which.round != item.round:
        look = f"{uow.context.commands.logs(item.kind)} {item.label}"
        raise Stale(
            f"{item.label} has changed since this message was drawn, so nothing was done. "
            f"See how it stands: `{look}`."
        )
    return item


def carried_out(
    uow: UnitOfWork,
    request: Request,
    item: Item,
    *,
    actor: Person,
    intent: Intent,
    dated: Callable[[Item], Due] | None = None,
    besides: frozenset[Standing] = frozenset(),
    quiet: Collection[str] = (),
) -> Moved:
    """One move in a transaction that makes several, or in its own; raises as `make` does.

    `besides` is what else the actor counts as, and the people in `quiet` get no direct message.
    """
    followers = following.of(uow, item) if intent.move in NEWS else ()
    intent, everybody = _permitted(
        uow, request, item, actor=actor, intent=intent, besides=besides, also=followers
    )
    owner = guards.owner_after(uow, item, intent)
    intent = replace(intent, due=dated(item)) if dated else intent
    intent = names.resolved(uow, item, _with_links(intent))
    calendar = owners_calendar(replace(item, owner=owner), everybody.people, uow.now)
    try:
        intent = calls.named(item, intent, everybody)
        made = transition(item, intent, uow.now, calendar=calendar)
    except (Called, NotReminded) as answered:
        zone = actor.zone or item.policy.zone
        reader = readers.among(uow, everybody, zone)
        raise not_again(answered, reader, reason=intent.reason) from None
    told = route(made.item, made.steps, everybody)
    event = by_hand.told_whom(made.event, told)
    announced = announce_move(item, told.item, event, directory=everybody, followers=followers)
    saved = effects.saved(uow, with_slip_told(told.item, announced, everybody), before=item)
    if intent.move is Move.REOPEN:
        queue.want_again(uow.tx, item.id, whys=[LOGGING_UNDONE], since=item.logged_at)
    effects.record(
        uow,
        saved,
        events=[event, *by_hand.besides(event, told)],
        notices=[
            *_told(uow, event, announced, before=item, after=saved, quiet=quiet),
            *by_hand.notices(told, intent),
            *promises.broken(uow, saved, before=item, by=actor.id),
        ],
        concerned=[item.owner, *event.facts.users],
        redraw=effects.redraw_by(intent.move, answers=actor.id in item.told),
    )
    if saved.is_open is not item.is_open:
        leaving.follow(uow, [saved], cause=request.external_id)
    if saved.urgent and not item.urgent:
        effects.hurry(uow, saved)
    is_named = can_be_undone(event) or event.action is Action.RESCHEDULE
    named = history.newest(uow.tx, item.id, event.action) if is_named else None
    return Moved(item=saved, event=event, ref=named)


def _permitted(
    uow: UnitOfWork,
    request: Request,
    item: Item,
    *,
    actor: Person,
    intent: Intent,
    besides: frozenset[Standing],
    also: Iterable[str],
) -> tuple[Intent, Directory]:
    """The move, which the actor may make: whether it asks somebody first, and everybody."""
    require_allowed(item, intent.move)
    intent = agreement.answered(uow, item, intent, actor=actor)
    next_owner = [intent.owner.id] if intent.owner else []
    everybody = item_directory.of_items(uow, [item], also=[actor.id, *next_owner, *also])
    held = besides | standing.standings_of(uow, request, item, actor=actor, everybody=everybody)
    agreement.require_new(uow, item, intent, actor=actor, held=held, everybody=everybody)
    standing.require_permitted(item, intent, held=held, everybody=everybody)
    settled = agreement.settled(uow, item, intent, actor=actor, held=held, everybody=everybody)
    return settled, everybody


def _told(
    uow: UnitOfWork,
    event: Event,
    announced: Iterable[Notice],
    *,
    before: Item,
    after: Item,
    quiet: Collection[str],
) -> Iterator[Notice]:
    """What is announced and who is told because they need the item: no follower twice."""
    needs = needed.told(uow, event, before=before, after=after)
    told = {one.recipient for one in needs}
    for notice in _as_known(uow, event, announced, item=after):
        is_told = notice.kind is NoticeKind.FOLLOWED and notice.recipient in told
        if not is_told and notice.recipient not in quiet:
            yield notice
    yield from needs
    yield from taken_on.told(uow, after, before=before, quiet={*quiet, event.actor})


def _as_known(
    uow: UnitOfWork, event: Event, announced: Iterable[Notice], *, item: Item
) -> Iterable[Notice]:
    """News of a date from the one that people know; what still waits of earlier moves ends.

    An owner who knows the date already is asked about it from now on.
    """
    if event.action is not Action.RESCHEDULE:
        return announced
    pending = queue.pending_of(uow.tx, event.item_id or 0)
    waiting = [row for row in pending if known_dates.is_overtaken(row.notice)]
    effects.take_back(uow, waiting, why="the date moved")
    announced = tuple(announced)
    told = known_dates.as_known(announced, (row.notice for row in waiting))
    knowing = {one.recipient for one in announced}.difference(one.recipient for one in told)
    if any(asks(one, item) for one in announced if one.recipient in knowing):
        store.date_asked(uow.tx, item.id, uow.now)
    return told


def _with_links(intent: Intent) -> Intent:
    """The intent with the links among the words of its edit, if it is one."""
    edit = intent.edit
    return replace(intent, edit=replace(edit, links=found_in([edit.new]))) if edit else intent


def again(uow: UnitOfWork, answer: Mapping[str, Any]) -> Moved:
    """The answer to a redelivery: what happened the first time, and the item as it is now."""
    event, undo = entry.from_kept(answer["event"]), answer.get("undo")
    item = guards.readable(uow, answer["event"]["item_id"])
    return Moved(item=item, event=event, repeated=True, ref=EventRef(*undo) if undo else None)
