"""The page's strip of things to try, and starting over."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from multidict import MultiDict

from playground.page.routes import Page
from playground.page.tour import Step, Tour
from playground.slack import Playground
from tests.support.bots.page_bot import NOON, PlannedClock, a_page

REDRAW = {"X-Redraw": "1"}
STEPS = (
    Step(words="Say it", note="in a line", line='/echo "hi" & bye'),
    Step(words="Next event", note="time", jump="next"),
    Step(words="Become Ines", note="the lead", person="ines"),
)


@dataclass
class Visitor:
    """A browser without scripts at a page with a tour; `restarts` counts the restarts."""

    slack: Playground
    session: ClientSession
    clock: PlannedClock
    tour: Tour
    restarts: list[str] = field(default_factory=list)

    async def sees(self, who: str = "maria", where: str = "#launch", **more: str) -> str:
        place = self.slack.channel(where).id if where.startswith("#") else where
        asked = {"as": self.slack.person(who).id, "in": place, **more}
        async with self.session.get(self.slack.engine.base_url + "/", params=asked) as answer:
            return await answer.text()

    async def posts(self, path: str, **fields: str) -> tuple[int, str]:
        sent = {"as": self.slack.person("maria").id, **fields}
        url = self.slack.engine.base_url + path
        async with self.session.post(url, data=sent, headers=REDRAW) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    clock, tour = PlannedClock(), Tour(steps=STEPS)
    async with a_page(clock, tour) as slack, ClientSession() as session:
        made = Visitor(slack, session, clock, tour)
        tour.restart = lambda: made.restarts.append("again")
        yield made


def strip(page: str) -> str:
    return page[page.index('id="tour"') : page.index("</section>")]


async def test_each_thing_to_try_has_its_own_control(visitor: Visitor) -> None:
    drawn = strip(await visitor.sees())
    assert 'data-fill="/echo &#34;hi&#34; &amp; bye">Say it</button>' in drawn
    assert 'form="clock" name="to" value="next">Next event</button>' in drawn
    ines = visitor.slack.person("ines").id
    assert f'href="/?as={ines}&amp;in=dm">Become Ines</a>' in drawn
    assert "aria-label=" in drawn


@pytest.mark.parametrize("where", ["home", "dm"])
async def test_where_no_line_can_be_logged_the_step_leads_to_a_channel(
    visitor: Visitor, where: str
) -> None:
    drawn = strip(await visitor.sees(where=where))
    assert "data-fill" not in drawn
    launch = visitor.slack.channel("#launch").id
    assert f'in={launch}#fill">Say it</a>' in drawn


async def test_over_an_open_thread_the_step_leads_to_the_channel(visitor: Visitor) -> None:
    message = visitor.slack.person("maria").writes("#launch", "the start")
    assert "data-fill" not in strip(await visitor.sees(thread=message.ts))


async def test_a_page_without_a_tour_has_neither_strip_nor_start_over() -> None:
    async with a_page() as slack, ClientSession() as session:
        async with session.get(slack.engine.base_url) as answer:
            page = await answer.text()
        assert 'id="tour"' not in page
        assert "/start-over" not in page


async def test_start_over_closes_the_page_and_restarts_once(visitor: Visitor) -> None:
    assert 'formaction="/start-over" data-confirm-title="Start over?"' in await visitor.sees()
    both = await asyncio.gather(visitor.posts("/start-over"), visitor.posts("/start-over"))
    assert [status for status, _ in both] == [503, 503]
    assert both[0][1] == "Starting over. This page comes back in a few seconds."
    await visitor.posts("/start-over")
    assert visitor.restarts == ["again"]


async def test_a_closed_page_says_why_asks_again_and_takes_nothing(visitor: Visitor) -> None:
    launch = visitor.slack.channel("#launch").id
    visitor.tour.closed = "The <story> is being told."
    page = await visitor.sees()
    assert "The &lt;story&gt; is being told." in page
    assert 'http-equiv="refresh"' in page
    assert (await visitor.posts("/say", **{"in": launch, "text": "hello"}))[0] == 503
    assert (await visitor.posts("/clock", to="1d"))[0] == 503
    assert visitor.slack.workspace.messages == []
    assert visitor.clock.at == NOON


async def test_start_over_waits_for_the_event_that_is_under_way(visitor: Visitor) -> None:
    happening, over = asyncio.Event(), asyncio.Event()

    async def happen() -> None:
        happening.set()
        await over.wait()

    visitor.clock.planned[NOON + timedelta(hours=1)] = happen
    jump = asyncio.create_task(visitor.posts("/clock", to="next"))
    await happening.wait()
    again = asyncio.create_task(visitor.posts("/start-over"))
    await visitor.sees()  # whatever was asked before has come in
    assert visitor.restarts == []
    over.set()
    await asyncio.gather(jump, again)
    assert visitor.restarts == ["again"]
    assert visitor.clock.at == NOON + timedelta(hours=1)


async def test_a_jump_that_waited_behind_start_over_does_not_happen(visitor: Visitor) -> None:
    page = Page(visitor.slack, visitor.clock, visitor.tour)
    visitor.tour.start_over()
    await page.jump(visitor.slack.person("maria"), MultiDict({"to": "1d"}))
    assert visitor.clock.at == NOON


async def test_a_change_is_told_when_the_page_opens_again(visitor: Visitor) -> None:
    visitor.tour.closed = "One moment."
    url = f"{visitor.slack.engine.base_url}/events?after=0"
    async with visitor.session.get(url) as stream, asyncio.timeout(3):
        assert await stream.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
        visitor.slack.workspace.changed()
        visitor.tour.closed = ""
        visitor.slack.workspace.changed()
        assert b"data: changed" in await stream.content.readuntil(b"data: changed\n\n")


async def test_two_playgrounds_draw_pages_that_can_be_told_apart(visitor: Visitor) -> None:
    run = re.compile(r'data-run="(\w+)"')
    mine = [run.findall(await visitor.sees()) for _ in range(2)]
    async with a_page() as other, visitor.session.get(other.engine.base_url) as answer:
        assert mine[0] == mine[1] != run.findall(await answer.text())


async def test_a_private_channel_is_named_so_in_words(visitor: Visitor) -> None:
    page = re.sub(r"<[^>]*>", " ", await visitor.sees("ines", "#legal"))
    assert re.search(r"legal\s+private", page)
    assert "Private, 2 members: Ines Roth" in page
