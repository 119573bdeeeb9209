"""Edits: `B-12 title …`, `impact …`, `fallback now …`, `options a | b`, `urgent`, `not urgent`."""

import re
from dataclasses import replace

from escalation.about.customers import is_nobody
from escalation.fields import Field
from escalation.moves.move import Edit, Move
from escalation.moves.urgency import URGENT
from grammar.line.values import choices
from grammar.masking import unescaped
from grammar.moves import asking
from grammar.moves import words as move_words
from grammar.moves.argument import Argument, bare
from grammar.moves.parsed import Typed, Unclear
from grammar.plans import is_a_plan

_SENTENCE = re.compile(
    r"(?:is|are|was|were|has|have|had|isn['’]t|aren['’]t|wasn['’]t|should|must|could|would|will|"
    r"may|might|can|can['’]t|cannot|needs?|looks?|seems?|says|doesn['’]t|does|did|got|gets|went|"
    r"keeps|stays|remains|changed|of)\b",
    re.IGNORECASE,
)
"""What goes on after `title`, `impact` or `options` as after the subject of a sentence."""
_POLITE = re.compile(r"\b(?:please|pls|plz|now|thanks|thx|again|then)\b", re.IGNORECASE)
_IT_TO = re.compile(r"^(?:(?:it|this|that) )?(?:to|as) ", re.IGNORECASE)
_THE = re.compile(r"^the ", re.IGNORECASE)
_DEFAULT = re.compile(r"(?<=[ ,;])default[:=]? (?=\S)", re.IGNORECASE)
_ONE_MORE = re.compile(r"(?:add|remove|drop|without|also|plus) |[-+–] ?\w")
"""What asks for one customer more or less, where all of them are named."""
_NONE = re.compile(r"none|nobody|no customers?", re.IGNORECASE)
_ASKED = {
    Field.TITLE: "What should the title say?",
    Field.IMPACT: "Which customers are affected, and how?",
    Field.FALLBACK: "What happens from now on if nobody acts in time?",
    Field.OPTIONS: "What are the options?",
    Field.CUSTOMER: "Which customer is it about?",
}
_EXAMPLES = {
    Field.TITLE: ("title SSO login fails for Harbor",),
    Field.IMPACT: ("impact Harbor goes live on Monday", "impact none"),
    Field.FALLBACK: ("fallback now go live without SSO because the vendor is late",),
    Field.OPTIONS: ("options standard | custom",),
    Field.CUSTOMER: ("customer Harbor Law", "customer Harbor, Meridian", "customer none"),
    Field.URGENT: ("urgent", "not urgent because the customer can wait"),
}

_MOVES = (
    (r"(?:due|date|deadline)\b", "move fri 5pm because legal is out"),
    (r"owner\b", "give @bo because they know the API"),
)
"""What is changed by a move of its own."""


def read(argument: Argument) -> Typed | Unclear:
    """Read which field gets which words, or ask."""
    field = argument.first.meaning
    if not isinstance(field, Field):
        return _whole(argument)
    if argument.asked:
        return asking.harmlessly(argument, "That reads like a question, so nothing was changed.")
    said, after = argument.halves()
    reason = argument.words(after)
    if argument.has_because and not reason:
        return _missing(argument, field, "Add a reason.")
    new = _new(argument, field, said)
    if isinstance(new, Unclear):
        return new
    edit = Edit(field, new, makes=argument.first.word.startswith("new customer"))
    return Typed(reference=argument.reference, move=Move.EDIT, edit=edit, reason=reason)


def _whole(argument: Argument) -> Typed | Unclear:
    """`edit` alone is for the form; `edit title …` and `change the title to …` edit the title."""
    text = _THE.sub("", argument.text)
    first = move_words.begun(text)
    if first and first.meaning is Move.FALL_BACK:
        first = replace(first, meaning=Field.FALLBACK)
    if first and isinstance(first.meaning, Field):
        return read(replace(argument, first=first, whole=text))
    item = argument.reference
    if not argument.asked and not argument.words(argument.text):
        return Typed(reference=item, move=Move.EDIT)
    moved = next((example for word, example in _MOVES if re.match(word, text, re.IGNORECASE)), "")
    examples = (moved,) if moved else tuple(examples[0] for examples in _EXAMPLES.values())
    return Unclear(
        reason="What should change?",
        usage=tuple(f"{item} {example}" for example in examples),
        reference=item,
        offers=asking.harmless(argument),
    )


def _new(argument: Argument, field: Field, said: str) -> str | Unclear:
    """The words that the field gets; for the urgency `urgent`, or nothing."""
    is_alone = not argument.words(_POLITE.sub("", said))
    if field is Field.URGENT:
        return _urgency(argument, is_alone=is_alone)
    if is_alone or (field is Field.FALLBACK and not is_a_plan(argument.unmask(said))):
        return _missing(argument, field, _ASKED[field])
    if not argument.first.mark.strip() and _SENTENCE.match(bare(said)):
        return _may_be_a_note(argument, field, said)
    if field is Field.OPTIONS:
        return _options(argument, said)
    if field is Field.CUSTOMER:
        return _customers(argument, unescaped(argument.line.raw(bare(said))))
    is_to = field is Field.TITLE or argument.first.word.endswith("fallback")
    new = argument.unmask(_IT_TO.sub("", said) if is_to else said)
    return "" if field is Field.IMPACT and _NONE.fullmatch(new) else new


def _customers(argument: Argument, names: str) -> str | Unclear:
    """All the names; one more or less is asked about, for that would drop the others."""
    if argument.first.word.startswith(("add", "remove")) or _ONE_MORE.match(names):
        asked = "Name all the customers that it is about."
        return _missing(argument, Field.CUSTOMER, asked)
    return "" if is_nobody(names) or _NONE.fullmatch(names) else names


def _options(argument: Argument, said: str) -> str | Unclear:
    """The options; a default among them is the fallback, which is changed by itself."""
    options = tuple(map(argument.unmask, choices(said)))
    if len(options) < 2:
        return _missing(argument, Field.OPTIONS, _ASKED[Field.OPTIONS])
    found = _DEFAULT.search(options[-1])
    if not found:
        return "\n".join(options)
    item = argument.reference
    last, default = options[-1][: found.start()].strip(" ,;"), options[-1][found.end() :].strip()
    each = " | ".join(filter(None, [*options[:-1], last]))
    return Unclear(
        reason="The default is the fallback. Change one after the other.",
        usage=(f"{item} options {each}", f"{item} fallback now {default}"),
        reference=item,
    )


def _urgency(argument: Argument, *, is_alone: bool) -> str | Unclear:
    if not is_alone:
        return asking.harmlessly(argument, "I'm not sure what you mean. Nothing was changed.")
    return "" if re.match(r"not|no longer|isn", argument.first.word) else URGENT


def _may_be_a_note(argument: Argument, field: Field, said: str) -> Unclear:
    """`impact is getting worse` is a sentence; a colon makes it the impact."""
    item, raw = argument.reference, argument.line.raw(bare(said))
    change = (f"Change the {field}", f"{item} {argument.first.word}: {raw}")
    return Unclear(
        reason="I'm not sure what you mean. Nothing was changed.",
        reference=item,
        offers=(*asking.harmless(argument), change),
    )


def _missing(argument: Argument, field: Field, reason: str) -> Unclear:
    item = argument.reference
    usage = tuple(f"{item} {example}" for example in _EXAMPLES[field])
    use_it = (("Use the fallback", f"{item} fallback"),) if field is Field.FALLBACK else ()
    return Unclear(reason=reason, usage=usage, reference=item, offers=use_it)
