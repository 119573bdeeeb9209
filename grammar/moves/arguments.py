"""Arguments of typed moves: the person, date, reason or words that follow `B-12 give`."""

import re
from collections.abc import Callable

from escalation.items import Trajectory
from escalation.moves.move import COMMANDS, NEEDS_REASON, Move
from grammar.due import read as due_reader
from grammar.due.result import EXAMPLES, DueUnclear
from grammar.line import parts as line_parts
from grammar.line.draft import OwnerKind
from grammar.moves import escalate
from grammar.moves import words as move_words
from grammar.moves.argument import Argument
from grammar.moves.parsed import Typed, Unclear

_TO = re.compile(r"^\s*(?:to|for)\s+", re.IGNORECASE)
_EXAMPLES: dict[Move | Trajectory, tuple[str, ...]] = {
    Move.NOTE: ("note waiting for legal", "note Acme called again"),
    Move.SNOOZE: ("snooze 4h", "snooze until tomorrow 9"),
    Move.REASSIGN: ("give @maria because she knows the API", "give me because I have time"),
    Move.RESCHEDULE: ("move fri 5pm because legal is out", "move 48h because Acme asked"),
    Move.KEEP: (
        "keep until 15 apr because the vendor ships then",
        "keep until next monday because the audit ends then",
    ),
    Move.DECIDE: ("decide use Postgres", "decide plan B because it ships sooner"),
    Move.WITHDRAW: ("withdraw because Acme left", "withdraw because it is a duplicate"),
    Move.REOPEN: ("reopen because it broke again", "reopen because the fix was undone"),
}
_ONLY_REASON = frozenset({Move.ACKNOWLEDGE, Move.WITHDRAW, Move.REOPEN})
_UNTIL = re.compile(r"^\s*(?:open\s+)?(?:until|till|til|to)\s+", re.IGNORECASE)


def read(word: Move | Trajectory, argument: Argument) -> Typed | Unclear:
    """Read the move with its argument, or say what is missing."""
    if argument.asked and not argument.text and word is not Move.FALL_BACK:
        return _question(word, argument)
    if isinstance(word, Trajectory):
        return _reasoned(Move.TRAJECTORY, argument, trajectory=word)
    read = _READERS.get(word)
    if read is not None:
        return read(argument)
    if word in {Move.RESCHEDULE, Move.SNOOZE, Move.KEEP}:
        return _until(word, argument)
    if word in _ONLY_REASON:
        return _reasoned(word, argument)
    return _outcome(word, argument)


def _fallback(argument: Argument) -> Typed | Unclear:
    """`fallback` closes the item, so accept it only alone or with `because …`; else ask."""
    said, after = argument.halves()
    reason = argument.words(after)
    is_alone = not argument.unmask(said) and bool(reason) is argument.has_because
    if is_alone and not argument.asked:
        return Typed(reference=argument.reference, move=Move.FALL_BACK, reason=reason)
    alone = f"{argument.reference} fallback"
    return Unclear(
        reason=f"`fallback` closes {argument.reference} with the plan it has; nothing was changed.",
        usage=(alone, f"{alone} because …", f"{argument.reference} note …"),
        reference=argument.reference,
        offers=(("Use the fallback", alone),),
    )


def _note(argument: Argument) -> Typed | Unclear:
    text = argument.unmask(argument.text)
    if not text:
        return _missing(Move.NOTE, argument, "Say what to note.")
    return Typed(reference=argument.reference, move=Move.NOTE, text=text)


def _outcome(move: Move, argument: Argument) -> Typed | Unclear:
    """A move with text and an optional reason."""
    said, after = argument.halves()
    text, reason = argument.unmask(said), argument.words(after)
    if move is Move.DECIDE and not text:
        return _missing(move, argument, "Say what was decided.")
    if argument.has_because and not reason:
        return _missing(move, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=move, text=text, reason=reason)


def _reasoned(
    move: Move, argument: Argument, trajectory: Trajectory | None = None
) -> Typed | Unclear:
    """A move with nothing but a reason, with or without `because`."""
    reason = argument.reason(argument.text)
    if not reason and (move in NEEDS_REASON or argument.has_because):
        return _missing(trajectory or move, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=move, reason=reason, trajectory=trajectory)


def _reassignment(argument: Argument) -> Typed | Unclear:
    named = line_parts.trimmed(_TO.sub("", argument.text))
    person, rest = line_parts.owner(named, argument.line, requester=argument.requester)
    if person is None or person.kind is OwnerKind.GROUP:
        reason = "An item has one owner, a person." if person else "Say who gets it."
        return _missing(Move.REASSIGN, argument, reason)
    reason = argument.reason(rest)
    if not reason:
        return _missing(Move.REASSIGN, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=Move.REASSIGN, person=person, reason=reason)


def _until(move: Move, argument: Argument) -> Typed | Unclear:
    """A date, then a reason, which is optional for a snooze."""
    before, after = argument.halves()
    phrase, reason = argument.unmask(_UNTIL.sub("", _TO.sub("", before))), argument.words(after)
    if not phrase:
        asked = "What is the new date?" if move is Move.RESCHEDULE else "Until when?"
        return _missing(move, argument, asked)
    keeps = move is Move.KEEP
    answer = due_reader.read(phrase, argument.context.returning if keeps else argument.context)
    if isinstance(answer, DueUnclear):
        return _undated(move, argument, answer)
    if not reason and (move in NEEDS_REASON or argument.has_because):
        return _missing(move, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=move, due=answer, reason=reason)


def _undated(move: Move, argument: Argument, unclear: DueUnclear) -> Unclear:
    because = " because …" if move in NEEDS_REASON else ""
    until = " until" if move is Move.KEEP else ""
    examples = unclear.examples
    if move is Move.KEEP and examples == EXAMPLES:
        examples = ("fri", "15 apr")  # days: `keep` does not count hours
    start = f"{argument.reference} {move_words.name(move)}{until}"
    return Unclear(
        reason=unclear.reason,
        usage=tuple(f"{start} {example}{because}" for example in examples),
        reference=argument.reference,
        due=unclear,
    )


def _question(word: Move | Trajectory, argument: Argument) -> Unclear:
    """A move followed only by a question mark is a question and changes nothing."""
    name = word.value if isinstance(word, Trajectory) else COMMANDS[word]
    return Unclear(
        reason="That ends with a question mark, so nothing was changed.",
        usage=(str(argument.reference), f"{argument.reference} {name}"),
        reference=argument.reference,
    )


_READERS: dict[Move | Trajectory, Callable[[Argument], Typed | Unclear]] = {
    Move.NOTE: _note,
    Move.REASSIGN: _reassignment,
    Move.FALL_BACK: _fallback,
    Move.ESCALATE: escalate.read,
}


def _missing(word: Move | Trajectory, argument: Argument, reason: str) -> Unclear:
    name = move_words.name(word)
    examples = _EXAMPLES.get(word, (name, f"{name} because …"))
    usage = tuple(f"{argument.reference} {example}" for example in examples)
    return Unclear(reason=reason, usage=usage, reference=argument.reference)
