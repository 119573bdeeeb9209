"""In the container: the health check runs as written, with nothing of Backstop installed."""

import asyncio
import json
import re
import sys
import sysconfig
from pathlib import Path

from bot.process.clock import utc_now
from bot.web.server import Web
from playground.slack import Playground
from tests.stories.scraping import readiness, scrape
from tests.support.bots import program
from tests.support.bots.delivery_rig import MANIFEST

DOCKERFILE = (program.ROOT / "deploy" / "Dockerfile").read_text()


async def health(port: int) -> int:
    """Exit code of the check; 0 means healthy."""
    found = re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE.replace("\\\n", ""), re.M)
    assert found
    program, *words = json.loads(found[1])
    assert program == "python"
    check = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        env={"PORT": str(port), "http_proxy": "http://127.0.0.1:1"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await check.wait()


async def test_it_is_healthy_while_the_bot_answers_and_not_after() -> None:
    async def not_ready() -> dict[str, bool]:
        return {"ready": False}

    async def nothing_counted() -> bytes:
        return b""

    web = Web(not_ready, nothing_counted)
    port = await web.start("127.0.0.1", 0)
    assert await health(port) == 0, "alive is enough: a restart does not fix Slack"
    await web.stop()
    assert await health(port) != 0


def copied(folder: Path) -> str:
    """A Python path with what the container has: our packages, and the libraries without us."""
    app, libraries = folder / "app", folder / "libraries"
    app.mkdir()
    libraries.mkdir()
    for package in re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.M):
        (app / package).symlink_to(program.ROOT / package)
    for library in Path(sysconfig.get_path("purelib")).iterdir():
        if "backstop" not in library.name:
            (libraries / library.name).symlink_to(library)
    return f"{app}:{libraries}"


async def test_every_pass_goes_well_where_backstop_was_copied_and_not_installed(
    tmp_path: Path,
) -> None:
    path = copied(tmp_path)
    async with Playground(MANIFEST, clock=utc_now) as slack:
        process = await program.start(slack, tmp_path, "run", option="-S", PYTHONPATH=path)
        try:
            log = "".join(await program.started(process))
            assert "action=failed" not in log
            found = re.search(r"action=started .* port=(\d+)", log)
            assert found
            status, state = await readiness(int(found[1]))
            assert (status, state["replicas"]) == (200, 1)
            assert any('version="unknown"' in name for name in await scrape(int(found[1])))
        finally:
            process.terminate()
            await process.wait()
