"""The answer to somebody who follows an item or stops, and what can be typed for it."""

from escalation.following import Following
from escalation.items import Item
from messages.items import buttons
from messages.reader import Reader
from messages.slack import ids
from messages.slack.blocks import Json, actions, message, section

TYPEABLE = {
    "follow": "tells you when it closes, reopens or gets a new date",
    "unfollow": "ends that",
    "plan": "says what will happen when",
}
"""What can be typed for an item besides the moves, and what that does."""


def followed_reply(item: Item, wanted: Following, reader: Reader) -> Json:
    """What somebody follows now, or no longer, with the button that changes it back."""
    label, title = reader.label(item), reader.title(item.title)
    if wanted is Following.FOLLOW:
        lines = [
            f"You follow {label} now: {title}",
            "I tell you when it closes, reopens or gets a new date, in your working hours.",
        ]
        other = Following.UNFOLLOW
    else:
        lines, other = [f"You no longer follow {label}: {title}"], Following.FOLLOW
    back = actions(ids.block_id(item, "following"), [buttons.follow_button(item, other)])
    return message("\n".join(lines), [section("\n".join(lines)), back])
