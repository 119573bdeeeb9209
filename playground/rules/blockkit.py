"""Slack's Block Kit limits as one table (docs.slack.dev/reference/block-kit).

Each entry names every field a block, element or composition object may have. `limits.py` walks a
payload with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text object of at least one and at most `longest` characters; `plain` forbids mrkdwn."""

    longest: int
    plain: bool = True
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chars:
    """A bare string of at most `longest` characters, or one of `choices`."""

    longest: int = 3000
    shortest: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One nested object of one of these types (a type not written in the payload is given as the
    only one).
    """

    types: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list of `least` to `most` objects of these types, or of text objects if `text` is given."""

    most: int
    least: int = 1
    types: tuple[str, ...] = ()
    text: Text | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """A field that may be there and is not looked into."""

    required: bool = False


Rule: TypeAlias = Text | Chars | Node | Items | Anything

ANY = Anything()
ID = Chars(longest=255, shortest=1)
CONFIRM = Node(types=("confirm",))
PLACEHOLDER = Text(longest=150)
OPTIONS = Items(most=100, types=("option",))
GROUPS = Items(most=100, types=("option_group",))

MULTI_SELECTS = tuple(
    f"multi_{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")
)
SELECTS = tuple(
    f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")
)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("checkboxes", "radio_buttons")
WITH_OPTIONS = ("static_select", "multi_static_select", "overflow", *CHOICES)
TYPED = (
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
)
ACTION_ELEMENTS = (
    "button",
    "overflow",
    "workflow_button",
    *SELECTS,
    *MULTI_SELECTS,
    *PICKERS,
    *CHOICES,
)
ACCESSORIES = (*ACTION_ELEMENTS, "image")
INPUT_ELEMENTS = (*SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES, *TYPED)
LONGEST_MARKDOWN = 12_000  # characters of all markdown of one message

BLOCKS: dict[str, dict[str, Rule]] = {
    "header": {"text": Text(longest=150, required=True)},
    "section": {
        "text": Text(longest=3000, plain=False),
        "fields": Items(most=10, text=Text(longest=2000, plain=False)),
        "accessory": Node(types=ACCESSORIES),
        "expand": ANY,
    },
    "actions": {"elements": Items(most=25, types=ACTION_ELEMENTS, required=True)},
    "context": {
        "elements": Items(
            most=10, types=("image",), text=Text(longest=3000, plain=False), required=True
        )
    },
    "divider": {},
    "image": {
        "image_url": Chars(longest=3000, shortest=1),
        "slack_file": ANY,
        "alt_text": Chars(longest=2000, required=True),
        "title": Text(longest=2000),
    },
    "input": {
        "label": Text(longest=2000, required=True),
        "element": Node(types=INPUT_ELEMENTS, required=True),
        "hint": Text(longest=2000),
        "optional": ANY,
        "dispatch_action": ANY,
    },
    "markdown": {"text": Chars(longest=LONGEST_MARKDOWN, shortest=1, required=True)},
    "rich_text": {"elements": Anything(required=True)},
    "data_visualization": {
        "title": Chars(longest=50, shortest=1, required=True),
        "chart": Anything(required=True),
    },
    "table": {"rows": Items(most=100, required=True), "column_settings": ANY},
}
UNCHECKED_BLOCKS = frozenset(
    {
        "alert",
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "file",
        "plan",
        "task_card",
        "video",
        "auth_provider",
    }
)

_SELECT: dict[str, Rule] = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": ANY}
_CONVERSATIONS: dict[str, Rule] = {
    "filter": ANY,
    "default_to_current_conversation": ANY,
    "response_url_enabled": ANY,
}
_TYPED: dict[str, Rule] = {
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": ANY,
    "focus_on_load": ANY,
}

