"""What somebody typed, given back to them where it could not be used: typed text is never lost."""

from messages import text
from messages.blocks import Json, message, section
from messages.voice import Voice

PIECE = 580
"""Characters of one paragraph: each may become five when escaped, and 3,000 is Slack's limit."""


def with_typed(reply: Json, typed: str, voice: Voice) -> Json:
    """The reply with all of the typed text under it, ready to be copied and sent again."""
    shown = text.readable(typed, voice.people)
    pieces = [shown[start : start + PIECE] for start in range(0, len(shown), PIECE)]
    given_back = [section(voice.said(piece, limit=2900)) for piece in pieces]
    words = f"{reply['text']}\nYou typed: {text.escape(shown)}"
    return message(words, [*reply["blocks"], section("*You typed:*"), *given_back])
