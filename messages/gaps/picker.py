"""*New owner* under the notice of an ownership gap, and the answers of an owner who left."""

from escalation.items import Item
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, option, overflow, plain

ANSWERS = {"still": "Still mine", "no": "No longer mine"}
"""What an owner who left the channel can answer."""


def new_owner(item: Item) -> Json:
    """The picker as a row of its own."""
    return actions(ids.block_id(item, "owner"), [of_people(item)])


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
