"""What is kept beside the rows of items: their customers, their links, and what they wait for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from escalation.about.agreements import NotMine
from escalation.about.customers import Customer
from escalation.about.hand_overs import Offer
from escalation.about.links import Link
from storage.about import customers, hand_overs, links
from storage.engine.database import Transaction
from storage.engine.prepared import Row


@dataclass(frozen=True, slots=True)
class Beside:
    """What there is of some items, by their ids."""

    customers: Mapping[int, tuple[Customer, ...]]
    links: Mapping[int, tuple[Link, ...]]
    waits: Mapping[int, Offer | NotMine]

    def of(self, item_id: int, *, is_open: bool) -> dict[str, Any]:
        """The fields of one item; nothing waits once it is closed."""
        waits = self.waits.get(item_id) if is_open else None
        return {
            "customers": self.customers.get(item_id, ()),
            "links": self.links.get(item_id, ()),
            "offer": waits if isinstance(waits, Offer) else None,
            "not_mine": waits if isinstance(waits, NotMine) else None,
        }


def of_rows(tx: Transaction, rows: Collection[Row]) -> Beside:
    """What there is of the items in these rows, which say whether any has some."""
    about = [row["id"] for row in rows if row["has_customers"]]
    linked = [row["id"] for row in rows if row["has_links"]]
    waiting = [row["id"] for row in rows if row["has_offer"]]
    return Beside(
        customers.of_items(tx, about) if about else {},
        links.of_items(tx, linked) if linked else {},
        hand_overs.of_items(tx, waiting) if waiting else {},
    )
