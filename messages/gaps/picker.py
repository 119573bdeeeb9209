"""*New owner* under the notice of an ownership gap, and the answers of an owner who left."""

from collections.abc import Iterable

from escalation.items import Item
from messages.reader import Reader
from messages.slack import ids, offer_ids, text
from messages.slack.blocks import Json, actions, button, option, overflow, plain

ANSWERS = {"still": "Still mine", "no": "No longer mine"}
"""What an owner who left the channel can answer."""


def new_owner(item: Item) -> Json:
    """The picker as a row of its own."""
    return actions(ids.block_id(item, "owner"), [of_people(item)])


def everything_of(items: Iterable[Item], reader: Reader) -> list[Json]:
    """A row with a button for each owner of these who has left: it hands over all they have."""
    owners = dict.fromkeys(item.owner for item in items if item.id in reader.gaps)
    gone = [user for user in owners if reader.directory.reachable(user) is None]
    buttons = [
        button(_everything(user, reader), f"{offer_ids.HAND_OVER}.{user}", value=user)
        for user in gone[:_MOST_IN_A_ROW]
    ]
    return [actions(offer_ids.HAND_OVER, buttons)] if buttons else []


def _everything(user: str, reader: Reader) -> str:
    person = reader.people.get(user)
    of = f" of {person.name}" if person else ""
    return text.plain(f"Hand over everything{of}", {}, limit=75)


_MOST_IN_A_ROW = 5


def of_people(item: Item) -> Json:
    """A choice of one person, who becomes the owner at once."""
    return {
        "type": "users_select",
        "action_id": ids.OWNER + ids.encode(item),
        "placeholder": plain("New owner"),
    }


def still_mine(item: Item) -> Json:
    """The two answers of an owner who has left the item's channel."""
    answers = [
        button(said, ids.LEAVER + answer, value=ids.encode(item), spoken=f"{said}: {item.label}")
        for answer, said in ANSWERS.items()
    ]
    return actions(ids.block_id(item, "leaver"), answers)


def leavers_menu(item: Item) -> Json:
    """The same answers in a menu, beside one of several lines."""
    options = [option(said, ids.encode_choice(answer, item)) for answer, said in ANSWERS.items()]
    return overflow(f"{ids.LEAVER}menu", options)
