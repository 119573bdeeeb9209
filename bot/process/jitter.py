"""Jitter: chance that spreads load over time."""

from random import Random


def jitter(seed: int | None = None) -> Random:
    """A source of chance; with a seed it repeats itself."""
    return Random(seed)  # noqa: S311 - it only spreads load; nothing secret is made with it
