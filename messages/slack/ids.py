"""Names that travel through Slack and come back: action ids, callback ids, button values.

What comes back is not trusted: anything that we would not have written ourselves reads as None.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation.events import EventRef
from escalation.fields import Field
from escalation.items import Item

MOVE = "move."
"""Every button that makes a move, or opens its form: `move.acknowledge`."""
MORE = "more"
"""The overflow menu of further moves."""
SUGGEST = "suggest"
"""A button that offers what was probably meant; its value is the text to run."""
PICK = "pick."
"""A button in a form that fills in a date: `pick.due.0`; its value is the phrase."""
ALL = "all"
"""A button that lists all the items a message could not name; its value says which."""
LEAVE = "leave"
"""The line of a button that changes nothing."""
DRAFT = "draft."
"""A button that opens the form of a kept line: `draft.complete`, or `draft.blocker` to say which
kind it is. Its value names the draft: the message's channel and ts."""
UNDO = "undo"
"""A button that takes back what somebody just did; its value names the events. If that completed a
draft, the button names it: `undo.D1.1700000000.000100`."""
SAME = f"{SUGGEST}.same"
"""A button that offers to say that an item is the same as another; it names the draft like UNDO."""
LOG_ALL = "list.log"
"""A button that logs a list; its value names the draft."""
LOG_ONE = "list.one"
"""A button that opens the form with all of a list as one item."""
EDIT = "list.edit."
"""A button for one item of a list, with its number; its value names the draft: `…#2`."""
SETUP_MORE = "setup.more"
"""A button in a channel's form that shows the rest of it."""
LADDER = "ladder."
"""Every button and menu in the form of a channel's ladder: `ladder.add`, `ladder.edit.1`; those of
a rung name it by its index."""
HELP_MORE = "help.more"
"""A button under the help that shows the rest of it."""
NEEDED = "needed."
"""A button or menu that answers whether a date moves too: `needed.move`, `needed.keep`."""
WITHDRAW_ALL = "withdraw_all"
"""A button that opens the form which withdraws what is open in a channel that we have left; its
value is the key of the notice."""
OFFER = "offer."
"""A button or menu that answers an offer or a request: `offer.take`, `offer.decline`,
`offer.give`, `offer.keep`."""
OWNER = "owner."
"""A picker that makes somebody the owner of an item with an ownership gap: `owner.12.1.3`, whose
rest is as `encode` has it."""
LEAVER = "leaver."
"""A button or menu of an owner who has left the channel: `leaver.still`, `leaver.no`."""
ENTERED = "entered"  # a field of which we are told at once; `entered.1` once drawn again
REMARK = "remark."
"""A button under a remark on an owner: `remark.owner`; its value names the event."""
INVITE = "invite"
"""A button that asks the lead to be invited to an item's private channel."""
AWAY_CHANGE = "away.change"
"""A button that opens the form of one absence; its value is when that ends."""
AWAY_BACK = "away.back"
"""A button that ends it, or says that it will not be."""
AWAY_YES = "away.yes"
"""A button that says that a Slack status is an absence: its mark, and when it ends."""
AWAY_NO = "away.no"
OPEN_AWAY = "open.away"
OPEN_LOG = "open.log"
OPEN_SETUP = "open.setup"
OPEN_QUIET = "open.quiet"
EXAMPLE = "example"
"""A button that shows what becomes of a line; it changes nothing."""
FORM = "form."
"""Every form's callback id: `form.log`, `form.note`."""
SHORTCUTS = {"log_blocker": "blocker", "log_decision": "decision"}
"""The message shortcuts, each with the kind it logs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """The item a button was drawn for, and its round at that time."""

    item_id: int
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChoice:
    """Whether the date of an item moves too, by how many working days; `key` is the notice's."""

    moves: bool
    days: int
    key: str


def encode_date(choice: DateChoice) -> str:
    """The value of a button that answers so: `move:2:7:B-12:3:U1`."""
    return f"{'move' if choice.moves else 'keep'}:{choice.days}:{choice.key}"


def decode_date(value: object) -> DateChoice | None:
    """The answer of such a button; None for any other value."""
    found = isinstance(value, str) and re.fullmatch(_DATE, value, re.ASCII)
    if not found:
        return None
    return DateChoice(moves=found[1] == "move", days=int(found[2]), key=found[3])


_DATE = r"(move|keep):(\d{1,4}):(\d{1,15}:[BD]-\d{1,9}:\d{1,9}:\w{1,64})"


def encode(item: Item) -> str:
    """The button value of an item as it stands now: id, round, and version for `block_id`."""
    return f"{item.id}.{item.round}.{item.version}"


def decode(value: object) -> Ref | None:
    """The `Ref` of a button value; None for anything `encode` does not write."""
    found = isinstance(value, str) and re.fullmatch(_VALUE, value, re.ASCII)
    if not found:
        return None
    return Ref(item_id=int(found[1]), round=int(found[2]))


_VALUE = r"(\d{1,15})\.(\d{1,9})\.\d{1,9}"


def encode_choice(move: str, item: Item) -> str:
    """The value of an overflow option: a move and the item it is for."""
    return f"{move}:{encode(item)}"


def decode_choice(value: object) -> tuple[str, Ref] | None:
    """The move and the `Ref` of an overflow option; None for anything else."""
    found = isinstance(value, str) and re.fullmatch(
        r"([a-z_]{1,20}):([\d.]{1,40})", value, re.ASCII
    )
    ref = decode(found[2]) if found else None
    return (found[1], ref) if found and ref else None


