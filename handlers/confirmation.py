"""The confirmation of a logged item; offers the next working day if due falls on a day off."""

from escalation.items import Item
from escalation.worktime import wording
from grammar.due.result import DueContext, DueRead, typed
from messages.replies import Suggestion, default_due, logged_reply
from messages.slack.blocks import Json
from workflows.items.log import Logged
from workflows.items.queries import Reading


def confirmation(logged: Logged, read: DueRead | None, *, reading: Reading) -> Json:
    """Tell the reporter what was logged; `read` is None if no date was given."""
    item = logged.item
    if read is None:
        return logged_reply(item, logged.reader, notes=[default_due(item.policy.window_days)])
    offers = _working_day(item, read, reading.context)
    return logged_reply(item, logged.reader, notes=read.notes, suggestions=offers)


def _working_day(item: Item, read: DueRead, context: DueContext) -> list[Suggestion]:
    if read.working_at is None:
        return []
    words = wording.instant(read.working_at, context.calendar.tz, now=context.now)
    line = f"{item.label} move {typed(read.working_at, context)} because it is a working day"
    return [(f"Due {words} instead", line)]
