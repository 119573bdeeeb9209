"""Refusals: the one place that turns a refusal into what the person sees."""

import re
from collections.abc import Iterable, Mapping

from escalation.errors import BadInput, NotAllowed
from escalation.fields import Field
from escalation.recipients import Directory
from escalation.refusals import STRANGER, UNKNOWN, UNREAD
from grammar.line.draft import DraftOwner, OwnerKind
from handlers.context import RequestContext
from handlers.payloads import Asked, Form
from handlers.responses import FieldErrors, Modal, Reply, Response
from messages.forms.items import refusal_form
from messages.reader import Reader
from messages.replies import Suggestion, refused_reply, with_typed
from workflows.transaction import guards


def require_ours(request: RequestContext, asked: Asked) -> None:
    """Raise NotAllowed for people of another company.

    In an Enterprise organisation clicks and forms carry the person's home workspace, which may not
    be ours. Then we go by what Slack has told us about the person.
    """
    if asked.team == request.context.workspace:
        return
    person = request.person(asked.request.actor)
    if person is None:
        raise NotAllowed(UNKNOWN)
    if person.stranger:
        raise NotAllowed(STRANGER)


def unknown_person(owner: DraftOwner) -> BadInput:
    """The refusal for a name that Slack did not resolve, or a person we have not read yet."""
    if owner.kind is not OwnerKind.NAME:
        return BadInput(UNREAD)
    return BadInput(
        f"I do not know @{owner.value}. Type @ and choose the person from Slack's list."
    )


def owner_fault(request: RequestContext, owner: str) -> dict[Field, str]:
    """Why this person cannot own an item, under the field's name; {} if they can."""
    try:
        guards.may_own(request.person(owner))
    except BadInput as refusal:
        return {refusal.field: refusal.text}
    return {}


def reply(
    request: RequestContext,
    sentence: str,
    *,
    typed: str = "",
    suggestions: Iterable[Suggestion] = (),
) -> Reply:
    """Say why not, with buttons for what was probably meant and everything that was typed."""
    reader = _reader(request)
    message = refused_reply(sentence, reader, suggestions=tuple(suggestions))
    return Reply(with_typed(message, typed, reader) if typed else message, refused=True)


def modal(
    request: RequestContext, sentence: str, *, suggestions: Iterable[Suggestion] = ()
) -> Modal:
    """Say why not in a modal: we cannot reply to a click or a shortcut."""
    view = refusal_form(sentence, _reader(request), suggestions=tuple(suggestions))
    return Modal(view=view, refused=True)


def field_errors(form: Form, faults: Mapping[Field, str], request: RequestContext) -> Response:
    """Show a form's errors, each under its input or, if it has none, under the first one."""
    if not form.inputs:
        return modal(request, " ".join(faults.values()))
    placed: dict[str, str] = {}
    for name, sentence in faults.items():
        block = name if name in form.inputs else form.inputs[0]
        placed.setdefault(block, without_code(sentence))
    return FieldErrors(placed)


def without_code(sentence: str) -> str:
    """The sentence without code marks, for places where Slack does not render them."""
    return re.sub(r"`([^`]*)`", r"“\1”", sentence)


def _reader(request: RequestContext) -> Reader:
    nobody = Directory(people={}, groups={}, now=request.now)
    return Reader(
        directory=nobody, zone=request.context.zone, commands=request.context.commands
    ).privately()