MOST_ITEMS = 190
"""Items that one button can carry: nine digits each stay below Slack's 2,000 characters."""
_ITEMS = r"(\d{1,9}(?:,\d{1,9}){0,189})(?:\+(\d{1,9}))?"


def encode_instant(at: datetime) -> str:
    """The value of a button that names an instant: `2026-03-30T07:00:00+00:00`."""
    return at.isoformat()


def decode_instant(value: object) -> datetime | None:
    """The instant of such a button; None for any other value."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo and encode_instant(at) == value else None


def decode_status(value: object) -> tuple[str, datetime] | None:
    """The mark of a Slack status and when it ends; None for any other value."""
    mark, _, at = value.partition(":") if isinstance(value, str) else ("", "", "")
    until = decode_instant(at)
    return (mark, until) if until and re.fullmatch(r"[0-9a-f]{16}", mark) else None


def encode_items(items: list[int]) -> str:
    """The value of a button that lists these items: `12,15,18`, or `12,15+7` with seven more."""
    more = len(items) - MOST_ITEMS
    return ",".join(map(str, items[:MOST_ITEMS])) + (f"+{more}" if more > 0 else "")


def decode_items(value: object) -> tuple[list[int], int]:
    """The items of such a button, and how many more there are; none for any other value."""
    found = isinstance(value, str) and re.fullmatch(_ITEMS, value, re.ASCII)
    if not found:
        return [], 0
    return [int(item) for item in found[1].split(",")], int(found[2] or 0)


def encode_events(refs: Sequence[EventRef]) -> str:
    """The value of a button that undoes these events: `57-1f0c…`, with commas between several."""
    return ",".join(f"{ref.id}-{ref.mark}" for ref in refs)


def decode_events(value: object) -> tuple[EventRef, ...]:
    """The events of such a button; () for any other value."""
    found = isinstance(value, str) and re.fullmatch(_EVENTS, value, re.ASCII)
    if not found:
        return ()
    parts = (part.partition("-") for part in found[0].split(","))
    return tuple(EventRef(int(event_id), mark) for event_id, _, mark in parts)


_EVENT = r"\d{1,15}-[0-9a-f]{16}"
_EVENTS = rf"{_EVENT}(?:,{_EVENT}){{0,19}}"


def undoing(draft: str) -> str:
    """The action id of a button that undoes what completed this draft; "" for none."""
    return f"{UNDO}.{draft}" if draft else UNDO


def undone_draft(action_id: str) -> str:
    """The draft that such a button names; "" if it names none."""
    return decode_draft(action_id.removeprefix(f"{UNDO}."))


def same(draft: str) -> str:
    """The action id of a button that says so of what completed this draft; "" for none."""
    return f"{SAME}.{draft}" if draft else SAME


def same_draft(action_id: str) -> str:
    """The draft that such a button names; "" for none, and for any other button."""
    return decode_draft(action_id.removeprefix(f"{SAME}."))


def decode_draft(value: object) -> str:
    """The draft that a button or a form completes; "" for anything else."""
    found = isinstance(value, str) and re.fullmatch(_DRAFT, value, re.ASCII)
    return found[0] if found else ""


def decode_left(value: object) -> str:
    """The key of a notice that we left a channel; "" for anything else."""
    found = isinstance(value, str) and re.fullmatch(_LEFT, value, re.ASCII)
    return found[0] if found else ""


_LEFT = r"left:\w{1,64}:\d{1,9}:\w{1,64}"


def part(draft: str, number: int) -> str:
    """The draft that one item of a list is, or all of it as one (0)."""
    return f"{draft}#{number}"


def split_part(draft: str) -> tuple[str, str]:
    """The list that a draft is part of, and its number there; "" if it is not part of one."""
    name, _, number = draft.partition("#")
    return name, number


_DRAFT = r"\w{1,64}(?:\.\w{1,64}){1,9}(?:#\d{1,2})?"
"""A delivery of Slack's by its id, and the number of an item if it is a list."""


def move_of(action_id: str) -> str:
    """The move of a button's action id: `note` for `move.note`; "" for another button."""
    return action_id.removeprefix(MOVE) if action_id.startswith(MOVE) else ""


def field_of(action_id: str) -> Field:
    """The field that a button fills in: that of `due` for `pick.due.0`; NONE for another button."""
    found = re.fullmatch(rf"{re.escape(PICK)}([a-z_]{{1,20}})\.\d", action_id, re.ASCII)
    return next((one for one in Field if found and one == found[1]), Field.NONE)


def block_id(item: Item, part: str, position: int = 0) -> str:
    """A block id that is new with each version of the item, as Slack asks of updated messages."""
    return f"{part}.{position}.{encode(item)}"


def packed(**facts: str) -> str:
    """A form's `private_metadata`: a small JSON object of strings."""
    return json.dumps(facts, separators=(",", ":"), ensure_ascii=False)


def bound(view: dict[str, Any], draft: str) -> dict[str, Any]:
    """A form that completes this draft, and no other."""
    return keeping(view, draft=draft)


def keeping(view: dict[str, Any], **more: str) -> dict[str, Any]:
    """A form with more facts in its `private_metadata`."""
    facts = unpacked(view.get("private_metadata"))
    return {**view, "private_metadata": packed(**{**facts, **more})}


def unpacked(metadata: object) -> dict[str, str]:
    """The strings of a form's `private_metadata`; empty for anything that is not one."""
    if not isinstance(metadata, str):
        return {}
    try:
        facts: Any = json.loads(metadata)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(facts, dict):
        return {}
    return {key: value for key, value in facts.items() if isinstance(value, str)}
