"""One person of the workspace, as stories and the page drive them: `await maria.types("#launch",
"/hello")`.

Each act returns what the person sees of it once the bot has answered; what the bot does later shows
up in the workspace and can be awaited (`sees_form`, and the expectations).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.person import acts, form_acts
from playground.person.stage import Stage
from playground.rules import form_state
from playground.rules.seen import Seen, button, buttons, contains, entry_field, view_words
from playground.state import membership
from playground.state.errors import NotPossible
from playground.state.signal import WITHIN
from playground.state.workspace import Channel, Json, Message, User, View


class Person:
    """Somebody at their desk; `user` is their account."""

    def __init__(self, stage: Stage, user: User) -> None:
        self.stage, self.user = stage, user
        self.workspace = stage.engine.workspace

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def form(self) -> View | None:
        """The modal they look at."""
        return self.workspace.modal(self.user.id)

    @property
    def home(self) -> View | None:
        """Their Home tab as the bot last published it."""
        return self.workspace.homes.get(self.user.id)

    def conversation(self, where: Channel | str) -> Channel:
        """A channel by object, id or #name; "dm" is the conversation with the bot."""
        if isinstance(where, Channel):
            return where
        return (
            self.workspace.open_im(self.user.id) if where == "dm" else self.workspace.channel(where)
        )

    async def types(
        self, where: Channel | str, text: str, *, thread: Message | None = None
    ) -> Seen:
        """Send a line: a slash command (not possible in a thread), or a message."""
        channel = self.conversation(where)
        if text.startswith("/"):
            if thread is not None:
                raise NotPossible("Slack takes no commands in threads")
            return await acts.command(self.stage, self.user, channel, line=text)
        acts.message(self.stage, self.user, channel, text=text, thread=thread)
        return Seen()

    def writes(self, where: Channel | str, text: str, *, thread: Message | None = None) -> Message:
        """Post a message, and get it back."""
        channel = self.conversation(where)
        return acts.message(self.stage, self.user, channel, text=text, thread=thread)

    def edits(self, message: Message, text: str) -> None:
        """Change a message of their own."""
        acts.edit(self.stage, self.user, message, text=text)

    async def clicks(
        self, label: str, *, message: Message | None = None, view: View | None = None
    ) -> Seen:
        """Press the button (or overflow entry) with this label.

        Without a place: in the open form, else in the newest message they can see that has it, else
        on Home.
        """
        for place in self._places(message or view):
            if found := button(place.blocks, label):
                block, element, value = found
                return await self._act(place, block=block, element=element, value=value)
        raise NotPossible(
            f"{self.user.name} sees no button {label!r}{self._offered(message or view)}"
        )

    async def selects(
        self,
        name: str,
        choice: Any,
        *,
        message: Message | None = None,
        view: View | None = None,
    ) -> Seen:
        """Choose in the select, picker or choice with this label, placeholder or action_id."""
        for place in self._places(message or view):
            if found := entry_field(place.blocks, name):
                block, element = found
                return await self._act(
                    place, block=block, element=element, value=self._written(element, choice)
                )
        raise NotPossible(f"{self.user.name} sees nothing called {name!r} to choose in")

    async def acts(
        self, on: Message | View, *, block_id: str, action_id: str, value: Any = None
    ) -> Seen:
        """Act on one element by its ids; `value` is as payloads carry it (None for a button)."""
        for block, element in form_state.elements(on.blocks):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return await self._act(on, block=block, element=element, value=value)
        raise NotPossible(f"there is no element {block_id}/{action_id}")

    async def _act(self, place: Message | View, *, block: Json, element: Json, value: Any) -> Seen:
        if isinstance(place, Message):
            return await acts.act_on_message(
                self.stage, self.user, place, block=block, element=element, value=value
            )
        return await acts.act_on_view(
            self.stage, self.user, place, block=block, element=element, value=value
        )

    async def fills(self, entries: dict[str, Any], *, view: View | None = None) -> Seen:
        """Enter values by field label; people and channels by name, options by text, instants as
        datetimes.

        A field with `dispatch_action` tells the bot at once.
        """
        form = view or self.form
        if form is None:
            raise NotPossible(f"{self.user.name} has no form open")
        seen = Seen()
        for label, value in entries.items():
            found = entry_field(form.blocks, label)
            if found is None:
                raise NotPossible(f"the form has no field {label!r}")
            block, element = found
            form_acts.enter(form, block, element, value=self._written(element, value))
            if block.get("dispatch_action") or block["type"] != "input":
                kept = form_state.entered(form.state, block, element)
                seen = await self._act(form, block=block, element=element, value=kept)
        return seen

    def _written(self, element: Json, value: Any) -> Any:
        kind = element["type"]
        look_up: dict[str, Callable[[str], User | Channel]] = {
            "users": self.workspace.user,
            "channels": self.workspace.channel,
            "conversations": self.workspace.channel,
        }
        for family, find in look_up.items():
            if kind == f"{family}_select" and value is not None:
                return find(value).id
            if kind == f"multi_{family}_select":
                return [find(one).id for one in value or []]
        try:
            return form_state.written(element, value)
        except LookupError as unknown:
            raise NotPossible(str(unknown)) from None

    async def submits(self) -> Seen:
        """Press the form's submit button; `errors` of what they see are by field label."""
        return await form_acts.submit(self.stage, self.user)

    async def closes(self, *, everything: bool = False) -> Seen:
        """Close the form on top, or the whole stack."""
        return await form_acts.close(self.stage, self.user, everything=everything)

    async def uses_shortcut(self, name: str, message: Message | None = None) -> Seen:
        """Use a shortcut by its shown name: on a message, or a global one."""
        return await acts.shortcut(self.stage, self.user, name, message=message)

    async def opens_home(self, *, within: float = WITHIN) -> View | None:
        """Open the app's Home tab and wait until the bot has published it (again)."""
        before = self.home.hash if self.home else None
        acts.open_tab(self.stage, self.user, "home")
        await self.workspace.signal.until(
            lambda: self.home is not None and self.home.hash != before, within=within
        )
        return self.home

    async def sees_form(self, *words: str, within: float = WITHIN) -> View:
        """Wait for an open form that has these words."""
        found = await self.workspace.signal.until(lambda: self._form_with(words), within=within)
        if found is None:
            raise NotPossible(f"{self.user.name} waited for a form with {words}")
        return found

    def joins(self, channel: Channel | str) -> None:
        """Become a member."""
        membership.join_channel(self.stage.engine, self.conversation(channel), self.user.id)

    def leaves(self, channel: Channel | str) -> None:
        """Leave a channel."""
        membership.leave_channel(self.stage.engine, self.conversation(channel), self.user.id)

    def invites(self, who: str, channel: Channel | str) -> None:
        """Add somebody (the bot too) to a channel they are in."""
        place = self.conversation(channel)
        self.stage.require_member(self.user, place)
        invited = self.workspace.user(who).id
        membership.join_channel(self.stage.engine, place, invited, inviter=self.user.id)

    def removes(self, who: str, channel: Channel | str) -> None:
        """Take somebody (the bot too) out of a channel."""
        place = self.conversation(channel)
        membership.leave_channel(self.stage.engine, place, self.workspace.user(who).id)

    def deletes(self, message: Message) -> None:
        """Delete anybody's message, as an admin may; no event tells the bot."""
        message.deleted = True
        self.workspace.changed()

    def changes(self, **fields: object) -> None:
        """Change their own account: tz, real_name, status_text, status_emoji, …"""
        for name, value in fields.items():
            setattr(self.user, name, value)
        membership.tell_user_change(self.stage.engine, self.user)

    def _places(self, only: Message | View | None) -> list[Message | View]:
        if only is not None:
            return [only]
        modal = self.form
        if modal is not None:
            return [modal]
        mine = {c.id for c in self.workspace.channels.values() if self.user.id in c.members}
        readable: list[Message | View] = [
            m
            for m in reversed(self.workspace.messages)
            if m.channel in mine and not m.deleted and m.ephemeral_to in (None, self.user.id)
        ]
        return [*readable, *([self.home] if self.home else [])]

    def _offered(self, place: Message | View | None) -> str:
        return "" if place is None else f"; there are: {', '.join(buttons(place.blocks))}"

    def _form_with(self, wanted: tuple[str, ...]) -> View | None:
        form = self.form
        return form if form is not None and contains(view_words(form), wanted) else None
