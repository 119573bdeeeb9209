"""`/backstop quiet`, `quiet limit 5`, `quiet bundles 4`, `quiet moved first`."""

from dataclasses import replace

from escalation.errors import NotAllowed
from escalation.quiet.preferences import Preferences
from grammar.quiet.read import Quiet
from handlers import modals
from handlers.context import Line, RequestContext
from handlers.responses import Reply, Response
from messages.quiet.replies import quiet_reply
from messages.slack.blocks import Json
from workflows.quiet import waits
from workflows.quiet.waits import Waits

OWN = "Everybody sets this for themselves. To see yours, type `quiet`."


def shown(request: RequestContext, line: Line) -> Response:
    """What the asker has set, and what waits for them."""
    return Reply(told(waits.shown(request.context, line.request, now=request.now)))


def answer(request: RequestContext, line: Line, asked: Quiet) -> Response:
    """Show or change what the asker has set; raises Refusal."""
    if asked.of_other:
        raise NotAllowed(OWN)
    if asked.form:
        return modals.quiet(request, line.request)
    if asked == Quiet():
        return shown(request, line)
    found = waits.set_to(
        request.context, line.request, lambda before: _changed(before, asked), now=request.now
    )
    return Reply(told(found))


def told(found: Waits) -> Json:
    """What somebody has set, in words."""
    return quiet_reply(
        found.preferences,
        found.reader,
        told=found.told,
        bundles=found.bundles,
        waiting=found.waiting,
        changed=found.changed,
    )


def _changed(before: Preferences, asked: Quiet) -> Preferences:
    limit = before.limit if asked.limit is None else asked.limit
    bundles = before.bundles if asked.bundles is None else asked.bundles
    first = (before.first | asked.first) - asked.at_once
    return replace(before, limit=limit, bundles=bundles, first=first)
