"""How time passes for a running bot: real in production, faster or set by hand elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.delivery.throttle import POST_GAP
from bot.process.clock import Clock, stopwatch, utc_now
from bot.slack.socket_mode import PING
from workflows.outbox.dispatch import HTTP_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The clock, and everything that has to fit it.

    `seconds` only ever rise, and `clock` is checked against them; where both run faster than real
    time, `patience` with a Slack call has to be shorter. `post_gap` is kept between two posts to
    one channel; only a stand-in for Slack takes less. The socket is checked every `ping`. `random`
    spreads the attempts while Slack is away.
    """

    clock: Clock = utc_now
    seconds: Callable[[], float] = stopwatch
    patience: timedelta = HTTP_TIMEOUT
    post_gap: timedelta = POST_GAP
    ping: timedelta = PING
    random: Random | None = None


REAL_TIME = Timing()
