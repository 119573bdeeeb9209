"""Values of the buttons that answer an offer or a request."""

import re
from dataclasses import dataclass

from escalation.about.hand_overs import Offer
from escalation.items import Item
from messages.slack import ids


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
