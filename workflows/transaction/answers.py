"""Who above the owner was told of some items and has answered, for their cards."""

from collections.abc import Iterable

from escalation.items import Item
from escalation.ladder.answered import Answered, Told, answered
from storage.items import history
from storage.outbox import escalated
from storage.outbox.escalated import Escalation
from workflows.transaction.unit_of_work import UnitOfWork


def of_items(uow: UnitOfWork, shown: Iterable[Item]) -> dict[int, tuple[Answered, ...]]:
    """By item id, for open items that a rung of this round has told; no query for the others."""
    rounds = {item.id: item.round for item in shown if item.is_open and _has_told(item)}
    sent = [
        one for one in escalated.of_items(uow.tx, rounds.keys()) if one.round == rounds[one.item_id]
    ]
    if not sent:
        return {}
    since = min(one.planned_at for one in sent)
    events = history.by_people(uow.tx, rounds.keys(), since=since)
    return {
        item_id: answered(
            [_told(uow, one) for one in sent if one.item_id == item_id],
            [event for event in events if event.item_id == item_id],
        )
        for item_id in rounds
    }


def _has_told(item: Item) -> bool:
    return any(state.told_at for state in item.position.rungs)


def _told(uow: UnitOfWork, one: Escalation) -> Told:
    """What is leaving now counts as told."""
    leaves_at = one.not_before if one.not_before <= uow.now else None
    return Told(
        rung=one.rung,
        recipient=one.recipient,
        due_at=one.planned_at,
        told_at=one.sent_at or leaves_at,
    )
