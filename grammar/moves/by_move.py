"""What each move reads of its argument: the person, date, reason or words of `B-12 give`."""

import re
from collections.abc import Callable
from dataclasses import replace

from escalation.dependencies import Relation
from escalation.items import Trajectory
from escalation.moves.move import NEEDS_REASON, Move
from grammar.due import read as due_reader
from grammar.due.result import EXAMPLES, DueFault, DueUnclear
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import EMOJI, MARK
from grammar.moves import asking, snoozes
from grammar.moves import later as move_later
from grammar.moves import words as move_words
from grammar.moves.argument import Argument
from grammar.moves.arguments import alone, escalate, fallback, linking, relations, same
from grammar.moves.doubts import doubt
from grammar.moves.parsed import Typed, Unclear
from grammar.moves.words import KEPT, LATER, Likeness

_TO = re.compile(r"^\s*(?:to|for)\s+", re.IGNORECASE)
_BACK_TO = re.compile(r"^\s*(?:it )?(?:back|over)? ?(?:(?:to|for)\s+)?", re.IGNORECASE)
_AT = re.compile(r"^(?:it|this|that|the (?:due )?date|out|back)\s+(?:(?:to|until|till)\s+)?", re.I)
_ALSO = re.compile(rf"(?:(?:and|or|&amp;|[&/+])\s*)?(?={MARK}|@)", re.IGNORECASE)
_EXAMPLES: dict[Move | Trajectory, tuple[str, ...]] = {
    Move.NOTE: ("note waiting for legal", "note Acme called again"),
    Move.SNOOZE: ("snooze 4h", "snooze until tomorrow 9"),
    Move.REASSIGN: ("give @maria because she knows the API", "give me because I have time"),
    Move.TAKE: ("take because I have time", "take because Bo is away"),
    Move.DECLINE: ("not mine because I left the team", "not mine because Bo knows it better"),
    Move.RESCHEDULE: ("move fri 5pm because legal is out", "move 48h because Acme asked"),
    Move.KEEP: (
        "keep until 15 apr because the vendor ships then",
        "keep until next monday because the audit ends then",
    ),
    Move.DECIDE: ("decide use Postgres", "decide plan B because it ships sooner"),
    Move.WITHDRAW: ("withdraw because Acme left", "withdraw because it is a duplicate"),
    Move.GAP_FINE: ("gap fine because Lea watches it", "gap fine because it closes tomorrow"),
    Move.REOPEN: ("reopen because it broke again", "reopen because the fix was undone"),
}
_OWNER = re.compile(
    r"\b(?:please|pls|again|now|(?:the )?owner|them|him|her)\b(?!\s*['’])", re.IGNORECASE
)
"""What `remind` may be followed by without meaning anybody else."""
_ICONS = re.compile(rf"{EMOJI}|[^\w\s@<>'’.,;:!{MARK[1:-1]}-]")
_POLITE = re.compile(r",? (?:please|pls|plz|thanks|thx)[\s,.!]*$", re.IGNORECASE)
_ONLY_REASON = frozenset(
    {Move.ACKNOWLEDGE, Move.TAKE, Move.DECLINE, Move.GAP_FINE, Move.WITHDRAW, Move.REOPEN}
)
_UNTIL = re.compile(r"^\s*(?:open\s+)?(?:until|till|til|to)\s+", re.IGNORECASE)


def read(argument: Argument) -> Typed | Unclear:
    """Read the move with its argument, or say what is missing or unclear."""
    word = argument.first.meaning
    if found := doubt(argument):
        return asking.doubtful(argument, found)
    if isinstance(word, Trajectory):
        return _reasoned(Move.TRAJECTORY, argument, trajectory=word)
    if not isinstance(word, Move | Relation | Likeness):
        return asking.hinted(argument)
    read = _READERS.get(word)
    if read is not None:
        return read(argument)
    if word in _ONLY_REASON:
        return _reasoned(Move(word), argument)
    return _outcome(Move(word), argument)


def _note(argument: Argument) -> Typed | Unclear:
    first = argument.first
    is_part = first.word in KEPT or (first.word == "update" and not first.mark.strip())
    text = argument.unmask(argument.whole if is_part else argument.text)
    if not argument.unmask(argument.text):
        return _missing(Move.NOTE, argument, "What should the note say?")
    return Typed(reference=argument.reference, move=Move.NOTE, text=text)


