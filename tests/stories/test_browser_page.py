"""The page as people use it: in a real browser, found by its words."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from playground.slack import Playground
from tests.stories.browser import PATIENCE, a_chromium
from tests.support.bots.page_bot import NOON, PlannedClock, a_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class PageRig:
    """A workspace and one window per person; `faults` is what the browser complained about."""

    slack: Playground
    clock: PlannedClock
    browser: Browser
    stack: AsyncExitStack
    faults: list[str] = field(default_factory=list)

    async def window(self, who: str, where: str = "#launch", *, width: int = 1280) -> Page:
        """A new window of this person's own."""
        context = await self.browser.new_context(viewport={"width": width, "height": 800})
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console", lambda said: self.faults.append(said.text) if said.type == "error" else None
        )
        place = self.slack.channel(where).id if where.startswith("#") else where
        person = self.slack.person(who).id
        await page.goto(f"{self.slack.engine.base_url}/?as={person}&in={place}")
        return page


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all: starting it takes longer than most of these stories."""
    async with a_chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def rig(browser: Browser) -> AsyncIterator[PageRig]:
    expect.set_options(timeout=PATIENCE)
    clock = PlannedClock()
    async with a_page(clock) as slack, AsyncExitStack() as stack:
        rig = PageRig(slack, clock, browser, stack)
        yield rig
        assert rig.faults == []


async def say(page: Page, text: str) -> None:
    box = page.get_by_label("Message #launch")
    await box.fill(text)
    await box.press("Enter")


async def test_a_form_opens_refuses_keeps_and_logs(rig: PageRig) -> None:
    maria = await rig.window("maria")
    await say(maria, "/echo")
    form = maria.get_by_role("dialog", name="A form")
    await expect(form.get_by_label("What")).to_be_focused()
    await form.get_by_label("What").fill("The signing key\nis missing")
    await form.get_by_label("Owner").select_option(label="Tom Berg")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("Please complete this required field.")).to_have_count(1)
    await expect(form.get_by_label("Due")).to_be_focused()
    await form.get_by_label("Due").fill("2026-11-20T10:00")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("That has passed.")).to_be_visible()
    await expect(form.get_by_label("What")).to_have_value("The signing key\nis missing")
    await form.get_by_label("Due").fill("2026-11-27T10:00")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    await expect(maria.get_by_text("due Nov 27 at 10:00 AM")).to_be_visible()


async def test_escape_closes_a_form_and_the_app_hears_of_it(rig: PageRig) -> None:
    maria = await rig.window("maria")
    await say(maria, "/echo")
    await maria.get_by_label("What").fill("never mind")
    await maria.keyboard.press("Escape")
    await expect(maria.get_by_role("dialog", name="A form")).to_have_count(0)
    await expect(maria.get_by_label("Message #launch")).to_be_focused()
    assert len(rig.slack.recorder.calls("in.view_closed")) == 1


async def test_two_people_see_each_other_act_in_their_own_time(rig: PageRig) -> None:
    maria, tom = await rig.window("maria"), await rig.window("tom")
    await say(maria, "/echo")
    form = maria.get_by_role("dialog", name="A form")
    await form.get_by_label("What").fill("The key")
    await form.get_by_label("Owner").select_option(label="Tom Berg")
    await form.get_by_label("Due").fill("2026-11-27T10:00")
    await form.get_by_role("button", name="Save").click()
    await expect(tom.get_by_text("due Nov 27 at 4:00 AM")).to_be_visible()
    await expect(form).to_be_hidden()
    await maria.get_by_label("Message #launch").fill("half a thou")
    await tom.get_by_role("button", name="Take it").click()
    await expect(maria.get_by_text("Taken by @Tom Berg")).to_be_visible()
    await expect(maria.get_by_label("Message #launch")).to_have_value("half a thou")


async def test_time_is_fast_forwarded_to_what_happens_next(rig: PageRig) -> None:
    async def speak() -> None:
        rig.slack.person("tom").writes("#launch", "It is done")

    rig.clock.planned[NOON + timedelta(hours=30)] = speak
    maria = await rig.window("maria")
    await maria.get_by_role("button", name="Next event · tomorrow 7:00 PM").click()
    await expect(maria.get_by_text("It is done")).to_be_visible()
    await expect(maria.get_by_text("Wed 25 Nov 2026, 7:00 PM")).to_be_visible()
    await maria.get_by_role("button", name="Next morning").click()
    await expect(maria.get_by_text("Thu 26 Nov 2026, 9:00 AM")).to_be_visible()


async def test_a_phone_shows_everything_within_its_width(rig: PageRig) -> None:
    rig.slack.person("maria").writes("#launch", "long " * 80 + "https://a.test/" + "x" * 200)
    page = await rig.window("maria", width=360)
    await expect(page.get_by_text("long long")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await expect(page.get_by_role("link", name="Home")).to_be_hidden()
    await page.get_by_label("Channels and people").click()
    await page.get_by_role("link", name="Home").click()
    await expect(page.get_by_role("heading", name="Your things")).to_be_visible()
    assert await page.locator("#home").evaluate("home => home.scrollWidth - home.clientWidth") == 0
    await page.get_by_label("Channels and people").click()
    tom = rig.slack.person("tom").id
    await page.get_by_label("You are").select_option(tom)
    await expect(page).to_have_url(re.compile(tom))
