"""Labels as people paste them: `*B-1*`, `(B-1)`, `• B‑1`, fullwidth, `B.1`, `#B-1`."""

import re

from escalation.items import Kind

LABEL = r"#?[bdＢＤｂｄ] ?[-‐‑‒–—―−﹣－.]? ?\d{1,9}"
"""A pattern for a label in any spelling."""
_PAIRS = dict(zip("*_~`\"'“„«‹([", "*_~`\"'””»›)]", strict=True))
_OPEN, _SHUT = (re.escape("".join(marks)) for marks in (_PAIRS, {*_PAIRS.values(), "“"}))
_WRAPPED = rf"(?P<open>[{_OPEN}]*)(?P<label>{LABEL})(?P<shut>[:.]?[{_SHUT}]+)?(?=[\s:,.!?;)]|$)"
_HEAD = re.compile(_WRAPPED, re.IGNORECASE)
_BULLETS = frozenset({"&gt;", *"•‣◦▪·*–-"})
_BLANKS = " \t\r\n\u00a0\u200b\u2060\ufeff"
WRAPPED_LABEL = rf"[{_OPEN}]*{LABEL}[{_SHUT}]*"
"""A pattern for a label with the marks that it was pasted with."""
_MENTIONED = re.compile(
    r"(?<![\w-])[bd][-‐‑−–]\d{1,9}(?![\w-])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:(?<![{_OPEN}])[{_OPEN}]+)?(?P<label>{LABEL})[{_SHUT}]*", re.IGNORECASE)


def unwrapped(text: str) -> str:
    """The line with the label it begins with written `B-1`; any other line as it is.

    Marks around the label or the whole line go if each is closed: otherwise it is a quotation.
    """
    bare = _without_bullets(text)
    found = _HEAD.match(bare)
    if not found or text.startswith("<"):
        return text
    rest = _closed(found["open"], found["shut"] or "", bare[found.end() :])
    return text if rest is None else f"{written(found['label'])}{rest}"


def _without_bullets(text: str) -> str:
    """The line from its first word on."""
    text = text.lstrip(_BLANKS)
    while (words := text.split(maxsplit=1)) and len(words) > 1 and words[0] in _BULLETS:
        text = words[1].lstrip(_BLANKS)
    return text


def all_unwrapped(text: str) -> str:
    """A text of labels alone, such as `*B-1* and (B-2)`, with each one written `B-1`."""
    return _BARE.sub(lambda found: written(found["label"]), text)


def mentioned(text: str) -> tuple[str, ...]:
    """The different labels in a free text, written as labels are: with a dash."""
    return tuple(dict.fromkeys(written(found[0]) for found in _MENTIONED.finditer(text)))


def written(label: str) -> str:
    """A label in any spelling as `B-1`."""
    kind, number = parts(label)
    return f"{kind.letter}-{number}"


def parts(label: str) -> tuple[Kind, int]:
    """The kind and number of a label in any spelling."""
    kind = Kind.BLOCKER if label.lstrip("#")[0] in "bBｂＢ" else Kind.DECISION
    found = re.search(r"\d+", label)
    return kind, int(found[0]) if found else 0


def _closed(opened: str, shut: str, rest: str) -> str | None:
    """What follows the label, without what closes the marks; None if one is not closed."""
    shut = shut.lstrip(":.")
    for mark in reversed(opened):
        closing = _PAIRS[mark]
        if shut.startswith(closing):
            shut = shut[1:]
        elif rest.rstrip().endswith(closing):
            rest = rest.rstrip().removesuffix(closing)
        else:
            return None
    return rest if not shut else None
