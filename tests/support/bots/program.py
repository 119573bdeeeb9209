"""The real program in its own process, as an operator starts it."""

import asyncio
import subprocess
import sys
from pathlib import Path

from playground.slack import Playground

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds in which a busy machine starts it, too."""


def ended(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `backstop WORDS` in a folder, in an empty environment, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def tokens(slack: Playground) -> dict[str, str]:
    """The settings of a bot in this workspace that listens on any port."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
    }


async def start(
    slack: Playground,
    folder: Path,
    *words: str,
    module: str = "bot",
    option: str = "",
    **environment: str,
) -> asyncio.subprocess.Process:
    """`backstop WORDS` in a folder, with the pretend workspace's tokens and nothing else.

    `option` is one of Python's own.
    """
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *filter(None, [option]), "-m", module, *words),
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT),
            **tokens(slack),
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def started(process: asyncio.subprocess.Process) -> list[str]:
    """The lines of its log until it says that it has started."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while not lines or "action=started" not in lines[-1]:
            line = (await process.stderr.readline()).decode()
            assert line, f"the program has ended: {lines}"
            lines.append(line)
    return lines
