"""Dates on offer in a form: it is drawn again with a button for each, or gets Slack's errors."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TypeAlias

from escalation.errors import Stale
from escalation.fields import Field
from escalation.refusals import OLDER
from handlers import dates, refusals
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.payloads import Form
from handlers.responses import Redrawn, Response
from messages.forms import redrawn
from messages.forms.redrawn import PICKERS, Questions
from messages.slack import ids
from messages.slack.blocks import Json
from messages.slack.form_values import Answers

Read: TypeAlias = Callable[[RequestContext, Form, Answers], Mapping[Field, Entered]]
"""Reads the dates of a form, by field; raises Refusal."""
Draw: TypeAlias = Callable[[RequestContext, Form, Questions], Json]
"""Draws a form, empty, with its questions; raises Refusal."""


def asked(
    request: RequestContext,
    form: Form,
    entered: Mapping[Field, Entered],
    *,
    draw: Draw,
    others: Mapping[Field, str] | None = None,
) -> Response:
    """Say what is wrong with a submitted form's dates, and with its `others`.

    If there are dates to offer, the form is drawn again with a button for each.
    """
    faults = {**(others or {}), **_faults(entered)}
    if not any(one.offered for one in entered.values()):
        return refusals.field_errors(form, faults, request)
    view = draw(request, form, _questions(request, form, entered, faults=faults))
    return Redrawn(redrawn.entered(view, form.given, elements=form.elements), refused=True)


def picked(
    request: RequestContext, form: Form, *, name: Field, phrase: str, read: Read, draw: Draw
) -> Redrawn:
    """Fill in the date that was pressed and empty the picker; if it has passed, ask again."""
    new = {name: phrase, **({PICKERS[name]: ""} if name in PICKERS else {})}
    entered = {**read(request, form, form.given)}
    if name not in entered:
        raise Stale(OLDER)
    before = entered[name]
    entered[name] = read(request, form, form.given.with_texts(new))[name]
    if not entered[name].read:
        offered = before.offered or ((before.read,) if before.read else ())
        entered[name], new = replace(entered[name], offered=offered), {}
    faults = _still(form, entered) | _faults(entered)
    filled = replace(form, given=form.given.with_texts(new))
    view = draw(request, filled, _questions(request, form, entered, faults=faults))
    return Redrawn(redrawn.entered(view, form.given, elements=form.elements, new=new))


def entered(request: RequestContext, form: Form, *, read: Read, draw: Draw) -> Redrawn | None:
    """The form as it stands, if there are or were notes in it; else None."""
    found = read(request, form, form.given)
    faults = _still(form, {*found, Field.OWNER})
    view = draw(request, form, _questions(request, form, found, faults=faults | _faults(found)))
    now = ids.unpacked(view["private_metadata"])
    if not (redrawn.has_notes(form.facts) or redrawn.has_notes(now)):
        return None
    return Redrawn(redrawn.entered(view, form.given, elements=form.elements))


def _still(form: Form, read_again: Collection[Field]) -> dict[Field, str]:
    """The faults that a form kept, but those of fields that are read again."""
    kept, again = redrawn.kept_faults(form.facts), {*read_again, *PICKERS.values()}
    return {one: said for one, said in kept.items() if one not in again}


def _questions(
    request: RequestContext,
    form: Form,
    entered: Mapping[Field, Entered],
    *,
    faults: Mapping[Field, str],
) -> Questions:
    context = request.reading(form.request.actor, "").context
    offered = {name: one.offered for name, one in entered.items() if one.offered}
    offers = {name: dates.choices(found, context) for name, found in offered.items()}
    return Questions(faults=faults, dates=offers)


def _faults(entered: Mapping[Field, Entered]) -> dict[Field, str]:
    return {name: fault for one in entered.values() for name, fault in one.faults.items()}
