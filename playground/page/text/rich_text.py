"""Slack's rich_text blocks as safe HTML. Source: Slack, "Rich text block" reference."""

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from playground.page.reader import Reader
from playground.page.text import dates, mrkdwn
from playground.state.workspace import Json

_TAGS = {"bold": "b", "italic": "i", "strike": "s", "underline": "u", "code": "code"}
_BOXES = {
    "rich_text_section": Markup("<p>{}</p>"),
    "rich_text_preformatted": Markup("<pre>{}</pre>"),
    "rich_text_quote": Markup("<blockquote>{}</blockquote>"),
}


def to_html(block: Json, reader: Reader) -> Markup:
    """All parts of a rich_text block, in order."""
    return Markup().join(_part(part, reader) for part in block.get("elements", []))


def _part(part: Json, reader: Reader) -> Markup:
    if part["type"] == "rich_text_list":
        return _list(part, reader)
    return _BOXES[part["type"]].format(_inline(part["elements"], reader))


def _list(part: Json, reader: Reader) -> Markup:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    rows = (
        Markup("<li>{}</li>").format(_inline(row["elements"], reader)) for row in part["elements"]
    )
    box = Markup('<{} class="indent-{}">{}</{}>')
    return box.format(tag, int(part.get("indent", 0)), Markup().join(rows), tag)


def _inline(elements: Iterable[Json], reader: Reader) -> Markup:
    return Markup().join(_styled(element, _element(element, reader)) for element in elements)


def _styled(element: Json, shown: Markup) -> Markup:
    for style, tag in _TAGS.items():
        if element.get("style", {}).get(style):
            shown = Markup("<{}>{}</{}>").format(tag, shown, tag)
    return shown


def _element(element: Json, reader: Reader) -> Markup:
    draw = _ELEMENTS.get(element["type"])
    return draw(element, reader) if draw else escape(element.get("text", ""))


def _date(element: Json, reader: Reader) -> Markup:
    shown = dates.formatted(element["format"], dates.at(element["timestamp"]), reader)
    return escape(shown or element.get("fallback", ""))


def _link(element: Json, reader: Reader) -> Markup:
    return mrkdwn.link(element["url"], reader, label=element.get("text", ""))


def _emoji(element: Json, _: Reader) -> Markup:
    if points := element.get("unicode"):
        return escape("".join(chr(int(point, 16)) for point in points.split("-")))
    return escape(f":{element['name']}:")


_ELEMENTS: dict[str, Callable[[Json, Reader], Markup]] = {
    "link": _link,
    "user": lambda element, reader: mrkdwn.user(element["user_id"], reader),
    "channel": lambda element, reader: mrkdwn.channel(element["channel_id"], reader),
    "usergroup": lambda element, reader: mrkdwn.group(element["usergroup_id"], reader),
    "broadcast": lambda element, _: mrkdwn.mention(f"@{element['range']}"),
    "emoji": _emoji,
    "date": _date,
}
