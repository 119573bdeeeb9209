"""`python -m bench load`: fifty people type for a minute while a thousand reminders fall due.

Nothing may be lost, and 99 of 100 acknowledgements have to come within half a second.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from random import Random
from typing import Annotated, Any

import typer
from sqlalchemy import func, select

from bench.figures import Figure, exactly, up_to
from bench.fixtures.bots import a_bot
from bench.fixtures.databases import KINDS, Databases
from bench.fixtures.sandbox import PEOPLE, a_line, a_sandbox
from bench.measures.reminders import AT_ONCE, lay_in
from bench.rounds import percentile
from bench.table import plain
from bot.process.clock import stopwatch, utc_now
from escalation.notices.notice import NoticeKind, NoticeState
from playground.slack import Playground
from playground.wire.delivery import NotAnswered
from storage.engine.database import Database
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE

LINES_APART = 1.0
"""Mean seconds that somebody waits after an answer before they type again."""
AFTER_THAT = timedelta(seconds=10)
_LABEL = re.compile(r"\bB-\d+\b")
_GOING_ON = {NoticeState.PENDING, NoticeState.SENDING, NoticeState.SENT, NoticeState.SUPERSEDED}


def main(*, seconds: Annotated[int, typer.Option(help="How long they type.")] = 60) -> None:
    """Load the bot on both databases; exit 1 unless all goals are met."""
    with Databases() as databases:
        figures = [
            figure
            for kind in KINDS
            for figure in asyncio.run(
                _loaded(databases.url(kind), kind, timedelta(seconds=seconds))
            )
        ]
    print(plain(figures))
    raise typer.Exit(0 if all(figure.met for figure in figures) else 1)


async def _loaded(url: str, kind: str, span: timedelta) -> Sequence[Figure]:
    async with a_sandbox() as slack, a_bot(slack, url):
        with closing(Database(url)) as database:
            until = utc_now() + span
            lay_in(database, slack, AT_ONCE, due_at=utc_now() + span / 3)
            people = [_typing(slack, number, until=until) for number in range(PEOPLE)]
            answers = [answer for typed in await asyncio.gather(*people) for answer in typed]
            await asyncio.sleep(AFTER_THAT.total_seconds())
            return list(_figures(kind, answers, database))


async def _typing(slack: Playground, person: int, *, until: datetime) -> list[tuple[float, str]]:
    """Type line after line; the time and label of each answer, "" where Slack gave up."""
    random, found = Random(person), []
    while utc_now() < until:
        await asyncio.sleep(random.expovariate(1 / LINES_APART))
        envelope = a_line(slack, person)
        began = stopwatch()
        try:
            answer = await slack.sockets.send(envelope)
        except NotAnswered:
            found.append((stopwatch() - began, ""))
            continue
        label = _LABEL.search(str(answer))
        assert label, answer
        found.append((stopwatch() - began, label[0]))
    return found


def _figures(
    kind: str, answers: Sequence[tuple[float, str]], database: Database
) -> Iterator[Figure]:
    spans, labels = [span for span, _ in answers], [label for _, label in answers if label]
    what = f"{PEOPLE} people, {len(answers)} commands"
    yield up_to(f"{what}, p99 of the acknowledgement, {kind}", 0.5, ours=percentile(spans, 99))
    is_card = NOTICE.c.kind == NoticeKind.CARD
    reminded = select(func.count(NOTICE.c.item_id.distinct()))
    reminded = reminded.where(NOTICE.c.kind == NoticeKind.REMINDER)
    with database.read_all() as tx:
        kept = {f"B-{number}" for number in tx.execute(select(ITEM.c.number)).scalars()}
        cards = tx.execute(select(func.count()).where(is_card)).scalar_one()
        heard = tx.execute(reminded).scalar_one()
        given_up = _given_up(tx)
    for counted, found in (
        ("commands not answered in time", len(answers) - len(labels)),
        ("commands answered with the same item", len(labels) - len(set(labels))),
        ("commands acknowledged and not kept", len(set(labels) - kept)),
        ("items without a card", len(kept) - AT_ONCE - cards),
        ("items of the thousand that nobody was reminded of", AT_ONCE - heard),
        ("notices given up or doubtful", given_up),
    ):
        yield exactly(f"{counted}, {kind}", "0", ours=str(found))


def _given_up(tx: Any) -> int:
    lost = select(func.count()).where(NOTICE.c.state.not_in(_GOING_ON))
    return int(tx.execute(lost).scalar_one())
