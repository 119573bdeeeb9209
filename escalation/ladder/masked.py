"""Masked items: what somebody may know of an item that they may not see."""

from dataclasses import replace

from escalation.items import Item

MASK = "private"
"""Stands for every text that somebody typed."""


def masked(item: Item) -> Item:
    """The item without any word of it: its label, owner, dates and state are left."""
    closing, kept, offer, not_mine = item.closing, item.position.kept, item.offer, item.not_mine
    if closing and closing.outcome:
        closing = replace(closing, outcome=MASK)
    if kept:
        kept = replace(kept, reason=MASK)
    return replace(
        item,
        title=MASK,
        fallback=MASK,
        impact="",
        trajectory=None,
        options=(),
        default="",
        customers=(),
        links=(),
        offer=replace(offer, reason=MASK) if offer else None,
        not_mine=replace(not_mine, reason=MASK) if not_mine else None,
        permalink="",
        due=replace(item.due, phrase=""),
        position=replace(item.position, kept=kept),
        closing=closing,
    )
