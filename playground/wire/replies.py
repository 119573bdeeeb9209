"""What the bot says in answer to a person: the body of an acknowledgement, or a post to a
response_url.
"""

from __future__ import annotations

from dataclasses import replace

from playground.methods.call import Args
from playground.methods.chat import Content, announce, content
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.grants import ResponseUrl
from playground.state.workspace import Json, Message, Source


def reply(engine: Engine, url: ResponseUrl, body: Json, *, source: Source) -> Message | None:
    """Show the reply: ephemeral unless it says `in_channel`, a new message unless it replaces the
    clicked one.

    Returns the message shown, None when one was deleted. Raises SlackError for content Slack
    refuses.
    """
    args = Args(body)
    original = _original(engine, url)
    if args.flag("delete_original"):
        _delete(engine, original)
        return None
    said = content(engine, args)
    if original is not None and args.flag("replace_original"):
        return _replace(engine, original, said)
    return _show(engine, url, said, args=args, source=source)


def _original(engine: Engine, url: ResponseUrl) -> Message | None:
    for message in engine.workspace.messages:
        same = message.channel == url.channel and message.ts == url.message_ts
        if same and not message.deleted:
            return message
    return None


def _delete(engine: Engine, original: Message | None) -> None:
    if original is None:
        raise SlackError("message_not_found")
    original.deleted = True
    engine.workspace.changed()


def _replace(engine: Engine, original: Message, said: Content) -> Message:
    original.text, original.blocks = said.text or "", said.blocks or []
    original.attachments = said.attachments or []
    original.edited_at = engine.now()
    engine.workspace.changed()
    return original


def _show(
    engine: Engine, url: ResponseUrl, said: Content, *, args: Args, source: Source
) -> Message:
    public = args.text("response_type") == "in_channel"
    channel = engine.workspace.channels[url.channel]
    message = replace(
        said.message(engine, url.channel, source),
        metadata=said.metadata,
        thread_ts=args.text("thread_ts") or url.thread_ts,
        ephemeral_to=None if public else url.user,
    )
    engine.workspace.add(message)
    if public:
        announce(engine, channel, message)
    return message
