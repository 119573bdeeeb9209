"""Message shortcuts: turn a message into a blocker or a decision that links back to it."""

from escalation.fields import Field
from escalation.items import TEXT_LIMIT, Kind
from handlers import modals, refusals
from handlers.commands import prefill as form_prefill
from handlers.context import RequestContext, is_direct
from handlers.payloads import Shortcut
from handlers.responses import Response
from messages.forms.items import Prefill
from messages.slack import ids
from messages.slack.text import clean, plain
from workflows.transaction import guards


def answer(request: RequestContext, shortcut: Shortcut) -> Response:
    """The form, prefilled with the message; raises Refusal if nothing can be logged here."""
    refusals.require_ours(request, shortcut)
    if shortcut.callback_id not in ids.SHORTCUTS:
        return None
    origin = shortcut.request
    channel = "" if is_direct(origin.channel) else origin.channel
    reading = request.reading(origin.actor, channel)
    window_days = guards.in_use(reading.channel).policy.window_days if channel else None
    people = request.reader(origin.actor).people
    prefill = Prefill(
        kind=Kind(ids.SHORTCUTS[shortcut.callback_id]),
        title=plain(shortcut.text, people, limit=TEXT_LIMIT) if clean(shortcut.text) else "",
        channel=channel,
        permalink=shortcut.permalink,
        faults={} if channel else {Field.CHANNEL: form_prefill.NOWHERE},
    )
    return modals.log(request, origin, prefill, window_days=window_days)
