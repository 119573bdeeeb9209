"""Answers by direct message, to people who wrote to the bot.

Never stay silent: otherwise a reply such as `done!` to a reminder would look as if it had counted.
"""

import json
from datetime import datetime

from escalation.facts.in_notices import Hint
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.slack.blocks import Json
from storage.outbox import queue
from workflows.transaction import effects
from workflows.transaction.unit_of_work import Request, WorkspaceContext


def send(context: WorkspaceContext, request: Request, reply: Json, *, now: datetime) -> None:
    """Queue one DM in answer to one message; nothing if the same message comes again."""
    answer = Notice(
        key=keys.hint(request.external_id),
        kind=NoticeKind.HINT,
        place=Place.DM,
        recipient=request.actor,
        planned_at=now,
        not_before=now,
        urgent=True,
        facts=Hint(said=json.dumps(reply)),
    )
    with context.writing(now) as uow:
        queue.add(uow.tx, [answer])


def redraw(
    context: WorkspaceContext,
    actor: str,
    message: str,
    *,
    reply: Json | None,
    cause: str,
    now: datetime,
) -> None:
    """Redraw the DM that answered the actor's message, if one did: with `reply`, or as it was.

    `cause` names the request that changed what it shows.
    """
    with context.reading(now) as uow:
        answer = queue.of_key(uow.tx, keys.hint(message))
    if answer is None or not answer.ts or answer.notice.recipient != actor:
        return
    said = json.dumps(reply) if reply else answer.notice.says(Hint).said
    edit = effects.redrawn(answer, key=keys.answer_edit(message, cause), now=now, said=said)
    with context.writing(now) as uow:
        queue.add(uow.tx, [edit])
