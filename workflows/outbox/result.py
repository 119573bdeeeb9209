"""What Slack made of one outgoing call."""

from dataclasses import dataclass
from datetime import timedelta

RATELIMITED = "ratelimited"
"""The error of a Later when Slack asked us to leave a channel alone for a while."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message; `channel` (a `D…` for a person) and `ts` say where.

    `adrift`: it was a reply to a message that is gone, so it is in the channel itself. Not `echoed`
    if Slack's answer lacks the metadata we sent.
    """

    channel: str
    ts: str
    adrift: bool = False
    echoed: bool = True


@dataclass(frozen=True, slots=True)
class Later:
    """Slack certainly does not have it; try again after `retry_after`.

    `error` is a short code, "" if we gave it back without trying.
    """

    retry_after: timedelta = timedelta(0)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack certainly does not have it and will not take it; `error` is Slack's code."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Slack may or may not have it: look for its token before sending again.

    `error` is a short code for what happened.
    """

    error: str


DeliveryResult = Sent | Later | Refused | Unknown
