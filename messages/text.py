"""The one place where user text becomes Slack text: cleaned, readable, escaped and short.

Slack reads `<…>` and `&` as markup, so text that people typed is escaped here and nowhere else
(slack-platform §3). What is escaped can neither ping nor link; our mark-up comes around it.
"""

import re
from collections.abc import Mapping

from escalation.opaque import unescaped
from escalation.people import Person

ELLIPSIS = "…"
_TOKEN = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_UNPAIRED = {"`": "'", "*": "∗", "~": "∼"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b\u200e\u200f"
    r"\u115f\u1160\u3164\uffa0"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Unicode's controls, format characters, surrogates and blank letters; not newline and joiners."""
_JOINERS = "\u200c\u200d"
People = Mapping[str, Person]


def escape(raw: str) -> str:
    """`raw` with `&`, `<` and `>` escaped, the three characters Slack's mrkdwn gives a meaning."""
    return raw.translate(_ESCAPES)


def clean(raw: str) -> str:
    """`raw` without what cannot be seen: controls, bidi marks, zero widths, lone surrogates.

    Newlines stay (at most two in a row); joiners stay, as emoji and some scripts need them.
    """
    if raw.isprintable() and raw.isascii():
        return raw.strip()
    lines = re.sub(r"\r\n?|[\u2028\u2029\v\f\x85]", "\n", raw).replace("\t", " ")
    seen = re.sub(r"\n\s*\n\s*", "\n\n", _UNSEEN.sub("", lines)).strip()
    return seen.strip(_JOINERS).strip()


def readable(raw: str, people: People) -> str:
    """`raw` cleaned, with Slack's tokens as plain words: `@bo` for `<@U1|bo>`.

    What stands in a token is still escaped as Slack sent it.
    """
    return clean(_TOKEN.sub(lambda found: unescaped(_word(found[1], found[2] or "", people)), raw))


def line(raw: str, people: People) -> str:
    """`raw` readable and on one line."""
    return " ".join(readable(raw, people).split())


def _word(target: str, label: str, people: People) -> str:
    if target.startswith("@"):
        known = people.get(target[1:])
        return "@" + (label or (known.name if known else target[1:])).lstrip("@")
    if target.startswith("#"):
        return "#" + (label or target[1:]).lstrip("#")
    if target.startswith("!date^"):
        return label or target
    if target.startswith("!"):
        return "@" + (label or target[1:].split("^", maxsplit=1)[0]).lstrip("@")
    if not re.match(r"(https?|mailto|tel):", target):
        return f"<{target}|{label}>" if label else f"<{target}>"
    return label if label and label in target else f"{label} ({target})" if label else target


def cut(marked: str, limit: int) -> str:
    """Marked-up text of at most `limit` characters, ended by an ellipsis if it was longer.

    Never ends inside an entity (`&amp;`) or a token (`<!date…>`). Idempotent.
    """
    if len(marked) <= limit:
        return marked
    kept = marked[: limit - 1]
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    entity = kept.rfind("&")
    if entity >= 0 and ";" not in kept[entity:]:
        whole = re.match(r"&(amp|lt|gt);", marked[entity:])
        kept = kept[:entity] if whole else kept
    return kept.rstrip() + ELLIPSIS


def said(raw: str, people: People, *, limit: int = 2500) -> str:
    """User text for mrkdwn, its lines kept: escaped, with no mark-up that reaches past its end."""
    return _paired(cut(escape(readable(raw, people)), limit))


def title(raw: str, people: People, *, limit: int = 700) -> str:
    """User text for mrkdwn on one line: escaped, with no mark-up that reaches past its end."""
    return _paired(cut(escape(line(raw, people)), limit))


def plain(raw: str, people: People, *, limit: int) -> str:
    """User text for a `plain_text` object, without mark-up: one line, as it is, never empty."""
    shown = line(raw, people) or "–"
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + ELLIPSIS


def _paired(raw: str) -> str:
    for mark, harmless in _UNPAIRED.items():
        if raw.count(mark) % 2:
            raw = raw.replace(mark, harmless)
    return raw


def mention(user: str) -> str:
    """A person on a private surface, where a mention shows the name and pings nobody else."""
    if re.fullmatch(r"[A-Z0-9]{2,30}", user):
        return f"<@{user}>"
    return cut(escape(clean(user)), 80) or "nobody"


def name(user: str, people: People) -> str:
    """A person in a channel: the display name in bold, as a mention would ping a second time."""
    known = people.get(user)
    shown = re.sub(r"[*_~`]", "", line(known.name, {})) if known else ""
    return f"*{cut(escape(shown or user), 80)}*"


def link(url: str, label: str) -> str:
    """A link of ours around plain words; "" unless it is a web address."""
    if not re.fullmatch(r"https://[^\s<>|]{1,2000}", url):
        return ""
    return f"<{url.replace('&', '&amp;')}|{label}>"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 item`, `3 items`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: list[str]) -> str:
    """Words as people join them: `a`, `a and b`, `a, b and c`."""
    return " and ".join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])
