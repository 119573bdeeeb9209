"""What a submitted form says: Slack's nested `view.state.values` as plain strings by field name.

Pure, and never fails: a field that is not there, or was left empty, reads as "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from escalation.fields import Field
from messages.slack import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The fields of one submitted form: single values in `texts`, choices of several in `lists`."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, name: Field) -> bool:
        """Whether the form showed this field, empty or not."""
        return name in self.texts or name in self.lists

    def text(self, name: Field) -> str:
        """One value: what was typed, or the id or value chosen; "" if nothing."""
        return self.texts.get(name, "")

    def with_texts(self, texts: Mapping[Field, str]) -> Self:
        """The same answers with these in place of what was entered there."""
        return replace(
            self, texts={**self.texts, **{str(name): said for name, said in texts.items()}}
        )

    def many(self, name: Field) -> tuple[str, ...]:
        """All values chosen, in order; empty if none."""
        return self.lists.get(name, ())

    def lines(self, name: Field) -> tuple[str, ...]:
        """What was typed, one entry for each line that is not empty."""
        return tuple(line.strip() for line in self.text(name).splitlines() if line.strip())


def answers(view: Any) -> Answers:
    """The answers of a `view_submission`'s view."""
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, elements in _mapping(_mapping(_mapping(view).get("state")).get("values")).items():
        for element in _mapping(elements).values():
            given = _given(_mapping(element))
            if isinstance(given, str):
                texts[name] = text.clean(given)
            else:
                lists[name] = given
    return Answers(texts=texts, lists=lists)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


_SINGLE = (
    "value",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_time",
    "selected_date",
    "selected_date_time",
)


def _given(element: Mapping[str, Any]) -> str | tuple[str, ...]:
    if "selected_options" in element:
        chosen = element["selected_options"] or []
        return tuple(str(_mapping(one).get("value", "")) for one in chosen)
    for key in ("selected_users", "selected_conversations"):
        if key in element:
            return tuple(str(one) for one in element[key] or [])
    if "selected_option" in element:
        return str(_mapping(element["selected_option"]).get("value", ""))
    return next((str(element[key]) for key in _SINGLE if element.get(key)), "")
