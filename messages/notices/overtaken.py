"""The reply to an undo or a no that comes too late, because of what was done since."""

from escalation.errors import BadInput, Stale
from escalation.events import Event
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.undo import Overtaken
from grammar.masking import unescaped
from messages.notices import timeline
from messages.reader import Reader
from messages.slack import text

MOST = 3
"""How many things that happened since are named, the latest ones."""
LONGEST = 300
"""Characters of each."""


def offer_over(item: Item, ended: Event, reader: Reader) -> BadInput:
    """What ended the offer to which somebody says no."""
    plainly = reader.publicly().plainly()
    did = text.cut(timeline.did(timeline.done_by(ended), item, plainly), LONGEST)
    words = unescaped(did.replace("*", ""))
    over = f"The offer of {item.label} to you is over: {words}. Nothing was changed."
    return BadInput(over, field=Field.OWNER)


def overtaken_refusal(overtaken: Overtaken, reader: Reader, *, instead: str = "") -> Stale:
    """What happened since, so that nothing was undone, and the sentence that says what to do now.

    By default (`instead`) that is how to see where the item stands.
    """
    item, plainly = overtaken.wanted.item, reader.publicly().plainly()
    said = [
        text.cut(timeline.did(timeline.done_by(event), item, plainly), LONGEST)
        for event in overtaken.since[-MOST:]
    ]
    look = f"{reader.commands.logs(item.kind)} {item.label}"
    words = unescaped(text.listed(said).replace("*", ""))
    so = f"Since then {words}. Nothing was {'changed' if instead else 'undone'}."
    if instead and item.is_open:
        return Stale(f"{so} {instead}")
    return Stale(f"{so} See how it stands: `{look}`.")
