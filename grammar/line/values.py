"""Values of a typed line, without what only stands around them."""

import re

from grammar.line.keywords import Key
from grammar.line.parts import trimmed

# "not urgent", "if it is urgent": a sentence that ends this way does not flag the item.
_NO_FLAG = re.compile(r"(?:\b(?:as|be|how|if|is|less|more|most|non|not|so|too|very)|n['’]t)[- ]*$")
_PLEASE = re.compile(r"[ ,](?:please|pls|plz|thx|thanks|🙏|:pray:)$", re.IGNORECASE)
"""What may follow the flag: `urgent pls`."""
COLON = re.compile(r"(?<!\s)(?:\s*[:,]|\s+[-–—])\s+")
"""What stands between a person or a date at the start of a line and its text."""
_LEAD = re.compile(
    r"\s*(?:->|[-=–—→/|:•]|[*•](?=\s)|(?:is|are|will be)(?:[:=]|\s)|plan\s?[:=])", re.IGNORECASE
)
_MOST_LEADS = 4
_SHORT = re.compile(r"\b(?:[^\W\d]|e\.g|i\.e|etc|inc|ltd|corp|co|vs|no|approx)\.$", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "["}
_BULLET = re.compile(r"\n[-*•] ")
_BULLETS = re.compile(r"(?:\n[-*•] [^\n]+)+")
_MOST_WORDS, _MOST_CHARS = 5, 40


def value_start(text: str, start: int) -> int:
    """Where a value begins that a lone `is`, `plan:`, a dash or a bullet may stand before."""
    for _ in range(_MOST_LEADS):
        if found := _LEAD.match(text, start):
            start = found.end()
    return start + len(text[start : start + 2]) - len(text[start : start + 2].lstrip())


def bare(text: str) -> str:
    """A value without the bullet, the brackets or the full stop around it."""
    text = text.lstrip("\n ,;")
    return _unwrapped(plain(text[value_start(text, 0) :]))


def plain(text: str) -> str:
    """A sentence on one line, without the brackets or the full stop around it."""
    text = _unbracketed(trimmed(text.strip().replace("\n", " ")))
    ends = text.endswith(".") and not text.endswith("..") and not _SHORT.search(text[-12:])
    return text[:-1] if ends else text


def _unwrapped(text: str) -> str:
    """The text without brackets around all of it."""
    last = text[-1:]
    wrapped = text[:1] == _BRACKETS.get(last, "-") and last not in text[:-1]
    return trimmed(text[1:-1]) if wrapped else text


def _unbracketed(text: str) -> str:
    """The text without a bracket at its end that nothing opened."""
    opens = _BRACKETS.get(text[-1:], "")
    stray = opens and text.count(opens) < text.count(text[-1])
    return trimmed(text[:-1]) if stray else text


def flagged(text: str, *, alone: bool) -> tuple[str, bool]:
    """Strip a lone `urgent` from the end; also return whether there was one.

    `alone`: whether that word may be the whole text. "not urgent" and "is urgent" are sentences.
    """
    end = text.rstrip(" .,;!)")
    while found := _PLEASE.search(end[-12:]):
        end = end[: found.start() - len(found.string)].rstrip(" ,!")
    head, word = end[: -len(Key.URGENT)], end[-len(Key.URGENT) :]
    rest = trimmed(head.rstrip(" ("))
    apart = not head or head[-1] in " ,;("
    if word.lower() != Key.URGENT or not apart or _NO_FLAG.search(head[-24:].lower()):
        return text, False
    return (rest, True) if rest or alone else (text, False)


def in_a_row(value: str) -> str:
    """Options in a list with bullets, as `a | b`; others as they are."""
    is_list = _BULLETS.fullmatch(value.rstrip()) is not None
    return " | ".join(_BULLET.split(value)[1:]) if is_list else value


def choices(value: str) -> tuple[str, ...]:
    """The options in `a | b`, `a / b` or `a, b or c`, or in a list with bullets, each once."""
    value = in_a_row(value).replace("\n", " ")
    between = next((sign for sign in ("|", " / ", "/") if sign in value), None)
    split = value.split(between) if between else re.split(r"[,;]\s|\bor\b", value)
    names = {name.casefold(): name for option in split if (name := bare(option))}
    return tuple(names.values())


def are_short(options: tuple[str, ...]) -> bool:
    """Whether there are several, each of a few words."""
    short = all(len(one.split()) <= _MOST_WORDS and len(one) <= _MOST_CHARS for one in options)
    return len(options) > 1 and short
