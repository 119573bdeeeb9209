"""The list of a channel's ladder: its buttons, and saving it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from escalation.about.customers import written
from escalation.errors import BadInput, Refusal, Stale
from escalation.fields import Field
from escalation.ladder import edited
from escalation.ladder.adopted import Adoption
from escalation.policy import Outsiders, Policy
from escalation.refusals import OLDER
from handlers import modals
from handlers.commands import named_customers
from handlers.commands.named_customers import Given
from handlers.context import RequestContext
from handlers.forms.ladder import pushed
from handlers.ladders import replay
from handlers.payloads import Click, Form
from handlers.responses import Modal, Pushed, Redrawn, Response
from messages.forms.customers import Usual, chosen
from messages.forms.items import note_modal
from messages.forms.ladder import overview as page
from messages.forms.redrawn import Questions, asked, entered
from messages.forms.ticks import are_accepted
from messages.replies import setup_reply
from workflows.channels import drafts, outside, setup
from workflows.channels.drafts import Editing
from workflows.transaction.unit_of_work import Request

OUT_OF_DATE = "⚠️ This form was out of date, so nothing was done. Here is the ladder as it is now."
FIX = "⚠️ It is not saved yet: change what is marked below first."
_EDITS: dict[str, Callable[[Policy, int], Policy]] = {
    page.UP: lambda policy, index: edited.swapped(policy, index - 1),
    page.DOWN: edited.swapped,
    page.REMOVE: edited.removed,
}


def clicked(request: RequestContext, click: Click, form: Form) -> Response:
    """Edit the list, or open the form of one of its parts on top of it."""
    channel, now = form.facts.get("channel", ""), request.now
    if click.action_id == page.START_OVER:
        found = drafts.start_over(request.context, click.request, channel, now=now)
        return _shown(request, form, found)
    if click.action_id.startswith(page.MOVE):
        return _moved(request, click, form)
    found = _found(request, form, click.request)
    if found.mark != form.facts.get("mark"):
        return _shown(request, form, found, note=OUT_OF_DATE)
    if click.action_id == page.REPLAY:
        counting = replay.ask(request, click.request, channel, tried=found.policy)
        return Pushed(counting.view, then=counting.then)
    return pushed.opened(request, click, found)


def _moved(request: RequestContext, click: Click, form: Form) -> Response:
    asked_ = page.moved(click.value)
    if asked_ is None:
        raise Stale(OLDER)
    move, index = asked_
    channel, mark = form.facts.get("channel", ""), form.facts.get("mark", "")
    change = partial(_edited, move=move, index=index)
    context, now = request.context, request.now
    try:
        found = drafts.keep(context, click.request, channel, mark=mark, change=change, now=now)
    except Stale:
        found = _found(request, form, click.request)
        return _shown(request, form, found, note=OUT_OF_DATE)
    return _shown(request, form, found)


def _found(request: RequestContext, form: Form, origin: Request, *, edits: bool = True) -> Editing:
    """The ladder as it is now; what has changed since the form was drawn is known from it."""
    channel, version = form.facts.get("channel", ""), form.facts.get("version", "")
    return drafts.opened(
        request.context,
        origin,
        channel,
        now=request.now,
        edits=edits,
        version=int(version) if re.fullmatch(r"[0-9]{1,9}", version) else None,
    )


def _edited(policy: Policy, *, move: str, index: int) -> Policy:
    lowest, highest = (1, policy.fallback) if move == page.UP else (0, policy.fallback)
    beyond = index + 1 if move == page.DOWN else index
    if not (lowest <= index and beyond < highest) or (move == page.REMOVE and highest == 1):
        raise Stale(OLDER)
    return _EDITS[move](policy, index)


def _shown(request: RequestContext, form: Form, found: Editing, *, note: str = "") -> Redrawn:
    view = modals.ladder_view(request, form.request, found, notes=[note] if note else [])
    return Redrawn(view, refused=bool(note))


def submitted(request: RequestContext, form: Form) -> Response:
    """Save the ladder that the form shows, and say so; or say what to change. Raises Refusal."""
    context, channel, now = request.context, form.facts.get("channel", ""), request.now
    was_saved = drafts.was_saved(context, form.request, now=now)
    found = _found(request, form, form.request, edits=not was_saved)
    whom = named_customers.given(request, form)
    if was_saved:
        return _saved(request, form, found, whom=whom)
    if found.mark != form.facts.get("mark"):
        return _shown(request, form, found, note=OUT_OF_DATE)
    if whom.unknown:
        return _asked_whom(request, form, found, whom=whom)
    if found.checked.stops:
        return _shown(request, form, found, note=FIX)
    doubts = [doubt.text for doubt in found.checked.doubts]
    question = outside.question(context, form.request, channel, policy=found.policy, now=now)
    asks = question if question and question.is_new else None
    is_answered = asks is None or form.given.has(Field.OUTSIDERS)
    if not (is_answered and are_accepted(doubts, form.given)):
        view = modals.ladder_view(request, form.request, found, asked=doubts, outside=asks)
        return Redrawn(view, refused=True)
    return _saved(request, form, found, whom=whom)


def _saved(request: RequestContext, form: Form, found: Editing, *, whom: Given) -> Response:
    context, channel, now = request.context, form.facts.get("channel", ""), request.now
    customer, given, reader = _customer(whom), form.given, request.reader(form.request.actor)
    adoption = next((one for one in Adoption if one == given.text(Field.APPLY)), Adoption.NONE)
    chosen_ = next((one for one in Outsiders if one == given.text(Field.OUTSIDERS)), None)
    policy = replace(found.policy, outsiders=chosen_) if chosen_ else found.policy
    try:
        saved = setup.configure(
            context,
            form.request,
            channel,
            policy=policy,
            adoption=adoption,
            customer=customer,
            reason=given.text(Field.REASON),
            now=now,
        )
    except Refusal as refusal:
        again = _found(request, form, form.request)
        why = f"⚠️ {reader.sentence(refusal.text)}"
        return _shown(request, form, again, note=OUT_OF_DATE if again.mark != found.mark else why)
    left = found.setup.open_items - saved.items
    reply = setup_reply(found.policy, reader, switched=saved.items, left=left)
    return Modal(view=note_modal("Saved", reply))


def _asked_whom(request: RequestContext, form: Form, found: Editing, *, whom: Given) -> Redrawn:
    """Ask which customer a name stands for; what else was entered stays."""
    usual = Usual(name=written(whom.names or ()), unknown=whom.unknown, new=whom.new)
    view = modals.ladder_view(request, form.request, found, usual=usual)
    drawn = asked(view, Questions(faults=whom.faults), request.reader(form.request.actor))
    new = {Field.CUSTOMER: usual.name, Field.WHICH_CUSTOMER: chosen(usual.unknown)}
    return Redrawn(entered(drawn, form.given, elements=form.elements, new=new), refused=True)


def _customer(whom: Given) -> str | None:
    """The one name that was given, "" for none; raises BadInput for several or a wrong one."""
    if whom.faults:
        raise BadInput(whom.faults[Field.CUSTOMER], field=Field.CUSTOMER)
    if whom.names is None:
        return None
    if len(whom.names) > 1:
        raise BadInput("A channel has one customer. Name just one.", field=Field.CUSTOMER)
    return next(iter(whom.names), "")
