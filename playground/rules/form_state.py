"""What people can enter into blocks, and how Slack writes it down. Pure.

An element's value is kept as Slack sends it in `state.values`: its `type`, and one more field that
depends on the type (`value`, `selected_option`, `selected_user`, …).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from playground.state.workspace import Json

VALUE_FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_option": "initial_option",
    "selected_user": "initial_user",
    "selected_channel": "initial_channel",
    "selected_conversation": "initial_conversation",
    "selected_options": "initial_options",
    "selected_users": "initial_users",
    "selected_channels": "initial_channels",
    "selected_conversations": "initial_conversations",
}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) a person can act on."""
    for block in blocks:
        nested = block.get("elements") if block.get("type") == "actions" else None
        for element in (block.get("element"), block.get("accessory"), *(nested or [])):
            if isinstance(element, dict) and element.get("type") != "image":
                yield block, element


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and every element has an id, as Slack adds them."""
    copied: list[Json] = json.loads(json.dumps(blocks))
    for position, block in enumerate(copied):
        block.setdefault("block_id", f"auto-{position}")
    for position, (_, element) in enumerate(elements(copied)):
        element.setdefault("action_id", f"auto-{position}")
    return copied


def initial_state(blocks: list[Json], kept: Json | None = None) -> Json:
    """What a form holds when it opens; values in `kept` stay where block_id and action_id are the
    same.
    """
    state: Json = {}
    for block, element in elements(blocks):
        field = VALUE_FIELDS.get(element["type"])
        if field is None:
            continue
        before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        same_kind = before is not None and before["type"] == element["type"]
        value = before if same_kind else entry(element, element.get(_INITIAL[field]))
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def entry(element: Json, value: Any) -> Json:
    """The value of one element as `state.values` carries it; nothing entered is null, or an empty
    list.
    """
    field = VALUE_FIELDS[element["type"]]
    if value is None and field.endswith("s") and field.startswith("selected_"):
        value = []
    return {"type": element["type"], field: value}


def entered(state: Json, block: Json, element: Json) -> Any:
    """What was entered into one element, or None."""
    kept = state.get(block["block_id"], {}).get(element.get("action_id"))
    return None if kept is None else kept[VALUE_FIELDS[element["type"]]]


def options(element: Json) -> list[Json]:
    """All options of a select, overflow, checkboxes or radio buttons."""
    grouped = [one for group in element.get("option_groups") or [] for one in group["options"]]
    return [*(element.get("options") or []), *grouped]


def option(element: Json, label: str) -> Json | None:
    """The option with this text or value, as payloads carry it."""
    for one in options(element):
        if label in (one["text"]["text"], one["value"]):
            return {key: one[key] for key in ("text", "value") if key in one}
    return None


def fault(element: Json, value: Any, *, optional: bool) -> str | None:
    """What Slack's own client says about an entry before it sends the form, or None."""
    if value is None or value in ("", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "plain_text_input":
        return _length_fault(element, str(value))
    if element["type"] == "email_text_input" and "@" not in str(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in str(value):
        return "Please enter a valid URL."
    if element["type"] == "number_input":
        return _number_fault(element, str(value))
    return None


def _length_fault(element: Json, value: str) -> str | None:
    longest, shortest = element.get("max_length", 3000), element.get("min_length", 0)
    if len(value) > longest:
        return f"Must be at most {longest} characters."
    return f"Must be at least {shortest} characters." if len(value) < shortest else None


def _number_fault(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    low, high = element.get("min_value"), element.get("max_value")
    if (low is not None and number < float(low)) or (high is not None and number > float(high)):
        return f"Must be between {low} and {high}."
    return None


def written(element: Json, value: Any) -> Any:
    """A plain value (text, option label, instant, list) as the element keeps it; refuses an unknown
    option.
    """
    kind = element["type"]
    if value is None:
        return None
    if kind == "datetimepicker":
        return int(value.timestamp()) if isinstance(value, datetime) else int(value)
    if kind == "rich_text_input" and isinstance(value, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        return {"type": "rich_text", "elements": [section]}
    if VALUE_FIELDS[kind] == "selected_option":
        return _chosen(element, value)
    if VALUE_FIELDS[kind] == "selected_options":
        return [_chosen(element, one) for one in value]
    return list(value) if VALUE_FIELDS[kind].endswith("s") else str(value)


def _chosen(element: Json, label: str) -> Json:
    found = option(element, label)
    if found is None:
        offered = ", ".join(one["text"]["text"] for one in options(element))
        raise LookupError(f"there is no option {label!r}; there are: {offered}")
    return found
