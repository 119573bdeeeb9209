"""What should become of an item, in fifty lines: read from the design (§4), not from the code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.moves import Move
from tests.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER

CLOSES = {Move.RESOLVE: "resolved", Move.FALL_BACK: "fell_back", Move.WITHDRAW: "withdrawn"}
WHILE_CLOSED = {Move.NOTE, Move.REOPEN}
REPORTERS = {Move.NOTE, Move.REASSIGN, Move.RESCHEDULE, Move.WITHDRAW, Move.REOPEN, Move.ESCALATE}
RUNGS = [timedelta(0), timedelta(hours=24), timedelta(hours=48)]
HOLD = timedelta(hours=68)
"""As long as four working hours can take: from Friday afternoon to Monday noon."""
PEOPLE = (OWNER, REPORTER, LEAD, BOSS, MEMBER)


@dataclass
class Reference:
    """One item under the default ladder; every move comes with a reason."""

    due_at: datetime
    owner: str = OWNER
    status: str = "open"
    round: int = 1
    slips: int = 0
    climbed: int = 0
    held_until: datetime | None = None

    def takes(self, move: Move, actor: str, now: datetime, *, to: str, due_at: datetime) -> bool:
        """Whether this move is taken; if so it is made."""
        moves_nothing = move is Move.RESCHEDULE and due_at == self.due_at
        if moves_nothing or not (self._may(move, actor) and self._fits(move, now, to)):
            return False
        self._make(move, now, to)
        return True

    def _may(self, move: Move, actor: str) -> bool:
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
            Move.ESCALATE: self.climbed < len(RUNGS) - 1,
        }.get(move, True)

    def _make(self, move: Move, now: datetime, to: str) -> None:
        self.status = CLOSES.get(move, self.status)
        if move in {Move.RESCHEDULE, Move.REOPEN}:
            self.status, self.climbed, self.held_until = "open", 0, None
            self.round += 1
            self.slips += move is Move.RESCHEDULE
        self.owner = to if move is Move.REASSIGN else self.owner
        self.climbed += move is Move.ESCALATE
        self.held_until = now + HOLD if move is Move.ACKNOWLEDGE else self.held_until

    def passes(self, now: datetime) -> None:
        """Time has come this far."""
        if self.status == "open":
            owed = sum(self.due_at + after <= now for after in RUNGS)
            self.climbed = max(self.climbed, owed)

    def agrees(self, climbed: int, now: datetime) -> bool:
        """Whether the ladder may be climbed so far; an acknowledgement may keep rungs back."""
        if self.held_until and now <= self.held_until:
            return climbed <= self.climbed
        return climbed == self.climbed
