"""The pictures in docs/, all taken of the demo's page.

`python -m tests.support.pictures` takes them again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from playwright.async_api import Page

from bot import demo
from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL, GROUP
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from tests.stories.browser import a_chromium

Look: TypeAlias = Callable[[Page], Awaitable[None]]

DOCS = Path(__file__).parents[2] / "docs"
AT_A_DESK, ON_A_PHONE, TALL = (1280, 800), (390, 844), (1000, 830)


@dataclass(frozen=True)
class Picture:
    """A picture's file, and what is done on the page before it is taken, as whom and where."""

    name: str
    look: Look
    size: tuple[int, int] = ON_A_PHONE
    who: str = "maria"
    place: str = ""


async def story(sandbox: Sandbox) -> None:
    """All that `make demo` tells."""
    await Story(sandbox, Narrator(sandbox.slack, lambda _: None)).tell()


async def invited(sandbox: Sandbox) -> None:
    """Nothing yet but the bot's first words."""
    await sandbox.settle()


async def first_item(sandbox: Sandbox) -> None:
    """What the README has a new team do: invite the bot, and log one item."""
    await sandbox.settle()
    await types(sandbox, "/blocker try Backstop owner me due tomorrow fallback stop trying")


async def set_up(sandbox: Sandbox) -> None:
    """Ines is the lead, and Dana is leadership."""
    ines = sandbox.slack.person("ines")
    await ines.types(CHANNEL, "/backstop setup")
    await ines.fills({"Lead: people": ["ines"], "Leadership: people": ["dana"]})
    await ines.submits()
    await ines.closes()


async def edited(sandbox: Sandbox) -> None:
    """Ines has added a step to the ladder, and has not saved it yet."""
    await set_up(sandbox)
    ines = sandbox.slack.person("ines")
    await ines.types(CHANNEL, "/backstop setup")
    await ines.clicks("Add a step")
    await ines.fills({"User groups": [f"@{GROUP}"]})
    await ines.submits()
    await ines.closes()
    await sandbox.settle()


async def left(sandbox: Sandbox) -> None:
    """The bot is removed while three items are open; Ines is the lead."""
    await set_up(sandbox)
    await types(sandbox, "/blocker SSO login fails owner @tom due fri 5pm fallback use passwords")
    await types(sandbox, "/blocker No test accounts owner @priya due mon noon fallback share ours")
    await types(sandbox, "/decision Which DPA? owner @dana due thu 4pm fallback the standard one")
    sandbox.slack.person("maria").removes("backstop", CHANNEL)
    await sandbox.settle()
    await sandbox.advance(minutes=2)


async def types(sandbox: Sandbox, line: str) -> None:
    """Maria types a line in the channel."""
    await sandbox.slack.person("maria").types(CHANNEL, line)
    await sandbox.settle()


async def card(page: Page) -> None:
    """The last card, with the things to try above it."""
    await page.get_by_role("button", name="Acknowledge").last.wait_for()


async def card_alone(page: Page) -> None:
    await card(page)
    await close_tour(page)


async def first_words(page: Page) -> None:
    await page.get_by_role("button", name="Show me an example").wait_for()
    await close_tour(page)


async def setup(page: Page) -> None:
    """The form, as it opens."""
    await close_tour(page)
    await page.get_by_role("button", name="Set up this channel").click()
    await form(page, "Channel setup")


async def steps(page: Page) -> None:
    """The list of a ladder's steps; its form stays open."""
    await close_tour(page)
    await enter(page, "/backstop setup")
    await form(page, "Channel setup")


async def one_step(page: Page) -> None:
    await press(page, "Edit step 3")
    await form(page, "Edit step 3")


async def hours(page: Page) -> None:
    await press(page, "Cancel")
    await press(page, "Edit working hours")
    await form(page, "Hours and weekly post")


async def doubt(page: Page) -> None:
    """What is asked before a ladder is saved that makes little sense."""
    await press(page, "Cancel")
    await press(page, "Edit leadership")
    await page.get_by_label("Notify them").select_option("1 working hour")
    await press(page, "Done")
    await press(page, "Save")
    await page.get_by_label("Save anyway").wait_for()


async def form(page: Page, title: str) -> None:
    await page.get_by_role("dialog", name=title).wait_for()


async def press(page: Page, name: str) -> None:
    await page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


async def enter(page: Page, line: str) -> None:
    composer = page.get_by_label(f"Message {CHANNEL}")
    await composer.fill(line)
    await composer.press("Enter")


async def short_help(page: Page) -> None:
    await close_tour(page)
    await enter(page, "/backstop help")
    await page.get_by_role("button", name="Show all that you can type").wait_for()


async def leaving_note(page: Page) -> None:
    await page.get_by_role("button", name="Withdraw all 3 because …").wait_for()
    await close_tour(page)


async def close_tour(page: Page) -> None:
    await page.get_by_role("button", name="Close: three things to try").click()


PICTURES: tuple[tuple[demo.Tell, tuple[Picture, ...]], ...] = (
    (story, (Picture("page.png", card, AT_A_DESK), Picture("phone.png", card))),
    (
        invited,
        (
            Picture("first-words.png", first_words),
            Picture("help.png", short_help),
            Picture("setup.png", setup),  # the last: its form stays open
        ),
    ),
    (first_item, (Picture("first-item.png", card_alone, TALL),)),
    (
        edited,
        (
            Picture("ladder.png", steps, who="ines"),
            Picture("ladder-step.png", one_step, who="ines"),
            Picture("ladder-hours.png", hours, who="ines"),
            Picture("ladder-doubt.png", doubt, who="ines"),
        ),
    ),
    (left, (Picture("leaving.png", leaving_note, who="ines", place="dm"),)),
)


async def take(tell: demo.Tell, pictures: tuple[Picture, ...]) -> None:
    """Have it told, then take these pictures of its page."""
    told: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()

    async def tell_first(sandbox: Sandbox) -> None:
        await tell(sandbox)
        told.set_result(sandbox)

    async with a_chromium() as browser:
        running = asyncio.create_task(demo.show(Sandbox, tell_first))
        sandbox = await told
        for picture in pictures:
            width, height = picture.size
            page = await browser.new_page(viewport={"width": width, "height": height})
            person = sandbox.slack.person(picture.who).id
            place = picture.place or sandbox.slack.channel(CHANNEL).id
            await page.goto(f"{sandbox.page_url}?as={person}&in={place}")
            await picture.look(page)
            await page.screenshot(path=DOCS / picture.name)
            await page.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    for told_first, taken in PICTURES:
        asyncio.run(take(told_first, taken))
