"""Words of messages as a terminal shows them."""

from bot.cli.files.targets import Names
from grammar.masking import unescaped
from messages.slack import text


def plain(words: str, names: Names) -> str:
    """Without Slack's tokens, marks and escapes: people and channels by name."""
    for channel, (name, _) in names.channels.items():
        words = words.replace(f"<#{channel}>", f"#{name}")
    return unescaped(text.readable(words, names.people).replace("*", ""))
