"""What a running bot reports at /metrics and /readyz, for the tests of operation."""

from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

Scraped = dict[str, float]
"""Every value by its name and labels as they are written: `backstop_ready`, `x{kind="card"}`."""


async def scrape(port: int) -> Scraped:
    """What Prometheus would read now."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert (answer.status, answer.content_type) == (200, "text/plain")
        return parsed(await answer.text())


def parsed(text: str) -> Scraped:
    """The same from its text."""
    return {
        _series(sample.name, sample.labels): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _series(name: str, labels: dict[str, str]) -> str:
    written = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{written}}}" if written else name


def grown(before: Scraped, after: Scraped, name: str) -> dict[str, float]:
    """How much each series of a counter or of a histogram's count has grown, by label."""
    spans = {series: value - before.get(series, 0) for series, value in after.items()}
    return {
        series.removeprefix(name): span
        for series, span in spans.items()
        if series.partition("{")[0] == name and span
    }


async def readiness(port: int) -> tuple[int, dict[str, Any]]:
    """The status and the body of /readyz."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        return answer.status, await answer.json()
