"""The one place where user text becomes Slack text: cleaned, readable, inert and short.

Slack reads `<…>`, `&` and its marks as markup, so text that people typed is made inert here and
nowhere else. It can neither ping nor look like ours; an address in it links only to itself.
"""

import re
from collections.abc import Mapping

from escalation.people import Person
from grammar.masking import unescaped
from messages.slack import marks

ELLIPSIS = "…"
_TOKEN = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b\u200e\u200f"
    r"\u115f\u1160\u3164\uffa0"
    r"\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Unicode's controls, format characters, surrogates and blank letters; not newline and joiners."""
_JOINERS = "\u200c\u200d"
People = Mapping[str, Person]


def clean(raw: str) -> str:
    """`raw` without what cannot be seen: controls, bidi marks, zero widths, lone surrogates.

    Newlines stay (at most two in a row); joiners stay, as emoji and some scripts need them.
    """
    if raw.isprintable() and raw.isascii():
        return raw.strip()
    lines = re.sub(r"\r\n?|[\u2028\u2029\v\f\x85]", "\n", raw).replace("\t", " ")
    seen = re.sub(r"\n\s*\n\s*", "\n\n", _UNSEEN.sub("", lines)).strip()
    return marks.unstacked(seen.strip(_JOINERS).strip())


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
    return _address(target, label)


def _address(target: str, label: str) -> str:
    """A link as plain words that always include its target; other tokens stay unchanged."""
    if not re.match(r"(https?|mailto|tel):", target):
        return f"<{target}|{label}>" if label else f"<{target}>"
    if label and label not in target:
        return f"{label} ({target})"
    return target if target.startswith("http") else label or target


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


def cut_shown(marked: str, limit: int) -> str:
    """The same, without counting the addresses of links, which take no room on the screen."""
    hidden = sum(len(found) + 1 for found in re.findall(r"<https?://[^|>]*\|", marked))
    return cut(marked, limit + hidden)


def said(raw: str, people: People, *, limit: int = 2500) -> str:
    """User text for mrkdwn, its lines kept: as it was typed, with nothing in it marked up."""
    return _within(readable(raw, people), limit)


def title(raw: str, people: People, *, limit: int = 700) -> str:
    """User text for mrkdwn on one line: as it was typed, with nothing in it marked up."""
    return _within(line(raw, people), limit)


def _within(words: str, limit: int) -> str:
    """The words cut to `limit` characters, with their addresses as links if nothing is cut."""
    shown = marks.linked(words)
    return shown if len(shown) <= limit else cut(marks.inert(words), limit)


def sentence(raw: str, people: People, *, limit: int = 2500) -> str:
    """One of our own sentences for mrkdwn: its code stays code, people's names in it are inert."""
    return cut(marks.ours(readable(raw, people)), limit)


def code(raw: str, people: People, *, limit: int) -> str:
    """User text on one line as code."""
    shown = line(raw, people)
    return marks.code(shown if len(shown) <= limit else shown[: limit - 1].rstrip() + ELLIPSIS)


def plain(raw: str, people: People, *, limit: int) -> str:
    """User text for a `plain_text` object, without mark-up: one line, as it is, never empty."""
    shown = line(raw, people) or "–"
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + ELLIPSIS


def mention(user: str) -> str:
    """A person on a private surface, where a mention shows the name and pings nobody else."""
    if re.fullmatch(r"[A-Z0-9]{2,30}", user):
        return f"<@{user}>"
    return cut(marks.inert(clean(user)), 80) or "nobody"


def name(user: str, people: People) -> str:
    """A person in a channel: the display name in bold, as a mention would ping a second time."""
    known = people.get(user)
    shown = line(known.name, {}) if known else ""
    return f"*{cut(marks.inert(shown or user), 80)}*"


def link(url: str, label: str) -> str:
    """A link of ours around plain words; "" unless it is a web address."""
    if not re.fullmatch(r"https://[^\s<>|]{1,2000}", url):
        return ""
    return f"<{url.replace('&', '&amp;')}|{label}>"


def permalink(url: str, channel: str, ts: str, *, thread: str = "") -> str:
    """The address of a message in the workspace at `url`, as Slack writes it, without asking Slack.

    "" if one of them is not known (https://docs.slack.dev/reference/methods/chat.getPermalink).
    """
    if not (url and channel and ts):
        return ""
    address = f"{url}archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread}&cid={channel}" if thread not in ("", ts) else address


def to(url: str, label: str) -> str:
    """A link that somebody added, behind its label; the label alone unless it is a web address."""
    shown = marks.inert(line(label, {})).replace("|", "¦")
    if not re.fullmatch(r"https?://[^\s<>|\"`]{1,2000}", url):
        return shown
    return f"<{marks.escape(url)}|{shown}>"


def capitalized(words: str) -> str:
    """The words with a capital first; the rest stays, so that a date keeps its own capitals."""
    return f"{words[:1].upper()}{words[1:]}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 item`, `3 items`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: list[str]) -> str:
    """Words as people join them: `a`, `a and b`, `a, b and c`."""
    return " and ".join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])
