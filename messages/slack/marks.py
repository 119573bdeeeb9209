"""Shows marks as people typed them: nothing in their words turns bold, quoted, struck or code.

Slack has no way to escape `*`, `_`, `~`, a backtick or a `>` that opens a line. Zero-width
characters beside a mark do not help: with them Slack sees a mark even within a word. So each mark
becomes a look-alike character, and an invisible soft hyphen goes before a quote.
"""

import re
from unicodedata import category

MOST_MARKS = 4
"""Combining marks on one letter: enough for any script, too few to cover the lines above."""
_ALIKE = str.maketrans({"*": "∗", "＊": "﹡", "_": "ˍ", "＿": "⸏", "`": "ˋ", "｀": "ˋ", "~": "∼"})
_KEPT = re.compile(r"(:[a-z0-9_+'-]{1,60}:|(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9]))")
"""Where Slack ignores marks: the name of an emoji, and `_` within a word, as in `snake_case`."""
_QUOTE = re.compile(r"^(?=[^\S\n]*(?:&gt;|＞))", re.MULTILINE)
_LINK = re.compile(
    r"(https?://(?=[\w\[])[^\s<>|]++"
    r"|(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)++[A-Za-z]{2,24}\b)",
    re.IGNORECASE,
)
_AFTER_LINK = ".,;:!?)]}'\"*_~`”’»"
_CODE = re.compile(r"(`[^`\n]+`)")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(raw: str) -> str:
    """`raw` with `&`, `<` and `>` escaped, the three characters Slack's mrkdwn gives a meaning."""
    return raw.translate(_ESCAPES)


def inert(words: str) -> str:
    """Plain words as mrkdwn that shows them unchanged."""
    shown = "".join(
        piece if is_kept else escape(piece).translate(_ALIKE)
        for is_kept, piece in _pieces(_KEPT, words)
    )
    return _QUOTE.sub("\u00ad", shown)


def linked(words: str) -> str:
    """The same, with web and mail addresses as links to themselves."""
    return "".join(
        _link(piece) if is_link else inert(piece) for is_link, piece in _pieces(_LINK, words)
    )


def ours(sentence: str) -> str:
    """One of our own sentences as mrkdwn: the code in it stays code."""
    return "".join(
        escape(piece) if is_code else inert(piece) for is_code, piece in _pieces(_CODE, sentence)
    )


def code(words: str) -> str:
    """Plain words on one line as code."""
    return f"`{escape(words).replace('`', 'ˋ')}`"


def unstacked(words: str) -> str:
    """The words with at most MOST_MARKS combining marks on each letter."""
    kept, height = [], 0
    for char in words:
        kind = category(char)
        height = height + 1 if kind in {"Mn", "Me"} else height if kind == "Cf" else 0
        if height <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _pieces(pattern: re.Pattern[str], words: str) -> list[tuple[bool, str]]:
    """The words in pieces, and whether the pattern (one group) matches each."""
    return [(number % 2 == 1, piece) for number, piece in enumerate(pattern.split(words))]


def _link(words: str) -> str:
    """An address with itself as its label, so that a link leads where it says."""
    address = words.rstrip(_AFTER_LINK)
    if address.count("(") > address.count(")") and words[len(address) :].startswith(")"):
        address += ")"
    target = escape(address).replace("`", "%60")
    if "@" in address and "://" not in address:
        return f"<mailto:{target}|{target}>{inert(words[len(address) :])}"
    return f"<{target}>{inert(words[len(address) :])}"
