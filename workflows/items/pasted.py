"""Lists of items from one paste: kept for their writer, logged together or one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from escalation.errors import Stale
from escalation.events import EventRef
from escalation.items import Item
from messages.slack import ids
from storage.items.drafts import Draft
from workflows.items import drafts, log
from workflows.items.log import Logged
from workflows.items.new_item import NewItem
from workflows.items.undo import undoable
from workflows.transaction import guards, idempotency
from workflows.transaction.unit_of_work import Request, WorkspaceContext

WHOLE = 0
"""The number of all of a list as one item."""
GONE = "I no longer have that list: I keep it for 24 hours. Paste it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list as it was typed, and what is logged of it by number, for its writer.

    `undo` names the loggings that the writer can still undo; of these, some look `alike` an older
    item, by number.
    """

    draft: Draft
    logged: Mapping[int, Item]
    undo: tuple[EventRef, ...]
    alike: Mapping[int, Item]


def opened(
    context: WorkspaceContext, request: Request, name: str, *, most: int, now: datetime
) -> List:
    """The list of this name, of at most so many items; raises NotAllowed or Stale."""
    with context.reading(now) as uow:
        draft = drafts.found(uow, request, name, gone=GONE)
        actor = request.actor
        if whole := drafts.answered(uow, actor, ids.part(name, WHOLE)):
            label = guards.readable(uow, whole["item"]).label
            raise Stale(f"You logged all of this as one: it is {label}.")
        found = {n: drafts.answered(uow, actor, ids.part(name, n)) for n in range(1, most + 1)}
        answers = {number: answer for number, answer in found.items() if answer}
        logged = {n: guards.readable(uow, answer["item"]) for n, answer in answers.items()}
        asked = {n: undoable(uow, logged[n], its, actor=actor) for n, its in answers.items()}
        undo = {n: ref for n, ref in asked.items() if ref}
        found_alike = {n: log.alike(uow, request, logged[n]) for n in undo}
        alike = {n: item for n, item in found_alike.items() if item}
        return List(draft=draft, logged=logged, undo=tuple(undo.values()), alike=alike)


def log_all(
    context: WorkspaceContext, actor: str, new_items: Mapping[str, NewItem], *, now: datetime
) -> tuple[Logged, ...]:
    """Log these parts of a list in one transaction: each once, in their order, all or none.

    Raises as `log.log` does.
    """
    with context.writing(now) as uow:
        requests = {
            draft: drafts.current(uow, drafts.completion(actor, draft)) for draft in new_items
        }
        # Claimed before any is logged: a form for one of them takes its rows in the same order.
        earlier = {draft: idempotency.earlier(uow, requests[draft]) for draft in new_items}
        return tuple(
            log.once(uow, requests[draft], new_item, earlier=earlier[draft])
            for draft, new_item in new_items.items()
        )
