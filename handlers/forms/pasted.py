"""The form that asks for the channel of a list which was written in none."""

from escalation.fields import Field
from handlers.commands import pasted
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.responses import Modal
from messages.slack import ids


def submitted(request: RequestContext, form: Form) -> Modal:
    """Log the list in the chosen channel, and show it; raises Refusal."""
    name, chosen = ids.decode_draft(form.facts.get("list")), form.given.text(Field.CHANNEL)
    return pasted.log_all(request, form.request, name, cause=form.cause, chosen=chosen)
