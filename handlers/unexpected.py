"""Log unexpected errors under a reference, and show it to the person who is waiting.

The log names the error and where it came from, never its text: that may quote what people typed.
"""

import logging
import secrets

from slack_bolt.response import BoltResponse

from escalation.fields import Field
from escalation.refusals import OLDER
from handlers import events, payloads, refusals
from handlers.context import RequestContext, Services
from handlers.listeners import NotOpened, whispered
from handlers.payloads import Body
from handlers.responses import FieldErrors, Response
from handlers.user_limits import TooMuchAtOnce
from messages.forms.items import note_modal
from messages.slack import api_calls
from messages.slack.blocks import message, section

log = logging.getLogger("backstop.handlers")


async def apologised(services: Services, error: Exception, body: Body) -> BoltResponse | None:
    """Answer the person who is waiting; None if Slack itself has to say that it failed."""
    if isinstance(error, NotOpened | TooMuchAtOnce):
        return None
    reference = secrets.token_hex(3)
    name = type(error).__name__
    log.error("action=failed reference=%s error=%s", reference, name, exc_info=error)
    sentence = (
        "Something went wrong on our side. Please check whether it was saved and try again in "
        f"a minute. If it keeps failing, give your admin this reference: {reference}."
    )
    request = RequestContext(services, services.clock())
    if "event" in body:
        return await _whispered(request, sentence, body)
    return _told(request, sentence, body)


async def _whispered(request: RequestContext, sentence: str, body: Body) -> BoltResponse | None:
    """Tell the writer of a message; only if that fails too, Slack sends the message again."""
    services, event = request.services, body["event"]
    if not events.is_said(event):
        return None
    said = payloads.said(event, services.context.bot_user)
    message = refusals.reply(request, sentence, typed=said.typed).message
    return BoltResponse(status=200) if await whispered(services, said, message) else None


def older(kind: str) -> BoltResponse:
    """Answer a payload of unknown shape: nothing was done.

    Only a command or a form can show it; a click or an event has no place for an answer.
    """
    log.warning("action=unread kind=%s", kind)
    told = message(OLDER, [section(OLDER)])
    if kind == "command":
        return BoltResponse(status=200, body=api_calls.reply(told))
    if kind == "form":
        return BoltResponse(status=200, body=api_calls.next_page(note_modal("Not done", told)))
    return BoltResponse(status=200, body="")


def _told(request: RequestContext, sentence: str, body: Body) -> BoltResponse | None:
    if "command" in body:
        message = refusals.reply(request, sentence, typed=payloads.command(body).typed).message
        return BoltResponse(status=200, body=api_calls.reply(message))
    if body.get("type") == "view_submission":
        return _form_answer(
            refusals.field_errors(payloads.form(body), {Field.NONE: sentence}, request)
        )
    return None


def _form_answer(response: Response) -> BoltResponse | None:
    if not isinstance(response, FieldErrors):
        return None
    answer = {"response_action": "errors", "errors": dict(response.by_block)}
    return BoltResponse(status=200, body=answer)
