"""The reply to an offer or a request that waits for its answer already."""

from escalation.about.hand_overs import Offer
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Item
from messages.items.calls import unmarked
from messages.reader import Reader


def waits(item: Item, offer: Offer, reader: Reader) -> BadInput:
    """Nothing was sent: who was asked, and until when they can answer."""
    plainly = reader.publicly().plainly()
    until = plainly.when(offer.ends_at)
    if offer.is_request:
        owner = plainly.who(item.owner)
        said = f"You have asked for {item.label} already. {owner} can answer until {until}."
    else:
        said = f"{item.label} is offered to {plainly.who(offer.to)} already, until {until}."
    return BadInput(unmarked(f"{said} Nothing was sent again."), field=Field.OWNER)
