"""Slack's documented limits as tables, by what has the field and its name.

`*` stands for everything that has such a field. Source: docs.slack.dev/reference/block-kit.
"""

TEXT_LIMIT = 4000
VIEW_BYTES = 250_000
BLOCKS = {"message": 50, "modal": 100, "home": 100}
CHARACTERS = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("section", "fields"): 2000,
    ("context", "elements"): 2000,
    ("button", "text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("option", "text"): 75,
    ("option", "value"): 150,
    ("option", "description"): 75,
    ("group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("image", "title"): 2000,
    ("plain_text_input", "initial_value"): 3000,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("*", "placeholder"): 150,
    ("*", "private_metadata"): 3000,
    ("*", "action_id"): 255,
    ("*", "block_id"): 255,
    ("*", "callback_id"): 255,
    ("*", "external_id"): 255,
}
COUNTS = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("overflow", "options"): 5,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("*", "options"): 100,
    ("*", "option_groups"): 100,
}
OPTIONAL = frozenset({"initial_value", "private_metadata", "value", "external_id", "callback_id"})
"""Strings that may be empty; every other one needs a character."""
NAMELESS = {
    "options": "option",
    "initial_option": "option",
    "initial_options": "option",
    "option_groups": "group",
    "confirm": "confirm",
}
"""What the objects under these keys are, as they carry no `type`."""
SPEAKING = frozenset({"section", "header"})


def limit_of(field: tuple[str, str], table: dict[tuple[str, str], int]) -> int:
    """The limit of a field (what has it, its name), 0 for none."""
    return table.get(field) or table.get(("*", field[1]), 0)
