"""The form that logs an item, with what there is to know of the owner it names."""

from dataclasses import replace
from datetime import datetime

from escalation.calendars import default_due_at
from grammar.due import read as due_reader
from grammar.due.result import DueRead
from handlers.beforehand import owner_note
from handlers.context import RequestContext
from messages.forms.items import Prefill, log_form
from messages.slack.blocks import Json
from workflows.items.queries import Reading
from workflows.transaction.ownership.load import OpenDate


def log_view(request: RequestContext, prefill: Prefill, reading: Reading, *, actor: str) -> Json:
    """The form as this person sees it; its date is read as `reading` says."""
    days = reading.channel.policy.window_days if reading.channel else None
    noted = _noted(request, prefill, reading, actor=actor)
    return log_form(noted, request.reader(actor), window_days=days)


def _noted(request: RequestContext, prefill: Prefill, reading: Reading, *, actor: str) -> Prefill:
    due_at = _due_at(prefill.due, reading)
    if not (prefill.owner and due_at and reading.channel):
        return prefill
    date = OpenDate(due_at=due_at, policy=reading.channel.policy)
    notes = owner_note.of(request, prefill.owner, date, actor=actor)
    return replace(prefill, notes={**prefill.notes, **notes})


def _due_at(phrase: str, reading: Reading) -> datetime | None:
    """When it is due; None if the phrase cannot be read, or no channel says when without one."""
    context, channel = reading.context, reading.channel
    if phrase:
        read = due_reader.read(phrase, context)
        return read.at if isinstance(read, DueRead) else None
    if channel is None:
        return None
    return default_due_at(channel.policy, context.now, calendar=context.calendar)
