"""Lines in a mention or in a direct message: read like a command's, and answered without a form.

No event brings a trigger, so whatever would open a form waits behind a button.
"""

from dataclasses import replace

from escalation.moves.move import Move
from escalation.refusals import STRANGER
from grammar import nearest
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.moves.words import CLOSING
from handlers import refusals
from handlers.commands import route
from handlers.context import Line, RequestContext
from handlers.payloads import Said
from handlers.responses import Modal, Reply, Response
from messages.forms.understood import (
    COMPLETE,
    KINDS,
    closing_reply,
    form_reply,
    unread_reply,
    with_forms,
)
from messages.help import help_reply
from messages.slack import text
from messages.slack.blocks import Json
from workflows.items import drafts, queries
from workflows.items.move import Which
from workflows.items.precheck import precheck


def answer(request: RequestContext, said: Said) -> Response:
    """Answer a line; raises Refusal."""
    origin = said.request
    reading = request.reading(origin.actor, origin.channel)
    if reading.person is not None and not reading.person.can_own:
        return refusals.reply(request, STRANGER)
    if not said.text:
        return Reply(help_reply(request.context.commands))
    route.require_short(said.text)
    said = replace(said, text=request.named(said.text))
    link = text.permalink(request.context.url, origin.channel, said.ts, thread=said.thread)
    line = Line(request=origin, typed=said.typed, text=said.text, reading=reading, permalink=link)
    read = route.read(request, line, about=_of_thread(request, said))
    asked = read.asked
    if isinstance(asked, Unclear) and nearest.may_be_one_to_log(asked, said.text):
        reply = unread_reply(said.typed, request.reader(origin.actor))
        return _waiting(request, line, reply, *KINDS)
    if read.implied and isinstance(asked, Typed) and asked.move in CLOSING:
        return _closing(request, line, asked, text=read.text)
    response = route.respond(request, line, read)
    if isinstance(response, Modal):
        line = line.as_if(read.text) if read.implied else line
        return _waiting(request, line, response.understood or form_reply(), COMPLETE)
    return response


def _of_thread(request: RequestContext, said: Said) -> Reference | None:
    """The item in whose thread the line stands, if it stands in one."""
    if not said.thread:
        return None
    place = said.request.channel
    found = queries.of_message(request.context, place, said.thread, now=request.now)
    return Reference(found.kind, found.number) if found else None


def _waiting(request: RequestContext, line: Line, reply: Json, *forms: tuple[str, str]) -> Reply:
    """Keep the line for its form, and reply with the buttons that open it."""
    drafts.keep(request.context, line.request, line.text, now=request.now)
    return Reply(with_forms(reply, line.request.external_id, *forms))


def _closing(request: RequestContext, line: Line, asked: Typed, *, text: str) -> Reply:
    """Ask whether to close the item; raises Refusal where that would be refused."""
    which = Which(kind=asked.reference.kind, number=asked.reference.number)
    move = Move(asked.move)
    checked = precheck(request.context, line.request, which, move=move, now=request.now)
    return Reply(closing_reply(checked.item, move, checked.reader, line=text))
