"""Links in forms: those of a new item, one on each line, and the one to add or to remove."""

from escalation.fields import Field
from messages.slack.blocks import Json
from messages.slack.fields import text_field

_HINT = "One on each line, with words for it if you like."


def listed_links(links: str | None) -> list[Json]:
    """The field for the links of a new item; nothing without any to list."""
    if links is None:
        return []
    return [text_field(Field.LINKS, "Links", value=links, hint=_HINT, lines=True, optional=True)]


def link_field(label: str) -> Json:
    """The field for one link."""
    return text_field(Field.LINKS, label)
