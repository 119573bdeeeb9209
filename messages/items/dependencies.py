"""What an item needs and blocks, in words: for cards, escalations and replies."""

from collections.abc import Iterable

from escalation.dependencies import NONE, Dependencies
from escalation.events import Event
from escalation.facts.by_people import Closed, Depended
from escalation.items import Item
from messages.reader import Reader
from messages.slack import text

_MOST_LINKED = 2500
"""Characters of labels with their links, of the 3,000 that a section holds."""


def lines(item: Item, reader: Reader) -> list[str]:
    """`Needs B-12` and `Blocks D-7, B-3 (3 items stand still)`, as far as they apply."""
    if not item.is_open:
        return []
    its = of(item, reader)
    needs = f"*Needs* {', '.join(labels(its.needs, reader))}" if its.needs else ""
    return [line for line in (needs, *blocked(item, reader)) if line]


def blocked(item: Item, reader: Reader) -> list[str]:
    """What else stands still: `Blocks D-7, B-3 (3 items, 2 customers stand still)`; else []."""
    its = of(item, reader)
    if not its.blocks:
        return []
    return [f"*Blocks* {', '.join(labels(its.blocks, reader))} ({_weight(its)})"]


def after(event: Event, item: Item, reader: Reader) -> list[str]:
    """What to say of them once this was done: after a closing what it needed and is still open."""
    if isinstance(event.facts, Depended):
        return lines(item, reader)
    return _still_needed(item, reader) if isinstance(event.facts, Closed) else []


def _still_needed(item: Item, reader: Reader) -> list[str]:
    open_ones = labels(of(item, reader).needs, reader)
    if not open_ones:
        return []
    verb = "is" if len(open_ones) == 1 else "are"
    return [f"Closed. {text.listed(open_ones)}, which it needed, {verb} still open."]


def of(item: Item, reader: Reader) -> Dependencies:
    """What the reader may know of what an item needs and blocks."""
    return reader.dependencies.get(item.id, NONE)


def labels(items: Iterable[Item], reader: Reader) -> list[str]:
    """How other items are named in passing: with links, unless these would fill a section."""
    items = tuple(items)
    linked = [reader.in_passing(item) for item in items]
    if sum(map(len, linked)) <= _MOST_LINKED:
        return linked
    return [item.label for item in items]


def _weight(its: Dependencies) -> str:
    """`1 item stands still`, `3 items, 2 customers stand still`."""
    items, customers = its.weight.items, its.weight.customers
    parts = [text.counted(items, "item")]
    parts += [text.counted(customers, "customer")] if customers else []
    verb = "stands" if items == 1 and not customers else "stand"
    return f"{', '.join(parts)} {verb} still"
