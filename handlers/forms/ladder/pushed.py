"""The forms on top of the list of a ladder: one step, the working hours, the reminders."""

from collections.abc import Callable
from datetime import date
from functools import partial

from escalation.errors import Stale
from escalation.fields import Field
from escalation.policy import Policy
from escalation.refusals import OLDER
from escalation.worktime.holidays import days_off
from grammar.due import listed
from handlers import modals
from handlers.context import RequestContext
from handlers.payloads import Click, Form
from handlers.responses import Pushed, Response, Returned
from messages.forms.ladder import overview as page
from messages.forms.ladder import pages, rung
from messages.forms.ladder.rung import Groups
from messages.slack.blocks import Json
from workflows.channels import drafts
from workflows.channels.drafts import Editing


def opened(request: RequestContext, click: Click, found: Editing) -> Pushed:
    """The form that a button in the list opens; raises Stale for any other button."""
    facts = {"channel": found.setup.channel.id, "mark": found.mark}
    policy, groups = found.policy, Groups(offered=found.setup.groups, known=found.setup.handles)
    name, _, index = click.action_id.rpartition(".")
    forms: dict[str, Callable[[], Json]] = {
        page.ADD: lambda: rung.new_form(policy, groups, facts=facts),
        f"{page.PAGE}{page.PACE}": lambda: pages.pace_form(policy, facts=facts),
        f"{page.PAGE}{page.HOURS}": lambda: pages.hours_form(
            policy,
            today=_today(request, click),
            zone_is_guessed=found.setup.zone_is_guessed,
            facts=facts,
        ),
    }
    if f"{name}." == page.EDIT and (at := _index(index, policy)) is not None:
        return Pushed(rung.rung_form(policy, at, groups, facts=facts))
    if click.action_id not in forms:
        raise Stale(OLDER)
    return Pushed(forms[click.action_id]())


def _today(request: RequestContext, click: Click) -> date:
    return request.reading(click.request.actor, "").context.today


def _index(text: str, policy: Policy) -> int | None:
    """The index of a step or of the fallback; None for anything else."""
    known = text.isdecimal() and len(text) == 1 and int(text) <= policy.fallback
    return int(text) if known else None


def rung_submitted(request: RequestContext, form: Form) -> Response:
    """Keep what was entered for a step, for the fallback or for one more step. Raises Refusal."""
    for user in form.given.many(Field.TELL_PEOPLE):  # asks Slack for any we do not know yet
        request.person(user)
    for channel in form.given.many(Field.TELL_CHANNELS):
        request.reading(form.request.actor, channel)
    which = form.facts.get("rung", "")
    if which == rung.NEW:
        return _kept(request, form, partial(rung.added, form.given))
    return _kept(request, form, partial(_entered, form, which=which))


def _entered(form: Form, policy: Policy, *, which: str) -> Policy:
    index = _index(which, policy)
    if index is None:
        raise Stale(OLDER)
    return rung.entered(form.given, policy, index)


def hours_submitted(request: RequestContext, form: Form) -> Response:
    """Keep the working hours, days off and weekly post that were entered. Raises Refusal."""
    days_off(form.given.text(Field.HOLIDAYS), request.now.year)  # refuses an unknown country
    context = request.reading(form.request.actor, form.facts.get("channel", "")).context
    read_days = partial(listed.days, context=context, field=Field.DAYS_OFF)
    change = partial(_hours, form, read_days=read_days)
    return _kept(request, form, change)


def _hours(form: Form, policy: Policy, *, read_days: pages.ReadDays) -> Policy:
    return pages.hours_entered(form.given, policy, read_days)


def pace_submitted(request: RequestContext, form: Form) -> Response:
    """Keep the reminders and pauses that were entered. Raises Refusal."""
    return _kept(request, form, partial(pages.pace_entered, form.given))


def _kept(request: RequestContext, form: Form, change: Callable[[Policy], Policy]) -> Returned:
    found = drafts.keep(
        request.context,
        form.request,
        form.facts.get("channel", ""),
        mark=form.facts.get("mark", ""),
        change=change,
        now=request.now,
    )
    return Returned(modals.ladder_view(request, form.request, found))