ELEMENTS: dict[str, dict[str, Rule]] = {
    "button": {
        "text": Text(longest=75, required=True),
        "value": Chars(longest=2000),
        "url": Chars(longest=3000),
        "style": Chars(choices=("primary", "danger")),
        "accessibility_label": Chars(longest=75),
        "confirm": CONFIRM,
    },
    "workflow_button": {"text": Text(longest=75, required=True), "workflow": ANY, "style": ANY},
    "image": {
        "image_url": Chars(longest=3000, shortest=1),
        "slack_file": ANY,
        "alt_text": Chars(longest=2000, required=True),
    },
    "overflow": {"options": Items(most=5, types=("option",), required=True), "confirm": CONFIRM},
    "static_select": {
        **_SELECT,
        "options": OPTIONS,
        "option_groups": GROUPS,
        "initial_option": ANY,
    },
    "external_select": {**_SELECT, "min_query_length": ANY, "initial_option": ANY},
    "users_select": {**_SELECT, "initial_user": ANY},
    "conversations_select": {**_SELECT, **_CONVERSATIONS, "initial_conversation": ANY},
    "channels_select": {**_SELECT, "initial_channel": ANY, "response_url_enabled": ANY},
    "multi_static_select": {
        **_SELECT,
        "options": OPTIONS,
        "option_groups": GROUPS,
        "initial_options": ANY,
        "max_selected_items": ANY,
    },
    "multi_external_select": {
        **_SELECT,
        "min_query_length": ANY,
        "initial_options": ANY,
        "max_selected_items": ANY,
    },
    "multi_users_select": {**_SELECT, "initial_users": ANY, "max_selected_items": ANY},
    "multi_conversations_select": {
        **_SELECT,
        **_CONVERSATIONS,
        "initial_conversations": ANY,
        "max_selected_items": ANY,
    },
    "multi_channels_select": {**_SELECT, "initial_channels": ANY, "max_selected_items": ANY},
    "datepicker": {**_SELECT, "initial_date": ANY},
    "timepicker": {**_SELECT, "initial_time": ANY, "timezone": ANY},
    "datetimepicker": {"confirm": CONFIRM, "focus_on_load": ANY, "initial_date_time": ANY},
    "checkboxes": {
        "options": Items(most=10, types=("option",), required=True),
        "initial_options": ANY,
        "confirm": CONFIRM,
        "focus_on_load": ANY,
    },
    "radio_buttons": {
        "options": Items(most=10, types=("option",), required=True),
        "initial_option": ANY,
        "confirm": CONFIRM,
        "focus_on_load": ANY,
    },
    "plain_text_input": {
        **_TYPED,
        "initial_value": Chars(longest=3000),
        "multiline": ANY,
        "min_length": ANY,
        "max_length": ANY,
    },
    "rich_text_input": {**_TYPED, "initial_value": ANY},
    "email_text_input": {**_TYPED, "initial_value": ANY},
    "url_text_input": {**_TYPED, "initial_value": ANY},
    "number_input": {
        **_TYPED,
        "is_decimal_allowed": Anything(required=True),
        "initial_value": ANY,
        "min_value": ANY,
        "max_value": ANY,
    },
    "file_input": {"filetypes": ANY, "max_files": ANY},
}

OBJECTS: dict[str, dict[str, Rule]] = {
    "confirm": {
        "title": Text(longest=100, required=True),
        "text": Text(longest=300, plain=False, required=True),
        "confirm": Text(longest=30, required=True),
        "deny": Text(longest=30, required=True),
        "style": Chars(choices=("primary", "danger")),
    },
    "option": {
        "text": Text(longest=75, plain=False, required=True),
        "value": Chars(longest=150, shortest=1, required=True),
        "description": Text(longest=75, plain=False),
        "url": Chars(longest=3000),
    },
    "option_group": {
        "label": Text(longest=75, required=True),
        "options": Items(most=100, types=("option",), required=True),
    },
}

MODAL: dict[str, Rule] = {
    "title": Text(longest=24, required=True),
    "submit": Text(longest=24),
    "close": Text(longest=24),
    "private_metadata": Chars(longest=3000),
    "callback_id": Chars(longest=255),
    "external_id": Chars(longest=255),
    "clear_on_close": ANY,
    "notify_on_close": ANY,
    "submit_disabled": ANY,
}
HOME: dict[str, Rule] = {
    "private_metadata": Chars(longest=3000),
    "callback_id": Chars(longest=255),
    "external_id": Chars(longest=255),
}

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LARGEST_VIEW = 250_000  # bytes of JSON
LARGEST_MESSAGE = 12_000  # characters of the JSON of all its blocks
MOST_WORDS = 11_000  # characters of all texts in them
NOT_IN_MESSAGES = frozenset({"alert"})
NOT_IN_VIEWS = frozenset({"markdown", "table", "data_table", "data_visualization", "file", "plan"})
