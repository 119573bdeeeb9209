"""Slash commands: pass a typed line to the function that answers it."""

from dataclasses import replace

from escalation.errors import BadInput
from escalation.fields import too_long
from escalation.items import Kind
from grammar import read as reader
from grammar.accounts import ChangeCustomer, CustomerCard, PromiseUnclear
from grammar.line import read as line_reader
from grammar.masking import unescaped
from grammar.moves.everything import HandOverAll
from grammar.moves.parsed import Listing, Reference, Typed, Unclear
from handlers import refusals
from handlers.batches import opened
from handlers.commands import item, log, pasted, subcommands
from handlers.context import Line, RequestContext
from handlers.customers import accounts
from handlers.payloads import Command
from handlers.responses import Response


def answer(request: RequestContext, command: Command) -> Response:
    """Answer a command; raises Refusal."""
    refusals.require_ours(request, command)
    require_short(command.text)
    command = replace(command, text=request.named(command.text))
    origin, names = command.request, request.context.commands
    reading = request.reading(origin.actor, origin.channel)
    line = Line(request=origin, typed=command.typed, text=command.text, reading=reading)
    kind = {names.blocker: Kind.BLOCKER, names.decision: Kind.DECISION}.get(command.name)
    return dispatch(request, line, kind)


def require_short(text: str) -> None:
    """Raise BadInput for a line over the limit, before we spend time reading it."""
    if len(words := unescaped(text)) > line_reader.LIMIT:
        raise BadInput(too_long(words))


def read(
    request: RequestContext,
    line: Line,
    kind: Kind | None = None,
    *,
    about: Reference | None = None,
) -> reader.Result:
    """What a line asks for; without a `kind` it belongs to the bot's own command."""
    context = reader.Context(
        due=line.reading.context,
        requester=line.actor,
        kind=kind,
        about=about,
        customers=request.customers(line.actor, line.text),
    )
    return reader.read(line.text, context)


def dispatch(request: RequestContext, line: Line, kind: Kind | None = None) -> Response:
    """Read a line and answer it."""
    return respond(request, line, read(request, line, kind))


def respond(request: RequestContext, line: Line, read: reader.Result) -> Response:
    """Answer a line that has been read; raises Refusal."""
    line, asked = line.as_if(read.text), read.asked
    if isinstance(asked, reader.ToLog):
        return log.answer(request, line, asked)
    if isinstance(asked, reader.SeveralToLog):
        return pasted.answer(request, line, asked)
    if isinstance(asked, Typed | Listing | Unclear):
        return item.answer(request, line, asked)
    if isinstance(asked, CustomerCard | ChangeCustomer | PromiseUnclear):
        return accounts.answer(request, line, asked)
    if isinstance(asked, HandOverAll):
        return opened.typed(request, line, asked)
    return subcommands.answer(request, line, asked)
