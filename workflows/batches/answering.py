"""Answers to an offer of everything: all of it or one line, taken, refused or taken back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from escalation import refusals
from escalation.errors import BadInput, Refusal, Stale
from escalation.facts.action import Action
from escalation.fields import Field
from escalation.handover import batches
from escalation.handover.batches import Batch, Became, Held, Line
from escalation.moves.move import Intent, Move
from escalation.moves.undo import ToUndo
from escalation.people import Person
from messages.handover import everything as words
from storage import people
from storage.about import batches as stored
from storage.items import history, store
from workflows.batches import carry, telling
from workflows.items import move, undo
from workflows.transaction import guards, idempotency
from workflows.transaction.ownership import batch_news
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

OVER = "This no longer needs an answer, so nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """An offer of everything by its mark, and the line that is answered; "" for all of it."""

    mark: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """An answer to these lines of an offer, which wait for it."""

    uow: UnitOfWork
    request: Request
    batch: Batch
    lines: tuple[Line, ...]

    @property
    def others(self) -> tuple[Line, ...]:
        """The lines that are no items."""
        return tuple(line for line in self.lines if line.what is not Held.ITEM)


def waiting(context: WorkspaceContext, request: Request, which: Which, *, now: datetime) -> str:
    """What somebody is about to say no to, in words; raises Stale if it is over."""
    with context.reading(now) as uow:
        batch = _found(uow, request, which)
        about = telling.shown_to(uow, request.actor, [batch])
        return words.offered(batch, _asked(batch, which), about)


def take(context: WorkspaceContext, request: Request, which: Which, *, now: datetime) -> str:
    """Take what is still offered, once, however often the request arrives. Raises Refusal.

    Returns what came of it, in words.
    """
    return _answered(context, request, which, act=_taken, now=now)


def decline(
    context: WorkspaceContext, request: Request, which: Which, *, reason: str, now: datetime
) -> str:
    """Say no to what is still offered. Raises Refusal; returns words as `take` does."""
    if not reason.strip():
        raise BadInput(refusals.ADD_REASON, field=Field.REASON)

    def declined(answer: _Answer) -> None:
        _each_item(answer, Move.DECLINE, reason=reason)
        _others(answer, answer.others, Became.DECLINED, why=reason)

    return _answered(context, request, which, act=declined, now=now)


def take_back(context: WorkspaceContext, request: Request, mark: str, *, now: datetime) -> str:
    """Take back what this person has offered and nobody has taken yet. Raises Refusal."""
    with context.writing(now) as uow:
        guards.asker(uow, request.actor)
        made = [one for one in stored.of_mark(uow.tx, mark) if one.actor == request.actor]
        if idempotency.earlier(uow, request) is None:
            if not any(batch.waiting for batch in made):
                raise Stale(OVER)
            for batch in made:
                _taken_back(uow, batch)
            idempotency.remember(uow, request)
        return words.TAKEN_BACK


def _taken_back(uow: UnitOfWork, batch: Batch) -> None:
    items = store.get_many(uow.tx, batches.ids(batch.waiting, Held.ITEM))
    for item in items.values():
        ref = history.newest(uow.tx, item.id, Action.OFFER)
        offered, *since = history.since(uow.tx, ref)
        undo.carried_out(uow, ToUndo(id=ref.id, event=offered, item=item, since=tuple(since)))
    batch_news.answered(uow, batch, batch.waiting, became=Became.OVERTAKEN, why=batches.TAKEN_BACK)


def _answered(
    context: WorkspaceContext,
    request: Request,
    which: Which,
    *,
    act: Callable[[_Answer], None],
    now: datetime,
) -> str:
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        batch = _found(uow, request, which)
        if earlier is None:
            lines = _asked(batch, which)
            act(_Answer(uow=uow, request=request, batch=batch, lines=lines))
            earlier = {"keys": [line.key for line in lines]}
            idempotency.remember(uow, request, **earlier)
        after = _found(uow, request, which)
        about = telling.shown_to(uow, request.actor, [after])
        return words.answered([one for one in after.lines if one.key in earlier["keys"]], about)


def _found(uow: UnitOfWork, request: Request, which: Which) -> Batch:
    guards.asker(uow, request.actor)
    batch = stored.get(uow.tx, which.mark, request.actor)
    if batch is None:
        raise Stale(refusals.OLDER)
    return batch


def _asked(batch: Batch, which: Which) -> tuple[Line, ...]:
    lines = tuple(one for one in batch.waiting if which.key in ("", one.key))
    if not lines:
        raise Stale(OVER)
    return lines


def _taken(answer: _Answer) -> None:
    """Take it; what the giver can no longer give is overtaken."""
    uow, batch = answer.uow, answer.batch
    _each_item(answer, Move.TAKE)
    giver = people.get(uow.tx, batch.actor) or Person(id=batch.actor, name="")
    for line in answer.others:
        if line.what is Held.CUSTOMER:
            with _unless_overtaken(answer, [line]):
                carry.account(uow, line, batch, by=giver)
    for channel, to in carry.by_ladder([(batch, answer.others)]).items():
        with _unless_overtaken(answer, [batches.of_role(channel, rung) for rung in to]):
            carry.ladder(uow, channel, to, batch=batch, by=giver)


@contextmanager
def _unless_overtaken(answer: _Answer, lines: Sequence[Line]) -> Iterator[None]:
    """These lines are taken by what is done here, or overtaken if it is refused."""
    try:
        yield
    except Refusal as refused:
        _others(answer, lines, Became.OVERTAKEN, why=refused.text)
    else:
        _others(answer, lines, Became.TAKEN)


def _others(answer: _Answer, lines: Iterable[Line], became: Became, *, why: str = "") -> None:
    batch_news.answered(answer.uow, answer.batch, lines, became=became, why=why)


def _each_item(answer: _Answer, act: Move, *, reason: str = "") -> None:
    """The same answer to the offer of each item."""
    uow, request = answer.uow, answer.request
    actor = guards.asker(uow, request.actor)
    items = store.get_many(uow.tx, batches.ids(answer.lines, Held.ITEM))
    for item in items.values():
        mark = item.offer.mark if item.offer else ""
        intent = Intent(move=act, actor=actor.id, reason=reason, offer=mark)
        with guards.sound(item):
            move.carried_out(uow, request, item, actor=actor, intent=intent)
