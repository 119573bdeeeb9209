"""Drafts: a line that was typed where no form can open waits for its writer, for 24 hours.

What came of it may be undone; then it waits again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalation import refusals
from escalation.errors import NotAllowed, Stale
from escalation.events import EventRef
from escalation.moves.undo import stands_undone
from storage import inbox
from storage.items import drafts, history
from storage.items.drafts import Draft
from workflows.transaction import guards, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

GONE = "I no longer have that line: I keep it for 24 hours. Type it again."
_KIND = "draft"
NOT_YOURS = "Only the person who typed this can complete it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who wrote a text and when (UTC), and the link of its message; "" if it was typed for us."""

    written_at: datetime
    author: str = ""
    permalink: str = ""


def keep(
    context: WorkspaceContext,
    request: Request,
    text: str,
    *,
    now: datetime,
    name: str = "",
    source: Source | None = None,
) -> None:
    """Keep a line once, however often it arrives: under this name, else the delivery's.

    If it comes from a message that a shortcut was used on, `source` says from which.
    """
    line = Draft(
        person=request.actor,
        channel=request.channel,
        text=text,
        written_at=source.written_at if source else now,
        author=source.author if source else "",
        permalink=source.permalink if source else "",
    )
    with context.writing(now) as uow:
        drafts.keep(uow.tx, line, message=name or request.external_id, now=now)


def opened(context: WorkspaceContext, request: Request, message: str, *, now: datetime) -> Draft:
    """The line that a button completes.

    Raises NotAllowed for anybody but its writer, and Stale if it is gone or has been completed.
    """
    with context.reading(now) as uow:
        kept = found(uow, request, message, gone=GONE)
        answer = answered(uow, request.actor, message)
        if answer is not None:
            raise Stale(_done(uow, answer))
    return kept


def found(uow: UnitOfWork, request: Request, message: str, *, gone: str) -> Draft:
    """What is kept under this name; raises Stale with the sentence `gone`, or NotAllowed."""
    actor = guards.asker(uow, request.actor)
    kept = drafts.get(uow.tx, message, now=uow.now)
    if kept is None:
        raise Stale(gone)
    if kept.person != actor.id:
        raise NotAllowed(NOT_YOURS)
    elsewhere = kept.channel != request.channel and not guards.is_direct(kept.channel)
    if elsewhere and not visibility.sees_channel(uow, actor, kept.channel):
        raise NotAllowed(refusals.NOT_IN_CHANNEL)
    return kept


def answered(uow: UnitOfWork, actor: str, message: str) -> dict[str, Any] | None:
    """What came of a form that completed this draft; None if none did, or if it was undone."""
    return _latest(uow, completion(actor, message))[1]


def current(uow: UnitOfWork, request: Request) -> Request:
    """The request that counts once for a draft from now on: what was undone may be done again.

    Any other request is what it is.
    """
    return _latest(uow, request)[0] if request.kind == _KIND else request


def _latest(uow: UnitOfWork, request: Request) -> tuple[Request, dict[str, Any] | None]:
    """The first of a draft's requests that was not undone, and what came of it so far."""
    latest, turn = request, 0
    while _is_undone(uow, answer := _answer(uow, latest)):
        turn += 1
        latest = replace(request, external_id=f"{request.external_id}~{turn}")
    return latest, answer


def _answer(uow: UnitOfWork, request: Request) -> dict[str, Any] | None:
    return inbox.answered(uow.tx, kind=request.kind, external_id=request.external_id)


def _is_undone(uow: UnitOfWork, answer: dict[str, Any] | None) -> bool:
    undo = answer.get("undo") if answer else None
    return stands_undone(history.since(uow.tx, EventRef(*undo))) if undo else False


def completion(actor: str, message: str) -> Request:
    """The request that every form of this message's line makes: the first one counts.

    It names the writer, so that a form that comes back altered reaches nobody else's draft.
    """
    return Request(kind=_KIND, external_id=f"{message}.{actor}", actor=actor)


def _done(uow: UnitOfWork, answer: dict[str, Any]) -> str:
    if "item" not in answer:
        return "You completed this already."
    label = guards.readable(uow, answer["item"]).label
    return f"You logged this already: it is {label}."
