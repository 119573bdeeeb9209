"""Form fields: one labelled input each, whose block id is the name its answer is read under."""

from collections.abc import Iterable, Mapping

from escalation.fields import Field
from messages.slack import ids
from messages.slack.blocks import Json, input_block, option, plain
from messages.slack.form_values import Answers

TEXT_MOST = 3000
"""Slack's limit of a text input; our own, lower ones are answered in words, so nothing is lost."""


def text_field(
    name: Field,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    lines: bool = False,
    optional: bool = False,
) -> Json:
    """A text input, filled with what was typed before."""
    element: Json = {"type": "plain_text_input", "multiline": lines, "max_length": TEXT_MOST}
    if value:
        element["initial_value"] = value[:TEXT_MOST]
    return input_block(name, label, element, hint=hint, optional=optional)


def filled_field(block: Json, answers: Answers) -> Json:
    """The field with what was entered in it, and nothing else; empty if nothing was."""
    name, was = Field(block["block_id"]), block["element"]
    element = {key: value for key, value in was.items() if not key.startswith("initial_")}
    text, many = answers.text(name), answers.many(name)
    chosen = [one for one in element.get("options", []) if one["value"] in (text, *many)]
    if chosen:
        several = element["type"] == "checkboxes"
        element["initial_options" if several else "initial_option"] = (
            chosen if several else chosen[0]
        )
    elif element["type"] == "multi_users_select" and many:
        element["initial_users"] = list(many)
    elif text and element["type"] in _INITIAL:
        key = _INITIAL[element["type"]]
        element[key] = int(text) if key == "initial_date_time" else text[:TEXT_MOST]
    return block | {"element": element}


_INITIAL = {
    "plain_text_input": "initial_value",
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "datetimepicker": "initial_date_time",
    "timepicker": "initial_time",
}


def person_field(
    name: Field, label: str, *, value: str = "", hint: str = "", optional: bool = False
) -> Json:
    """A choice of one person; bots and guests are refused later, as Slack cannot hide them."""
    element: Json = {"type": "users_select", "placeholder": plain("Choose a person")}
    if value:
        element["initial_user"] = value
    return input_block(name, label, element, hint=hint, optional=optional)


def people_field(name: Field, label: str, *, values: Iterable[str] = ()) -> Json:
    """A choice of any number of people."""
    element: Json = {"type": "multi_users_select", "placeholder": plain("Choose people")}
    if chosen := list(values):
        element["initial_users"] = chosen
    return input_block(name, label, element, optional=True)


def channel_field(
    name: Field, label: str, *, value: str = "", hint: str = "", optional: bool = False
) -> Json:
    """A choice of a public or private channel of our own company."""
    element: Json = {
        "type": "conversations_select",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if value:
        element["initial_conversation"] = value
    elif not optional:
        element["default_to_current_conversation"] = True
    return input_block(name, label, element, hint=hint, optional=optional)


def channels_field(name: Field, label: str, *, values: Iterable[str] = (), hint: str = "") -> Json:
    """A choice of any number of channels, as `channel_field`."""
    element: Json = {
        "type": "multi_conversations_select",
        "placeholder": plain("Choose channels"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if chosen := list(values):
        element["initial_conversations"] = chosen
    return input_block(name, label, element, hint=hint, optional=True)


MOST_OPTIONS = 100
"""Slack's limit of a menu."""


def choices_field(
    name: Field,
    label: str,
    options: Mapping[str, str],
    *,
    values: Iterable[str] = (),
    most: int = MOST_OPTIONS,
    hint: str = "",
) -> Json:
    """A menu of which up to `most` may be chosen; those chosen come first, so that they fit."""
    chosen = [value for value in options if value in set(values)]
    order = list(dict.fromkeys([*chosen, *options]))[:MOST_OPTIONS]
    element: Json = {
        "type": "multi_static_select",
        "options": [option(options[value], value) for value in sorted(order, key=[*options].index)],
        "max_selected_items": most,
    }
    if chosen:
        element["initial_options"] = [option(options[value], value) for value in chosen]
    return input_block(name, label, element, hint=hint, optional=True)


def choice_field(
    name: Field,
    label: str,
    options: Mapping[str, str],
    *,
    value: str = "",
    hint: str = "",
    optional: bool = False,
) -> Json:
    """A menu; `options` maps each value to its words and holds at least one, as Slack demands."""
    element: Json = {"type": "static_select", "options": _options(options)}
    if value in options:
        element["initial_option"] = option(options[value], value)
    return input_block(name, label, element, hint=hint, optional=optional)


def radio_field(
    name: Field,
    label: str,
    options: Mapping[str, str],
    *,
    value: str = "",
    optional: bool = False,
) -> Json:
    """A short list of which one is chosen, at most ten."""
    element: Json = {"type": "radio_buttons", "options": _options(options)}
    if value in options:
        element["initial_option"] = option(options[value], value)
    return input_block(name, label, element, optional=optional)


def checks_field(
    name: Field,
    label: str,
    options: Mapping[str, str],
    *,
    values: Iterable[str] = (),
    optional: bool = True,
) -> Json:
    """A short list of which any number is chosen, at most ten."""
    element: Json = {"type": "checkboxes", "options": _options(options)}
    if chosen := [option(options[value], value) for value in options if value in set(values)]:
        element["initial_options"] = chosen
    return input_block(name, label, element, optional=optional)


def time_field(name: Field, label: str, *, value: str, hint: str = "") -> Json:
    """A time of day, `HH:MM`."""
    return input_block(name, label, {"type": "timepicker", "initial_time": value}, hint=hint)


def told_at_once(field: Json) -> Json:
    """The same field, of which we are told as soon as something is entered in it.

    Text is told with Enter (docs.slack.dev/reference/block-kit/blocks/input-block).
    """
    element = field["element"] | {"action_id": ids.ENTERED}
    return field | {"element": element, "dispatch_action": True}


def picker_field(name: Field, label: str) -> Json:
    """A date and a time of day, in the person's own time zone."""
    return input_block(name, label, {"type": "datetimepicker"}, optional=True)


def modal(
    callback_id: str, title: str, blocks: list[Json], *, submit: str = "", metadata: str = ""
) -> Json:
    """A form; without `submit` it only shows something."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "close": plain("Cancel" if submit else "Close"),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit)} if submit else {})


def _options(options: Mapping[str, str]) -> list[Json]:
    return [option(words, value) for value, words in options.items()]