def _outcome(move: Move, argument: Argument) -> Typed | Unclear:
    """A move with text and an optional reason."""
    said, after = argument.halves()
    text, reason = argument.unmask(said.lstrip("-–— ")), argument.words(after)
    if move is Move.DECIDE and not text:
        return _missing(move, argument, "What was decided?")
    if argument.has_because and not reason:
        return _missing(move, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=move, text=text, reason=reason)


def _reasoned(
    move: Move, argument: Argument, trajectory: Trajectory | None = None
) -> Typed | Unclear:
    """A move with nothing but a reason, with or without `because`."""
    reason = argument.reason(argument.text)
    if not reason and (move in NEEDS_REASON or argument.has_because):
        so_far = Typed(reference=argument.reference, move=move) if move in NEEDS_REASON else None
        return _missing(trajectory or move, argument, "Add a reason.", so_far=so_far)
    return Typed(reference=argument.reference, move=move, reason=reason, trajectory=trajectory)


def _reassignment(argument: Argument) -> Typed | Unclear:
    item = argument.reference
    named = line_parts.trimmed(_BACK_TO.sub("", argument.text))
    person, rest = line_parts.owner(named, argument.line, requester=argument.requester)
    if person is None:
        return _plainly_named(argument)
    if person.kind is OwnerKind.GROUP:
        return _missing(Move.REASSIGN, argument, "An item has one owner, a person.")
    people, rest = _others(argument, person, rest)
    if len(people) > 1:
        return asking.which_owner(argument, people, rest)
    found = Typed(reference=item, move=Move.REASSIGN, person=person, reason=argument.reason(rest))
    return (
        found if found.reason else _missing(Move.REASSIGN, argument, "Add a reason.", so_far=found)
    )


def _take(argument: Argument) -> Typed | Unclear:
    """With nothing but a reason, which what was offered does not need; other words are asked about.

    `take a look at the logs` takes nothing over.
    """
    said, after = ("", argument.text) if "," in argument.first.mark else argument.halves()
    reason = argument.reason(after)
    if _POLITE.sub("", f" {said}").strip(" .!"):
        return asking.takes_over(argument)
    if not reason and argument.has_because:
        so_far = Typed(reference=argument.reference, move=Move.TAKE)
        return _missing(Move.TAKE, argument, "Add a reason.", so_far=so_far)
    return Typed(reference=argument.reference, move=Move.TAKE, reason=reason)


def _plainly_named(argument: Argument) -> Unclear:
    """A handover to nobody yet, or to somebody named without an `@`: `give Tom Becker`."""
    said, after = argument.parted()
    said = line_parts.trimmed(_BACK_TO.sub("", said))
    reason = argument.words(after)
    given = Typed(reference=argument.reference, move=Move.REASSIGN, reason=reason)
    asked = _missing(Move.REASSIGN, argument, "Who takes over?", so_far=None if said else given)
    name, _ = line_parts.name(said)
    if not name:
        return asked
    person = DraftOwner(kind=OwnerKind.NAME, value=argument.unmask(name))
    return replace(asked, named=replace(given, person=person))


def _others(
    argument: Argument, person: DraftOwner, rest: str
) -> tuple[tuple[DraftOwner, ...], str]:
    """The person and all further ones named after them, each once, and what follows."""
    people = {person: None}
    while also := _ALSO.match(rest):
        other, more = line_parts.owner(
            rest[also.end() :], argument.line, requester=argument.requester
        )
        if other is None:
            break
        people[other], rest = None, more
    return (*people,), rest


def _after(argument: Argument) -> str:
    """The words after `because`, "" if there are none."""
    return argument.words(argument.halves()[1])


def _reschedule(argument: Argument) -> Typed | Unclear:
    """A date or a span, and a reason."""
    later = argument.first.word in LATER
    phrase, reason = _until(argument, later=later)
    if not phrase:
        given = Typed(reference=argument.reference, move=Move.RESCHEDULE, reason=reason)
        return _missing(Move.RESCHEDULE, argument, "What is the new date?", so_far=given)
    span = move_later.span(phrase, later=later)
    if later and not span and move_later.is_mixed(phrase):
        return _undated(argument, move_later.uncounted(phrase))
    if span:
        answer = move_later.read_span(span, argument.context)
    else:
        answer = due_reader.read(_AT.sub("", phrase), argument.context)
    if isinstance(answer, DueUnclear):
        return _undated(argument, move_later.two_spans(span) if span and answer.choices else answer)
    found = Typed(
        reference=argument.reference,
        move=Move.RESCHEDULE,
        due=answer,
        reason=reason,
        later=later or bool(span),
        span=span,
    )
    return found if reason else _missing(Move.RESCHEDULE, argument, "Add a reason.", so_far=found)


