"""All of a week in a form: an overview of every part, and each part in pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from escalation.items import Item
from escalation.summary.weekly import Summary
from messages.items.lists import chunks, could_not_be_read
from messages.reader import Reader
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, context, section
from messages.slack.fields import modal
from messages.weekly import pending_lines, week_charts, week_lines
from messages.weekly.post import SHARED, Extra, headline
from messages.weekly.weekly_ids import WEEKLY, WeekPage, encode_week

PAGE = 20
"""Lines of one page."""
TITLE = "All of the week"


class Part(StrEnum):
    """A part of the form; the value is how buttons name it."""

    ASKED = "asked"
    CUSTOMERS = "customers"
    BLOCKERS = "blockers"
    DUE = "due"
    DECIDED = "decided"
    ENDED = "ended"
    ESCALATED = "escalated"
    MOVED = "moved"
    OPEN_AGAIN = "again"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a part is headed, how many of its lines an overview shows, and what they are."""

    heading: str
    most: int
    rows: Callable[[Summary, Reader], list[str]]


def _items(
    these: Callable[[Summary], Sequence[Item]],
) -> Callable[[Summary, Reader], list[str]]:
    return lambda made, reader: [_item(item, reader) for item in these(made)]


def _item(item: Item, reader: Reader) -> str:
    return week_lines.open_item(item, reader) if item.is_open else week_lines.ended(item, reader)


_SHAPES = {
    Part.ASKED: _Shape(
        "Asked of you",
        10,
        lambda made, reader: [pending_lines.line(one, reader) for one in made.asked],
    ),
    Part.CUSTOMERS: _Shape(
        "Customers",
        12,
        lambda made, reader: [week_lines.customer(one, reader) for one in made.customers],
    ),
    Part.BLOCKERS: _Shape("Blockers", 15, _items(lambda made: made.blockers)),
    Part.DUE: _Shape("Decisions due", 10, _items(lambda made: made.due)),
    Part.DECIDED: _Shape(
        "Decided",
        10,
        lambda made, reader: [week_lines.decided(one, reader) for one in made.decided],
    ),
    Part.ENDED: _Shape("Closed otherwise", 10, _items(lambda made: made.ended)),
    Part.ESCALATED: _Shape("Escalated", 10, _items(lambda made: made.escalated)),
    Part.MOVED: _Shape("Moved", 10, _items(lambda made: made.moved)),
    Part.OPEN_AGAIN: _Shape("Open again", 10, _items(lambda made: made.open_again)),
}


def in_full(summary: Summary, reader: Reader, extra: Extra, *, page: WeekPage) -> Json:
    """The form with an overview of a week, or with a page of one part."""
    shape = _SHAPES.get(Part(page.part)) if page.part in {*Part} else None
    blocks = [section(headline(summary, reader, extra))]
    if shape is None:
        blocks += _overview(summary, reader, extra, page=page)
    else:
        blocks += _page(shape.rows(summary, reader), shape.heading, page)
    return modal(f"{ids.FORM}shown", TITLE, blocks)


def _overview(summary: Summary, reader: Reader, extra: Extra, *, page: WeekPage) -> list[Json]:
    hidden = {Part.CUSTOMERS} if extra.shared else set[Part]()
    blocks: list[Json] = []
    for part, shape in _SHAPES.items():
        rows = [] if part in hidden else shape.rows(summary, reader)
        if rows:
            texts = chunks([f"*{shape.heading}*", *rows[: shape.most]])
            blocks += [section(one) for one in texts]
        if len(rows) > shape.most:
            more = replace(page, part=part, page=0)
            label = f"+{len(rows) - shape.most} more"
            spoken = f"All of {shape.heading}"
            blocks.append(_row([_button(label, "part", more, spoken=spoken)], f"more.{part}"))
    notes = [*week_charts.in_words(extra.trend), *could_not_be_read(extra.unreadable), *extra.notes]
    notes += [SHARED] if extra.shared else []
    return [*blocks, *([context(*notes)] if notes else [])]


def _page(rows: Sequence[str], heading: str, page: WeekPage) -> list[Json]:
    last = max(0, (len(rows) - 1) // PAGE)
    number = min(page.page, last)
    start = number * PAGE
    shown = rows[start : start + PAGE]
    of = f" · {start + 1} to {start + len(shown)} of {len(rows)}" if last else ""
    buttons = [_button("Back", "back", replace(page, part="", page=0))]
    if number:
        buttons.append(_button("Earlier", "earlier", replace(page, page=number - 1)))
    if number < last:
        buttons.append(_button("Later", "later", replace(page, page=number + 1)))
    texts = chunks([f"*{heading}*{of}", *shown])
    return [*map(section, texts), _row(buttons, "pages")]


def _button(label: str, what: str, page: WeekPage, *, spoken: str = "") -> Json:
    return button(label, f"{WEEKLY}{what}", value=encode_week(page), spoken=spoken)


def _row(buttons: list[Json], name: str) -> Json:
    return actions(f"weekly.{name}", buttons)
