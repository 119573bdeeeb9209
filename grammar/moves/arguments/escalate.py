"""Arguments of a call for help: whom it names, and why.

The person to call stands alone before `because`, or follows `to`. If anything else is there, we
ask: otherwise we might call the wrong person.
"""

import re

from escalation.moves.move import Move
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MARK
from grammar.moves.argument import Argument, bare
from grammar.moves.parsed import Typed, Unclear

_TO = re.compile(r"to(?:[\s:]+|$)", re.IGNORECASE)
_RUNG = re.compile(
    r"""(?:the\s+)?(?:(?P<usual>lead|leadership)(?=[\s,.:;!/&+]|$)
    |(?:step|rung)\s+(?P<number>[1-8])\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_FIRST = ("lead", "leadership")
_FILLER = re.compile(
    r"(?:(?:it|this|now|please|asap)(?:[\s,]+|$))+(?=to\b|because\b|$)", re.IGNORECASE
)
_FURTHER = re.compile(rf"(?:and|or)\b|[&/+]|{MARK}|@\S", re.IGNORECASE)
_WHO = "Call one person, `lead`, `leadership`, or another step by its name in quotes."
_Named = str | DraftOwner
"""A rung by its name, or a person."""


def read(argument: Argument) -> Typed | Unclear:
    """A call: to the next rung, `to leadership` or `to @dana`; then the reason."""
    said, reason = argument.halves() if argument.has_because else (argument.text, "")
    said = bare(said)
    if filler := _FILLER.match(said):
        said = said[filler.end() :]
    after_to = _TO.match(said)
    named = said[after_to.end() :] if after_to else said
    whom, rest = _named(named, argument)
    if whom is None:
        return _to_the_next(argument, said, reason, has_to=after_to is not None)
    if isinstance(whom, DraftOwner) and whom.kind is OwnerKind.GROUP:
        return _asked(argument, "A group cannot be called.")
    if _FURTHER.match(rest) or _named(rest, argument)[0]:
        return _asked(argument, "I can call one at a time.")
    if rest and (argument.has_because or not after_to):
        return _asked(argument, f"I don't know what to do with “{argument.unmask(rest)}”.")
    found = argument.words(reason) or argument.reason(rest)
    return _call(argument, whom, found, typed=argument.unmask(named.removesuffix(rest)))


def _named(text: str, argument: Argument) -> tuple[_Named | None, str]:
    """The rung or person that a text begins with, and the rest of it."""
    if found := _RUNG.match(text):
        return _rung(found), text[found.end() :].lstrip(" ,.:;!")
    if argument.line.is_quoted(text[:1]):
        return argument.unmask(text[0]), text[1:].lstrip(" ,.:;!")
    return line_parts.owner(text, argument.line, requester=argument.requester)


def _rung(found: re.Match[str]) -> str:
    if found["usual"]:
        return found["usual"].lower()
    number = int(found["number"])
    return _FIRST[number - 1] if number <= len(_FIRST) else f"step {number}"


def _to_the_next(argument: Argument, said: str, reason: str, *, has_to: bool) -> Typed | Unclear:
    """A call that names nobody; valid only if it has nothing but a reason."""
    whom = argument.unmask(_TO.sub("", said, count=1) if has_to else said)
    if not has_to and not (argument.has_because and whom):
        found = argument.words(reason) or argument.reason(argument.text)
        return _call(argument, None, found, typed="")
    if not whom:
        return _asked(argument, "Who should be called?")
    if whom.startswith(("#", "<#")):
        return _asked(argument, "A channel cannot be called.")
    return _asked(argument, f"I don't know who to call for “{whom}”.")


def _call(argument: Argument, whom: _Named | None, reason: str, *, typed: str) -> Typed | Unclear:
    """The call, or what to type if the reason is missing; `typed` is the name as typed."""
    call = Typed(
        reference=argument.reference,
        move=Move.ESCALATE,
        reason=reason,
        calls=whom if isinstance(whom, str) else "",
        person=whom if isinstance(whom, DraftOwner) else None,
    )
    if not reason:
        start = f"{argument.reference} escalate"
        examples = ["because Acme goes live on Monday", "because I am stuck"]
        if typed:
            examples = [f"to {bare(typed)} because …"]
        usage = tuple(f"{start} {example}" for example in examples)
        return Unclear(
            reason="Add a reason.", usage=usage, reference=argument.reference, so_far=call
        )
    return call


def _asked(argument: Argument, why: str) -> Unclear:
    """It is not clear whom to call: do nothing, and say what to type."""
    start = f"{argument.reference} escalate"
    return Unclear(
        reason=f"{why} {_WHO}",
        usage=(
            f"{start} because …",
            f"{start} to leadership because …",
            f"{start} to @somebody because …",
        ),
        reference=argument.reference,
    )
