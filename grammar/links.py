"""Links in what people type: the address and the words beside it, as Slack sends them.

Slack sends an address as itself, as `<https://…>` or, with the words it shows, `<https://…|words>`.
"""

import re
from collections.abc import Iterable

from escalation.about import links
from escalation.about.links import Link
from escalation.errors import BadInput
from escalation.fields import TEXT_LIMIT
from grammar.masking import unescaped

_MARKED = r"<(?P<target>[a-z][a-z0-9+.-]*:[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>"
_PLAIN = r"(?P<plain>https?://[^\s<>|]+)"
_FOUND = re.compile(rf"{_MARKED}|{_PLAIN}", re.IGNORECASE)
_FIRST = re.compile(rf"(?:{_MARKED}|(?P<plain>[^\s<>|]+))\s*(?P<words>.*)", re.I | re.DOTALL)
_MEANT = re.compile(r"[a-z][a-z0-9+.-]*:\S|(?:[\w-]+\.)+[a-z]{2,}(?:[/:?#]\S*)?$", re.IGNORECASE)
_AROUND = ' \t\n,;:–—-"“”„«»'
"""What may stand around the words of a link."""
_BRACKETS = "()[]*_`'"
_AFTER = ".,;:!?)]}'\"*_~`”’»"


def first(raw: str) -> tuple[str, str]:
    """The address that a text as Slack sent it begins with, and the words beside it; "" for none.

    Whether the address can be kept is not asked here.
    """
    found = _FIRST.fullmatch(raw.strip())
    address = _address(found) if found else ""
    if not found or not _MEANT.match(address):
        return "", ""
    return address, unescaped(found["words"]).strip(_AROUND) or unescaped(found["label"] or "")


def after_words(raw: str) -> tuple[str, str]:
    """The one address of a text that begins with words or marks, and those words; else "" twice."""
    each = [*_FOUND.finditer(raw)]
    if len(each) != 1:
        return "", ""
    (found,) = each
    before, after = (part.strip(_AROUND + _BRACKETS) for part in raw.split(found[0], 1))
    said = unescaped(" ".join(filter(None, (before, after))))
    return _address(found), said or unescaped(found["label"] or "")


def found_in(texts: Iterable[str]) -> tuple[Link, ...]:
    """The links to keep among the words of a line, a message or a form, as they occur."""
    each = (_kept(one) for text in texts for one in _FOUND.finditer(text))
    return links.numbered(one for one in each if one)


def listed(text: str) -> tuple[Link, ...]:
    """The links that a form lists, one on each line; raises BadInput for a line that is none."""
    lines = [one for one in map(str.strip, text.splitlines()) if one]
    if len(lines) > links.MOST:
        raise BadInput(f"An item has at most {links.MOST} links. Leave out some.")
    each = ((first(line), line) for line in lines)
    return tuple(links.link(address or line, words) for (address, words), line in each)


def written(found: Iterable[Link]) -> str:
    """Links as a form lists them, as many as fit into its field."""
    lines = ""
    for one in found:
        longer = f"{lines}\n{one.url} {one.words}".strip()
        lines = longer if len(longer) <= TEXT_LIMIT else lines
    return lines


def _kept(found: re.Match[str]) -> Link | None:
    """The link, without words that look like another address; None if it cannot be kept."""
    for words in (unescaped(found["label"] or ""), ""):
        try:
            return links.link(_address(found), words)
        except BadInput:
            continue
    return None


def _address(found: re.Match[str]) -> str:
    """The address without the marks that only follow it in a sentence."""
    if found["target"]:
        return unescaped(found["target"])
    words = found["plain"]
    address = words.rstrip(_AFTER)
    if address.count("(") > address.count(")") and words[len(address) :].startswith(")"):
        address += ")"
    return unescaped(address)
