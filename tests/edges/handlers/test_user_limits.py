"""A flood from one person delays nobody else."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from handlers.user_limits import MOST, TOGETHER, TooMuchAtOnce, UserLimits
from tests.stories.scraping import scrape
from tests.support.bots.http_bot import a_bot_by_http


class Users:
    """Requests that stay in progress until they are released."""

    def __init__(self) -> None:
        self.limits, self.let_go = UserLimits(), asyncio.Event()
        self.worked_on: list[str] = []

    async def ask(self, person: str) -> None:
        async with self.limits.turn(person):
            self.worked_on.append(person)
            await self.let_go.wait()

    def asks(self, person: str, times: int) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self.ask(person)) for _ in range(times)]


async def settled() -> None:
    """Let everybody get as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_person_has_few_requests_worked_on_and_others_wait_for_none() -> None:
    users = Users()
    flood = users.asks("bo", MOST)
    await settled()
    assert users.worked_on == ["bo"] * TOGETHER
    others = [*users.asks("maria", 1), *users.asks("lea", 1)]
    await settled()
    assert users.worked_on == ["bo"] * TOGETHER + ["maria", "lea"]
    users.let_go.set()
    await asyncio.gather(*flood, *others)
    assert users.worked_on.count("bo") == MOST


async def test_what_is_too_much_is_refused_at_once_and_nothing_of_it_stays() -> None:
    users = Users()
    flood = users.asks("bo", MOST + 5)
    await settled()
    refused = [task for task in flood if task.done()]
    assert len(refused) == 5
    for task in refused:
        with pytest.raises(TooMuchAtOnce):
            task.result()
    users.let_go.set()
    await asyncio.gather(*flood, return_exceptions=True)
    await users.ask("bo")  # as if nothing had been


async def test_who_gives_up_while_waiting_leaves_the_line() -> None:
    users = Users()
    flood = users.asks("bo", MOST)
    await settled()
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    again = users.asks("bo", 1)
    await settled()
    assert users.worked_on[-1] == "bo"
    assert not again[0].done()
    users.let_go.set()
    await again[0]


async def test_a_flood_of_clicks_opens_no_windows(folder: Path) -> None:
    """Slack counts modals for all of us together, and tells people itself if a click failed."""
    async with a_bot_by_http(folder) as side:
        tom = side.slack.person("tom")
        await tom.types("#launch", "/blocker x owner @tom due fri noon fallback y")
        await side.bot.workspace.settle()
        card = side.slack.expectations.messages_in("#launch")[0]
        holder = sqlite3.connect(folder / "backstop.db")
        holder.execute("BEGIN IMMEDIATE")  # so that none of them is through too soon
        clicks = (tom.clicks("Acknowledge", message=card) for _ in range(3 * MOST))
        flood = [asyncio.create_task(click) for click in clicks]
        done, _ = await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
        holder.rollback()
        holder.close()
        await asyncio.gather(*flood)
        assert all(task.result().error for task in done)
        assert side.slack.recorder.calls("views.open") == []
        found = await scrape(side.bot.port)
    name = "backstop_request_duration_seconds_count"
    assert found[f'{name}{{kind="click",outcome="refused"}}'] >= len(done)
    assert f'{name}{{kind="click",outcome="failed"}}' not in found
