"""The pictures in docs/: the demo's page as a visitor first sees it, and a channel's first item.

`python -m tests.support.pictures` takes them again.
"""

import asyncio
from pathlib import Path

from bot import demo
from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from tests.stories.browser import a_chromium

DOCS = Path(__file__).parents[2] / "docs"
AT_A_DESK, ON_A_PHONE, TALL = (1280, 800), (390, 844), (1000, 900)


async def story(sandbox: Sandbox) -> None:
    """All that `make demo` tells."""
    await Story(sandbox, Narrator(sandbox.slack, lambda _: None)).tell()


async def first_item(sandbox: Sandbox) -> None:
    """What the README has a new team do: invite the bot, and log one item."""
    line = "/blocker try Backstop owner me due tomorrow fallback stop trying"
    await sandbox.settle()
    await sandbox.slack.person("maria").types(CHANNEL, line)
    await sandbox.settle()


async def take(tell: demo.Tell, pictures: dict[str, tuple[int, int]]) -> None:
    """Have it told, then look at its page in these sizes (pixels)."""
    told: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()

    async def tell_first(sandbox: Sandbox) -> None:
        await tell(sandbox)
        told.set_result(sandbox)

    async with a_chromium() as browser:
        running = asyncio.create_task(demo.show(Sandbox, tell_first))
        url = (await told).page_url
        for name, (width, height) in pictures.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(url)
            await page.get_by_role("button", name="Acknowledge").last.wait_for()
            await page.screenshot(path=DOCS / name)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(take(story, {"page.png": AT_A_DESK, "phone.png": ON_A_PHONE}))
    asyncio.run(take(first_item, {"first-item.png": TALL}))
