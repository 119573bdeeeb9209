"""What has to hold before a workflow does anything; each refusal says what to do instead."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from escalation import refusals
from escalation.errors import BadInput, NotAllowed, Refusal, UnreadableItem
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.people import Person
from storage import channels, people
from storage.channels import Channel
from storage.checks.unwell import UNWELL
from storage.items import rows as item_rows
from storage.members import insiders
from workflows.transaction.unit_of_work import UnitOfWork

log = logging.getLogger("backstop.workflows")

NO_CHANNEL = f"{refusals.WHICH_CHANNEL} Type this in the team's channel."
UNASKED_HERE = (
    "I could not ask Slack about this channel yet, so nothing was done. Send it again in a moment."
)
UNASKED_THERE = "I could not ask Slack about that channel yet. Send this again in a moment."
NOT_HERE = (
    "I am not in this channel, so nothing was done. Type `/invite @Backstop` here, then try "
    "again. In a direct message, use your team's channel instead."
)
NOT_THERE = "I am not in that channel. Type `/invite @Backstop` there, then send this again."


def asker(uow: UnitOfWork, user: str) -> Person:
    """The person who asks; NotAllowed for apps, other companies' people and unknown people."""
    return may_ask(people.get(uow.tx, user))


def may_ask(person: Person | None) -> Person:
    """The same for somebody we have looked up."""
    if person is None:
        raise NotAllowed(refusals.UNKNOWN)
    if not person.can_own:
        raise NotAllowed(refusals.STRANGER)
    return person


def is_direct(channel: str) -> bool:
    """True for a direct message or when there is no channel."""
    return not channel or channel.startswith("D")


def channel_in_use(uow: UnitOfWork, channel: str) -> Channel:
    """The channel, if the bot is in it and it is not archived; else BadInput with the fix."""
    if is_direct(channel):
        raise BadInput(NO_CHANNEL)
    return in_use(channels.get(uow.tx, channel))


def in_use(known: Channel | None, *, field: Field = Field.NONE) -> Channel:
    """The same for a channel we have looked up, or one chosen in a `field` of a form."""
    why = unusable(known, there=bool(field))
    if known is None or why:
        raise BadInput(why, field=field)
    return known


def unusable(known: Channel | None, *, there: bool) -> str:
    """Why we cannot post in a channel, and what to do; "" if we can.

    `there`: it was chosen in a form, and is not where the person is.
    """
    if known is None:
        return UNASKED_THERE if there else UNASKED_HERE
    if known.archived:
        return "This channel is archived. Use one that is not."
    return "" if known.member else NOT_THERE if there else NOT_HERE


def laddered(channel: Channel) -> Channel:
    """The channel, if its stored ladder can be read; else BadInput with the fix."""
    if channel.ladder_fault:
        raise BadInput(
            "This channel's saved ladder is damaged, so nothing was done. Set it again with "
            "`/backstop setup`, then repeat this."
        )
    return channel


def readable(uow: UnitOfWork, item_id: int) -> Item:
    """An existing item; UnreadableItem if its stored data is damaged."""
    found = item_rows.these(uow.tx, [item_id])
    for damaged in found.unreadable:
        raise UnreadableItem(damaged.label)
    return found.items[0]


@contextmanager
def sound(item: Item) -> Iterator[None]:
    """Wraps the planning of an item: if it raises, raise UnreadableItem, which says who can look.

    Refusals and database errors pass through.
    """
    try:
        yield
    except (Refusal, *UNWELL):
        raise
    except Exception as fault:
        log.exception("action=unplannable item=%s", item.label)
        raise UnreadableItem(item.label) from fault


def may_own(person: Person | None, *, field: Field = Field.OWNER) -> Person:
    """The person named, if they have an active account in our own company; else BadInput."""
    if person is None:
        raise BadInput(refusals.UNREAD, field=field)
    if not person.can_own:
        raise BadInput(refusals.unfit(person.name, person.unfit), field=field)
    return person


def sees(uow: UnitOfWork, owner: Person, channel: str) -> None:
    """BadInput if this owner was removed from a private channel: they would be told nothing."""
    if channel in insiders.removed_from(uow.tx, owner.id):
        why = f"{owner.name} is no longer in this private channel"
        raise BadInput(f"{why}. Invite them first, or name somebody else.", field=Field.OWNER)


def owner_after(uow: UnitOfWork, item: Item, intent: Intent) -> str:
    """Who owns the item after this move; BadInput if the next one would be told nothing."""
    if intent.owner is None or intent.move is not Move.REASSIGN:
        return item.owner
    sees(uow, intent.owner, item.channel)
    return item.owner if intent.asks_until else intent.owner.id
