"""The demo's page as a visitor finds it: something is overdue, and three things can be tried."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot import demo
from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from tests.stories.browser import PATIENCE, a_chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PHONE = 390
LINE = "/blocker SSO login fails owner @tom due in 1 hour fallback use passwords"


@dataclass
class Booth:
    """A running demo, and visitors at its page."""

    browser: Browser
    stack: AsyncExitStack
    sandboxes: list[Sandbox] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def whole(self, sandbox: Sandbox) -> None:
        await Story(sandbox, Narrator(sandbox.slack, lambda _: None)).tell()
        self._told(sandbox)

    async def short(self, sandbox: Sandbox) -> None:
        await sandbox.slack.person("maria").types(CHANNEL, LINE)
        await sandbox.settle()
        self._told(sandbox)

    def _told(self, sandbox: Sandbox) -> None:
        self.sandboxes.append(sandbox)
        self.opened.set()

    async def opens(self, tell: demo.Tell) -> None:
        """Start the demo with this story, told again whenever somebody starts over."""

        async def run() -> None:
            port = 0
            while True:
                port = await demo.show(Sandbox, tell, port=port)

        async def end() -> None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        running = asyncio.create_task(run())
        self.stack.push_async_callback(end)
        await self.opened.wait()

    async def visitor(self, width: int = PHONE) -> BrowserContext:
        context = await self.browser.new_context(viewport={"width": width, "height": 844})
        self.stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE)
        return context

    async def page(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        await page.goto(self.sandboxes[-1].page_url)
        return page


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def booth(browser: Browser) -> AsyncIterator[Booth]:
    expect.set_options(timeout=PATIENCE)
    async with AsyncExitStack() as stack:
        yield Booth(browser, stack)


# Measured in one turn of the page: it may draw its clock again between two questions.
SIZES = """() => [innerWidth, document.documentElement.scrollWidth,
    [...document.querySelectorAll(".clock button, .tour .button")].map((it) => {
        const box = it.getBoundingClientRect();
        return [it.innerText, box.left, box.right, box.height];
    })]"""


async def fits(page: Page) -> None:
    """Nothing at the top is wider than the page, and every time button is on it."""
    width, needed, buttons = await page.evaluate(SIZES)
    assert needed == width
    assert buttons
    for words, left, right, height in buttons:
        assert 0 <= left < right <= width, words
        assert height >= 24, words


async def test_a_visitor_tries_all_three_things_on_a_phone(booth: Booth) -> None:
    await booth.opens(booth.whole)
    page = await booth.page(await booth.visitor())
    await fits(page)
    await expect(page.locator("#place")).to_contain_text("as Maria Silva")
    card = page.locator("#stream .message").last
    await expect(card).to_contain_text("B-4 is overdue: Harbor's staging certificate")
    await expect(card.get_by_role("button", name="Acknowledge")).to_be_in_viewport()
    await expect(page.get_by_text("waive Harbor's first month")).to_have_count(0)
    tour = page.get_by_role("region", name="Three things to try")
    await tour.get_by_role("button", name="Log a blocker").click()
    composer = page.get_by_label(f"Message {CHANNEL}")
    await expect(composer).to_be_focused()
    await composer.press("Enter")
    await expect(card).to_contain_text("B-5 Blocked: Harbor's welcome pack has the old logo")
    await tour.get_by_role("button", name="Next event").click()
    await expect(card).to_contain_text("B-5 is overdue")
    await tour.get_by_role("link", name="Become Ines").click()
    await expect(page.get_by_text("as Ines Roth")).to_be_in_viewport()
    await expect(card).to_contain_text("B-5 is overdue")  # as the lead was told
    await expect(card.get_by_role("button", name="Acknowledge")).to_be_visible()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await page.get_by_label("Channels and people").click()
    await page.get_by_role("link", name="harbor-law-price private").click()
    await expect(page.get_by_text("Decision needed: Do we waive Harbor's")).to_be_visible()
    await fits(page)


async def test_a_closed_strip_stays_closed_in_this_tab(booth: Booth) -> None:
    await booth.opens(booth.short)
    visitor = await booth.visitor(1280)
    page = await booth.page(visitor)
    await fits(page)
    await expect(page.get_by_text("as Maria Silva")).to_be_hidden()  # the sidebar says it
    await page.get_by_role("button", name="Close: three things to try").click()
    await expect(page.get_by_label(f"Message {CHANNEL}")).to_be_focused()
    await page.reload()
    await expect(page.locator("#stream .message").last).to_be_visible()
    await expect(page.locator("#tour")).to_be_hidden()
    await expect((await booth.page(visitor)).locator("#tour")).to_be_visible()  # another tab


async def test_from_home_the_line_is_filled_in_where_it_can_be_sent(booth: Booth) -> None:
    await booth.opens(booth.short)
    page = await booth.page(await booth.visitor(1280))
    await page.get_by_role("link", name="Home").click()
    await page.get_by_role("link", name="Log a blocker").click()
    composer = page.get_by_label(f"Message {CHANNEL}")
    await expect(composer).to_be_focused()
    assert (await composer.input_value()).startswith("/blocker Harbor's welcome pack")
    await composer.fill("half a thought")
    await page.get_by_role("button", name="Log a blocker").click()
    await page.keyboard.press("Control+z")
    await expect(composer).to_have_value("half a thought")


async def test_start_over_asks_then_brings_the_page_back_to_its_beginning(booth: Booth) -> None:
    await booth.opens(booth.short)
    page = await booth.page(await booth.visitor())
    composer = page.get_by_label(f"Message {CHANNEL}")
    await composer.fill(LINE.replace("SSO", "Their"))
    await composer.press("Enter")
    await expect(page.locator("#stream")).to_contain_text("B-2 Blocked: Their login fails")
    start_over, sure = page.get_by_role("button", name="Start over"), page.locator("#confirm")
    await start_over.click()
    await sure.get_by_role("button", name="Cancel").click()
    await start_over.click()
    await sure.get_by_role("button", name="Start over").click()
    await expect(page.locator("#stream")).not_to_contain_text("Their login fails")
    await expect(page.locator("#stream")).to_contain_text("B-1 Blocked: SSO login fails")
    assert len(booth.sandboxes) == 2
