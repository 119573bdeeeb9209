"""`/backstop away until mon 9am stand-in @bo because …`, `away` alone, and `back`."""

from dataclasses import replace

from escalation.absences.entering import as_entered
from escalation.errors import BadInput
from escalation.people import Away
from grammar import away as away_reader
from grammar.away import Absence
from grammar.due.result import DueUnclear
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Unclear
from handlers import dates, modals, refusals
from handlers.absences.pressed import ended_reply
from handlers.context import Line, RequestContext
from handlers.refusals import unknown_person
from handlers.responses import Reply, Response
from messages.absences import replies
from workflows.people import absence, stand_ins


def example(backstop: str) -> str:
    """What to type for an absence."""
    return f"`{backstop} away until mon 9am stand-in @bo`"


def shown(request: RequestContext, line: Line) -> Response:
    """The asker's absences; the form if there are none."""
    person = request.person(line.actor)
    reader = request.reader(line.actor)
    if person is None or not replies.ahead(person, reader):
        return modals.away(request, line.request)
    return Reply(replies.list_reply(person, reader))


def back(request: RequestContext, line: Line) -> Response:
    """End the current absence; without one, say which lie ahead."""
    ended = absence.come_back(request.context, line.request, now=request.now)
    return Reply(ended_reply(request, ended, by=line.actor))


def entered(request: RequestContext, line: Line, typed: Absence) -> Reply:
    """Enter an absence of the asker, or of the person they name, on that person's clock."""
    whom = _person(request, typed.whom) if typed.whom else ""
    if whom:
        typed = _on_their_clock(request, line, typed, whom=whom)
    if isinstance(typed.until, DueUnclear):
        if whom and not typed.until.phrase and (listed := _listed(request, line, whom)):
            return listed
        return _undated(request, line, typed.until)
    away = Away(
        until=typed.until.at,
        stand_in=_stand_in(request, typed),
        starts_at=typed.starts_at,
        reason=typed.reason,
    )
    person = absence.leave(request.context, line.request, away, now=request.now, whom=whom)
    kept = as_entered(person, away)
    reader = request.reader(line.actor, named=[kept.stand_in])
    if person.id != line.actor:
        return Reply(replies.entered_reply(person, reader, away=kept))
    clashes = stand_ins.clashes(request.context, person.id, kept, now=request.now)
    return Reply(replies.away_reply(person, reader, away=kept, clashes=clashes))


def _on_their_clock(request: RequestContext, line: Line, typed: Absence, *, whom: str) -> Absence:
    """The same days for somebody else: where they live, as the typist writes dates."""
    mine = line.reading.context
    theirs = request.reading(whom, line.request.channel, at=mine.now).context.calendar
    context = replace(mine, calendar=theirs)
    return away_reader.read(line.text, context, requester=line.actor) or typed


def _listed(request: RequestContext, line: Line, whom: str) -> Reply | None:
    """The absences that the asker entered for this person, if there are any."""
    person = request.person(whom)
    if person is None or whom == line.actor:
        return None
    reader = request.reader(line.actor, named=[one.stand_in for one in person.absences])
    listed = replies.others_reply(person, reader, by=line.actor)
    return Reply(listed) if listed else None


def _undated(request: RequestContext, line: Line, unclear: DueUnclear) -> Reply:
    """Why the absence could not be read, and what to type instead."""
    start = f"{request.context.commands.backstop} away"
    usage = tuple(f"{start} {one}" for one in unclear.examples)
    offers = dates.suggestions(unclear, line.reading.context.returning, line=line.text)
    sentence = Unclear(reason=unclear.reason, usage=usage).text
    return refusals.reply(request, sentence, typed=line.typed, suggestions=offers)


def _stand_in(request: RequestContext, typed: Absence) -> str:
    if typed.crowd:
        instead = example(request.context.commands.backstop)
        raise BadInput(f"A stand-in is one person. For example: {instead}.")
    return _person(request, typed.stand_in) if typed.stand_in else ""


def _person(request: RequestContext, named: DraftOwner) -> str:
    if named.kind is OwnerKind.GROUP:
        raise BadInput("I need one person. Enter an absence for each of them.")
    if named.kind is OwnerKind.NAME or request.person(named.value) is None:
        raise unknown_person(named)
    return named.value
