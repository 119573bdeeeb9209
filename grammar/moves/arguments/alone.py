"""Moves that take nothing but a reason, where other words mean something else."""

from escalation.moves.move import Move
from grammar.moves import asking
from grammar.moves.argument import Argument
from grammar.moves.parsed import Typed, Unclear


def read(argument: Argument) -> Typed | Unclear:
    """The move, or a question if anything but a reason follows: `agree with Tom`."""
    said, after = argument.halves()
    if argument.words(said):
        return asking.unsure(argument)
    move = Move(argument.first.meaning)
    return Typed(reference=argument.reference, move=move, reason=argument.words(after))
