"""Accounts: what people change about a customer, who may, and what is later than promised."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from escalation.about.customers import Customer
from escalation.dependencies import Dependencies, Weight, heaviest_first
from escalation.errors import NotAllowed
from escalation.items import Item
from escalation.worktime.hours import zone

MOST_NAMES = 20
"""How many other names somebody may give a customer."""
TAKEN = "“{name}” cannot be a name of {customer}. Choose another."
"""Reads the same for a hidden customer's name and for a word that cannot be a name."""
_UTC = ZoneInfo("UTC")


class Change(StrEnum):
    """What people change about a customer, as they type it."""

    OWNER = "owner"  # who has the account
    LIVE = "live"  # the date the customer was promised
    ALSO = "also"  # another name
    RENAME = "rename"  # another name, which is shown from now on
    MERGE = "merge"  # the same customer under another name


class Role(StrEnum):
    """What somebody is to a customer; one person can be several."""

    ACCOUNT = "account's owner"  # has the account
    LEAD = "lead"  # lead or leadership of a channel with an item about it
    ADMIN = "admin"  # of Slack or of Backstop


_MAY = {
    Change.MERGE: frozenset({Role.ACCOUNT, Role.ADMIN}),
}
NEEDS_REASON = frozenset({Change.MERGE})


def may(roles: Collection[Role], change: Change) -> bool:
    """Whether somebody with these roles may make this change."""
    return not _MAY.get(change, frozenset(Role)).isdisjoint(roles)


def require_may(
    customer: Customer, change: Change, roles: Collection[Role], *, owner: str, to_give: str
) -> None:
    """Raise NotAllowed, with who may, if somebody with these roles may not.

    `owner` is the account owner's name, `to_give` what assigns the account. The leads
    are not named: their channel may be one that the asker does not know of.
    """
    if may(roles, change):
        return
    leads = "the lead of a channel with an item about it" if may({Role.LEAD}, change) else ""
    others = ", ".join(filter(None, [owner, leads]))
    who = f"{others} or an admin" if others else "an admin"
    nobody = f" Nobody has the account yet: a lead or an admin can assign it with `{to_give}`."
    refusal = f"You cannot {_VERBS[change]} {customer.name}. Only {who} can do that."
    raise NotAllowed(refusal + ("" if owner else nobody))


def is_theirs_too(other: Customer, *, actor: str, roles: Collection[Role]) -> bool:
    """Whether somebody may merge this one away: admins may, others only their own or nobody's."""
    return Role.ADMIN in roles or other.owner in {"", actor}


def merges_others(other: Customer) -> NotAllowed:
    """The refusal to merge away a customer whose account is somebody else's."""
    return NotAllowed(f"Somebody else has the account of {other.name}. Only an admin can do that.")


def merged(kept: Customer, gone: Customer) -> tuple[str, datetime | None, str]:
    """Owner, promised date and its zone of two that become one: the kept one's come first."""
    dated = kept if kept.live_at else gone
    return kept.owner or gone.owner, dated.live_at, dated.live_zone


def day_promised(live_at: datetime, live_zone: str) -> date:
    """The day the customer was promised."""
    return live_at.astimezone(zone(live_zone, _UTC)).date()


def late(item: Item) -> tuple[Customer, ...]:
    """The customers of an item that were promised an earlier day than it is due on now."""
    return tuple(one for one in item.customers if _is_later(item, one))


def newly_late(item: Item, *, before: Item | None) -> tuple[Customer, ...]:
    """Those of them of whom that was not true `before`, None for a new item."""
    had = before.customers if before and before.is_open and before.due == item.due else ()
    known = {one.id for one in had}
    return tuple(one for one in late(item) if one.id not in known)


def _is_later(item: Item, customer: Customer) -> bool:
    if customer.live_at is None:
        return False
    due = item.due.at.astimezone(zone(customer.live_zone, _UTC)).date()
    return due > day_promised(customer.live_at, customer.live_zone)


def in_order(items: Iterable[Item], known: Mapping[int, Dependencies]) -> tuple[Item, ...]:
    """A customer's open items as they are shown: by weight, which for those alone is their own."""
    items = tuple(items)
    weights = {item.id: Weight(customers=len(item.customers)) for item in items}
    return heaviest_first(items, weights | {id_: its.weight for id_, its in known.items()})


_VERBS = {
    Change.OWNER: "change who has the account of",
    Change.LIVE: "change the date promised to",
    Change.ALSO: "add a name to",
    Change.RENAME: "rename",
    Change.MERGE: "merge",
}
