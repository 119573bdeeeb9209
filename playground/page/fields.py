"""A form's fields as `state.values`, and back: how a browser's strings become what Slack keeps.

A control's field is named `block_id|action_id`; the field `act` names the control that was used,
and for an overflow menu also the number of the option (`block_id|action_id|0`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from multidict import MultiMapping

from playground.page.text import dates
from playground.rules import form_state
from playground.state.workspace import Json

LOCAL = "%Y-%m-%dT%H:%M"


def name(block: Json, element: Json) -> str:
    """The name of an element's form field."""
    return f"{block['block_id']}|{element['action_id']}"


def state(blocks: list[Json], fields: MultiMapping[str], zone: ZoneInfo) -> Json:
    """`state.values` of a submitted form; a date with a time is read in the person's `zone`."""
    values: Json = {}
    for block, element in form_state.elements(blocks):
        if element["type"] in form_state.VALUE_FIELDS:
            typed = fields.getall(name(block, element), [])
            entry = form_state.entry(element, _value(element, [one for one in typed if one], zone))
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def used(blocks: list[Json], fields: MultiMapping[str]) -> tuple[Json, Json, Json | None] | None:
    """Block, element and overflow option of the control somebody used; None if it is gone."""
    act = fields.get("act", "")
    for block, element in form_state.elements(blocks):
        field = name(block, element)
        if act == field:
            return block, element, None
        for number, option in enumerate(form_state.options(element)):
            if act == f"{field}|{number}":
                return block, element, option
    return None


def shown(entry: Json, zone: ZoneInfo) -> list[str]:
    """What the control of a `state.values` entry holds: its text, or the values picked in it."""
    held = entry[form_state.VALUE_FIELDS[entry["type"]]]
    if entry["type"] == "datetimepicker" and held:
        return [dates.at(held).astimezone(zone).strftime(LOCAL)]
    several = held if isinstance(held, list) else [held]
    return [
        one["value"] if isinstance(one, dict) else str(one) for one in several if one is not None
    ]


def _value(element: Json, typed: Iterable[str], zone: ZoneInfo) -> Any:
    values = [one.replace("\r\n", "\n") for one in typed]
    if element["type"].startswith("multi_") or element["type"] == "checkboxes":
        return form_state.written(element, values)
    if not values:
        return None
    if element["type"] == "datetimepicker":
        return int(datetime.strptime(values[0], LOCAL).replace(tzinfo=zone).timestamp())
    return form_state.written(element, values[0])
