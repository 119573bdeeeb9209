"""`/backstop indicator …`, `record …`, `indicators`."""

from grammar.indicators.define import Indicate
from grammar.indicators.to_record import ToRecord
from grammar.line.draft import OwnerKind
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from handlers.responses import Reply, Response
from messages.indicators import said_back
from workflows.indicators import making, recording, shown


def listed(request: RequestContext, line: Line) -> Response:
    """The indicators of the channel, in a direct message the asker's own."""
    found = shown.listed(request.context, line.request, now=request.now)
    return Reply(said_back.list_reply(found.shown, found.reader, channel=found.channel))


def answer(request: RequestContext, line: Line, asked: Indicate | ToRecord) -> Response:
    """Make, change, show or record one; raises Refusal."""
    if isinstance(asked, ToRecord):
        due = line.reading.context
        entered = recording.enter(request.context, line.request, asked, due=due, now=request.now)
        return Reply(said_back.recorded_reply(entered.value, entered.shown, entered.reader))
    if asked.shows:
        found = shown.named(request.context, line.request, asked.name, now=request.now)
        return Reply(said_back.history_reply(found.shown[0], found.reader))
    owner = _owner(request, asked)
    made = making.define(request.context, line.request, asked, owner=owner, now=request.now)
    return Reply(said_back.made_reply(made.done, made.shown, made.reader))


def _owner(request: RequestContext, asked: Indicate) -> str:
    if asked.owner is None:
        return ""
    if asked.owner.kind is OwnerKind.NAME or request.person(asked.owner.value) is None:
        raise unknown_person(asked.owner)
    return asked.owner.value
