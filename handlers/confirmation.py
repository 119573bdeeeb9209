"""Confirmations: what was logged or done, with what can be done about it at once."""

from collections.abc import Sequence

from escalation.about.customers import written
from escalation.items import Item
from escalation.worktime import wording
from grammar.due.result import DueContext, DueRead, typed
from grammar.masking import escaped
from handlers.context import RequestContext
from handlers.responses import Modal, Response
from messages import remarks as owner_remarks
from messages.agreed import date_answers
from messages.alike import with_alike
from messages.forms.items import note_modal
from messages.items import promises
from messages.replies import Suggestion, default_due, done_reply, logged_reply, with_undo
from messages.slack.blocks import Json
from messages.slack.text import cut, listed
from workflows.items.log import Logged
from workflows.items.move import Moved
from workflows.items.queries import Reading


def confirmation(
    logged: Logged, read: DueRead | None, *, reading: Reading, draft: str = ""
) -> Json:
    """Tell the reporter what was logged; `read` is None if no date was given.

    Offers the next working day if due falls on a day off. `draft` is the line that it completes.
    """
    item = logged.item
    notes = read.notes if read else [default_due(item.policy.window_days)]
    offers = _working_day(item, read, reading.context) if read else []
    offers += _about(item, [customer.name for customer in logged.maybe_about])
    reply = logged_reply(item, logged.reader, notes=notes, suggestions=offers)
    if logged.alike:
        reply = with_alike(reply, (item, logged.alike), logged.reader, draft=draft)
    remarks = owner_remarks.of(item, item.owner, logged.reader)
    reply = owner_remarks.with_buttons(reply, remarks, logged.reader, ref=logged.undo, draft=draft)
    return with_undo(reply, logged.undo, draft=draft)


def done(request: RequestContext, moved: Moved, *, actor: str, draft: str = "") -> Json:
    """Tell the person who made a move what it did; `draft` is the line that it completes."""
    reader = request.reader(actor, [moved.item], said=[moved.event.facts])
    reply = done_reply(moved.item, moved.event, reader)
    remarks = owner_remarks.after(moved.event, moved.item, reader)
    reply = owner_remarks.with_buttons(reply, remarks, reader, ref=moved.ref, draft=draft)
    return with_undo(reply, moved.undo, draft=draft)


def _working_day(item: Item, read: DueRead, context: DueContext) -> list[Suggestion]:
    if read.working_at is None:
        return []
    words = wording.instant(read.working_at, context.calendar.tz, now=context.now)
    line = f"{item.label} move {typed(read.working_at, context)} because it is a working day"
    return [(f"Due {words} instead", line)]


def _about(item: Item, names: Sequence[str]) -> list[Suggestion]:
    """Offers to say whom it is about, where its words only name somebody: all, or one of them."""
    each = [[name] for name in names]
    wanted = [*names] if len(names) > 1 else []
    return [
        (f"About {cut(listed(one), 60)}?", f"{item.label} customer {escaped(written(one))}")
        for one in ([wanted, *each] if wanted else each)
    ]


def shown_if_needed(
    request: RequestContext, moved: Moved, *, actor: str, draft: str = ""
) -> Response:
    """The same in a modal, where only what can be undone or has a remark needs an answer."""
    event, item = moved.event, moved.item
    reader = request.reader(actor, [item], said=[event.facts])
    remarks = promises.after(event, item, reader) or owner_remarks.after(event, item, reader)
    if moved.undo is None and not remarks and not date_answers.counts(event, item):
        return None
    told = done(request, moved, actor=actor, draft=draft)
    return Modal(view=note_modal("Done", told), confirms=True)
