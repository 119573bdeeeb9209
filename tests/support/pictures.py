"""The pictures of the demo's page in docs/, as a visitor first sees it.

`python -m tests.support.pictures` takes them again.
"""

import asyncio
from pathlib import Path

from bot import demo
from bot.demo.narrator import Narrator
from bot.demo.sandbox import Sandbox
from bot.demo.story import Story
from tests.stories.browser import a_chromium

DOCS = Path(__file__).parents[2] / "docs"
SIZES = {"page.png": (1280, 800), "phone.png": (390, 844)}


async def take() -> None:
    """Play the story, then look at its page at a desk and on a phone."""
    told: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()

    async def tell(sandbox: Sandbox) -> None:
        await Story(sandbox, Narrator(sandbox.slack, lambda _: None)).tell()
        told.set_result(sandbox)

    async with a_chromium() as browser:
        running = asyncio.create_task(demo.show(Sandbox, tell))
        url = (await told).page_url
        for name, (width, height) in SIZES.items():
            page = await browser.new_page(viewport={"width": width, "height": height})
            await page.goto(url)
            await page.get_by_role("button", name="Acknowledge").last.wait_for()
            await page.screenshot(path=DOCS / name)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(take())
