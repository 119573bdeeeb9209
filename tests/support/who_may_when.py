"""Who may do what while people come and go: actor × status × move × state, from the issue.

Nothing here asks the code. A cell's outcome is one of these marks:

    +      the move is made              b       it is made, with a reason ("because")
    now    the owner changes, no reason  because the owner changes, with a reason
    asks   somebody is asked first, with a reason; the owner stays
    -      refused, whatever is said     unseen  there is no such item for this person
"""

from dataclasses import dataclass
from itertools import product

from escalation.items import Kind, Status
from escalation.moves.move import Move
from escalation.moves.permissions import Standing
from tests.core.escalation.moves.test_permissions import ROWS
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, REPORTER

ADMIN, GUEST, OUTSIDER, STRANGER, PARTNER = "U08", "U09", "U10", "U11", "U12"
ACTORS = {
    "owner": OWNER,
    "reporter": REPORTER,
    "lead": LEAD,
    "leadership": BOSS,
    "admin": ADMIN,
    "member": MEMBER,
    "guest": GUEST,  # of our own company, and in the channel
    "outsider": OUTSIDER,  # of our own company, and not in the channel
    "stranger": STRANGER,  # a guest of another company, in the channel
    "partner": PARTNER,  # the item is offered to them, or they ask for it
}
STATUSES = {
    "blocker": (Kind.BLOCKER, Status.OPEN),
    "decision": (Kind.DECISION, Status.OPEN),
    "resolved": (Kind.BLOCKER, Status.RESOLVED),
    "decided": (Kind.DECISION, Status.DECIDED),
    "fell back": (Kind.BLOCKER, Status.FELL_BACK),
    "withdrawn": (Kind.DECISION, Status.WITHDRAWN),
}
STATES = (
    "nothing",
    "offered",  # to the partner, by the owner
    "asked for",  # by the partner
    "away",  # the owner is away past the date, without a stand-in
    "deactivated",  # the owner's account
    "removed",  # the owner, from the channel, which is private
)
GIVEN = "reassign to the partner"
"""`give` names somebody who is not concerned; this one names the partner."""
MOVES = (*(move.value for move in Move), GIVEN)
_GONE = {"deactivated", "removed"}
_DECIDE = {"lead", "leadership", "admin"}
_WHILE_CLOSED = {Move.NOTE, Move.LINK, Move.REOPEN}
_STANDINGS = {
    "owner": Standing.OWNER,
    "reporter": Standing.REPORTER,
    "lead": Standing.LEAD,
    "leadership": Standing.LEAD,
    "admin": Standing.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: who makes which move on what; `here` if they type or click in its channel."""

    actor: str
    status: str
    move: str
    state: str
    here: bool = True

    @property
    def intended(self) -> Move:
        """The move as Backstop knows it."""
        return Move.REASSIGN if self.move == GIVEN else Move(self.move)

    @property
    def is_open(self) -> bool:
        """Whether the item is open."""
        return STATUSES[self.status][1] is Status.OPEN

    @property
    def is_asked(self) -> bool:
        """Whether the actor has to answer: *I'll take it*, or *Yes, hand it over*."""
        answers = {("offered", "partner"), ("asked for", "owner")}
        return self.is_open and (self.state, self.actor) in answers

    @property
    def is_possible(self) -> bool:
        """Whether this can happen: nobody gives to themselves, or is where they cannot be."""
        kept_out = self.state == "removed" and self.actor in ("owner", "outsider", "stranger")
        gives_to_self = self.move == GIVEN and self.actor == "partner"
        return not gives_to_self and not (kept_out and self.here)


def cells(*, here: bool = True) -> list[Cell]:
    """All cells that can happen."""
    every = product(ACTORS, STATUSES, MOVES, STATES)
    return [cell for one in every if (cell := Cell(*one, here=here)).is_possible]


def outcome(cell: Cell) -> str:
    """What the issue says of a cell, sentence by sentence."""
    actor, state, move = cell.actor, cell.state, cell.intended
    # Deactivated accounts and people of another company may do nothing.
    if actor == "stranger" or (actor, state) == ("owner", "deactivated"):
        return "-"
    # Somebody removed from a private channel is shown nothing of it; nor is who was never in it.
    if state == "removed" and actor in ("owner", "outsider"):
        return "unseen"
    # A closed item takes a note or a link, or is reopened. A closing ends an offer or a request.
    if not cell.is_open and move not in _WHILE_CLOSED:
        return "-"
    if cell.is_open and (move is Move.REOPEN or _is_of_the_other_kind(cell)):
        return "-"
    special = {
        Move.TAKE: _take,
        Move.REASSIGN: _give,
        Move.DECLINE: _decline,
        Move.GAP_FINE: _gap_fine,
        Move.PUT_BACK: lambda _: "-",  # there is no counter-proposal
        Move.REMIND: _remind,
    }
    return special.get(move, _usual)(cell)


def _is_of_the_other_kind(cell: Cell) -> bool:
    other = {"blocker": Move.DECIDE, "decision": Move.RESOLVE}
    return cell.intended is other[cell.status]


def _usual(cell: Cell) -> str:
    """What the table of permissions says of everything that the actor is to the item."""
    held = {_STANDINGS[cell.actor]} if cell.actor in _STANDINGS else set()
    held |= {Standing.MEMBER} if _is_member(cell) else set()
    marks = {ROWS[cell.intended][list(Standing).index(one)] for one in held}
    return "+" if "+" in marks else "b" if "b" in marks else "-"


def _is_member(cell: Cell) -> bool:
    """Everybody but the outsider is; who types in the channel counts as in it."""
    return cell.actor != "outsider" or cell.here


def _take(cell: Cell) -> str:
    if cell.actor == "owner" or not _is_member(cell):
        return "-"  # taking one's own
    if cell.is_asked:
        return "now"  # I'll take it
    # At once: what has an open gap, or an owner who is away past the date. Lead, leadership and
    # admins ask nobody. Otherwise take asks the owner.
    if cell.actor in _DECIDE or cell.state in ("away", *_GONE):
        return "because"
    # Asked already: nothing is sent again.
    return "-" if (cell.state, cell.actor) == ("asked for", "partner") else "asks"


def _give(cell: Cell) -> str:
    if cell.actor not in ("owner", "reporter", *_DECIDE):
        return "-"
    if cell.is_asked and cell.move == GIVEN:
        return "now"  # Yes, hand it over
    # At once: when a lead, leadership or an admin gives; when the owner has left or is away.
    if cell.actor in _DECIDE or cell.state in ("away", *_GONE):
        return "because"
    # Offered to them already: nothing is sent again.
    return "-" if (cell.state, cell.move) == ("offered", GIVEN) else "asks"


def _decline(cell: Cell) -> str:
    """Only who is asked says no: *Not mine because …*, or *No*, which is a button alone.

    And the owner, as the reporter logged it for them.
    """
    if cell.actor == "owner" and cell.state in ("nothing", "away"):
        return "b"
    if not cell.is_asked:
        return "-"
    return "b" if cell.actor == "partner" else "+"


def _gap_fine(cell: Cell) -> str:
    return "b" if cell.actor in _DECIDE and cell.state in _GONE else "-"


def _remind(cell: Cell) -> str:
    return "-" if cell.actor == "owner" or not _is_member(cell) else "+"
