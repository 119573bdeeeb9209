"""A form drawn again: a fault under its field, a button for each date, and what was entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from escalation.fields import Field
from messages.reader import Reader
from messages.replies import Suggestion
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, context
from messages.slack.fields import filled_field
from messages.slack.form_values import Answers
from messages.slack.text import cut

MOST = 5
"""Buttons in a row."""
PICKERS = {Field.DUE: Field.DUE_AT}
"""The fields for a date that have a picker beside them, and that."""
KEPT = 180
"""Characters that an open form keeps of each fault."""
_NOTED = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is wrong, what to know, and which dates may have been meant, by field.

    Each date is the words of its button and the phrase that the button fills in.
    """

    faults: Mapping[Field, str] = field(default_factory=dict)
    notes: Mapping[Field, str] = field(default_factory=dict)
    dates: Mapping[Field, Sequence[Suggestion]] = field(default_factory=dict)


def asked(view: Json, questions: Questions, reader: Reader) -> Json:
    """The form with each question under its field.

    It keeps the faults, because it can be drawn again while it is open.
    """
    blocks: list[Json] = []
    for block in view["blocks"]:
        blocks.append(block)
        name = block.get("block_id", "")
        if fault := questions.faults.get(name):
            blocks.append(context(f"⚠️ {reader.sentence(fault, limit=700)}"))
        if note := questions.notes.get(name):
            blocks.append(context(f"💬 {reader.sentence(note, limit=700)}"))
        if dates := questions.dates.get(name):
            blocks.append(_row(name, dates))
    kept = {name: cut(said, KEPT) for name, said in questions.faults.items()}
    more = {"faults": ids.packed(**kept)} if kept else {}
    more |= {_NOTED: "yes"} if questions.notes else {}
    return ids.keeping(view | {"blocks": blocks}, **more)


def _row(name: Field, dates: Sequence[Suggestion]) -> Json:
    return actions(
        f"{ids.PICK}{name}",
        [
            button(words, f"{ids.PICK}{name}.{number}", value=phrase)
            for number, (words, phrase) in enumerate(dates[:MOST])
        ],
    )


def has_notes(facts: Mapping[str, str]) -> bool:
    """Whether a form with these facts shows notes."""
    return _NOTED in facts


def kept_faults(facts: Mapping[str, str]) -> dict[Field, str]:
    """The faults that a form kept."""
    kept = ids.unpacked(facts.get("faults"))
    return {one: kept[one] for one in Field if one in kept}


def entered(
    view: Json,
    given: Answers,
    *,
    elements: Mapping[str, str],
    new: Mapping[Field, str] | None = None,
) -> Json:
    """The form with what was entered in it, and `new` in place of that.

    `elements` are the action ids it has. Slack keeps what an input with the same ids holds
    (docs.slack.dev/reference/views/modal-views), so what is new comes under another action id.
    """
    new = new or {}
    answers = given.with_texts(new)
    blocks = []
    for block in view["blocks"]:
        name = block.get("block_id", "")
        if block["type"] == "input" and name in elements:
            action_id = _next(elements[name]) if name in new else elements[name]
            filled = filled_field(block, answers)
            blocks.append(filled | {"element": filled["element"] | {"action_id": action_id}})
        else:
            blocks.append(block)
    return view | {"blocks": blocks}


def _next(action_id: str) -> str:
    """`value.1` after `value`, `value.2` after that."""
    stem, _, number = action_id.partition(".")
    return f"{stem}.{int(number) + 1 if number.isdecimal() else 1}"
