"""The container's health check is run as it is written, against the real HTTP side."""

import asyncio
import json
import re
import sys
from pathlib import Path

from bot.web import Web

DOCKERFILE = (Path(__file__).parents[2] / "deploy" / "Dockerfile").read_text()


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
    assert await health(port) == 0, "alive is enough: a restart does not mend Slack"
    await web.stop()
    assert await health(port) != 0
