"""Whom Slack's tokens in typed text mention: people and user groups, by id.

Slack writes them as https://docs.slack.dev/messaging/formatting-message-text shows; the name after
the bar may be missing.
"""

import re
from collections.abc import Mapping

from grammar.masking import escaped

PERSON = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
GROUP = re.compile(r"<!subteam\^(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>")
_UNNAMED = re.compile(r"(?P<token><(?:@|!subteam\^)(?P<id>[A-Z0-9]+))\|?>")


def person(text: str) -> str:
    """The user id if the text is one mention of a person, else ""."""
    found = PERSON.fullmatch(text)
    return found["id"] if found else ""


def unnamed(text: str) -> frozenset[str]:
    """The ids of people and user groups that the text mentions without their name."""
    return frozenset(found["id"] for found in _UNNAMED.finditer(text))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text with the name of each id beside it, where it is known and missing."""

    def named(found: re.Match[str]) -> str:
        name = escaped(names.get(found["id"], "")).replace("|", "/")
        return f"{found['token']}|{name}>" if name else found[0]

    return _UNNAMED.sub(named, text)
