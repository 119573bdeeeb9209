"""What a message says to the bot: its text without the mention that addresses it."""

import re

from grammar.masking import EMOJI

_QUOTED = re.compile(r"^(?:&gt;|>).*$", re.MULTILINE)
_GREETING = re.compile(
    r"\W*(?:(?:hey|hi|hello|ok|okay|dear|please|pls|thanks|thank you)\b\W*)*", re.IGNORECASE
)


def line(text: str, bot: str) -> str:
    """The line for the bot (a user id): the mention may stand anywhere, and a greeting before it.

    What else stands before the mention belongs to the line: nothing may be carried out that only
    half of a sentence says. A mention in a quotation of somebody else's words addresses nobody.
    """
    mention = re.compile(rf"<@{bot}(?:\|[^<>]*)?>[ \t]*(?!{EMOJI})[,:]?")
    found = mention.search(text)
    if found is None:
        return text.strip()
    if not mention.search(_QUOTED.sub("", text)):
        return ""
    before, after = text[: found.start()], text[found.end() :]
    if _GREETING.fullmatch(before):
        return after.strip()
    between = "" if before.endswith("\n") else " "
    return f"{before.rstrip(' ')}{between}{after.lstrip(' ')}".strip()
