"""Message shortcuts: turn a message into a blocker or a decision that links back to it."""

import zlib

from escalation.items import Kind
from grammar import read as reader
from grammar.line import read as line_reader
from handlers import modals, refusals
from handlers.commands import pasted, proposal
from handlers.context import RequestContext
from handlers.payloads import Shortcut
from handlers.responses import Response
from messages.slack import ids
from workflows.items.drafts import Source
from workflows.transaction import guards


def answer(request: RequestContext, shortcut: Shortcut) -> Response:
    """The form, prefilled with the message, or its list; raises Refusal if nothing can be logged.

    A message is a list if its words would be one after the command.
    """
    refusals.require_ours(request, shortcut)
    if shortcut.callback_id not in ids.SHORTCUTS:
        return None
    origin, kind = shortcut.request, Kind(ids.SHORTCUTS[shortcut.callback_id])
    channel = "" if guards.is_direct(origin.channel) else origin.channel
    reading = request.reading(origin.actor, channel)
    if channel:
        guards.in_use(reading.channel)
    text = request.named(shortcut.text)
    source = Source(
        written_at=shortcut.written_at or request.now,
        author=shortcut.author,
        permalink=shortcut.permalink,
    )
    context = request.reading(origin.actor, channel, at=source.written_at).context
    line = reader.Context(
        due=context,
        requester=source.author,
        kind=kind,
        customers=request.customers(origin.actor, text),
    )
    is_short = len(text) <= line_reader.LIMIT
    if is_short and isinstance(reader.read(text, line).asked, reader.SeveralToLog):
        name = _name(shortcut, kind)
        return pasted.of_message(request, origin, f"{kind} {text}", source=source, name=name)
    prefill = proposal.prefill(request, origin, text, source=source, kind=kind, channel=channel)
    return modals.log(request, origin, prefill, reading=reading)


def _name(shortcut: Shortcut, kind: Kind) -> str:
    """The list of this message for this person, as it was worded then."""
    origin, version = shortcut.request, zlib.crc32(shortcut.text.encode())
    return f"{origin.channel or 'G'}.{shortcut.ts}.{origin.actor}.{kind}.{version}"
