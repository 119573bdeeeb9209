"""Hand over everything of somebody in one transaction: at once, or as one offer to each receiver.

What can no longer be handed over as it was asked for stops all of it, and is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from hashlib import blake2s

from escalation import refusals
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.handover import batches
from escalation.handover.batches import Batch, Became, Held, Line
from escalation.handover.everything import MOST_LINES, asks_first
from escalation.handover.rules import ends_at, ends_in_hours
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy
from messages.slack.blocks import Json
from storage import people
from storage.about import batches as stored
from workflows.batches import carry, fitness, holdings, telling
from workflows.batches.holdings import Holdings
from workflows.transaction import guards, idempotency
from workflows.transaction.ownership import batch_news
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who gets each of these lines, by its key, of what `owner` has, and why.

    `anyway`: also where a ladder would be doubtful.
    """

    owner: str
    to: Mapping[str, str]
    reason: str
    anyway: bool = False


def opened(context: WorkspaceContext, request: Request, owner: str, *, now: datetime) -> Holdings:
    """What may be handed over now; raises Refusal."""
    with context.reading(now) as uow:
        return holdings.found(uow, request, owner, most=MOST_LINES)


def hand_over(
    context: WorkspaceContext, request: Request, wanted: Wanted, *, now: datetime
) -> Json:
    """Hand over all of it or nothing, once, however often the request arrives. Raises Refusal.

    Returns what to say to the person who did it.
    """
    mark = _mark(request)
    with context.writing(now) as uow:
        if idempotency.earlier(uow, request) is None:
            _made(uow, request, wanted, mark=mark)
            idempotency.remember(uow, request)
        return telling.done(uow, request.actor, stored.of_mark(uow.tx, mark))


def _mark(request: Request) -> str:
    """Names what this request does, the same again after a restore."""
    return blake2s(f"{request.kind}:{request.external_id}".encode(), digest_size=8).hexdigest()


def _made(uow: UnitOfWork, request: Request, wanted: Wanted, *, mark: str) -> None:
    if not wanted.reason.strip():
        raise BadInput(refusals.ADD_REASON, field=Field.REASON)
    if not wanted.to:
        raise BadInput("Tick what should be handed over.", field=Field.OWNER)
    held = holdings.found(uow, request, wanted.owner)
    receivers = {user: _receiver(uow, user) for user in dict.fromkeys(wanted.to.values())}
    to = {key: receivers[user] for key, user in wanted.to.items()}
    fitness.require(uow, held, to, anyway=wanted.anyway)
    items = {batches.of_item(item.id): item for item in held.items}
    _replaced(uow, held, to)
    handings = [
        _Handing(uow, request, held, items, to=receiver, reason=wanted.reason, mark=mark)
        for receiver in receivers.values()
    ]
    made = [
        one.items([it for it in held.lines if wanted.to.get(it.key) == one.to.id])
        for one in handings
    ]
    _others(uow, made, by=held.actor)
    batch_news.told(uow, made)


def _replaced(uow: UnitOfWork, held: Holdings, to: Mapping[str, Person]) -> None:
    """End older offers of these accounts and places; those of items end by their own move."""
    for line in held.lines:
        if line.key in to and line.what is not Held.ITEM:
            _ended(uow, line, owner=held.owner.id)


def _ended(uow: UnitOfWork, line: Line, *, owner: str) -> None:
    for batch in stored.waiting(uow.tx, line):
        if batch.owner == owner:
            why = batches.REPLACED
            batch_news.answered(uow, batch, [line], became=Became.OVERTAKEN, why=why)


def _others(uow: UnitOfWork, made: Sequence[Batch], *, by: Person) -> None:
    """Hand over what is not offered of accounts and, after all items, of places on ladders.

    Open items switch to a changed ladder, and several people may get places on one.
    """
    done = [(batch, batch.that(Became.TAKEN)) for batch in made]
    for batch, lines in done:
        for line in lines:
            if line.what is Held.CUSTOMER:
                carry.account(uow, line, batch, by=by)
    for channel, to in carry.by_ladder(done).items():
        carry.ladder(uow, channel, to, batch=made[0], by=by)


def _receiver(uow: UnitOfWork, user: str) -> Person:
    if not user:
        raise BadInput("Who takes over?", field=Field.OWNER)
    return guards.may_own(people.get(uow.tx, user))


@dataclass(frozen=True, slots=True)
class _Handing:
    """One receiver's part of a request."""

    uow: UnitOfWork
    request: Request
    held: Holdings
    known: Mapping[Line, Item]
    _: KW_ONLY
    to: Person
    reason: str
    mark: str

    def items(self, lines: Sequence[Line]) -> Batch:
        """Keep these lines as a batch, and hand over or offer the items among them."""
        waits = [line for line in lines if asks_first(self._policy(line), **self._who)]
        ends = max((self._ends_at(line) for line in waits), default=None)
        made = [replace(line, became=Became.TAKEN) for line in lines if line not in waits]
        batch = Batch(
            mark=self.mark,
            **self._who,
            to=self.to.id,
            reason=self.reason,
            made_at=self.uow.now,
            ends_at=ends,
            lines=(*waits, *made),
        )
        stored.add(self.uow.tx, batch)
        quiet = {self.to.id, self.held.owner.id}
        for line in lines:
            if item := self.known.get(line):
                carry.item(
                    self.uow,
                    self.request,
                    item,
                    batch=batch,
                    actor=self.held.actor,
                    to=self.to,
                    until=ends if line in waits else None,
                    quiet=quiet,
                )
        return batch

    @property
    def _who(self) -> dict[str, str]:
        return {"actor": self.held.actor.id, "owner": self.held.owner.id}

    def _policy(self, line: Line) -> Policy:
        """The ladder of an item or a channel; the default one for a customer."""
        if item := self.known.get(line):
            return item.policy
        if line.what is Held.ROLE:
            return self.held.channels[line.place[0]].policy
        return Policy(zone=self.uow.context.zone)

    def _ends_at(self, line: Line) -> datetime:
        if item := self.known.get(line):
            return ends_at(item, self.to, self.uow.now)
        return ends_in_hours(self._policy(line), self.to, self.uow.now)
