"""*All of it* under a weekly post, and the pages of that form."""

from escalation.errors import Stale
from escalation.refusals import OLDER
from handlers.context import RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Redrawn, Response
from messages.weekly.in_full import in_full
from messages.weekly.weekly_ids import decode_week
from workflows.weekly import in_full as week


def shown(request: RequestContext, click: Click) -> Response:
    """The page, made anew from what there is to see now. Raises Refusal."""
    page = decode_week(click.value)
    if page is None:
        raise Stale(OLDER)
    found = week.in_full(request.context, click.request, page, now=request.now)
    view = in_full(found.summary, found.reader, found.extra, page=page)
    return Redrawn(view) if click.form else Modal(view=view)
