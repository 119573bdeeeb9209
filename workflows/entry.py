"""An entry: what somebody wants to log, before it is an item."""

from dataclasses import dataclass

from escalation.items import Due, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a complete line or a submitted form says.

    `owner` is a user id. Without `due` the default window counts. `permalink` is the message it was
    logged from.
    """

    kind: Kind
    channel: str
    title: str
    owner: str
    fallback: str
    due: Due | None = None
    impact: str = ""
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    permalink: str = ""
