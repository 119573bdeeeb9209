"""Gives back what somebody typed if it could not be used: typed text is never lost."""

from messages.reader import Voice
from messages.slack import text
from messages.slack.blocks import Json, message, section

PIECE = 2900
"""Characters of one paragraph, below Slack's 3,000."""
ALL = 3900
"""Characters of it in `text`, below Slack's 4,000."""


def with_typed(reply: Json, typed: str, voice: Voice) -> Json:
    """The reply with all of the typed text under it, ready to be copied and sent again.

    The text has no mark-up, so it shows exactly what was typed.
    """
    shown = text.readable(typed, voice.people)
    pieces = [shown[start : start + PIECE] for start in range(0, len(shown), PIECE)]
    given_back: list[Json] = [{"type": "section", "text": _as_typed(piece)} for piece in pieces]
    words = f"{reply['text']}\nYou typed: {voice.said(shown, limit=ALL)}"
    return message(words, [*reply["blocks"], section("*You typed:*"), *given_back])


def _as_typed(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": False}
