"""Values of the buttons that answer an offer or a request."""

import re
from dataclasses import dataclass

from escalation.items import Item
from messages.slack import ids


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """What a button answers to which offer of an item, by its mark."""

    says: str
    ref: ids.Ref
    mark: str


def encode_offer(says: str, item: Item) -> str:
    """The value of a button that answers the offer of this item: `take:7.1.3:20260326130000…`."""
    return f"{says}:{ids.encode(item)}:{item.offer.mark if item.offer else ''}"


def decode_offer(value: object) -> OfferAnswer | None:
    """The answer of such a button; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(
        r"(take|decline|give|keep):([\d.]{1,40}):(\d{20})", value, re.ASCII
    )
    ref = ids.decode(found[2]) if found else None
    return OfferAnswer(says=found[1], ref=ref, mark=found[3]) if found and ref else None
