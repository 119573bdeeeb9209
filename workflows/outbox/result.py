"""What became of one attempt to tell Slack something."""

from dataclasses import dataclass
from datetime import timedelta

RATELIMITED = "ratelimited"
"""The error of a Later with which Slack asked to leave a channel alone for a while."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message; `channel` (a `D…` for a person) and `ts` say where.

    `adrift`: it was to answer to a message that is not there, and stands in the channel itself. Not
    `echoed` if Slack's answer lacks the metadata that was sent with it.
    """

    channel: str
    ts: str
    adrift: bool = False
    echoed: bool = True


@dataclass(frozen=True, slots=True)
class Later:
    """Slack certainly does not have it; try again after `retry_after`.

    `error` is a short code, "" when it was given back untried.
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

    `error` is a short code for what was seen.
    """

    error: str


DeliveryResult = Sent | Later | Refused | Unknown
