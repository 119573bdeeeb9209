"""The form *Edit …*: what an item says, and which of it somebody changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

from escalation.about.customers import written
from escalation.fields import Field
from escalation.items import Item, Kind
from escalation.moves.move import Edit
from escalation.moves.urgency import URGENT
from grammar.links import listed
from grammar.links import written as written_links
from messages.forms import customers
from messages.forms.links import listed_links
from messages.items import dependencies
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json
from messages.slack.fields import checks_field, text_field
from messages.slack.form_values import Answers

_LISTED = frozenset({Field.OPTIONS, Field.LINKS})
EDITABLE = (Field.TITLE, Field.IMPACT, Field.CUSTOMER, Field.FALLBACK, Field.OPTIONS, Field.URGENT)
"""What the form can change, in its order."""


def edit_fields(item: Item, reader: Reader, *, typed: Collection[Field] = ()) -> list[Json]:
    """The fields of the form, as the item says them.

    Not everybody may change a fallback that applies, so its field is there only if it was `typed`.
    """

    def shown(raw: str) -> str:
        return text.readable(raw, reader.people)

    fields = [
        text_field(Field.TITLE, "Title", value=shown(item.title)),
        text_field(
            Field.IMPACT,
            "Which customers are affected, and how?",
            value=shown(item.impact),
            lines=True,
            optional=True,
        ),
        *customers.fields(written([one.name for one in item.customers]), None),
    ]
    if not item.fallback_applies or Field.FALLBACK in typed:
        otherwise = "What happens if nobody acts in time?"
        fields.append(text_field(Field.FALLBACK, otherwise, value=shown(item.fallback), lines=True))
    if item.kind is Kind.DECISION:
        options = shown("\n".join(item.options))
        label = "Options, one on each line"
        fields.append(text_field(Field.OPTIONS, label, value=options, lines=True, optional=True))
    urgent = {URGENT: "Urgent: do not wait for working hours"}
    values = [URGENT] if item.urgent else []
    fields.append(checks_field(Field.URGENT, "Urgency", urgent, values=values))
    return [*fields, *listed_links(written_links(item.links)), *_related(item, reader)]


def _related(item: Item, reader: Reader) -> list[Json]:
    """What the item needs and blocks, as far as the reader may see it."""
    its = dependencies.of(item, reader)
    labels = {
        Field.NEEDS: ("Needs (items that it waits for)", its.needs),
        Field.BLOCKS: ("Blocks (items that wait for it)", its.blocks),
    }
    return [
        text_field(
            field, label, value=_labels(others), hint="For example: B-12, D-7", optional=True
        )
        for field, (label, others) in labels.items()
    ]


def _labels(items: Iterable[Item]) -> str:
    return ", ".join(one.label for one in items)


def opened_with(item: Item, reader: Reader) -> dict[str, str]:
    """The links and other items that the form shows, for it to keep.

    Anything added since is not shown, so saving the form does not remove it.
    """
    its, shown = dependencies.of(item, reader), listed(written_links(item.links))
    urls = {one.url for one in shown}
    numbers = " ".join(str(one.n) for one in item.links if one.url in urls)
    return {"links": numbers, "needs": _labels(its.needs), "blocks": _labels(its.blocks)}


def remembered(fields: Sequence[Json]) -> str:
    """What the fields say before anybody changes them, for the form to keep."""
    return ids.packed(**{one["block_id"]: _mark(_initial(one["element"])) for one in fields})


def edited(given: Answers, facts: Mapping[str, str]) -> tuple[Edit, ...]:
    """The fields that say something else than when the form was opened.

    So nobody takes back what others changed meanwhile.
    """
    was = ids.unpacked(facts.get("was"))
    said = {field: _said(given, field) for field in EDITABLE if field in was}
    return tuple(Edit(field, new) for field, new in said.items() if _mark(new) != was[field])


def is_changed(given: Answers, facts: Mapping[str, str], field: Field) -> bool:
    """Whether a field says something else than when the form was opened."""
    was = ids.unpacked(facts.get("was"))
    return field in was and _mark(_said(given, field)) != was[field]


def _said(given: Answers, field: Field) -> str:
    if field is Field.URGENT:
        return URGENT if URGENT in given.many(field) else ""
    return "\n".join(given.lines(field)) if field in _LISTED else given.text(field)


def _initial(element: Json) -> str:
    chosen = element.get("initial_options", [])
    return chosen[0]["value"] if chosen else text.clean(element.get("initial_value", ""))


def _mark(words: str) -> str:
    """A short fingerprint of some words."""
    return blake2b(words.encode(), digest_size=6).hexdigest()
