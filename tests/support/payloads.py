"""What every payload must satisfy: Slack's limits, and no typed text that pings."""

import re
from collections.abc import Iterator
from typing import Any

from escalation.recipients import Directory
from messages.reader import Reader
from messages.slack.limits import fitted
from playground.rules.limits import message_faults, view_faults, view_is_too_large
from tests.support.factories import OWNER, REPORTER, a_person, people, utc

OURS = re.compile(
    r"<@U\d\d>|<#C\d\d>|<!date\^\d+\^\{date_\w+\} at \{time\}\|[^<>|]+>|<https://[^<>|]+\|[a-z ]+>"
    r"|<https?://[^<>|\s]+>|<mailto:(?P<mail>[^<>|\s]+)\|(?P=mail)>"
    r"|<https?://(?P<host>[^/?#<>|\s]+)[^<>|\s]*\|(?:[^<>|]+ \((?P=host)\)|(?P=host)[^<>|]*)>"
)
"""The only tokens that Backstop writes itself: an address that people typed leads to itself,
and beside the words of a link stands its host."""


def a_reader(now: str = "03-04 09:00", **changes: Any) -> Reader:
    """Wed 4 Mar 2026 09:00 UTC; the owner is Maria, the reporter Bo."""
    maria_and_bo = people(a_person(OWNER, name="Maria"), a_person(REPORTER, name="Bo"))
    everybody = changes.pop("people", maria_and_bo)
    return Reader(directory=Directory(people=everybody, groups={}, now=utc(now)), **changes)


def faults(payload: dict[str, Any]) -> list[str]:
    """Everything wrong with a message or view."""
    found = limit_faults(payload)
    return [*found, *(f"loose: {text!r}" for text in marked_up(payload) if loose(text))]


def limit_faults(payload: dict[str, Any]) -> list[str]:
    """Everything that Slack would refuse, cut or show badly.

    We ask the playground, and the check that every payload goes through before it is sent.
    """
    fixed = ["would be changed"] * (fitted(payload) != payload)
    if "type" in payload:
        return fixed + view_faults(payload) + ["too large"] * view_is_too_large(payload)
    found = fixed + message_faults(payload["blocks"])
    if not 1 <= len(payload["text"].strip()) <= 4000:
        found.append("text needs 1 to 4,000 characters")
    if payload["blocks"] and payload["blocks"][0]["type"] not in {"section", "header"}:
        found.append("the first block is not a sentence, and notifications are built from it")
    return found


def loose(text: str) -> bool:
    """Whether it has a `<` that we did not write."""
    return "<" in OURS.sub("", text)


def marked_up(node: Any) -> Iterator[str]:
    """Every text in which Slack reads markup: mrkdwn objects and the top-level `text`."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn" or ("blocks" in node and "text" in node):
            yield node["text"]
        for value in node.values():
            yield from marked_up(value)
    elif isinstance(node, list):
        for value in node:
            yield from marked_up(value)


def first_line(payload: dict[str, Any]) -> str:
    """The sentence that a notification shows."""
    return str(payload["blocks"][0]["text"]["text"]).splitlines()[0]


def labels(payload: dict[str, Any]) -> list[str]:
    """The words on all buttons, in order."""
    return [
        element["text"]["text"]
        for block in payload["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]
