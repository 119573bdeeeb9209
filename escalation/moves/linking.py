"""Adding a link to an item, and removing one."""

from dataclasses import replace

from escalation.about import links
from escalation.about.links import MOST, Link, numbered
from escalation.errors import BadInput
from escalation.facts.linked import Linked, Unlinked
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.changes import Change, Moment
from escalation.moves.move import Intent, Move, instead


def link(item: Item, intent: Intent, _: Moment) -> Change:
    """Add an address with the next number."""
    try:
        added = links.link(intent.address, intent.text)
    except BadInput as wrong:
        raise _wrong(f"{wrong.text} Type {instead(item, Move.LINK)}.", wrong.text) from None
    if known := next((one for one in item.links if one.url == added.url), None):
        raise _wrong(f"{item.label} has that link already, as number {known.n}.")
    if len(item.links) >= MOST:
        first = instead(item, Move.UNLINK, word=f"unlink {item.links[0].n}")
        raise _wrong(f"{item.label} has {MOST} links, and no more fit. Remove one first: {first}.")
    facts = Linked(url=added.url, words=added.words)
    return Change(item=replace(item, links=numbered([added], after=item.links)), facts=facts)


def unlink(item: Item, intent: Intent, _: Moment) -> Change:
    """Remove the link with a number or an address; the others keep their numbers."""
    gone = next((one for one in item.links if _is_meant(one, intent)), None)
    if gone is None:
        raise _wrong(_which(item, intent))
    rest = tuple(one for one in item.links if one.n != gone.n)
    facts = Unlinked(url=gone.url, words=gone.words)
    return Change(item=replace(item, links=rest), facts=facts)


def _is_meant(one: Link, intent: Intent) -> bool:
    if not intent.address:
        return one.n == intent.number
    try:
        return one.url == links.link(intent.address).url
    except BadInput:
        return False


def _which(item: Item, intent: Intent) -> str:
    """Which links there are instead."""
    if not item.links:
        return f"{item.label} has no links."
    such = "that link" if intent.address or not intent.number else f"link {intent.number}"
    there = ", ".join(f"{one.n} ({one.name or one.host})" for one in item.links)
    return f"{item.label} does not have {such}. It has {there}."


def _wrong(sentence: str, in_form: str = "") -> BadInput:
    return BadInput(sentence, field=Field.LINKS, in_form=in_form or sentence)
