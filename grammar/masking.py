"""Masks the pieces of a typed line where keywords do not count: Slack tokens, quotes and code.

Each becomes one private-use character while we read the line; afterwards we put it back.
"""

import re
from dataclasses import dataclass

_FIRST = 0xF0000
MARK = "[\U000f0000-\U0010fffd]"
"""A pattern for one masked piece."""
EMOJI = r":[a-z0-9_+-]{1,40}:"
"""A pattern for an emoji as Slack sends it: `:tada:`."""
_PIECE = re.compile(
    r"<[^<>\s][^<>]*>"
    r"|(?<!\w)\"[^\"]+\"(?!\w)|“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»"
    r"|`[^`]+`"
    rf"|{MARK}"  # typed by somebody: mask it too, so that it comes back unchanged
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
        """A part of the line as it was typed, with masked pieces back in place.

        Outside Slack's own tokens we undo its `&amp; &lt; &gt;`; we drop quotes around the whole
        part.
        """
        text = unescaped(text.strip())
        if self.is_quoted(text):
            return unescaped(self.piece(text)[1:-1].strip())
        return re.sub(MARK, self._typed, text) if self.pieces else text

    def _typed(self, mark: re.Match[str]) -> str:
        """One piece as it was typed."""
        piece = self.piece(mark[0])
        return piece if piece.startswith("<") else unescaped(piece)

    def is_quoted(self, text: str) -> bool:
        """Whether a part of the line is one piece in quotes."""
        is_piece = len(text) == 1 and re.fullmatch(MARK, text) is not None
        return is_piece and _QUOTED.fullmatch(self.piece(text)) is not None

    def raw(self, text: str) -> str:
        """A part of the line as Slack sent it, with masked pieces back in place."""
        if not self.pieces:
            return text
        return re.sub(MARK, lambda found: self.piece(found[0]), text)


def unescaped(text: str) -> str:
    """Slack's text as it was typed: Slack escapes `&`, `<` and `>`."""
    if "&" not in text:
        return text
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text


def escaped(text: str) -> str:
    """The text as Slack would send it if somebody typed it; the reverse of `unescaped`."""
    for entity, char in reversed(_ENTITIES):
        text = text.replace(char, entity)
    return text


def mask(raw: str, *, between_lines: str = " ") -> MaskedLine:
    """Mask those pieces of the line; an unclosed quote is plain text."""
    pieces: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        pieces.append(found[0])
        return chr(_FIRST + len(pieces) - 1)

    text = _PIECE.sub(take_out, raw)
    lines = (" ".join(one.split()) for one in text.splitlines())
    return MaskedLine(between_lines.join(filter(None, lines)), tuple(pieces))
