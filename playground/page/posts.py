"""What each form of the page does, on behalf of the person who sent it."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from multidict import MultiMapping

from playground.page import fields, rows
from playground.page.reader import open_channels, zone
from playground.person.person import Person
from playground.rules import form_state
from playground.rules.seen import Seen
from playground.state.errors import NotPossible
from playground.state.workspace import Channel, Message, View

Form: TypeAlias = MultiMapping[str]
Post: TypeAlias = Callable[[Person, Form], Awaitable[Seen]]

GONE = "That is no longer there. What you see now is up to date."


async def say(person: Person, form: Form) -> Seen:
    """Send a message or a slash command, in the thread named by `reply` if there is one."""
    text = form.get("text", "").replace("\r\n", "\n").strip()
    thread = _message(person, form, form["reply"]) if form.get("reply") else None
    return await person.types(_channel(person, form), text, thread=thread) if text else Seen()


async def act(person: Person, form: Form) -> Seen:
    """Use one control of a message, a modal or the Home tab; all that was entered there is kept."""
    place = _view(person, form) if "view" in form else _message(person, form, form.get("ts", ""))
    used = fields.used(place.blocks, form)
    if used is None:
        raise NotPossible(GONE)
    block, element, option = used
    place.state = fields.state(place.blocks, form, zone(person.user))
    picks = element["type"] in form_state.VALUE_FIELDS
    value = form_state.entered(place.state, block, element) if picks else option
    ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
    return await person.acts(place, **ids, value=value)


async def submit(person: Person, form: Form) -> Seen:
    """Submit the open modal, or close it (`close` is `all` for every modal underneath too)."""
    view = _view(person, form)
    if "close" in form:
        return await person.closes(everything=form["close"] == "all")
    view.state = fields.state(view.blocks, form, zone(person.user))
    return await person.submits()


async def shortcut(person: Person, form: Form) -> Seen:
    """Use a shortcut on the message `ts`, or a global one without."""
    message = _message(person, form, form["ts"]) if "ts" in form else None
    return await person.uses_shortcut(form.get("shortcut", ""), message)


async def join(person: Person, form: Form) -> Seen:
    """Become a member of the open channel."""
    person.joins(_channel(person, form))
    return Seen()


def posts() -> dict[str, Post]:
    """The paths that take forms."""
    return {
        "/say": say,
        "/act": act,
        "/submit": submit,
        "/shortcut": shortcut,
        "/join": join,
    }


def _channel(person: Person, form: Form) -> Channel:
    for channel in open_channels(person.workspace, person.id):
        if channel.id == form.get("in"):
            return channel
    own = person.workspace.im(person.id)
    if own is None or own.id != form.get("in"):
        raise NotPossible(GONE)
    return own


def _message(person: Person, form: Form, ts: str) -> Message:
    readable = rows.visible(person.workspace, _channel(person, form).id, person.id)
    found = next((message for message in readable if message.ts == ts), None)
    if found is None:
        raise NotPossible(GONE)
    return found


def _view(person: Person, form: Form) -> View:
    for view in (person.form, person.home):
        if view is not None and view.id == form.get("view"):
            return view
    raise NotPossible(GONE)
