"""The form of an absence."""

from collections.abc import Mapping
from dataclasses import replace

from escalation.absences.entering import WHEN_BACK, as_entered
from escalation.fields import Field
from escalation.people import Away
from grammar.away import MIDNIGHT
from grammar.due.result import DueContext
from handlers import dates, modals
from handlers.absences.pressed import ended_reply
from handlers.context import RequestContext
from handlers.dates import Entered
from handlers.forms import offers
from handlers.payloads import Form
from handlers.responses import Modal, Response
from messages.absences import replies
from messages.forms.items import note_modal
from messages.forms.redrawn import Questions, asked
from messages.slack import ids
from messages.slack.blocks import Json
from messages.slack.form_values import Answers
from workflows.people import absence, stand_ins


def submitted(request: RequestContext, form: Form) -> Response:
    """Save until when the person is away, or that they are back; or say what is wrong.

    Raises Refusal.
    """
    context, origin, given = request.context, form.request, form.given
    changes, whom = ids.decode_instant(form.facts.get("until")), form.facts.get("whom", "")
    entered = read(request, form, given)
    if any(one.faults for one in entered.values()):
        return offers.asked(request, form, entered, draw=draw)
    starts, until = entered[Field.FROM].read, entered[Field.UNTIL].read
    if until is None:
        ended = absence.come_back(context, origin, now=request.now, until=changes, whom=whom)
        return Modal(view=note_modal("Back", ended_reply(request, ended, by=origin.actor)))
    away = Away(
        until=until.at,
        stand_in=given.text(Field.STAND_IN),
        starts_at=starts.at if starts else None,
        reason=given.text(Field.REASON),
    )
    now = request.now
    person = absence.leave(context, origin, away, now=now, whom=whom, instead_of=changes)
    kept = as_entered(person, away)
    reader = request.reader(origin.actor, named=[kept.stand_in])
    if person.id != origin.actor:
        first, *_ = replies.entered_reply(person, reader, away=kept)["blocks"]
        return Modal(view=note_modal("Away", {"blocks": [first]}))
    clashes = stand_ins.clashes(context, person.id, kept, now=request.now)
    told = replies.away_reply(person, reader, away=kept, clashes=clashes)
    return Modal(view=note_modal("Away", told))


def read(request: RequestContext, form: Form, given: Answers) -> Mapping[Field, Entered]:
    """When an absence begins and ends; one that is changed may end now."""
    mine = request.reading(form.request.actor, "").context
    if whom := form.facts.get("whom"):
        mine = replace(mine, calendar=request.reading(whom, "", at=mine.now).context.calendar)
    found = _ends(given, mine)
    until, starts = found[Field.UNTIL], found[Field.FROM]
    if not (until.read or until.faults) and (starts.read or "until" not in form.facts):
        return {**found, Field.UNTIL: Entered(faults={Field.UNTIL: WHEN_BACK})}
    return found


def draw(request: RequestContext, form: Form, questions: Questions) -> Json:
    """The form without what was entered in it."""
    until, whom = ids.decode_instant(form.facts.get("until")), form.facts.get("whom", "")
    view = modals.away_view(request, form.request, until=until, whom=whom)
    return asked(view, questions, request.reader(form.request.actor))


def _ends(given: Answers, context: DueContext) -> dict[Field, Entered]:
    return {
        Field.FROM: dates.entered(given, Field.FROM, replace(context, unsaid=MIDNIGHT)),
        Field.UNTIL: dates.entered(given, Field.UNTIL, context.returning),
    }