def _phrase(argument: Argument, said: str) -> str:
    """What is left of words without those that lead to a date or are merely polite."""
    return argument.unmask(_POLITE.sub("", _UNTIL.sub("", _TO.sub("", said))))


def _until(argument: Argument, *, later: bool) -> tuple[str, str]:
    """The words of a new date, and the reason, which a comma begins only after a span."""
    said, reason = argument.parted()
    phrase = _phrase(argument, said)
    if argument.has_because or move_later.span(phrase, later=later):
        return phrase, argument.words(reason)
    return _phrase(argument, argument.text), ""  # a date may go on after a comma


def _snooze(argument: Argument) -> Typed | Unclear:
    """Until when; the reason may be left out."""
    phrase, reason = _until(argument, later=True)
    if not phrase:
        return asking.until_when(argument)
    answer = snoozes.read(phrase, argument.context)
    if isinstance(answer, DueUnclear):
        return _undated(argument, answer)
    if not reason and argument.has_because:
        return _missing(Move.SNOOZE, argument, "Add a reason.")
    return Typed(reference=argument.reference, move=Move.SNOOZE, due=answer, reason=reason)


def _remind(argument: Argument) -> Typed | Unclear:
    """A reminder to the owner, who need not be named; the reason may be left out."""
    said, after = argument.parted()
    reason = argument.words(after)
    said = _ICONS.sub("", _OWNER.sub("", said)).strip(" ,.:;!")
    person, rest = line_parts.owner(said, argument.line, requester=argument.requester)
    given = Typed(reference=argument.reference, move=Move.REMIND, person=person, reason=reason)
    if rest or (person and person.kind is OwnerKind.GROUP):
        asked = _missing(Move.REMIND, argument, "I can only remind the owner.")
        name, _ = ("", False) if person else line_parts.name(said)
        named = DraftOwner(kind=OwnerKind.NAME, value=argument.unmask(name))
        return replace(asked, named=replace(given, person=named)) if name else asked
    if not reason and argument.has_because:
        return _missing(Move.REMIND, argument, "Add a reason.")
    return given


def _keep(argument: Argument) -> Typed | Unclear:
    phrase, reason = _phrase(argument, argument.halves()[0]), _after(argument)
    if not phrase:
        return _missing(Move.KEEP, argument, "Until when?")
    answer = due_reader.read(phrase, argument.context.returning)
    if isinstance(answer, DueUnclear):
        return _undated(argument, answer)
    found = Typed(reference=argument.reference, move=Move.KEEP, due=answer, reason=reason)
    return found if reason else _missing(Move.KEEP, argument, "Add a reason.", so_far=found)


def _undated(argument: Argument, unclear: DueUnclear) -> Unclear:
    move = argument.first.meaning
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
        offers=asking.harmless(argument) if unclear.fault is DueFault.UNREAD else (),
    )


_READERS: dict[Move | Relation | Likeness, Callable[[Argument], Typed | Unclear]] = {
    Move.NOTE: _note,
    Move.REASSIGN: _reassignment,
    Move.TAKE: _take,
    Move.RESCHEDULE: _reschedule,
    Move.SNOOZE: _snooze,
    Move.REMIND: _remind,
    Move.KEEP: _keep,
    Move.LINK: linking.link,
    Move.UNLINK: linking.unlink,
    Move.FALL_BACK: fallback.read,
    Move.ESCALATE: escalate.read,
    Likeness.SAME: same.read,
    **dict.fromkeys((Move.AGREE, Move.PUT_BACK), alone.read),
    **dict.fromkeys(Relation, relations.read),
}


def _missing(
    word: Move | Trajectory, argument: Argument, reason: str, *, so_far: Typed | None = None
) -> Unclear:
    """What is missing, with examples; `so_far` is what the move's form can be filled with."""
    name = move_words.name(word)
    examples = _EXAMPLES.get(word, (name, f"{name} because …"))
    usage = tuple(f"{argument.reference} {example}" for example in examples)
    offers = asking.harmless(argument) if argument.halves()[0].strip() else ()
    return Unclear(
        reason=reason, usage=usage, reference=argument.reference, offers=offers, so_far=so_far
    )
