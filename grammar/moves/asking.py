"""Asking: what is asked, with buttons, instead of making a move that was not clearly meant."""

import re

from escalation.dependencies import Relation
from escalation.items import Kind, Trajectory
from escalation.moves.move import COMMANDS, Move
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import words as move_words
from grammar.moves.argument import Argument, bare
from grammar.moves.doubts import Doubt
from grammar.moves.parsed import Typed, Unclear
from grammar.moves.snoozes import CHIPS
from grammar.moves.words import Hint, Likeness, Word

Offers = tuple[tuple[str, str], ...]
_VERBS: dict[Word, str] = {
    Trajectory.IMPROVING: "Say it is improving",
    Trajectory.STEADY: "Say it is steady",
    Trajectory.WORSENING: "Say it is worsening",
    Move.ACKNOWLEDGE: "Acknowledge it",
    Move.REOPEN: "Reopen it",
    Move.ESCALATE: "Escalate it",
}
_DONE = frozenset({"done", "fixed", "resolved", "resolve"})
"""Words that say so if words follow them; `close` and `cancel` rather begin a sentence."""
_TAKE = "Take it over"
_NOT_SURE = "I'm not sure what you mean."
_OPTION = re.compile(r"^(?:the )?(?:option )?", re.IGNORECASE)


def doubtful(argument: Argument, why: Doubt) -> Unclear:
    """A move that is asked about: what was typed can be noted, or the move made after all."""
    first, item = argument.first, argument.reference
    if why is Doubt.SENTENCE and first.meaning is Move.DECIDE:
        return _may_decide(argument, *argument.halves())
    if why is Doubt.SENTENCE and (first.word in _DONE or first.meaning is Hint.CLOSES):
        is_verb = first.word in {"fixed", "resolved"}
        return _may_close(argument, bare(argument.whole if is_verb else first.rest))
    offers = harmless(argument)
    if why is Doubt.SENTENCE and (verb := _VERBS.get(first.meaning)):
        line = f"{item} {move_words.name(first.meaning)} {_quoted(argument, first.rest)}"
        return _asked(argument, _NOT_SURE, (*offers, (verb, line)))
    if why is Doubt.QUESTION:
        name = _name(first.meaning)
        usage = (str(item), *([f"{item} {name}"] if name else ()))
        reason = "That reads like a question, so nothing was changed."
        return Unclear(reason=reason, usage=usage, reference=item, offers=offers)
    return _asked(argument, _NOT_SURE, offers)


def hinted(argument: Argument) -> Unclear:
    """What sounds like a move, but is not its word: one question first."""
    item, first, hint = argument.reference, argument.first, argument.first.meaning
    if hint is Hint.HANDS_OVER:
        return _hands_over(argument)
    if hint is Hint.TAKES_OVER:
        return takes_over(argument)
    if hint is Hint.CHOOSES:
        said, because = argument.halves()
        option = _OPTION.sub("", argument.line.raw(bare(said)))
        return _may_decide(argument, option, because)
    if item.kind is Kind.DECISION:
        is_outcome = hint is Hint.YES
        return _may_decide(argument, first.word if is_outcome else "", first.rest)
    return _may_close(argument, bare(argument.whole))


def unsure(argument: Argument) -> Unclear:
    """Words that do not say clearly what to do."""
    return _asked(argument, _NOT_SURE, harmless(argument))


def _hands_over(argument: Argument) -> Unclear:
    """Who takes over; an owner of what others logged may say so, with a reason or none yet."""
    item = argument.reference
    why = argument.line.raw(argument.whole) if argument.first.rest else ""
    hand_over = ("Hand it over", f"{item} give because {why}" if why else f"{item} give")
    said, after = argument.halves()
    is_no = not argument.words(said)
    no = Typed(reference=item, move=Move.DECLINE, reason=argument.words(after)) if is_no else None
    reason = f"Who takes over {item}?"
    return Unclear(reason=reason, reference=item, offers=(hand_over,), says_no=no)


