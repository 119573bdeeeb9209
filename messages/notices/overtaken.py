"""The reply to an undo that comes too late, because people acted on the item since."""

from escalation.errors import Stale
from escalation.moves.undo import Overtaken
from grammar.masking import unescaped
from messages.notices import timeline
from messages.reader import Reader
from messages.slack import text

MOST = 3
"""How many things that happened since are named, the latest ones."""
LONGEST = 300
"""Characters of each."""


def overtaken_refusal(overtaken: Overtaken, reader: Reader) -> Stale:
    """Nothing was undone: what happened since, and how to see where the item stands."""
    item, plainly = overtaken.wanted.item, reader.publicly().plainly()
    said = [
        text.cut(timeline.did(timeline.done_by(event), item, plainly), LONGEST)
        for event in overtaken.since[-MOST:]
    ]
    look = f"{reader.commands.logs(item.kind)} {item.label}"
    words = unescaped(text.listed(said).replace("*", ""))
    return Stale(f"Since then {words}. Nothing was undone. See how it stands: `{look}`.")
