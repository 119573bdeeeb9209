"""Emoji that the page draws itself, so that they show without a font for them."""

import re

MARKS = {"🔴": "red", "⚪": "white", "✅": "done", "⚠": "warning", "↩": "back"}
_MARK = re.compile("([" + "".join(MARKS) + "])\ufe0f?")


def drawn(html: str) -> str:
    """Escaped text with each known emoji in an element that the style sheet draws.

    The emoji stays inside for screen readers and for copying.
    """
    return _MARK.sub(lambda found: f'<span class="mark {MARKS[found[1]]}">{found[0]}</span>', html)
