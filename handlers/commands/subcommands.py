"""Subcommands: `/backstop setup`, `summary`, `away until mon 9am stand-in @bo`, `back`."""

from collections.abc import Callable

from escalation.fields import Field
from escalation.moves.move import Move
from grammar.away import Absence
from grammar.indicators.define import Indicate
from grammar.indicators.to_record import ToRecord
from grammar.moves import words as move_words
from grammar.moves.words import Hint, View
from grammar.quiet.read import Quiet
from grammar.stats.read import StatsAsked
from grammar.subcommands import (
    LadderVersion,
    Nothing,
    PastSummary,
    Replay,
    Subcommand,
    Unfinished,
)
from handlers import modals, refusals
from handlers.absences import typed
from handlers.context import Line, RequestContext
from handlers.customers import accounts
from handlers.indicators import typed_in as indicators
from handlers.ladders import in_words, replay
from handlers.quiet import by_line as quiet
from handlers.responses import Reply, Response
from handlers.stats import stats_asked as stats
from messages.command_names import Commands
from messages.help import help_reply
from workflows.items import queries

NOTHING = "Nothing was logged. What is blocked, or needs a decision? A few words are enough."


def answer(
    request: RequestContext,
    line: Line,
    asked: Subcommand
    | LadderVersion
    | PastSummary
    | Absence
    | Replay
    | Quiet
    | Indicate
    | ToRecord
    | StatsAsked
    | Unfinished
    | Nothing,
) -> Response:
    """Answer a subcommand; raises Refusal."""
    if isinstance(asked, Subcommand):
        return _ALONE[asked](request, line)
    if isinstance(asked, LadderVersion):
        return in_words.answer(request, line, asked.number)
    if isinstance(asked, Absence | Quiet | Indicate | ToRecord):
        return _entered(request, line, asked)
    if isinstance(asked, Replay | StatsAsked | PastSummary):
        return _of_the_past(request, line, asked)
    if isinstance(asked, Unfinished):
        missing = _missing(asked, request.context.commands)
        mine = (("Show my items", "list mine"),)
        return refusals.reply(request, missing, typed=line.typed, suggestions=mine)
    return refusals.reply(request, NOTHING, typed=line.typed)


def _of_the_past(
    request: RequestContext, line: Line, asked: Replay | StatsAsked | PastSummary
) -> Response:
    """What was, and what would have been."""
    if isinstance(asked, PastSummary):
        weeks, now = asked.weeks, request.now
        return Reply(queries.past_summary(request.context, line.request, weeks=weeks, now=now))
    if isinstance(asked, StatsAsked):
        return stats.answer(request, line, asked)
    return replay.ask(request, line.request, line.request.channel, weeks=asked.weeks)


def _entered(
    request: RequestContext, line: Line, asked: Absence | Quiet | Indicate | ToRecord
) -> Response:
    """What people enter about themselves, and of indicators."""
    if isinstance(asked, Indicate | ToRecord):
        return indicators.answer(request, line, asked)
    if isinstance(asked, Quiet):
        return quiet.answer(request, line, asked)
    return typed.entered(request, line, asked)


def _help(request: RequestContext, _: Line) -> Response:
    return Reply(help_reply(request.context.commands))


def _set_up(request: RequestContext, line: Line) -> Response:
    return modals.setup(request, line.request, line.request.channel)


def _summary(request: RequestContext, line: Line) -> Response:
    return Reply(queries.summary(request.context, line.request, now=request.now))


def _missing(unfinished: Unfinished, commands: Commands) -> str:
    """What is missing from a line that begins with a word we know."""
    word, backstop = unfinished.word, commands.backstop
    if word is None:
        example = typed.example(backstop)
        asked = "Until when are you away? A stand-in is for an absence."
        return f"{asked} For example, type {example}."
    if word is Field.CUSTOMER:
        new = f"Log an item to add one: `{commands.blocker} … customer: Harbor Law`."
        return f"Which customer? `{backstop} customers` shows those that you can see. {new}"
    asked = f"Which item? `{backstop} list` shows what is open."
    if isinstance(word, Hint):
        return asked
    example = f"`{backstop} {move_words.name(word)} B-12`"
    shows = " shows what will happen when." if word is View.PLAN else "."
    everything = f" {_EVERYTHING.format(backstop)}" if word is Move.REASSIGN else ""
    return f"{asked} For example, type {example}{shows}{everything}"


_EVERYTHING = "For everything of one person: `{} hand over @bo to @lea because …`."


_ALONE: dict[Subcommand, Callable[[RequestContext, Line], Response]] = {
    Subcommand.HELP: _help,
    Subcommand.SETUP: _set_up,
    Subcommand.AWAY: typed.shown,
    Subcommand.BACK: typed.back,
    Subcommand.SUMMARY: _summary,
    Subcommand.CUSTOMERS: accounts.everybody,
    Subcommand.LADDER: in_words.answer,
    Subcommand.QUIET: quiet.shown,
    Subcommand.INDICATORS: indicators.listed,
}
