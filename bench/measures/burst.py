"""A burst against Slack's limit of a post per second and channel, in real seconds."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.figures import Figure, at_most, exactly
from bench.fixtures.databases import SQLITE, Databases
from bench.fixtures.sandbox import a_link, a_sandbox
from bot.delivery.loop import Delivery
from bot.delivery.throttle import POST_GAP, Throttle
from bot.process.clock import utc_now
from bot.slack.message_search import Histories
from escalation.facts.in_notices import LoggedBy
from escalation.items import Due, Item, Kind, Position
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.policy import Policy
from playground.slack import Playground
from storage.items import store
from storage.outbox import queue
from workflows.outbox.dispatch import POST
from workflows.transaction.unit_of_work import WorkspaceContext

CHANNELS, MESSAGES, HOTTEST = 40, 300, 20


def measure(databases: Databases) -> Iterator[Figure]:
    """300 messages due at once to 40 channels, 20 of them to one; SQLite."""
    slack, began = asyncio.run(_delivered(databases))
    said = [m for m in slack.workspace.messages if m.user == slack.workspace.bot_user]
    last: dict[str, float] = {}
    for message in said:
        last[message.channel] = (message.at - began).total_seconds()
    amounts = Counter(message.channel for message in said)
    hottest = slack.channel("#c0").id
    gap = POST_GAP.total_seconds()
    ideal = {channel: (amount - 1) * gap for channel, amount in amounts.items()}
    yield _makespan("a burst of 300, the channel of 20", ideal[hottest], last[hottest])
    others = max(last.keys() - {hottest}, key=lambda name: last[name] / ideal[name])
    yield _makespan("the same, the slowest of the other channels", ideal[others], last[others])
    yield exactly("messages lost or doubled in the burst", "0", ours=str(abs(MESSAGES - len(said))))
    refused = len(slack.recorder.calls(POST)) - len(said)
    yield exactly("answers of 429 in the burst", "0", ours=str(refused))


def _makespan(what: str, ideal: float, span: float) -> Figure:
    return at_most(what, 1.1, ratio=span / ideal, name="ideal", reference=ideal, ours=span)


def _queue(context: WorkspaceContext, slack: Playground) -> None:
    """Put them into the outbox; all show the same item."""
    channels = [slack.channel(f"#c{number}").id for number in range(CHANNELS)]
    places = [channels[0]] * HOTTEST
    places += [channels[1 + n % (CHANNELS - 1)] for n in range(MESSAGES - HOTTEST)]
    now = utc_now()
    with context.database.write(context.workspace) as tx:
        item = store.insert(tx, _item(slack, now))
        cards = (
            Notice(
                key=str(number),
                kind=NoticeKind.CARD,
                place=Place.CHANNEL,
                recipient=channel,
                planned_at=now,
                not_before=now,
                item_id=item.id,
                round=item.round,
                facts=LoggedBy(actor=item.reporter),
            )
            for number, channel in enumerate(places)
        )
        queue.add(tx, cards)


def _item(slack: Playground, now: datetime) -> Item:
    person = slack.person("p0").id
    return Item(
        kind=Kind.BLOCKER,
        channel=slack.channel("#c0").id,
        title="SSO login fails",
        owner=person,
        reporter=person,
        due=Due(at=now + timedelta(days=2), zone="UTC", phrase=""),
        first_due_at=now + timedelta(days=2),
        fallback="Go live with passwords",
        policy=Policy(),
        logged_at=now,
        position=Position(reminded_until=now, reviewed_until=now),
    )


async def _delivered(databases: Databases) -> tuple[Playground, datetime]:
    """The workspace after everything is sent, and when delivery began."""
    async with a_sandbox(channels=CHANNELS) as slack, a_link(slack) as link:
        with databases.database(SQLITE) as database:
            async with link.context(database) as (context, _):
                _queue(context, slack)
                delivery = Delivery(
                    context,
                    link.client,
                    clock=utc_now,
                    threads=link.threads,
                    throttle=Throttle(POST_GAP),
                    histories=Histories(link.client, slack.workspace.bot_id),
                )
                began = utc_now()
                loop = asyncio.create_task(delivery.run())
                await delivery.drained()
                delivery.stop()
                await loop
    return slack, began
