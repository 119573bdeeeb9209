"""Whether a move hands an item over at once or asks somebody first, and answers to what was asked.

Both are decided in the item's transaction, so the first of two answers counts.
"""

from collections.abc import Collection
from dataclasses import replace

from escalation.agreed import who_is_asked
from escalation.errors import Stale
from escalation.events import Event
from escalation.facts.by_people import Closed, Reassigned, Rescheduled, Undone
from escalation.facts.handing_over import Offered, OfHandOver
from escalation.handover.rules import asks_first, ends_at
from escalation.items import Item
from escalation.moves.dates import proposals
from escalation.moves.handover import reassign
from escalation.moves.move import Intent, Move
from escalation.moves.permissions import Standing
from escalation.moves.undo import UNDO
from escalation.people import Person
from escalation.recipients import Directory
from messages.handover.already import waits
from messages.notices.overtaken import offer_over
from storage import people
from storage.items import history
from workflows.transaction import readers
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import UnitOfWork

_ENDS_OFFERS = (OfHandOver, Reassigned, Closed, Rescheduled, Undone)
_HANDS_OVER = frozenset({Move.REASSIGN, Move.TAKE})


def answered(uow: UnitOfWork, item: Item, intent: Intent, *, actor: Person) -> Intent:
    """The intent with its next owner, and with the reason of the offer that it says yes to.

    Stale or BadInput if it answers an offer that is over, or takes one's own item.
    """
    offer = item.offer
    if intent.offer is not None and (offer is None or offer.mark != intent.offer):
        raise Stale(_is_over(uow, item, actor))
    if intent.move is Move.TAKE:
        reassign.require_others(item, intent)
        intent = replace(intent, owner=actor)
    answerer = offer.answerer(item.owner) if offer else None
    if intent.move is Move.DECLINE and actor.id not in (item.owner, answerer):
        _require_never_offered(uow, item, actor)
    if offer is None or intent.move not in _HANDS_OVER:
        return intent
    to = intent.owner or (people.get(uow.tx, offer.to) if intent.offer else None)
    if to is None or not offer.is_taken(item.owner, actor=actor.id, to=to.id):
        return intent
    return replace(intent, owner=to, reason=intent.reason or offer.reason)


def _is_over(uow: UnitOfWork, item: Item, actor: Person) -> str:
    """What to say to somebody who answers too late."""
    over = "This no longer needs an answer, so nothing was changed."
    if item.owner == actor.id:
        return f"{over} {item.label} is yours."
    owner = people.get(uow.tx, item.owner)
    return f"{over} {owner.name} owns {item.label}." if owner else over


def _require_never_offered(uow: UnitOfWork, item: Item, actor: Person) -> None:
    """BadInput with what ended the last offer to this person, if there was one."""
    ended: Event | None = None
    is_offered = False
    for event in history.timeline(uow.tx, item.id):
        if isinstance(event.facts, Offered) and event.facts.to == actor.id:
            ended, is_offered = None, True
        elif is_offered and isinstance(event.facts, _ENDS_OFFERS):
            ended, is_offered = event, False
    if ended is not None:
        named = [ended.actor, *ended.facts.users]
        raise offer_over(item, ended, readers.to(uow, actor.id, [item], named=named))


def require_new(
    uow: UnitOfWork,
    item: Item,
    intent: Intent,
    *,
    actor: Person,
    held: Collection[Standing],
    everybody: Directory,
) -> None:
    """BadInput if the same was offered or asked for already and waits for its answer."""
    offer, to = item.offer, intent.owner
    if offer is None or to is None or intent.move not in _HANDS_OVER or intent.asks_until:
        return
    is_same = offer.to == to.id and offer.is_request == (actor.id == to.id)
    if is_same and _asks_first(uow, item, actor=actor.id, to=to.id, held=held, everybody=everybody):
        raise waits(item, offer, readers.among(uow, everybody, actor.zone))


def _asks_first(
    uow: UnitOfWork,
    item: Item,
    *,
    actor: str,
    to: str,
    held: Collection[Standing],
    everybody: Directory,
) -> bool:
    has_gap = bool(gaps.open_of(uow.tx, [item.id]))
    return asks_first(item, actor=actor, to=to, held=held, directory=everybody, has_gap=has_gap)


def settled(
    uow: UnitOfWork,
    item: Item,
    intent: Intent,
    *,
    actor: Person,
    held: Collection[Standing],
    everybody: Directory,
) -> Intent:
    """A hand-over at once, an offer or a request; the last two with the end of the wait.

    So has the owner's word that it is not theirs, and who has to name another owner.
    """
    if proposals.disowns(item, intent) and (asked := who_is_asked.asked(item, everybody)):
        return replace(intent, asks=asked.id, asks_until=ends_at(item, asked, uow.now))
    to = intent.owner
    if intent.move not in _HANDS_OVER or to is None or to.id == item.owner or intent.batch:
        return intent
    if intent.replaces or not _asks_first(
        uow, item, actor=actor.id, to=to.id, held=held, everybody=everybody
    ):
        return replace(intent, move=Move.REASSIGN, asks_until=None)
    if to.id != actor.id:
        return replace(intent, asks_until=ends_at(item, to, uow.now))
    _require_not_just_taken(uow, item, actor)
    until = ends_at(item, everybody.people.get(item.owner), uow.now)
    return replace(intent, move=Move.TAKE, asks_until=until)


def _require_not_just_taken(uow: UnitOfWork, item: Item, actor: Person) -> None:
    """Stale if somebody else took the item so shortly before that both meant the same owner."""
    lately = history.by_people(uow.tx, [item.id], since=uow.now - UNDO)
    facts = [one.facts for one in lately if one.actor == item.owner != actor.id]
    if any(isinstance(it, Reassigned) and it.new_owner == item.owner for it in facts):
        owner = people.get(uow.tx, item.owner)
        name = owner.name if owner else item.owner
        raise Stale(f"{name} just took {item.label}, so nothing was changed.")
