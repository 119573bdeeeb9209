"""Slack's mrkdwn as safe HTML: escaped first, with nothing but known tags and plain links let in.

Source of the syntax: Slack, "Formatting text for app surfaces".
"""

import re

from markupsafe import Markup, escape

from playground.page import address
from playground.page.reader import Reader
from playground.page.text import dates, emoji

_HOLD = 0xF0000
_HELD = re.compile("[\U000f0000-\U0010ffff]")
_TOKEN = re.compile(
    r"\n?```(?P<pre>.+?)```\n?"
    r"|[`｀](?P<code>[^`｀\n]+)[`｀]"
    r"|<(?P<token>[^<>\n]+)>"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)])",
    re.DOTALL,
)
_STYLE = re.compile(r"(?<!\w)([*_~＊＿])(?=\S)((?:(?!\1)[^\n])+)(?<=\S)\1(?!\w)")
_TAGS = {"*": "b", "＊": "b", "_": "i", "＿": "i", "~": "s"}
"""Fullwidth marks count as well."""
_QUOTES = ("&gt;", "＞")
_UNIX = re.compile(r"[0-9]{1,11}")
_BROADCASTS = ("here", "channel", "everyone")
_SAFE = ("http://", "https://", "mailto:")


def to_html(text: str, reader: Reader) -> Markup:
    """The mrkdwn `text` as HTML for the reader; unbalanced markers stay as they were typed.

    Links, mentions and code are taken out first and held by one private-use character each,
    so that styles can run around them but never inside.
    """
    kept: list[Markup] = []

    def hold(match: re.Match[str]) -> str:
        kept.append(_token(match, reader))
        return chr(_HOLD + len(kept) - 1)

    held = _TOKEN.sub(hold, _HELD.sub("", text))
    lines = [_styled(emoji.drawn(str(escape(plain(line))))) for line in held.split("\n")]
    html = _HELD.sub(lambda match: kept[ord(match[0]) - _HOLD], _quoted(lines))
    return Markup(html)  # noqa: S704 - every line went through `escape` above, and what was kept is markup


def plain(text: str) -> str:
    """The text as it was typed, with Slack's three entities taken back."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(url: str, reader: Reader, *, label: str = "") -> Markup:
    """A link opened only by a click; an address that is not http(s) or mailto stays text."""
    shown = plain(label or url.removeprefix("mailto:"))
    target = href(plain(url), reader)
    if not target:
        return escape(shown if label else f"<{shown}>")
    return Markup("<a {}>{}</a>").format(target, shown)


def href(url: str, reader: Reader) -> Markup:
    """The attributes of a link: permalinks stay on the page, others open apart, unsafe get none."""
    if here := address.of_permalink(url, reader.user_id):
        return Markup('href="{}"').format(here)
    if not url.lower().startswith(_SAFE):
        return Markup("")
    return Markup('href="{}" target="_blank" rel="noreferrer noopener"').format(url)


def mention(shown: str, *, of_reader: bool = False) -> Markup:
    """A highlighted name; one that means the reader stands out more."""
    style = "mention me" if of_reader else "mention"
    return Markup('<span class="{}">{}</span>').format(style, shown)


def user(user_id: str, reader: Reader, *, label: str = "") -> Markup:
    """The mention of a person; a stranger shows as the label or the bare id."""
    name = reader.users.get(user_id) or plain(label) or user_id
    return mention(f"@{name}", of_reader=user_id == reader.user_id)


def channel(channel_id: str, reader: Reader) -> Markup:
    """The mention of a channel, whose name shows only to those who can open it."""
    name = reader.channels.get(channel_id)
    return mention(f"#{name}" if name else "private channel")


def group(group_id: str, reader: Reader, *, label: str = "") -> Markup:
    """The mention of a user group by its handle."""
    return mention(
        f"@{reader.groups[group_id]}" if group_id in reader.groups else plain(label) or "@group"
    )


def _token(match: re.Match[str], reader: Reader) -> Markup:
    if match["pre"]:
        return Markup("<pre>{}</pre>").format(plain(match["pre"]).strip("\n"))
    if match["code"]:
        return Markup("<code>{}</code>").format(plain(match["code"]))
    if match["url"]:
        return link(match["url"], reader)
    body, _, label = match["token"].partition("|")
    sign, name = body[:1], body[1:]
    if sign == "@":
        return user(name, reader, label=label)
    if sign == "#":
        return channel(name, reader)
    return _special(name, label, reader) if sign == "!" else link(body, reader, label=label)


def _special(body: str, label: str, reader: Reader) -> Markup:
    kind, *parts = body.split("^")
    if kind == "date" and len(parts) >= 2 and _UNIX.fullmatch(parts[0]):
        return _date(parts, label, reader)
    if kind == "subteam" and parts:
        return group(parts[0], reader, label=label)
    return mention(f"@{kind}") if kind in _BROADCASTS else escape(plain(label or f"<!{body}>"))


def _date(parts: list[str], fallback: str, reader: Reader) -> Markup:
    instant = dates.at(int(parts[0]))
    shown = dates.formatted(plain(parts[1]), instant, reader) or plain(fallback)
    words = Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), shown)
    return link(parts[2], reader, label=shown) if len(parts) > 2 else words


def _styled(text: str) -> str:
    def styled(match: re.Match[str]) -> str:
        tag = _TAGS[match[1]]
        return f"<{tag}>{_styled(match[2])}</{tag}>"

    return _STYLE.sub(styled, text)


def _quoted(lines: list[str]) -> str:
    pieces: list[str] = []
    for line in lines:
        quote = next((sign for sign in _QUOTES if line.startswith(sign)), "")
        if not quote:
            pieces.append(line)
            continue
        words = line.removeprefix(quote).lstrip()
        if pieces and pieces[-1].endswith("</blockquote>"):
            pieces[-1] = f"{pieces[-1].removesuffix('</blockquote>')}<br>{words}</blockquote>"
        else:
            pieces.append(f"<blockquote>{words}</blockquote>")
    return "<br>".join(pieces).replace("</blockquote><br>", "</blockquote>")
