"""The lean form of a message: plain text, for when Slack refuses how it was written."""

import re

from messages.slack.blocks import Json

MOST_ITEMS = 10
BULLET = "• "
"""Opens the line of each item wherever a message lists several."""
_MORE = re.compile(r"\+(\d+) more")


def lean(message: Json) -> Json:
    """The message as text only, with its first ten items and how many more there are."""
    kept, items, more = [], 0, 0
    for line in message["text"].split("\n"):
        items += line.startswith(BULLET)
        if said := _MORE.match(line):
            more += int(said[1])
        elif items <= MOST_ITEMS or not line.startswith(BULLET):
            kept.append(line)
    more += max(0, items - MOST_ITEMS)
    return {"text": "\n".join([*kept, *([f"+{more} more"] if more else [])])}
