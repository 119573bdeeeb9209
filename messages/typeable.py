"""What can be typed for one item as it stands: the answer to `B-12 help`."""

from escalation.agreed.agreed_dates import is_asked
from escalation.fields import Field
from escalation.items import Item, Kind
from escalation.moves.move import COMMANDS, EDITS, Move, allowed_moves
from messages.items import cards, following
from messages.reader import Reader
from messages.slack.blocks import Json, message, section


def typeable_reply(item: Item, reader: Reader) -> Json:
    """What can be typed for one item as it stands, a line for each move."""
    start = f"{reader.commands.logs(item.kind)} {item.label}"
    lines = [cards.headline(item, reader.privately()), f"`{start}` shows it"]
    for move in typeable(item):
        lines.append(f"`{start} {COMMANDS[move]}` {_DOES[move]}")
        lines += [f"`{start} {typed}` {does}" for typed, does in _also(item, move)]
    lines += [f"`{start} {typed}` {does}" for typed, does in following.TYPEABLE.items()]
    return message("\n".join(lines), [section("\n".join(lines))])


_DOES = {
    Move.ACKNOWLEDGE: "pauses escalation",
    Move.AGREE: "keeps the date that somebody else set",
    Move.NOTE: "adds a line to its history",
    Move.SNOOZE: "silences the owner's reminders",
    Move.REMIND: "reminds the owner",
    Move.REASSIGN: "offers it to somebody else",
    Move.TAKE: "takes what is offered to you, or asks the owner for it",
    Move.DECLINE: "says no to an offer, or that what others logged for you is not yours",
    Move.RESCHEDULE: "moves the date",
    Move.PUT_BACK: "sets the date again that the owner replaced by another",
    Move.ESCALATE: "calls for help now",
    Move.KEEP: "keeps it open although its fallback applies",
    Move.EDIT: "corrects the title",
    Move.TRAJECTORY: "says which way the customer impact is going",
    Move.LINK: "adds a link, with words if you like",
    Move.UNLINK: "removes the link with that number",
    Move.DEPEND: "says what waits for it (or `needs`, `no longer blocks`)",
    Move.RESOLVE: "closes it",
    Move.DECIDE: "closes it",
    Move.FALL_BACK: "closes it with its fallback",
    Move.WITHDRAW: "closes it: it no longer matters",
    Move.REOPEN: "opens it again",
}
"""What each move does, after the words to type."""

_CORRECTS = {
    Field.IMPACT: "corrects the impact",
    Field.FALLBACK: "sets another fallback and tells everybody who knows the old one",
    Field.OPTIONS: "sets other options",
    Field.CUSTOMER: "says whom it is about; `customer none` removes that",
}
"""What the further words of an edit do."""


def typeable(item: Item) -> list[Move]:
    """The moves that it allows, except removing a link where it has none.

    Whether it has an ownership gap is said where one is told or listed.
    """
    never = {Move.GAP_FINE}
    never |= set() if is_asked(item) else {Move.AGREE}
    never |= set() if item.agreement.countered_due_at else {Move.PUT_BACK}
    moves = (move for move in allowed_moves(item) if move not in never)
    return [move for move in moves if move is not Move.UNLINK or item.links]


def _also(item: Item, move: Move) -> list[tuple[str, str]]:
    """What else to type for a move that has several words, and what that does."""
    if move is not Move.EDIT:
        return []
    lines = [
        (EDITS[field], does)
        for field, does in _CORRECTS.items()
        if field is not Field.OPTIONS or item.kind is Kind.DECISION
    ]
    pace = ("not urgent because …", "waits for working hours again")
    return [*lines, pace if item.urgent else ("urgent", "waits for nobody's working hours")]
