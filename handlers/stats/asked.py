"""`/backstop stats`: figures of a channel, one's own, and those of somebody in it."""

from dataclasses import replace

from grammar.stats.read import StatsAsked
from handlers.context import Line, RequestContext
from handlers.responses import Reply, Response
from messages.reader import Reader
from messages.slack.blocks import Json
from messages.stats.of_channel import stats_message
from workflows.stats import of_channel
from workflows.stats.of_channel import WEEKS, Ask, Stats


def answer(request: RequestContext, line: Line, asked: StatsAsked) -> Response:
    """Show the figures to the person who asks; raises Refusal."""
    ask = Ask(
        channel=asked.channel,
        weeks=WEEKS if asked.weeks is None else asked.weeks,
        kind=asked.kind,
        customer=asked.customer,
    )
    found = of_channel.seen_by(request.context, line.request, ask, now=request.now)
    return Reply(told(found, request.reader(line.actor)))


def told(found: Stats, reader: Reader) -> Json:
    """A channel's figures, in words."""
    reader = replace(reader, zone=found.channel.policy.zone)
    return stats_message(_title(found, reader), found.found, reader, kind=found.ask.kind)


def _title(found: Stats, reader: Reader) -> str:
    weeks = found.ask.weeks
    parts = [f"<#{found.channel.id}>", "last week" if weeks == 1 else f"last {weeks} weeks"]
    if found.ask.kind:
        parts.append(f"{found.ask.kind}s")
    if found.customer:
        parts.append(reader.title(found.customer.name))
    return " · ".join(parts)
