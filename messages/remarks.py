"""Remarks on an owner, said at once when somebody logs, hands over or moves, with their buttons.

Each remark says which of the buttons help.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.events import Event, EventRef
from escalation.facts.action import Action
from escalation.facts.by_people import Logged, Reassigned, Rescheduled
from escalation.facts.handing_over import Offered
from escalation.items import Item
from messages import owner_load
from messages.absences import away_owner
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, message, section

OWNER, DATE, KEEP, INVITE = "owner", "date", "keep", "invite"
_LABELS = {OWNER: "Another owner", DATE: "Another date", KEEP: "Keep it"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What to know about an owner (a user id), and the buttons under it."""

    user: str
    words: str
    buttons: tuple[str, ...]


def of(item: Item, user: str, reader: Reader) -> list[Remark]:
    """The remarks on this owner, or on the person to whom the item is offered (an id)."""
    away = away_owner.of(item, user, reader)
    remarks = [Remark(user=user, words=words, buttons=(OWNER, DATE, KEEP)) for words in away]
    if load := reader.loads.get(user):
        words = owner_load.said(load, item.due.at, reader, is_away=bool(away))
        remarks += [Remark(user=user, words=words, buttons=(OWNER, DATE, KEEP))] if words else []
    if user in reader.outside:
        words = (
            f"{reader.who(user)} is not in <#{item.channel}>. Only direct messages about "
            f"{item.label} reach them."
        )
        remarks.append(Remark(user=user, words=words, buttons=(INVITE, OWNER)))
    return remarks


def after(event: Event, item: Item, reader: Reader) -> list[Remark]:
    """The same after a move that gave the item an owner or a date."""
    user = about(event, item)
    return of(item, user, reader) if user else []


def about(event: Event, item: Item) -> str:
    """Whom the remarks are about, by id: the owner, or who is offered it; "" for nobody."""
    match event.facts:
        case Offered(to=user) | Logged(owner=user) | Reassigned(new_owner=user):
            return user
        case Rescheduled(replaces=Action.OFFER) if item.offer:
            return item.offer.to
        case Rescheduled():
            return item.owner
        case _:
            return ""


def with_buttons(
    reply: Json,
    remarks: Sequence[Remark],
    reader: Reader,
    *,
    ref: EventRef | None,
    draft: str = "",
) -> Json:
    """The reply with the buttons of its remarks, which name the event that they are about.

    It completed this `draft`, if any.
    """
    if ref is None or not remarks:
        return reply
    labels = {INVITE: f"How to invite {_name(remarks[0].user, reader)}", **_LABELS}
    wanted = {one for remark in remarks for one in remark.buttons}
    drawn = [
        button(words, _action_id(one, draft), value=ids.encode_events([ref]))
        for one, words in labels.items()
        if one in wanted
    ]
    return message(reply["text"], [*reply["blocks"], actions("remarks", drawn)])


def _name(user: str, reader: Reader) -> str:
    person = reader.people.get(user)
    return text.title(person.name if person else user, {}, limit=60)


def _action_id(one: str, draft: str) -> str:
    return f"{ids.REMARK}{one}" + (f".{draft}" if draft else "")


def pressed(action_id: str) -> tuple[str, str]:
    """Which of the buttons it is, and the draft that it names."""
    one, _, draft = action_id.removeprefix(ids.REMARK).partition(".")
    return one, ids.decode_draft(draft)


def how_to_invite(item: Item, user: str, reader: Reader) -> Json:
    """What to type to have somebody in the channel, and what they can see until then."""
    person, is_private = reader.people.get(user), item.channel in reader.directory.members
    is_shut = is_private or (person is not None and person.guest)
    sees = (
        "and can answer there, but cannot read the channel or the thread."
        if is_shut
        else "and can open the channel, but what is written there does not reach them."
    )
    words = (
        f"Open <#{item.channel}> and type: `/invite @{_name(user, reader)}`\n"
        f"Until then {reader.who(user)} gets direct messages about {item.label} {sees}"
    )
    return message(words, [section(words)])
