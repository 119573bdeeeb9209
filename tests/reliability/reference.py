"""What should become of an item, in a few lines: written from the rules, not from the code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.moves import Move
from tests.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER

CLOSES = {Move.RESOLVE: "resolved", Move.FALL_BACK: "fell_back", Move.WITHDRAW: "withdrawn"}
WHILE_CLOSED = {Move.NOTE, Move.REOPEN}
REPORTERS = {Move.NOTE, Move.REASSIGN, Move.RESCHEDULE, Move.WITHDRAW, Move.REOPEN, Move.ESCALATE}
RUNGS = 3
"""The lead at once, leadership after one working day, the fallback after two."""
SLACK = timedelta(days=4)
"""As long as four working hours can take, twice: over a weekend, and for a hold and a chance."""
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
    fallback_applies: bool = False
    excused_until: datetime | None = None

    def takes(self, move: Move, actor: str, now: datetime, *, to: str, due_at: datetime) -> bool:
        """Whether this move is taken; if so it is made."""
        moves_nothing = move is Move.RESCHEDULE and due_at == self.due_at
        if moves_nothing or not (self._may(move, actor) and self._fits(move, now, to)):
            return False
        self._make(move, now, to=to, due_at=due_at)
        return True

    def _may(self, move: Move, actor: str) -> bool:
        if move is Move.KEEP:
            return actor in {LEAD, BOSS}
        return (
            actor in {LEAD, BOSS}
            or move in {Move.NOTE, Move.ESCALATE}
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
        if move in {Move.ACKNOWLEDGE, Move.ESCALATE}:
            self.excused_until = now + SLACK

    def earliest(self, rung: int) -> datetime:
        """When a rung may fire: so many working dates after due, at the same time of day."""
        at = self.due_at
        while rung:
            at += timedelta(days=1)
            rung -= at.weekday() < SATURDAY
        return at

    def agrees(self, fired: dict[int, datetime], since: datetime, now: datetime) -> bool:
        """Whether these rungs may have fired, and none is missing that had to fire by now.

        `fired` says when each did, `since` when anybody last looked. A call by hand comes at once.
        """
        if any(at < self.earliest(n) and n not in self.called for n, at in fired.items()):
            return False
        if self.status != "open" or (self.excused_until and now < self.excused_until):
            return True
        missing = next((n for n in range(RUNGS) if n not in fired), None)
        if missing is None:
            return True
        below = max((at for n, at in fired.items() if n < missing), default=self.due_at)
        return now < max(self.earliest(missing), below, since) + SLACK
