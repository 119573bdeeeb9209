"""Subcommands: `/backstop setup`, `summary`, `away until mon 9am stand-in @bo`, `back`."""

from collections.abc import Callable

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.people import Away
from grammar.away import Absence
from grammar.due.result import DueUnclear
from grammar.line.draft import OwnerKind
from grammar.moves import words as move_words
from grammar.moves.parsed import Unclear
from grammar.moves.words import Hint, View
from grammar.subcommands import LadderVersion, Nothing, Replay, Subcommand, Unfinished
from handlers import dates, modals, refusals
from handlers.context import Line, RequestContext
from handlers.customers import accounts
from handlers.ladders import in_words, replay
from handlers.refusals import unknown_person
from handlers.responses import Reply, Response
from messages.command_names import Commands
from messages.help import help_reply
from messages.replies import away_reply
from workflows.items import queries
from workflows.people import absence

NOTHING = "Nothing was logged. What is blocked, or needs a decision? A few words are enough."


def answer(
    request: RequestContext,
    line: Line,
    asked: Subcommand | LadderVersion | Absence | Replay | Unfinished | Nothing,
) -> Response:
    """Answer a subcommand; raises Refusal."""
    if isinstance(asked, Subcommand):
        return _ALONE[asked](request, line)
    if isinstance(asked, LadderVersion):
        return in_words.answer(request, line, asked.number)
    if isinstance(asked, Absence):
        return _away(request, line, asked)
    if isinstance(asked, Replay):
        origin = line.request
        return replay.ask(request, origin, origin.channel, weeks=asked.weeks)
    if isinstance(asked, Unfinished):
        missing = _missing(asked, request.context.commands)
        mine = (("Show my items", "list mine"),)
        return refusals.reply(request, missing, typed=line.typed, suggestions=mine)
    return refusals.reply(request, NOTHING, typed=line.typed)


def _help(request: RequestContext, _: Line) -> Response:
    return Reply(help_reply(request.context.commands))


def _set_up(request: RequestContext, line: Line) -> Response:
    return modals.setup(request, line.request, line.request.channel)


def _asked_away(request: RequestContext, line: Line) -> Response:
    return modals.away(request, line.request)


def _summary(request: RequestContext, line: Line) -> Response:
    return Reply(queries.summary(request.context, line.request, now=request.now))


def _back(request: RequestContext, line: Line) -> Response:
    person = absence.come_back(request.context, line.request, now=request.now)
    return Reply(away_reply(person, request.reader(person.id)))


def _away(request: RequestContext, line: Line, absence_: Absence) -> Reply:
    until = absence_.until
    if isinstance(until, DueUnclear):
        return _undated(request, line, until)
    away = Away(until=until.at, stand_in=_stand_in(request, absence_), starts_at=absence_.starts_at)
    person = absence.leave(request.context, line.request, away, now=request.now)
    return Reply(away_reply(person, request.reader(person.id)))


def _undated(request: RequestContext, line: Line, unclear: DueUnclear) -> Reply:
    """Why the absence could not be read, and what to type instead."""
    start = f"{request.context.commands.backstop} away"
    usage = tuple(f"{start} {example}" for example in unclear.examples)
    offers = dates.suggestions(unclear, line.reading.context.returning, line=line.text)
    sentence = Unclear(reason=unclear.reason, usage=usage).text
    return refusals.reply(request, sentence, typed=line.typed, suggestions=offers)


def _stand_in(request: RequestContext, absence_: Absence) -> str:
    if absence_.crowd:
        typed = _away_example(request.context.commands.backstop)
        raise BadInput(f"A stand-in is one person. Type for example {typed}.")
    other = absence_.stand_in
    if other is None:
        return ""
    if other.kind is OwnerKind.NAME or request.person(other.value) is None:
        raise unknown_person(other)
    return other.value


def _away_example(backstop: str) -> str:
    return f"`{backstop} away until mon 9am stand-in @bo`"


def _missing(unfinished: Unfinished, commands: Commands) -> str:
    """What is missing from a line that begins with a word we know."""
    word, backstop = unfinished.word, commands.backstop
    if word is None:
        example = _away_example(backstop)
        asked = "Until when are you away? A stand-in is for an absence."
        return f"{asked} Type for example {example}."
    if word is Field.CUSTOMER:
        new = f"Log an item to add one: `{commands.blocker} … customer: Harbor Law`."
        return f"Which customer? `{backstop} customers` shows those that you can see. {new}"
    asked = f"Which item? `{backstop} list` shows what is open."
    if isinstance(word, Hint):
        return asked
    example = f"`{backstop} {move_words.name(word)} B-12`"
    shows = " shows what will happen when." if word is View.PLAN else "."
    return f"{asked} Type for example {example}{shows}"


_ALONE: dict[Subcommand, Callable[[RequestContext, Line], Response]] = {
    Subcommand.HELP: _help,
    Subcommand.SETUP: _set_up,
    Subcommand.AWAY: _asked_away,
    Subcommand.BACK: _back,
    Subcommand.SUMMARY: _summary,
    Subcommand.CUSTOMERS: accounts.everybody,
    Subcommand.LADDER: in_words.answer,
}
