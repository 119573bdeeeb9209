"""`/backstop stats`: figures of a channel, one's own, and those of somebody in it."""

from dataclasses import replace
from hashlib import sha256

from escalation.errors import Stale
from escalation.refusals import OLDER
from grammar.stats.read import StatsAsked
from handlers.context import Line, RequestContext
from handlers.payloads import Click
from handlers.responses import Modal, Reply, Response
from messages.forms.items import note_modal
from messages.reader import Reader
from messages.slack.blocks import Json, message, section
from messages.stats.button import Shown, show_button, shown_by
from messages.stats.channel_figures import stats_message
from messages.stats.person_figures import person_message, who_asked
from workflows.stats import channel_stats, person_stats, shown
from workflows.stats.channel_stats import WEEKS, Ask, Stats
from workflows.stats.person_stats import PersonStats

ON = "Saved. The lead of this channel can ask for somebody's figures. They see who asked."
OFF = "Saved. Nobody can ask for somebody else's figures in this channel."
POSTED = "It is in the channel."


def answer(request: RequestContext, line: Line, asked: StatsAsked) -> Response:
    """Show the figures to the person who asks; raises Refusal."""
    if asked.people is not None:
        person_stats.switch(request.context, line.request, on=asked.people, now=request.now)
        return _said(ON if asked.people else OFF)
    if asked.person:
        return _of_person(request, line, asked)
    ask = Ask(
        channel=asked.channel,
        weeks=WEEKS if asked.weeks is None else asked.weeks,
        kind=asked.kind,
        customer=asked.customer,
    )
    found = channel_stats.seen_by(request.context, line.request, ask, now=request.now)
    told = _in_words(found, request.reader(line.actor))
    button = show_button(_which(found, line.request.external_id))
    return Reply({**told, "blocks": [*told["blocks"], button]})


def pressed(request: RequestContext, click: Click) -> Response:
    """Show the channel what the button stands under, as of now; raises Refusal."""
    which = shown_by(click.value)
    if which is None:
        raise Stale(OLDER)
    ask = Ask(channel=which.channel, weeks=which.weeks, kind=which.kind)
    actor = click.request.actor
    found = channel_stats.seen_by(
        request.context, click.request, ask, now=request.now, customer_id=which.customer
    )
    reader = request.reader(actor).publicly()
    told = _in_words(found, reader)
    by = f"Shown by {reader.who(actor)}."
    said = {**told, "text": f"{by}\n{told['text']}", "blocks": [section(by), *told["blocks"]]}
    shown.post(request.context, which.channel, said, mark=which.mark, now=request.now)
    return Modal(view=note_modal("Done", message(POSTED, [section(POSTED)])), confirms=True)


def _in_words(found: Stats, reader: Reader) -> Json:
    reader = replace(reader, zone=found.channel.policy.zone)
    return stats_message(_title(found, reader), found.found, reader, kind=found.ask.kind)


def _which(found: Stats, request_id: str) -> Shown:
    return Shown(
        channel=found.channel.id,
        weeks=found.ask.weeks,
        kind=found.ask.kind,
        customer=found.customer.id if found.customer else 0,
        mark=sha256(request_id.encode()).hexdigest()[:16],
    )


def _title(found: Stats, reader: Reader) -> str:
    parts = [f"<#{found.channel.id}>", _last(found.ask.weeks)]
    if found.ask.kind:
        parts.append(f"{found.ask.kind}s")
    if found.customer:
        parts.append(reader.title(found.customer.name))
    return " · ".join(parts)


def _last(weeks: int) -> str:
    return "last week" if weeks == 1 else f"last {weeks} weeks"


def _of_person(request: RequestContext, line: Line, asked: StatsAsked) -> Response:
    weeks = WEEKS if asked.weeks is None else asked.weeks
    context, now = request.context, request.now
    if asked.person == line.actor:
        return Reply(_own(person_stats.own(context, line.request, weeks=weeks, now=now)))
    found = person_stats.of_other(context, line.request, asked.person, weeks=weeks, now=now)
    title = f"{found.reader.who(found.person)} in <#{found.channel}> · {_last(weeks)}"
    return Reply(person_message(title, found.found))


def _own(found: PersonStats) -> Json:
    asked = ((one.asker, one.channel, one.at) for one in found.asked)
    title = f"Your figures · {_last(found.weeks)}"
    return person_message(title, found.found, more=who_asked(asked, found.reader))


def _said(words: str) -> Reply:
    return Reply(message(words, [section(words)]))
