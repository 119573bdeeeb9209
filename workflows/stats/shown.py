"""A channel is shown its figures, because somebody who sees them asks for it."""

import json
from datetime import datetime

from escalation.facts.in_notices import Hint
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.slack.blocks import Json
from storage import channels
from storage.outbox import queue
from workflows.transaction import guards
from workflows.transaction.unit_of_work import WorkspaceContext


def post(context: WorkspaceContext, channel: str, said: Json, *, mark: str, now: datetime) -> None:
    """Post it in the channel once for each `mark`; BadInput if we are not in it."""
    posted = Notice(
        key=keys.hint(f"stats:{mark}"),
        kind=NoticeKind.HINT,
        place=Place.CHANNEL,
        recipient=channel,
        planned_at=now,
        not_before=now,
        urgent=True,
        facts=Hint(said=json.dumps(said)),
    )
    with context.writing(now) as uow:
        guards.in_use(channels.get(uow.tx, channel))
        queue.add(uow.tx, [posted])
