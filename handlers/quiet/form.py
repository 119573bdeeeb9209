"""The form of how much somebody is told at once."""

import re

from escalation.fields import Field
from escalation.quiet.preferences import News, Preferences
from handlers.context import RequestContext
from handlers.payloads import Form
from handlers.quiet.by_line import told
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from workflows.quiet import waits


def submitted(request: RequestContext, form: Form) -> Response:
    """Save what is chosen. Raises BadInput for a limit that cannot be."""
    given = form.given
    wanted = Preferences(
        limit=_number(given.text(Field.LIMIT)),
        bundles=_number(given.text(Field.BUNDLES)),
        first=frozenset(news for news in News if news in given.many(Field.FIRST)),
    )
    found = waits.set_to(request.context, form.request, lambda _: wanted, now=request.now)
    return Modal(view=note_modal("Quiet", told(found)))


def _number(typed: str) -> int:
    """The number, or one that can be neither."""
    return int(typed) if re.fullmatch(r"\s*\d{1,9}\s*", typed) else 0
