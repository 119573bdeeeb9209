"""Values of the buttons that answer an offer or a request, of one item or of everything."""

import re
from dataclasses import dataclass

from escalation.about.hand_overs import Offer
from escalation.items import Item
from messages.slack import ids

BATCH = "batch."
"""A button or menu of a hand-over of everything: `batch.take`, `batch.line`, `batch.back`."""
HAND_OVER = "hand_over"
"""A button that opens the form which hands over everything of somebody; its value is their id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """What a button says to an offer of an item, which `mark` names."""

    says: str
    ref: ids.Ref
    mark: str


def encode_offer(says: str, item: Item, offer: Offer) -> str:
    """The value of a button that answers the item's offer: `take:7.1.3:20260326130000…`."""
    return f"{says}:{ids.encode(item)}:{offer.mark}"


def decode_offer(value: object) -> OfferAnswer | None:
    """The answer of such a button; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(
        r"(take|decline|give|keep):([\d.]{1,40}):(\d{20})", value, re.ASCII
    )
    ref = ids.decode(found[2]) if found else None
    return OfferAnswer(says=found[1], ref=ref, mark=found[3]) if found and ref else None


def encode_batch(says: str, mark: str, key: str = "") -> str:
    """The value of a button that answers a hand-over of everything, or one line of it."""
    return f"{says}:{mark}:{key}"


def decode_batch(value: object) -> tuple[str, str, str] | None:
    """What such a button says, the mark and the key of the line; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(_BATCH, value, re.ASCII)
    return (found[1], found[2], found[3]) if found else None


_BATCH = r"(take|decline|back):([0-9a-f]{16}):((?:(?:item|customer|role):[^\n]{1,100})?)"
