"""What should become of an item, in a few lines: written from the rules, not from the code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from escalation.moves.move import Move
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER

CLOSES = {Move.RESOLVE: "resolved", Move.FALL_BACK: "fell_back", Move.WITHDRAW: "withdrawn"}
WHILE_CLOSED = {Move.NOTE, Move.REOPEN}
REPORTERS = {
    *(Move.NOTE, Move.REASSIGN, Move.RESCHEDULE, Move.RESOLVE),
    *(Move.WITHDRAW, Move.REOPEN, Move.ESCALATE),
}
RUNGS = 3
"""The lead at once, leadership after one working day, the fallback after two."""
HOLD = timedelta(days=4)
"""As long as the four working hours of an acknowledgement can take, over a weekend."""
CHANCE = timedelta(hours=4)
PROMPT = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
STARTS, ENDS = timedelta(hours=9), timedelta(hours=17)
SATURDAY = 5
PEOPLE = (OWNER, REPORTER, LEAD, BOSS, MEMBER)


@dataclass
class Reference:
    """One item under the default ladder; every move comes with a reason."""

    due_at: datetime
    owner: str = OWNER
    status: str = "open"
    round: int = 1
    slips: int = 0
    called: frozenset[int] = frozenset()
    moved_at: datetime | None = None
    fallback_applies: bool = False
    excused_until: datetime | None = None
    snoozed_until: datetime | None = None

    def takes(self, move: Move, actor: str, now: datetime, *, to: str, due_at: datetime) -> bool:
        """Make this move if it is allowed, and return whether it was.

        `due_at` is the new date, or the end of a snooze.
        """
        until = min(due_at, self.due_at)
        changes_nothing = (move is Move.RESCHEDULE and due_at == self.due_at) or (
            move is Move.SNOOZE and until == self.snoozed_until
        )
        if changes_nothing or not (self._may(move, actor) and self._fits(move, now, to)):
            return False
        if move is Move.REASSIGN and actor not in {LEAD, BOSS}:
            self.moved_at = now  # it is offered, and the owner stays
            return True
        self._make(move, now, to=to, due_at=due_at)
        if move is Move.SNOOZE:
            self.snoozed_until = until
        return True

    def _may(self, move: Move, actor: str) -> bool:
        if move is Move.KEEP:
            return actor in {LEAD, BOSS}
        return (
            actor in {LEAD, BOSS}
            or move in {Move.NOTE, Move.ESCALATE, Move.REMIND}
            or (actor == self.owner and move is not Move.WITHDRAW)
            or (actor == REPORTER and move in REPORTERS)
        )

    def _fits(self, move: Move, now: datetime, to: str) -> bool:
        if self.status != "open":
            return move in WHILE_CLOSED
        return {
            Move.REOPEN: False,
            Move.SNOOZE: now < self.due_at,
            Move.REASSIGN: to != self.owner,
            Move.KEEP: self.fallback_applies,
        }.get(move, True)

    def _make(self, move: Move, now: datetime, *, to: str, due_at: datetime) -> None:
        self.status = CLOSES.get(move, self.status)
        if move in {Move.RESCHEDULE, Move.REOPEN}:
            self.status, self.excused_until = "open", None
            self.round += 1
            self.slips += move is Move.RESCHEDULE and due_at > self.due_at
        self.owner = to if move is Move.REASSIGN else self.owner
        self.moved_at = now
        if move in {Move.REASSIGN, Move.RESCHEDULE, Move.REOPEN}:
            self.snoozed_until = None
        if move is Move.ACKNOWLEDGE:
            self.excused_until = now + HOLD

    def earliest(self, rung: int) -> datetime:
        """When a rung may fire: this many working dates after due, at the same time of day."""
        at = self.due_at
        while rung:
            at += timedelta(days=1)
            rung -= at.weekday() < SATURDAY
        return at

    def agrees(self, fired: dict[int, datetime], now: datetime) -> bool:
        """Whether these rungs may have fired, and none that had to fire by now is missing.

        `fired` says when each did. A rung in `called` was called by hand after due.
        """
        if any(at < self.due_at for at in fired.values()):
            return False
        if any(at < self.planned(n, fired) for n, at in fired.items() if n not in self.called):
            return False
        missing = next((n for n in range(RUNGS) if n not in fired), None)
        if self.status != "open" or missing is None or now == self.moved_at:
            return True  # nobody has looked since somebody did something
        if self.excused_until and now < self.excused_until:
            return True
        late = now - self.planned(missing, fired)
        is_shut = missing > 0 and late > PROMPT and not is_working(now)
        return late < timedelta(0) or is_shut

    def planned(self, rung: int, fired: dict[int, datetime]) -> datetime:
        """When a rung fires: at its time, but not within the chance of the one below.

        Everyone but the lead is told in the channel, in its hours.
        """
        below = max((n for n in fired if n < rung), default=None)
        at = self.earliest(rung)
        if below is not None:
            at = max(at, after(CHANCE, next_working(fired[below])))
        return next_working(at) if rung else at


def is_working(at: datetime) -> bool:
    """9 to 17 on Monday to Friday, both ends included."""
    clock = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return at.weekday() < SATURDAY and STARTS <= clock <= ENDS


@cache
def next_working(at: datetime) -> datetime:
    """The first working minute at or after this instant."""
    while not is_working(at):
        at += MINUTE
    return at


@cache
def after(span: timedelta, at: datetime) -> datetime:
    """When this much working time will have passed, counted minute by minute."""
    while span:
        at += MINUTE
        span -= MINUTE if is_working(at - MINUTE) and is_working(at) else timedelta(0)
    return at
