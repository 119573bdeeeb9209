"""Lines that waited in a direct message: our answer shows what came of them."""

from handlers.commands import pasted
from handlers.context import RequestContext
from messages.slack import ids
from messages.slack.blocks import Json
from workflows.people import answers
from workflows.transaction.unit_of_work import Request


def redraw(
    request: RequestContext, origin: Request, draft: str, *, cause: str, done: Json | None = None
) -> None:
    """Draw the answer to a kept line again: as its list stands, else what was `done`.

    If that was undone, it waits as before. Nothing without a draft.
    """
    name, number = ids.split_part(draft)
    if number:
        pasted.redraw(request, origin, name, cause=cause)
    elif draft:
        answers.redraw(
            request.context, origin.actor, name, reply=done, cause=cause, now=request.now
        )
