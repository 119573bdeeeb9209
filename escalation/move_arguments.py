"""Arguments of typed moves: the person, date, reason or words that follow `B-12 give`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from escalation import due, line_parts, move_words
from escalation.drafts import OwnerKind
from escalation.due_answers import DueContext, DueUnclear
from escalation.items import Trajectory
from escalation.moves import NEEDS_REASON, Move
from escalation.opaque import Line
from escalation.policy import Audience
from escalation.typed_moves import Reference, Typed, Unclear

_BECAUSE = re.compile(r"(?:^|[\s,;:(-])(?:because|bc|b/c|cuz|reason:)(?:[\s:,]+|$)", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:to|for)\s+", re.IGNORECASE)
_EXAMPLES = {
    Move.NOTE: ("note waiting for legal", "note Acme called again"),
    Move.SNOOZE: ("snooze 4h", "snooze until tomorrow 9"),
    Move.REASSIGN: ("give @maria because she knows the API", "give me because I have time"),
    Move.RESCHEDULE: ("move fri 5pm because legal is out", "move 48h because Acme asked"),
    Move.ESCALATE: ("escalate because Acme goes live on Monday", "escalate because I am stuck"),
    Move.KEEP: (
        "keep until 15 apr because the vendor ships then",
        "keep until next monday because the audit ends then",
    ),
    Move.DECIDE: ("decide use Postgres", "decide plan B because it ships sooner"),
    Move.WITHDRAW: ("withdraw because Acme left", "withdraw because it is a duplicate"),
    Move.REOPEN: ("reopen because it broke again", "reopen because the fix was undone"),
}
_ONLY_REASON = frozenset({Move.ACKNOWLEDGE, Move.WITHDRAW, Move.REOPEN})
_CALLED = re.compile(
    r"^\s*to\s+(?:the\s+)?(?P<audience>lead|leadership)(?=[\s,.:;!]|$)", re.IGNORECASE
)
_UNTIL = re.compile(r"^\s*(?:open\s+)?(?:until|till|til|to)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What follows the word of a move, with all that is needed to read it."""

    reference: Reference
    text: str
    line: Line
    context: DueContext
    requester: str

    def shown(self, text: str) -> str:
        """A part of it as it was typed."""
        return self.line.shown(line_parts.trimmed(text))

    def halves(self) -> tuple[str, str]:
        """What stands before the first `because`, and what after."""
        found = _BECAUSE.search(self.text)
        return (self.text[: found.start()], self.text[found.end() :]) if found else (self.text, "")

    def reason(self, text: str) -> str:
        """All of the text as a reason, without the `because` in front of it."""
        found = _BECAUSE.match(text)
        return self.shown(text[found.end() :] if found else text)


def read(word: Move | Trajectory, argument: Argument) -> Typed | Unclear:
    """The move with its argument, or what is missing from it."""
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
    """`fallback` closes the item, so it stands alone or with `because …`; else ask."""
    said, reason = argument.halves()
    if not argument.shown(said):
        return Typed(
            reference=argument.reference, move=Move.FALL_BACK, reason=argument.shown(reason)
        )
    alone = f"{argument.reference} fallback"
    return Unclear(
        reason=f"`fallback` closes {argument.reference} with the plan it has; nothing was changed.",
        usage=(alone, f"{alone} because …", f"{argument.reference} note …"),
        reference=argument.reference,
        offers=(("Use the fallback", alone),),
    )


def _call(argument: Argument) -> Typed | Unclear:
    """A call for help: to the next rung, `to leadership` or `to @dana`; then the reason."""
    audience, person, rest = None, None, argument.text
    if found := _CALLED.match(rest):
        audience, rest = Audience(found["audience"].lower()), rest[found.end() :]
    elif _TO.match(rest):
        named, after = line_parts.owner(
            line_parts.trimmed(_TO.sub("", rest)), argument.line, requester=argument.requester
        )
        if named is not None and named.kind is OwnerKind.GROUP:
            return _missing(Move.ESCALATE, argument, "Call one person, `lead` or `leadership`.")
        person, rest = named, after if named else rest
    reason = argument.reason(line_parts.trimmed(rest))
    if not reason:
        return _missing(Move.ESCALATE, argument, "Add a reason.")
    return Typed(
        reference=argument.reference,
        move=Move.ESCALATE,
        reason=reason,
        audience=audience,
        person=person,
    )


def _note(argument: Argument) -> Typed | Unclear:
    text = argument.shown(argument.text)
    if not text:
        return _missing(Move.NOTE, argument, "Say what to note.")
    return Typed(reference=argument.reference, move=Move.NOTE, text=text)


def _outcome(move: Move, argument: Argument) -> Typed | Unclear:
    """A move with words of its own and perhaps a reason."""
    text, reason = (argument.shown(half) for half in argument.halves())
    if move is Move.DECIDE and not text:
        return _missing(move, argument, "Say what was decided.")
    return Typed(reference=argument.reference, move=move, text=text, reason=reason)


def _reasoned(
    move: Move, argument: Argument, trajectory: Trajectory | None = None
) -> Typed | Unclear:
    """A move with nothing but a reason, with or without `because`."""
    reason = argument.reason(argument.text)
    if move in NEEDS_REASON and not reason:
        return _missing(move, argument, "Add a reason.")
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
    """A reschedule or a snooze: a date, then a reason, which only the reschedule has to have."""
    before, after = argument.halves()
    phrase, reason = argument.shown(_UNTIL.sub("", _TO.sub("", before))), argument.shown(after)
    if not phrase:
        asked = "What is the new date?" if move is Move.RESCHEDULE else "Until when?"
        return _missing(move, argument, asked)
    keeps = move is Move.KEEP
    answer = due.read(phrase, argument.context.returning if keeps else argument.context)
    if isinstance(answer, DueUnclear):
        return _undated(move, argument, answer)
    if move in NEEDS_REASON and not reason:
        return _missing(move, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=move, due=answer, reason=reason)


def _undated(move: Move, argument: Argument, unclear: DueUnclear) -> Unclear:
    because = " because …" if move in NEEDS_REASON else ""
    start = f"{argument.reference} {move_words.name(move)}"
    return Unclear(
        reason=unclear.reason,
        usage=tuple(f"{start} {example}{because}" for example in unclear.examples),
        reference=argument.reference,
        due=unclear,
    )


_READERS: dict[Move | Trajectory, Callable[[Argument], Typed | Unclear]] = {
    Move.NOTE: _note,
    Move.REASSIGN: _reassignment,
    Move.FALL_BACK: _fallback,
    Move.ESCALATE: _call,
}


def _missing(move: Move, argument: Argument, reason: str) -> Unclear:
    usage = tuple(f"{argument.reference} {example}" for example in _EXAMPLES[move])
    return Unclear(reason=reason, usage=usage, reference=argument.reference)
