"""chat.*: what the bot says (docs.slack.dev/reference/methods/chat.postMessage)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from playground.methods.call import Args, Method
from playground.rules import blockkit, form_state, limits, metadata
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.payloads import message_object
from playground.state.workspace import Channel, ChannelKind, Json, Message, Source

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says; None stands for an argument that was not sent."""

    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = field(default=None)
    dropped: Json | None = field(default=None)

    @property
    def warnings(self) -> Json:
        """What Slack's answer says about dropped metadata."""
        if self.dropped is None:
            return {}
        said = {"warnings": [metadata.DROPPED]}
        return {"warning": metadata.DROPPED, "response_metadata": said}

    def message(self, engine: Engine, channel: str, source: Source) -> Message:
        """A new message of the bot that says this; it is in no channel yet."""
        return Message(
            channel=channel,
            ts=engine.workspace.next_ts(),
            user=engine.workspace.bot_user,
            text=self.text or "",
            at=engine.now(),
            source=source,
            blocks=self.blocks or [],
            attachments=self.attachments or [],
        )


def content(engine: Engine, args: Args, *, longest: int = LONGEST_POST) -> Content:
    """Read and check what a call wants to say."""
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks, attachments = args.nested("blocks"), args.nested("attachments")
    if markdown is not None and (text is not None or blocks is not None):
        raise SlackError("markdown_text_conflict")
    if blocks and (faults := limits.message_faults(blocks)):
        raise invalid_blocks(faults)
    if blocks and limits.message_is_too_large(blocks):
        raise SlackError("msg_blocks_too_long")
    if not text and not markdown and not blocks and not attachments:
        raise SlackError("no_text")
    said = markdown or text or ""
    is_too_long = longest < LONGEST_POST and len(said) > longest
    if is_too_long or len(markdown or "") > blockkit.LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    given = metadata.read(args.nested("metadata"))
    kept = given is not None and not engine.drops_metadata and metadata.is_kept(given)
    return Content(
        text=said[:LONGEST_POST],
        blocks=None if blocks is None else form_state.with_ids(blocks),
        attachments=attachments,
        metadata=given if kept else None,
        dropped=None if kept else given,
    )


def invalid_blocks(faults: list[str]) -> SlackError:
    """Slack's refusal of blocks, with a pointer to each fault."""
    messages = [f"[ERROR] {fault}" for fault in faults]
    return SlackError("invalid_blocks", errors=faults, response_metadata={"messages": messages})


def addressee(engine: Engine, wanted: str) -> Channel:
    """The conversation meant by a channel id, #name or user id; a user's is opened. Refuses as
    Slack does.
    """
    workspace = engine.workspace
    if wanted in workspace.users:
        return _direct(engine, wanted)
    try:
        channel = workspace.channel(wanted)
    except KeyError:
        raise SlackError("channel_not_found") from None
    if channel.is_im:
        return _direct(engine, next(m for m in channel.members if m != workspace.bot_user))
    if channel.kind is not ChannelKind.PUBLIC and not engine.bot_is_in(channel):
        raise SlackError("channel_not_found")
    return channel


def _direct(engine: Engine, user_id: str) -> Channel:
    user = engine.workspace.users[user_id]
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    if not engine.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return engine.workspace.open_im(user_id)


def writable(engine: Engine, channel: Channel) -> None:
    """Refuse what the bot may not post to."""
    if channel.archived:
        raise SlackError("is_archived")
    public = channel.kind is ChannelKind.PUBLIC and "chat:write.public" in engine.manifest.scopes
    if not engine.bot_is_in(channel) and not public:
        raise SlackError("not_in_channel")


def post_message(engine: Engine, args: Args) -> Json:
    """chat.postMessage"""
    channel = addressee(engine, args.required("channel", "channel_not_found"))
    writable(engine, channel)
    said = content(engine, args)
    thread_ts = _thread(engine, channel, args.text("thread_ts"))
    engine.throttle.admit_post(channel.id)
    message = replace(
        said.message(engine, channel.id, Source.POST),
        metadata=said.metadata,
        dropped_metadata=said.dropped,
        thread_ts=thread_ts,
        broadcast=args.flag("reply_broadcast") and thread_ts is not None,
        client_msg_id=args.text("client_msg_id"),
        visible_at=engine.seconds() + engine.history_lag,
    )
    engine.workspace.add(message)
    announce(engine, channel, message)
    shown = message_object(message, engine.workspace)
    return {"channel": channel.id, "ts": message.ts, "message": shown, **said.warnings}


