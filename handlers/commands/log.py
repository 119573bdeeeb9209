"""Logging from a typed line: at once if it is complete, otherwise in a prefilled form."""

from escalation.errors import Refusal
from escalation.fields import TEXT_LIMIT, Field, too_long
from escalation.items import Due, Kind
from grammar.due import read as due_reader
from grammar.due.result import DueRead
from grammar.line.draft import Draft
from grammar.read import ToLog
from handlers import dates, refusals
from handlers.beforehand.log_view import log_view
from handlers.commands import named_customers
from handlers.commands import prefill as form_prefill
from handlers.confirmation import confirmation
from handlers.context import Line, RequestContext
from handlers.responses import Modal, Reply, Response
from messages.forms.items import Prefill
from messages.forms.understood import understood_reply
from messages.help import example
from workflows.items import log as log_item
from workflows.items import queries
from workflows.items.new_item import NewItem
from workflows.transaction import guards


def answer(request: RequestContext, line: Line, asked: ToLog) -> Response:
    """Answer a line to log; raises Refusal if nothing can be logged here at all."""
    channel = "" if guards.is_direct(line.request.channel) else line.request.channel
    if channel:
        guards.in_use(line.reading.channel)
    context, kind, draft = line.reading.context, asked.kind, asked.draft
    texts = (draft.text, draft.fallback, draft.impact)
    if len(longest := max(texts, key=len)) > TEXT_LIMIT:
        return refusals.reply(request, too_long(longest), typed=line.typed)

    def prefill() -> Prefill:
        people = {**request.reader(line.actor).people, **form_prefill.owner_of(request, draft)}
        members = queries.members(request.context, channel, now=request.now)
        return form_prefill.prefill(
            draft,
            kind,
            context,
            channel=channel,
            people=people,
            members=members,
            waited=line.waited,
            permalink=line.permalink if channel else "",
            whom=named_customers.of_draft(request, line.actor, draft, reading=line.reading),
        )

    if draft.asks or not channel or line.waited:
        return _form(request, line, prefill())
    try:
        return _logged(request, line, draft, kind=kind)
    except Refusal as refusal:
        return _asked_again(request, line, prefill(), refusal=refusal)


def _form(request: RequestContext, line: Line, prefill: Prefill) -> Modal:
    """The form with what was understood; if it cannot be opened, what to type instead."""
    reader = request.reader(line.actor)
    view = log_view(request, prefill, line.reading, actor=line.actor)
    shut = (
        f"The form could not be opened. For example, type {example(prefill.kind, reader.commands)}"
    )
    sentence = " ".join([*prefill.faults.values(), shut])
    instead = refusals.reply(request, sentence, typed=line.typed if line.text else "")
    understood = understood_reply(prefill, reader, when=_when(line, prefill))
    return Modal(view=view, instead=instead.message, understood=understood)


def _when(line: Line, prefill: Prefill) -> str:
    """The due date as it was understood, else as it was typed."""
    context = line.reading.context
    read = due_reader.read(prefill.due, context)
    return dates.words(read, context) if isinstance(read, DueRead) else prefill.due


def _asked_again(
    request: RequestContext, line: Line, prefill: Prefill, *, refusal: Refusal
) -> Response:
    """The form with the refusal under its field; raises it again if it names no field."""
    if not refusal.field:
        raise refusal
    if refusal.field is Field.OWNER:
        request.person(prefill.owner)
    return _form(request, line, form_prefill.with_fault(prefill, refusal))


def _logged(request: RequestContext, line: Line, draft: Draft, *, kind: Kind) -> Response:
    read = draft.due if isinstance(draft.due, DueRead) else None
    due = dates.kept(read) if read else None
    channel = line.request.channel
    what = new_item(draft, kind, channel=channel, due=due, permalink=line.permalink)
    logged = log_item.log(request.context, line.request, what, now=request.now)
    return Reply(confirmation(logged, read, reading=line.reading))


def new_item(draft: Draft, kind: Kind, *, channel: str, due: Due | None, permalink: str) -> NewItem:
    """What a draft that lacks nothing says, to be logged."""
    return NewItem(
        kind=kind,
        channel=channel,
        title=draft.text,
        owner=draft.owner.value if draft.owner else "",
        fallback=draft.fallback,
        due=due,
        impact=draft.impact,
        customers=draft.customers,
        urgent=draft.urgent,
        options=draft.options,
        default=draft.default,
        permalink=permalink,
    )
