"""Hints: tell somebody who wrote to the bot what to type instead.

Never stay silent: otherwise a reply such as `done!` to a reminder would look as if it had counted.
"""

from datetime import datetime

from escalation.facts.in_notices import Hint
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from grammar.moves import read as move_reader
from storage.outbox import queue
from workflows.transaction.unit_of_work import Request, WorkspaceContext


def spoken_to(context: WorkspaceContext, request: Request, words: str, *, now: datetime) -> None:
    """Queue one DM in answer to one message; nothing if the same message comes again."""
    about = move_reader.mentioned(words)
    answer = Notice(
        key=keys.hint(request.external_id),
        kind=NoticeKind.HINT,
        place=Place.DM,
        recipient=request.actor,
        planned_at=now,
        not_before=now,
        urgent=True,
        facts=Hint(about=str(about) if about else None),
    )
    with context.writing(now) as uow:
        queue.add(uow.tx, [answer])
