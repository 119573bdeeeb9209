"""Moves: what people do to items, and which of them an item's status and kind allow."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from escalation.about.customers import Customer
from escalation.about.links import Link
from escalation.dependencies import Relation
from escalation.errors import BadInput, ItemClosed
from escalation.facts.replaced import Replaced
from escalation.fields import Field
from escalation.items import Due, Item, Kind, Status, Trajectory
from escalation.people import Person


class Move(StrEnum):
    """What a person does to an item; the value is the action of its event."""

    ACKNOWLEDGE = "acknowledge"  # "I am on it": pauses escalation for a while
    AGREE = "agree"  # keeps the date that somebody else set
    NOTE = "note"  # adds a line to the history
    SNOOZE = "snooze"  # silences the owner's reminders until an instant, at most until due
    REMIND = "remind"  # reminds the owner, because somebody else asks for it
    REASSIGN = "reassign"  # makes somebody else the owner, or offers it to them
    TAKE = "take"  # takes it if offered or the owner cannot answer, else asks the owner for it
    DECLINE = "decline"  # says no to an offer or a request; by the owner, that it is not theirs
    RESCHEDULE = "reschedule"  # moves the due date: a slip, or a pull-in to an earlier one
    PUT_BACK = "put_back"  # sets the date again that a counter-proposal replaced
    ESCALATE = "escalate"  # calls the next rung for help now
    KEEP = "keep"  # keeps an item open until a date although its fallback applies
    GAP_FINE = "gap_fine"  # says that an ownership gap is fine, which takes it off the list
    EDIT = "edit"  # corrects what was logged: title, impact, fallback, options or urgency
    TRAJECTORY = "trajectory"  # says which way the customer impact is going
    DEPEND = "depend"  # says which other items it needs or blocks, or no longer does
    LINK = "link"  # adds an address
    UNLINK = "unlink"  # removes one
    RESOLVE = "resolve"  # closes a blocker that was removed
    DECIDE = "decide"  # closes a decision that was made
    FALL_BACK = "fall_back"  # closes with the fallback
    WITHDRAW = "withdraw"  # closes an item that no longer matters
    REOPEN = "reopen"  # opens a closed item again


COMMANDS = {
    Move.ACKNOWLEDGE: "ack",
    Move.AGREE: "agree",
    Move.NOTE: "note …",
    Move.SNOOZE: "snooze 4h",
    Move.REMIND: "remind",
    Move.REASSIGN: "give @somebody because …",
    Move.TAKE: "take because …",
    Move.DECLINE: "not mine because …",
    Move.RESCHEDULE: "move fri 5pm because …",
    Move.PUT_BACK: "put it back",
    Move.ESCALATE: "escalate because …",
    Move.KEEP: "keep until fri because …",
    Move.GAP_FINE: "gap fine because …",
    Move.EDIT: "title …",
    Move.TRAJECTORY: "worsening",
    Move.DEPEND: "blocks D-7",
    Move.LINK: "link https://…",
    Move.UNLINK: "unlink 1",
    Move.RESOLVE: "resolve …",
    Move.DECIDE: "decide … because …",
    Move.FALL_BACK: "fallback",
    Move.WITHDRAW: "withdraw because …",
    Move.REOPEN: "reopen because …",
}
"""What to type after the reference, for every move (docs/reference.md#acting-on-an-item)."""

EDITS = {
    Field.TITLE: "title …",
    Field.IMPACT: "impact …",
    Field.FALLBACK: "fallback now … because …",
    Field.OPTIONS: "options a | b",
    Field.CUSTOMER: "customer Harbor",
}
"""What to type to edit each field; urgency has words of its own."""

NEEDS_REASON = frozenset(
    {
        Move.REASSIGN,
        Move.TAKE,
        Move.RESCHEDULE,
        Move.ESCALATE,
        Move.KEEP,
        Move.GAP_FINE,
        Move.WITHDRAW,
        Move.REOPEN,
    }
)
"""Moves that need a reason from everybody."""

CLOSED_AS = {
    Status.RESOLVED: "resolved",
    Status.DECIDED: "decided",
    Status.FELL_BACK: "closed by its fallback",
    Status.WITHDRAWN: "withdrawn",
}

_WHILE_CLOSED = (Move.NOTE, Move.LINK, Move.REOPEN)
_OTHER_KIND = {Kind.BLOCKER: Move.DECIDE, Kind.DECISION: Move.RESOLVE}
_OWN_KIND = {Kind.BLOCKER: Move.RESOLVE, Kind.DECISION: Move.DECIDE}


@dataclass(frozen=True, slots=True)
class Edit:
    """Which field of an item gets another value, in the words of `escalation.moves.edits`.

    Names of customers stand for `customers`, once it is known which they are; with `makes`, those
    that nobody knows are new ones. `links` are those among the new words.
    """

    field: Field
    new: str
    makes: bool = False
    customers: tuple[Customer, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One move that a person (`actor`, a user id) wants to make, with its arguments.

    `text` is the note, how it was resolved or decided, or the words of a link; `reason` follows
    `because`. `owner` is the person to reassign to, to call or to remind, `due` the new date,
    `until` the end of a snooze or of keeping it open (UTC), `trajectory` the new one, `edit` the
    correction. A call for help may name a rung (`calls`) or a person, which sets the
    `rung`; None calls the next. `relation` holds between the item and the `others`, which are
    labels. A link to add has an `address`, and one to remove that or its `number`. A hand-over that
    somebody has to agree to waits until `asks_until` (UTC), and so does an owner who says that it
    is not theirs; then `asks` is who has to name another one. An answer to an `offer` names it by
    its mark; None is an answer to whichever stands. What `replaces` something needs no reason. Who
    hands over everything has decided whether that asks first: then `batch` is the mark of it.
    """

    move: Move
    actor: str
    text: str = ""
    reason: str = ""
    owner: Person | None = None
    due: Due | None = None
    until: datetime | None = None
    trajectory: Trajectory | None = None
    edit: Edit | None = None
    calls: str = ""
    rung: int | None = None
    relation: Relation | None = None
    others: tuple[str, ...] = ()
    address: str = ""
    number: int = 0
    asks_until: datetime | None = None
    asks: str = ""
    offer: str | None = None
    replaces: Replaced | None = None
    batch: str = ""


def allowed_moves(item: Item) -> tuple[Move, ...]:
    """The moves that this status and kind allow, in the order of `Move`."""
    if not item.is_open:
        return _WHILE_CLOSED
    never = (Move.REOPEN, _OTHER_KIND[item.kind])
    return tuple(move for move in Move if move not in never)


def require_allowed(item: Item, move: Move) -> None:
    """Raise ItemClosed or BadInput, with what to type instead, unless status and kind allow it."""
    if move in allowed_moves(item):
        return
    if not item.is_open:
        raise ItemClosed(
            f"{item.label} was {CLOSED_AS[item.status]}. If it still matters: "
            f"{instead(item, Move.REOPEN)}."
        )
    if move is Move.REOPEN:
        raise BadInput(
            f"{item.label} is open already. To add something: {instead(item, Move.NOTE)}."
        )
    raise BadInput(f"{item.label} is a {item.kind}. Type {instead(item, _OWN_KIND[item.kind])}.")


def edited_as(edit: Edit) -> str:
    """What to type for an edit of this field."""
    if edit.field is Field.URGENT:
        return "urgent" if edit.new else "not urgent"
    return EDITS[edit.field]


def instead(item: Item, move: Move, *, word: str = "") -> str:
    """What to type for a move, as code: `B-12 reopen because …`; `word` picks one of several."""
    return f"`{item.label} {word or COMMANDS[move]}`"
