"""Masks the pieces of a typed line in which no keyword counts: Slack tokens, quotes and code.

Each is replaced by one private-use character while the line is read, and put back afterwards.
"""

import re
from dataclasses import dataclass

_FIRST = 0xF0000
MARK = "[\U000f0000-\U0010fffd]"
"""A pattern for one masked piece."""
_PIECE = re.compile(
    r"<[^<>\s][^<>]*>"
    r"|(?<!\w)\"[^\"]+\"(?!\w)|“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»"
    r"|`[^`]+`"
    rf"|{MARK}"  # typed by somebody: masked as well, so that it comes back as it was
)
_QUOTED = re.compile(r"[\"“„«].*[\"”“»]", re.DOTALL)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """A line with those pieces masked, on one line with single spaces."""

    text: str
    pieces: tuple[str, ...]

    def piece(self, mark: str) -> str:
        """What one private-use character stands for."""
        return self.pieces[ord(mark) - _FIRST]

    def unmask(self, text: str) -> str:
        """A part of the line as it was typed, masked pieces back in place.

        Slack's `&amp; &lt; &gt;` are undone outside the pieces; quotes around all of it fall away.
        """
        text = unescaped(text.strip())
        if len(text) == 1 and re.fullmatch(MARK, text) and _QUOTED.fullmatch(self.piece(text)):
            return self.piece(text)[1:-1].strip()
        return re.sub(MARK, lambda found: self.piece(found[0]), text)


def unescaped(text: str) -> str:
    """Slack's text as it was typed: `&`, `<` and `>` come escaped."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text


def escaped(text: str) -> str:
    """The text as Slack would send it had it been typed, so that reading it gives it back."""
    for entity, char in reversed(_ENTITIES):
        text = text.replace(char, entity)
    return text


def mask(raw: str) -> MaskedLine:
    """The line with those pieces masked; an unclosed quote is plain text."""
    pieces: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        pieces.append(found[0])
        return chr(_FIRST + len(pieces) - 1)

    text = _PIECE.sub(take_out, raw)
    return MaskedLine(" ".join(text.split()), tuple(pieces))
