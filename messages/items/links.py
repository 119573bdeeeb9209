"""The links of an item: each with its number, its words and, always, its host."""

from escalation.about.links import Link
from escalation.items import Item
from messages.reader import Reader
from messages.slack import marks, text


def one(link: Link, reader: Reader) -> str:
    """`contract (docs.google.com)`, as a link where Slack draws one."""
    shown = text.line(link.shown, reader.people)
    return marks.inert(shown) if reader.plain else text.to(link.url, shown)


def listed(item: Item, reader: Reader, *, most: int) -> str:
    """All of them with their numbers; those that do not fit into `most` characters lead nowhere."""
    names = [one(link, reader.plainly()) for link in item.links]
    room, shown = most - sum(map(len, names)), []
    for link, name in zip(item.links, names, strict=True):
        drawn = one(link, reader)
        drawn = drawn if len(drawn) - len(name) <= room else name
        room -= len(drawn) - len(name)
        shown.append(f"{link.n}. {drawn}")
    return " · ".join(shown)
