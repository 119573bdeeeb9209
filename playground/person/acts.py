"""Commands, clicks, choices, shortcuts and messages: each as Slack lets a person do it."""

from __future__ import annotations

from typing import Any

from playground.methods.chat import announce, announce_edit
from playground.person import composer
from playground.person.stage import Stage
from playground.rules import form_state
from playground.rules.seen import Seen
from playground.state.errors import NotPossible, SlackError
from playground.state.payloads import message_object, view_object
from playground.state.workspace import Channel, Json, Message, Source, User, View
from playground.wire import envelopes
from playground.wire.delivery import Envelope, NotAnswered
from playground.wire.replies import reply


async def command(stage: Stage, user: User, channel: Channel, *, line: str) -> Seen:
    """Type a slash command; the app must answer in three seconds. Strangers have no commands."""
    stage.require_member(user, channel)
    name, _, text = line.strip().partition(" ")
    entry = stage.engine.manifest.commands.get(name)
    if entry is None or user.is_stranger:
        return Seen(error=f"{name} is not a valid command. In Slack, commands start with a /.")
    workspace = stage.engine.workspace
    shown = composer.escaped(text.strip())
    if entry.get("should_escape"):
        shown = composer.encoded(text.strip(), workspace, names=True)
    payload = envelopes.command(stage.engine, user, channel, name=name, text=shown)
    before = stage.mark(user)
    try:
        body = await stage.deliveries.deliver(Envelope(type="slash_commands", payload=payload))
    except NotAnswered as failure:
        return stage.seen(user, before, error=f'{name} failed with the error "{failure}"')
    error = _show_reply(stage, user, channel, body=body) if body else None
    return stage.seen(user, before, error=error)


def _show_reply(stage: Stage, user: User, channel: Channel, *, body: Json) -> str | None:
    url = stage.engine.grants.issue_url(user=user.id, channel=channel.id)
    try:
        reply(stage.engine, url, body, source=Source.ACK)
    except SlackError as refusal:
        return f'the app answered with something Slack refuses: "{refusal.code}"'
    return None


def message(
    stage: Stage, user: User, channel: Channel, *, text: str, thread: Message | None = None
) -> Message:
    """Write in a channel, a thread or the conversation with the bot."""
    stage.require_member(user, channel)
    engine = stage.engine
    if channel.is_im and (
        not engine.manifest.messages_tab or engine.manifest.messages_tab_read_only
    ):
        raise NotPossible("the app takes no messages")
    said = Message(
        channel=channel.id,
        ts=engine.workspace.next_ts(),
        user=user.id,
        text=composer.encoded(text, engine.workspace, names=False),
        at=engine.now(),
        source=Source.PERSON,
        thread_ts=None if thread is None else thread.thread_ts or thread.ts,
        expected=True,
    )
    engine.workspace.add(said)
    announce(engine, channel, said)
    _mention(stage, channel, said)
    return said


def edit(stage: Stage, user: User, message: Message, *, text: str) -> None:
    """Change one's own message. With a mention in it, Slack sends it again as a new event."""
    stage.require_sight(user, message)
    if message.user != user.id:
        raise NotPossible("people edit only what they wrote themselves")
    engine, before = stage.engine, message_object(message, stage.engine.workspace)
    message.text = composer.encoded(text, engine.workspace, names=False)
    message.edited_at = engine.now()
    engine.workspace.changed()
    channel = engine.workspace.channels[message.channel]
    now = message_object(message, engine.workspace)
    announce_edit(engine, channel, before=before, now=now)
    _mention(stage, channel, message)


def _mention(stage: Stage, channel: Channel, said: Message) -> None:
    """Tell the bot that it was mentioned, where it is a member. Direct messages don't count.

    Source: docs.slack.dev/reference/events/app_mention.
    """
    named = f"<@{stage.engine.workspace.bot_user}>" in said.text
    if not named or channel.is_im or not stage.engine.bot_is_in(channel):
        return
    event: Json = {
        "type": "app_mention",
        "user": said.user,
        "text": said.text,
        "ts": said.ts,
        "channel": said.channel,
        "team": stage.engine.workspace.team_id,
    }
    if said.thread_ts is not None:
        event["thread_ts"] = said.thread_ts
    if said.edited_at is not None:
        event["edited"] = {"user": said.user, "ts": f"{said.edited_at.timestamp():.6f}"}
    stage.engine.emit("app_mention", event)


async def act_on_message(
    stage: Stage, user: User, message: Message, *, block: Json, element: Json, value: Any = None
) -> Seen:
    """Press a button or make a choice in a message the person can see."""
    stage.require_sight(user, message)
    if element["type"] in form_state.VALUE_FIELDS:
        kept = message.state.setdefault(block["block_id"], {})
        kept[element["action_id"]] = form_state.entry(element, value)
    payload = envelopes.message_action(
        stage.engine, user, message, block=block, element=element, value=value
    )
    return await stage.interact_seen(user, payload)


async def act_on_view(
    stage: Stage, user: User, view: View, *, block: Json, element: Json, value: Any = None
) -> Seen:
    """Press a button or make a choice in a modal or on the Home tab."""
    stage.require_active(user)
    if view.user != user.id:
        raise NotPossible(f"{user.name} cannot see this view")
    if element["type"] in form_state.VALUE_FIELDS:
        kept = view.state.setdefault(block["block_id"], {})
        kept[element["action_id"]] = form_state.entry(element, value)
    payload = envelopes.view_action(
        stage.engine, user, view, block=block, element=element, value=value
    )
    return await stage.interact_seen(user, payload)


async def shortcut(stage: Stage, user: User, name: str, *, message: Message | None) -> Seen:
    """Use a shortcut of the manifest: on a message, or a global one without."""
    stage.require_active(user)
    entry = stage.engine.manifest.shortcuts.get(name)
    kind = "global" if message is None else "message"
    if entry is None or entry["type"] != kind:
        offered = ", ".join(stage.engine.manifest.shortcuts)
        raise NotPossible(f"there is no {kind} shortcut {name!r}; there are: {offered}")
    callback_id = entry["callback_id"]
    if message is None:
        payload = envelopes.shortcut(stage.engine, user, callback_id=callback_id)
    else:
        stage.require_sight(user, message)
        payload = envelopes.shortcut_on(stage.engine, user, message, callback_id=callback_id)
    return await stage.interact_seen(user, payload)


def open_tab(stage: Stage, user: User, tab: str) -> None:
    """Look at the app's Home or Messages tab; the bot is told if it subscribes."""
    stage.require_active(user)
    if tab == "home" and not stage.engine.manifest.home_tab:
        raise NotPossible("the app has no Home tab")
    workspace = stage.engine.workspace
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.open_im(user.id).id,
        "tab": tab,
    }
    home = workspace.homes.get(user.id)
    if home is not None and tab == "home":
        event["view"] = view_object(home, workspace)
    user.home_opened = True
    stage.engine.emit("app_home_opened", event)
    workspace.changed()
