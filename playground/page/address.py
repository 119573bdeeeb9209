"""Where somebody is on the page, which is the page's URL: as whom, in what place, what thread."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from markupsafe import Markup

HOME = "home"
DM = "dm"
_PERMALINK = re.compile(
    r"https://[\w-]+\.slack\.com/archives/(?P<channel>\w+)/p(?P<seconds>\d+)(?P<micros>\d{6})"
    r"(?:\?thread_ts=(?P<root>[\d.]+).*)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Read from a query or from the hidden fields of a form; a missing part is empty.

    `place` is a channel id or `home`; `thread` is the `ts` of the open thread's root.
    """

    person: str = ""
    place: str = ""
    thread: str = ""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """The address in a query string or a posted form."""
        return cls(
            person=fields.get("as", ""),
            place=fields.get("in", ""),
            thread=fields.get("thread", ""),
        )

    def url(self, *, place: str = "", thread: str = "") -> str:
        """The link to `place` (or here) as the same person, with `thread` open if given."""
        parts = {"as": self.person, "in": place or self.place, "thread": thread}
        return "/?" + urlencode({name: value for name, value in parts.items() if value})

    def hidden(self, **extra: str) -> Markup:
        """Hidden fields that carry the address, and whatever else a form must carry."""
        parts = {"as": self.person, "in": self.place, "thread": self.thread, **extra}
        box = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup().join(box.format(name, value) for name, value in parts.items() if value)


def of_permalink(url: str, person: str) -> str | None:
    """The page's own address of a message Slack's permalink points to; None for any other URL."""
    found = _PERMALINK.fullmatch(url)
    if found is None:
        return None
    root = found["root"] or f"{found['seconds']}.{found['micros']}"
    return Address(person=person, place=found["channel"]).url(thread=root)
