"""Lists of items from one paste: kept for their writer, logged together or one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.errors import Stale
from escalation.items import Item
from messages.reader import Reader
from messages.slack import ids
from storage.items.drafts import Draft
from workflows.items import drafts, log
from workflows.items.log import Logged
from workflows.items.new_item import NewItem
from workflows.transaction import guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

WHOLE = 0
"""The number of all of a list as one item."""
GONE = "I no longer have that list: I keep it for 24 hours. Paste it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list as it was typed, and what is logged of it by number, for its writer."""

    draft: Draft
    logged: Mapping[int, Item]
    reader: Reader


def opened(
    context: WorkspaceContext, request: Request, name: str, *, most: int, now: datetime
) -> List:
    """The list of this name, of at most so many items; raises NotAllowed or Stale."""
    with context.reading(now) as uow:
        draft = drafts.found(uow, request, name, gone=GONE)
        if whole := _logged(uow, request.actor, ids.part(name, WHOLE)):
            raise Stale(f"You logged all of this as one: it is {whole.label}.")
        numbers = range(1, most + 1)
        found = {number: _logged(uow, request.actor, ids.part(name, number)) for number in numbers}
        logged = {number: item for number, item in found.items() if item}
        reader = readers.to(uow, request.actor, [*logged.values()])
        return List(draft=draft, logged=logged, reader=reader)


def _logged(uow: UnitOfWork, actor: str, draft: str) -> Item | None:
    answer = drafts.answered(uow, actor, draft)
    return guards.readable(uow, answer["item"]) if answer else None


def log_all(
    context: WorkspaceContext, actor: str, new_items: Mapping[str, NewItem], *, now: datetime
) -> tuple[Logged, ...]:
    """Log these parts of a list in one transaction: each once, in their order, all or none.

    Raises as `log.log` does.
    """
    requests = {draft: drafts.completion(actor, draft) for draft in new_items}
    with context.writing(now) as uow:
        # Claimed before any is logged: a form for one of them takes its rows in the same order.
        earlier = {draft: idempotency.earlier(uow, requests[draft]) for draft in new_items}
        return tuple(
            log.once(uow, requests[draft], new_item, earlier=earlier[draft])
            for draft, new_item in new_items.items()
        )
