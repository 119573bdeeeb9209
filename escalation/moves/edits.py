"""Edits: correct what was logged, one field at a time; the history keeps the old words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from escalation.about.customers import written
from escalation.about.links import numbered
from escalation.errors import BadInput
from escalation.facts.by_people import Edited
from escalation.fields import TEXT_LIMIT, Field, too_long
from escalation.items import Item, Kind
from escalation.moves import urgency
from escalation.moves.changes import Change, Moment
from escalation.moves.move import Edit, Intent, Move, edited_as, instead


@dataclass(frozen=True, slots=True)
class _Editable:
    """How to read a field as the words of an edit, and how to write them."""

    old: Callable[[Item], str]
    edited: Callable[[Item, str, Moment], Item]


def words(item: Item, field: Field) -> str:
    """What a field of the item says now, as an edit says it."""
    if field is Field.CUSTOMER:
        return written([one.name for one in item.customers])
    return _EDITABLE[field].old(item)


def edit(item: Item, intent: Intent, moment: Moment) -> Change:
    """Correct one field; the round and its ladder go on."""
    wanted = intent.edit
    if wanted is None:
        raise BadInput(f"What should change? Type {instead(item, Move.EDIT)}.", field=Field.TITLE)
    new = wanted.new.strip()
    old = words(item, wanted.field)
    _require_sound(item, replace(wanted, new=new), old=old)
    facts = Edited(field=wanted.field, old=old, new=new)
    if wanted.field is Field.CUSTOMER:
        edited = replace(item, customers=wanted.customers)
    else:
        edited = _EDITABLE[wanted.field].edited(item, new, moment)
        edited = replace(edited, links=numbered(wanted.links, after=item.links))
    return Change(item=replace(edited, edited_at=moment.now), facts=facts)


def _require_sound(item: Item, wanted: Edit, *, old: str) -> None:
    """Raise BadInput for words that are missing, too long or there already."""
    field, new = wanted.field, wanted.new
    if field is Field.OPTIONS and item.kind is Kind.BLOCKER:
        raise BadInput(f"{item.label} is a blocker; only a decision has options.", field=field)
    if not new and field in _MISSING:
        raise BadInput(
            f"{_MISSING[field]} Type {instead(item, Move.EDIT, word=edited_as(wanted))}.",
            field=field,
            in_form=_MISSING[field],
        )
    if len(new) > TEXT_LIMIT:
        raise BadInput(too_long(new), field=field)
    if new == old:
        raise BadInput(f"{item.label} {_already(wanted)}, so nothing was changed.", field=field)


def _already(wanted: Edit) -> str:
    if wanted.field is not Field.URGENT:
        return "says that already"
    return "is urgent already" if wanted.new else "is not urgent"


_MISSING = {
    Field.TITLE: "What should the title say?",
    Field.FALLBACK: "What happens if nobody acts in time?",
}


def _with_options(item: Item, new: str, _: Moment) -> Item:
    """Other options; a default that is not among them is only the fallback from now on."""
    options = tuple(filter(None, map(str.strip, new.splitlines())))
    return replace(item, options=options, default=_chosen(item.default, options))


def _with_fallback(item: Item, new: str, _: Moment) -> Item:
    """Another fallback; the option that nobody has to choose is the default."""
    return replace(item, fallback=new, default=_chosen(new, item.options))


def _chosen(words_: str, options: tuple[str, ...]) -> str:
    return next((one for one in options if one.casefold() == words_.casefold()), "")


_EDITABLE: Mapping[Field, _Editable] = {
    Field.TITLE: _Editable(lambda item: item.title, lambda item, new, _: replace(item, title=new)),
    Field.IMPACT: _Editable(
        lambda item: item.impact, lambda item, new, _: replace(item, impact=new)
    ),
    Field.FALLBACK: _Editable(lambda item: item.fallback, _with_fallback),
    Field.OPTIONS: _Editable(lambda item: "\n".join(item.options), _with_options),
    Field.URGENT: _Editable(
        lambda item: urgency.URGENT if item.urgent else "",
        urgency.changed,
    ),
}
