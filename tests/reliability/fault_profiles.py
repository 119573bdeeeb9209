"""What the bots of a simulation have to cope with, and bots that cannot: the controls."""

from datetime import datetime, timedelta

from bot.delivery.loop import Delivery
from bot.slack.message_search import Histories
from tests.reliability.replica import Messages, Replica
from tests.reliability.simulation import FAULTS, FaultProfile
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Sent

USUAL = FaultProfile()
FAULT_PROFILES = {
    "usual": USUAL,
    "clocks": FaultProfile(clock_changes=1200),
    "refusals": FaultProfile(
        faults={**FAULTS, "refused": 5.0}, refusals=("user_disabled", "msg_too_long")
    ),
    "wire": FaultProfile(freezes_at_the_wire=0.03),
    "little history": FaultProfile(history_gap=60),
    "no metadata": FaultProfile(history_gap=60, drops_metadata=True),
}
"""By name: the usual, clocks that are set, people who are gone, freezes at the worst moment, and a
Slack that gives one call of history a minute, or that drops metadata besides."""
OFTEN_FROZEN = FaultProfile(freezes_in_hand=0.1)
SHORT_QUIET = FaultProfile(late_window=timedelta(minutes=4).total_seconds())
"""Slack takes messages later than our quiet time allows for."""

OWED = {
    "1:logged:C01",  # the card
    "1:logged:U01",  # the owner hears at 9:00
    "summary:C01:2026-W10",  # at 9:00 too
    "1:1:due:U01",  # the owner's reminder at 9:20
    "1:1:rung-0:U03",  # the lead, by DM
    "1:1:rung-0:C01",  # and in the thread
    "1:1:rung-1:U04",  # leadership at 9:40, by DM
    "1:1:rung-1:C01",  # and in the channel
}
"""All that has to be told of an item that nobody moves, by key."""


class NeverLooks(Replica):
    """Resends what may have arrived without a search: at least once, the naive way."""

    BLIND = True


class _Certain(Histories):
    async def find(self, call: OutgoingCall, *, now: datetime) -> Sent | bool:
        return await super().find(call, now=now) or True


class Trusting(Replica):
    """Takes what it cannot find to be missing, although Slack drops metadata."""

    HISTORIES: type[Histories] = _Certain


class _MarksFirst(Messages):
    async def _carry(self, call: OutgoingCall, claimed_at: float) -> None:
        sent, now = Sent("C00", "1.0"), self._clock()
        await self._threads.run(dispatch.finish, self._context, call, sent, now=now)
        await self._attempt(call, claimed_at)


class MarksFirst(Replica):
    """Marks a message as sent before sending it: at most once."""

    DELIVERY: type[Delivery] = _MarksFirst


class Unhurried(Replica):
    """Never checks how old its claim is."""

    MEASURES_CLAIMS = False
