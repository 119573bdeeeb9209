"""The button that shows a channel its figures; its value says which."""

import re
from dataclasses import dataclass

from escalation.items import Kind
from messages.slack.blocks import Json, actions, button

SHOW = "stats.show"
"""Its action id."""
_VALUE = r"(\d{1,2}):(blocker|decision)?:(\d{1,15}):([CG][A-Z0-9]{1,40}):([0-9a-f]{16})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What to show: `customer` is an id, 0 for none. `mark` stands for the answer it is under."""

    channel: str
    weeks: int
    kind: Kind | None
    customer: int
    mark: str


def show_button(shown: Shown) -> Json:
    """The row with the button."""
    parts = (str(shown.weeks), shown.kind or "", str(shown.customer), shown.channel, shown.mark)
    return actions("stats", [button("Show in the channel", SHOW, value=":".join(parts))])


def shown_by(value: object) -> Shown | None:
    """What such a button shows; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(_VALUE, value, re.ASCII)
    if not found:
        return None
    weeks, kind, customer, channel, mark = found.groups()
    return Shown(
        channel=channel,
        weeks=int(weeks),
        kind=Kind(kind) if kind else None,
        customer=int(customer),
        mark=mark,
    )
