"""Edits: correct what was logged, one field at a time; the history keeps the old words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from escalation.errors import BadInput
from escalation.facts.by_people import Edited
from escalation.fields import Field
from escalation.items import TEXT_LIMIT, Item, Kind, too_long
from escalation.moves.changes import Change, Moment
from escalation.moves.move import Edit, Intent

URGENT = "urgent"
"""What an edit of the urgency says for an urgent item; for any other it says nothing."""


@dataclass(frozen=True, slots=True)
class _Editable:
    """How to read a field as the words of an edit, and how to write them."""

    old: Callable[[Item], str]
    edited: Callable[[Item, str, Moment], Item]


def words(item: Item, field: Field) -> str:
    """What a field of the item says now, as an edit says it."""
    return _EDITABLE[field].old(item)


def edit(item: Item, intent: Intent, moment: Moment) -> Change:
    """Correct one field; the round and its ladder go on."""
    wanted = intent.edit
    if wanted is None:
        raise BadInput(f"What should change? Type `{item.label} title …`.", field=Field.TITLE)
    new = wanted.new.strip()
    old = words(item, wanted.field)
    _require_sound(item, replace(wanted, new=new), old=old)
    facts = Edited(field=wanted.field, old=old, new=new)
    return Change(item=_EDITABLE[wanted.field].edited(item, new, moment), facts=facts)


def _require_sound(item: Item, wanted: Edit, *, old: str) -> None:
    """Raise BadInput for words that are missing, too long or there already."""
    field, new = wanted.field, wanted.new
    if field in (Field.OPTIONS, Field.DEFAULT) and item.kind is Kind.BLOCKER:
        raise BadInput(f"{item.label} is a blocker; only a decision has options.", field=field)
    if not new and field in _MISSING:
        raise BadInput(
            f"{_MISSING[field]} Type `{item.label} {_TYPED[field]}`.",
            field=field,
            in_form=_MISSING[field],
        )
    if len(new) > TEXT_LIMIT:
        raise BadInput(too_long(new), field=field)
    if new == old:
        raise BadInput(f"{item.label} says that already, so nothing was changed.", field=field)


_MISSING = {
    Field.TITLE: "What should the title say?",
    Field.FALLBACK: "What happens if nobody acts in time?",
}
_TYPED = {Field.TITLE: "title …", Field.FALLBACK: "fallback now … because …"}


def _options(item: Item, new: str, _: Moment) -> Item:
    return replace(item, options=tuple(filter(None, map(str.strip, new.splitlines()))))


_EDITABLE: Mapping[Field, _Editable] = {
    Field.TITLE: _Editable(lambda item: item.title, lambda item, new, _: replace(item, title=new)),
    Field.IMPACT: _Editable(
        lambda item: item.impact, lambda item, new, _: replace(item, impact=new)
    ),
    Field.FALLBACK: _Editable(
        lambda item: item.fallback, lambda item, new, _: replace(item, fallback=new)
    ),
    Field.OPTIONS: _Editable(lambda item: "\n".join(item.options), _options),
    Field.URGENT: _Editable(
        lambda item: URGENT if item.urgent else "",
        lambda item, new, _: replace(item, urgent=bool(new)),
    ),
}
