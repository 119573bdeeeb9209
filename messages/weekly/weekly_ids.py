"""Names and values of the buttons of a weekly post."""

import re
from dataclasses import dataclass

WEEKLY = "weekly."
"""A button that shows all of a week, or a page of one part: `weekly.all`, `weekly.later`."""
SO_FAR = "now"
"""In place of a week: the one that is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    """A page of one part of a channel's week, from 0; without a part, an overview of all."""

    channel: str
    week: str
    part: str = ""
    page: int = 0


def encode_week(page: WeekPage) -> str:
    """`C0123:2026-W11:blockers:1`."""
    return f"{page.channel}:{page.week}:{page.part}:{page.page}"


def decode_week(value: object) -> WeekPage | None:
    """The page that a button names; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(
        r"([CG][A-Z0-9]{1,40}):(\d{4}-W\d\d|now):([a-z]{0,20}):(\d{1,5})", value, re.ASCII
    )
    if not found:
        return None
    channel, week, part, page = found.groups()
    return WeekPage(channel=channel, week=week, part=part, page=int(page))