def announce(engine: Engine, channel: Channel, message: Message) -> None:
    """Echo a new message as an event, to a bot that subscribes to such events and is in the
    channel.
    """
    _emit(engine, channel, message_object(message, engine.workspace))


def announce_edit(engine: Engine, channel: Channel, *, before: Json, now: Json) -> None:
    """The same for an edited message (docs.slack.dev/reference/events/message/message_changed)."""
    both = {"message": now, "previous_message": before}
    changed = {"type": "message", "subtype": "message_changed", "hidden": True, **both}
    _emit(engine, channel, {**changed, "ts": engine.workspace.next_ts()})


def _emit(engine: Engine, channel: Channel, event: Json) -> None:
    kinds = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.IM: "im"}
    types = {ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group", ChannelKind.IM: "im"}
    if engine.bot_is_in(channel):
        place = {"channel": channel.id, "channel_type": types[channel.kind]}
        engine.emit(f"message.{kinds[channel.kind]}", {**event, **place})


def _thread(engine: Engine, channel: Channel, wanted: str | None) -> str | None:
    """The thread to post in; a reply to a missing message goes into the channel itself."""
    root = engine.workspace.message(channel.id, wanted) if wanted else None
    if root is not None and root.is_reply:
        raise SlackError("cannot_reply_to_message")
    return root.ts if root else None


def _own_message(engine: Engine, args: Args, refusal: str) -> Message:
    channel_id, ts = args.required("channel", "channel_not_found"), args.required("ts")
    if channel_id not in engine.workspace.channels:
        raise SlackError("channel_not_found")
    message = engine.workspace.message(channel_id, ts)
    if message is None:
        raise SlackError("message_not_found")
    if engine.workspace.channels[channel_id].archived:
        raise SlackError("is_archived")
    if message.user != engine.workspace.bot_user:
        raise SlackError(refusal)
    return message


def update(engine: Engine, args: Args) -> Json:
    """chat.update: blocks, attachments and metadata that are not sent stay as they were."""
    message = _own_message(engine, args, "cant_update_message")
    said = content(engine, args, longest=LONGEST_UPDATE)
    message.text = said.text or ""
    message.blocks = message.blocks if said.blocks is None else said.blocks
    message.attachments = message.attachments if said.attachments is None else said.attachments
    message.metadata = message.metadata if said.metadata is None else said.metadata
    message.edited_at = engine.now()
    engine.workspace.changed()
    shown = message_object(message, engine.workspace)
    answer = {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}
    return answer | said.warnings


def delete(engine: Engine, args: Args) -> Json:
    """chat.delete"""
    message = _own_message(engine, args, "cant_delete_message")
    message.deleted = True
    engine.workspace.changed()
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(engine: Engine, args: Args) -> Json:
    """chat.postEphemeral: to one member of a channel the bot is in.

    Slack takes one for a thread without replies, too, and shows it to nobody.
    """
    channel = addressee(engine, args.required("channel", "channel_not_found"))
    writable(engine, channel)
    user_id = args.required("user", "user_not_found")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    said, thread_ts = content(engine, args), args.text("thread_ts")
    message = replace(
        said.message(engine, channel.id, Source.EPHEMERAL),
        thread_ts=thread_ts,
        ephemeral_to=user_id,
    )
    if thread_ts is None or _is_active(engine, channel, thread_ts):
        engine.workspace.add(message)
    return {"message_ts": message.ts}


def _is_active(engine: Engine, channel: Channel, thread_ts: str) -> bool:
    return any(one.thread_ts == thread_ts for one in engine.workspace.in_channel(channel.id))


def get_permalink(engine: Engine, args: Args) -> Json:
    """chat.getPermalink"""
    channel_id, ts = args.required("channel", "channel_not_found"), args.required("message_ts")
    if channel_id not in engine.workspace.channels:
        raise SlackError("channel_not_found")
    message = engine.workspace.message(channel_id, ts)
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel_id, "permalink": permalink(engine, message)}


def permalink(engine: Engine, message: Message) -> str:
    """Where a message can be read, written as Slack writes it."""
    root = f"https://{engine.workspace.domain}.slack.com/archives/{message.channel}"
    link = f"{root}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return link


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
