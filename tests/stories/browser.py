"""A headless chromium for the stories about the page."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

REQUIRED = "BACKSTOP_REQUIRE_BROWSER"
PATIENCE = 15_000  # milliseconds; only a loaded machine ever needs them
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str:
    """The system's chromium; without one the test is skipped, or fails if one is required."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "no chromium on this machine: apt-get install chromium"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


@asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser]:
    """A running browser; only for root is its sandbox off, because chromium has none there."""
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