def takes_over(argument: Argument) -> Unclear:
    """Whether the writer means to own the item from now on."""
    item, rest = argument.reference, argument.line.raw(argument.first.rest)
    because = f" because {rest}" if rest and not argument.has_because else f" {rest}"
    take = f"{item} take{because}".rstrip()
    return Unclear(
        reason=f"Do you take over {item}?",
        reference=item,
        offers=((_TAKE, take), *harmless(argument)),
    )


def which_owner(argument: Argument, people: tuple[DraftOwner, ...], reason: str) -> Unclear:
    """Several people cannot own one item: a button for each, with the reason if there is one."""
    said = argument.halves()[1] or reason
    because = f" because {argument.line.raw(said)}" if argument.words(said) else ""
    names = [
        f"<@{one.value}>" if one.kind is OwnerKind.PERSON else f"@{one.value}" for one in people
    ]
    offers = tuple((name, f"{argument.reference} give {name}{because}") for name in names)
    return _asked(argument, "An item has one owner. Who takes over?", offers)


def until_when(argument: Argument) -> Unclear:
    """Until when reminders are silenced: a few ends to choose from."""
    item = argument.reference
    offers = tuple((words, f"{item} snooze {until}") for words, until in CHIPS)
    usage = (f"{item} snooze 4h", f"{item} snooze until tomorrow 9")
    return Unclear(reason="Until when?", usage=usage, reference=item, offers=offers)


def harmless(argument: Argument) -> Offers:
    """Buttons that change nothing but the history."""
    item = argument.reference
    note = ("Add it as a note", f"{item} note {argument.line.raw(argument.whole)}")
    return (*([note] if argument.first.rest.strip(" ?!.…") else ()), (f"Show {item}", str(item)))


def harmlessly(argument: Argument, reason: str) -> Unclear:
    """Nothing but these words, with the buttons that change nothing."""
    return Unclear(reason=reason, reference=argument.reference, offers=harmless(argument))


def _may_close(argument: Argument, outcome: str) -> Unclear:
    item = argument.reference
    if item.kind is Kind.DECISION:
        return _may_decide(argument, "", "")
    line = f"{item} resolve {_quoted(argument, outcome)}".rstrip()
    offers = (("Resolve it", line), *harmless(argument))
    return _asked(argument, f"Is {item} resolved?", offers)


def _may_decide(argument: Argument, outcome: str, because: str) -> Unclear:
    item = argument.reference
    if item.kind is Kind.BLOCKER or not outcome:
        usage = (f"{item} decide …",) if item.kind is Kind.DECISION else ()
        reason = "What was decided?" if usage else _NOT_SURE
        offers = harmless(argument) or ((f"Show {item}", str(item)),)
        return Unclear(reason=reason, usage=usage, reference=item, offers=offers)
    why = argument.reason(because)
    tail = f" because {argument.line.raw(because)}" if why else ""
    line = f"{item} decide {_quote(outcome)}{tail}"
    return _asked(argument, f"Is {item} decided?", (("Decide it", line), *harmless(argument)))


def _asked(argument: Argument, reason: str, offers: Offers) -> Unclear:
    return Unclear(
        reason=f"{reason} Nothing was changed.", reference=argument.reference, offers=offers
    )


def _quoted(argument: Argument, words: str) -> str:
    return _quote(argument.line.raw(bare(words)))


def _quote(raw: str) -> str:
    """The words in quotes, so that they are read as what they say."""
    if not raw or ("“" in raw and '"' in raw):
        return raw
    return f"“{raw}”" if '"' in raw else f'"{raw}"'


def _name(word: Word) -> str:
    if isinstance(word, Move):
        return COMMANDS[word]
    if isinstance(word, Relation | Likeness):
        return f"{word} {'B-9' if word is Likeness.SAME else 'D-7'}"
    return word.value if isinstance(word, Trajectory) else ""
