"""Following: who may be told when an item that is not theirs closes, reopens or moves."""

from collections.abc import Collection
from enum import StrEnum

from escalation.errors import BadInput
from escalation.items import Item
from escalation.moves.move import Move
from escalation.people import Person

MOST = 100
"""How many people can follow one item."""
NEWS = frozenset(
    {Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW, Move.REOPEN, Move.RESCHEDULE}
)
"""The moves that followers are told of."""


class Following(StrEnum):
    """What somebody asks for who wants to be told of an item, or no longer."""

    FOLLOW = "follow"  # tell me when it closes, reopens or gets a new date
    UNFOLLOW = "unfollow"  # no longer


def require_possible(
    item: Item, person: Person, wanted: Following, *, followers: Collection[str]
) -> None:
    """Raise BadInput, with what to type instead, unless this changes who follows the item."""
    follows = person.id in followers
    if wanted is Following.UNFOLLOW and follows:
        return
    if person.id in {item.owner, item.reporter}:
        raise BadInput(f"You already get everything about {item.label}.")
    if wanted is Following.UNFOLLOW:
        raise BadInput(f"You do not follow {item.label}. To follow it: `{item.label} follow`.")
    if follows:
        raise BadInput(f"You already follow {item.label}. To stop: `{item.label} unfollow`.")
    if len(followers) >= MOST:
        raise BadInput(
            f"{MOST} people follow {item.label} already, and more cannot. To see how it stands: "
            f"`{item.label}`."
        )


def loses_sight(person: Person | None, *, is_public: bool, members: Collection[str]) -> bool:
    """Whether somebody certainly sees nothing more of a channel, by who was in it last.

    `is_public` means that everybody of our company sees it, except guests.
    """
    if person is None or not person.can_own:
        return True
    return person.id not in members and (person.guest or not is_public)
