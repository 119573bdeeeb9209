"""Customers as replies that only the asker sees: the card, the list, and what was changed."""

from collections.abc import Sequence

from escalation.about.customers import Customer
from escalation.items import Item, Kind
from escalation.moves.accounts import Change
from escalation.trajectories import OfCustomer
from messages.items import dependencies, impact, promises
from messages.items.lists import chunks, could_not_be_read, row
from messages.reader import Reader
from messages.slack import budget, text
from messages.slack.blocks import Json, context, message, section

ITEMS = (20, 10, 5, 2)
"""Open items of one kind on a card; the first that lets all of it fit."""
MOST_LISTED = 60
MOST_LATER = 10
"""How many items are named that are due later than promised."""
Row = tuple[Customer, OfCustomer | None, int]
"""A customer, which way it is going, and how many items it has open."""
_KINDS = {Kind.BLOCKER: "Open blockers", Kind.DECISION: "Open decisions"}


def card_reply(
    customer: Customer,
    reader: Reader,
    *,
    also: Sequence[str],
    going: OfCustomer | None,
    open_items: Sequence[Item],
    closed: Sequence[Item],
    unreadable: Sequence[str] = (),
) -> Json:
    """A customer's card; `open_items` come by weight, the latest of the `closed` first."""
    private = reader.privately()
    about = _about(customer, private, also=also, going=going)
    last = ["*Closed last*", *(row(item, private) for item in closed)] if closed else []
    small = [*could_not_be_read(unreadable), _to_change(customer, private)]
    spoken = _about(customer, private.plainly(), also=also, going=going)
    spoken += [row(item, private.plainly()) for item in open_items[: ITEMS[0]]]

    def drawn(most: int) -> Json:
        groups = [*(_group(kind, open_items, private, most=most) for kind in Kind), last]
        blocks = [section(chunk) for lines in [about, *groups] for chunk in chunks(lines)]
        return message(text.cut("\n".join(spoken), 3900), [*blocks, context(*small)])

    return budget.first_fitting(drawn, *ITEMS)


def _about(
    customer: Customer, reader: Reader, *, also: Sequence[str], going: OfCustomer | None
) -> list[str]:
    """Name, trajectory, promised date, owner of the account, other names."""
    names = ", ".join(reader.title(one, limit=160) for one in also)
    owner = reader.who(customer.owner) if customer.owner else "nobody yet"
    lines = [
        f"*{_name(customer, reader)}*: {text.cut(impact.of_customer(going), 300)}",
        f"*Promised:* {promises.day(customer.live_at, customer.live_zone, reader.now)}"
        if customer.live_at
        else "",
        f"*Owner of the account:* {owner}",
        f"*Also known as:* {text.cut(names, 900)}" if also else "",
    ]
    return [line for line in lines if line]


def _group(kind: Kind, items: Sequence[Item], reader: Reader, *, most: int) -> list[str]:
    """The first items of one kind under a heading; none if there are none."""
    lines = [_open(item, reader) for item in items if item.kind is kind]
    left_out = len(lines) - most
    more = [f"+{left_out} more"] if left_out > 0 else []
    return [f"*{_KINDS[kind]}*", *lines[:most], *more] if lines else []


def _open(item: Item, reader: Reader) -> str:
    """`• *B-12* SSO login fails · @maria · due Mar 27 · fallback: use passwords · Blocks …`."""
    said = [row(item, reader), f"fallback: {reader.title(item.fallback, limit=150)}"]
    return " · ".join([*said, *dependencies.blocked(item, reader)])


def _to_change(customer: Customer, reader: Reader) -> str:
    typed = text.code(f"{reader.commands.backstop} customer {customer.name}", {}, limit=200)
    words = ["owner @maria", "live 15 apr", 'also "…"', "rename …", 'merge "…" because …']
    return f"You can type {typed} and then: {', '.join(f'`{word}`' for word in words)}"


def list_reply(listed: Sequence[Row], reader: Reader) -> Json:
    """All customers that somebody sees, with how many items each has open, the worst first."""
    private = reader.privately()
    if not listed:
        typed = f"{reader.commands.blocker} … customer: Harbor Law"
        return _said(f"You can see no customer yet. Name one with an item: `{typed}`")
    rows = [_row(one, private) for one in listed[:MOST_LISTED]]
    rows = rows[: budget.affordable(rows, budget.LISTED)]
    rest = len(listed) - len(rows)
    more = [f"+{rest} more: type `{reader.commands.backstop} customer <name>`"] if rest else []
    blocks = [section(chunk) for chunk in chunks(["*Customers*", *rows])]
    spoken = [_row(one, private.plainly()) for one in listed[: len(rows)]]
    words = text.cut("\n".join(["Customers", *spoken, *more]), 3900)
    return message(words, [*blocks, *([context(*more)] if more else [])])


def _row(one: Row, reader: Reader) -> str:
    customer, going, count = one
    day = promises.day(customer.live_at, customer.live_zone, reader.now)
    parts = [
        f"• *{_name(customer, reader)}* {impact.of_customer(going)}",
        f"{count} open" if count else "",
        f"promised {day}" if day else "",
        reader.who(customer.owner) if customer.owner else "",
    ]
    return " · ".join(filter(None, parts))


def changed_reply(
    customer: Customer, change: Change, reader: Reader, *, other: str, later: Sequence[Item] = ()
) -> Json:
    """What was changed; `other` is the other name of an `also` or `merge`, or the one before.

    `later` are the items that are due after a date just promised.
    """
    private = reader.privately()
    name, said = _name(customer, private), private.title(other, limit=160)
    day = promises.day(customer.live_at, customer.live_zone, reader.now)
    owner = private.who(customer.owner)
    sentences = {
        Change.OWNER: f"{owner} has the account of *{name}* now."
        if customer.owner
        else f"Nobody has the account of *{name}* now.",
        Change.LIVE: f"*{name}* was promised {day}. People who set a later date are told."
        if day
        else f"*{name}* has no promised date now.",
        Change.ALSO: f"*{name}* is also known as {said}.",
        Change.RENAME: f"{said} is *{name}* from now on. The old name still finds it.",
        Change.MERGE: f"{said} and *{name}* are one customer now. Both names find it.",
    }
    named = [
        f"• {private.label(item)} {private.title(item.title, limit=100)}"
        for item in later[:MOST_LATER]
    ]
    more = [f"+{len(later) - MOST_LATER} more"] if len(later) > MOST_LATER else []
    remark = ["Due later than that:", *named, *more] if later else []
    return _said("\n".join([sentences[change], *remark]))


def _name(customer: Customer, reader: Reader) -> str:
    return reader.title(customer.name, limit=300)


def _said(words: str) -> Json:
    return message(words, [section(words)])
