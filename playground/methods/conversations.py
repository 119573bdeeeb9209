"""conversations.* and users.conversations: channels, who is in them, what was said."""

from __future__ import annotations

from collections.abc import Callable

from playground.methods.call import Args, Method, need_scope, page
from playground.methods.chat import addressee
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.membership import join_channel
from playground.state.payloads import channel_object, message_object
from playground.state.workspace import Channel, ChannelKind, Json, Message

_FAMILY = {
    ChannelKind.PUBLIC: "channels",
    ChannelKind.PRIVATE: "groups",
    ChannelKind.IM: "im",
    ChannelKind.MPIM: "mpim",
}
_TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.IM,
}


def visible(engine: Engine, args: Args, right: str) -> Channel:
    """The channel of the call, if the bot may see it and has the `right` (read, history)."""
    channel = engine.workspace.channels.get(args.required("channel", "channel_not_found"))
    if channel is None:
        raise SlackError("channel_not_found")
    need_scope(engine, f"{_FAMILY[channel.kind]}:{right}")
    if channel.kind is not ChannelKind.PUBLIC and not engine.bot_is_in(channel):
        raise SlackError("channel_not_found")
    return channel


def info(engine: Engine, args: Args) -> Json:
    """conversations.info"""
    shown = channel_object(visible(engine, args, "read"), engine.workspace)
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def members(engine: Engine, args: Args) -> Json:
    """conversations.members"""
    found, metadata = page(visible(engine, args, "read").members, args)
    return {"members": found, "response_metadata": metadata}


def open_conversation(engine: Engine, args: Args) -> Json:
    """conversations.open, with one person only."""
    wanted = args.text("channel")
    people = args.words("users")
    if wanted is None and len(people) != 1:
        raise SlackError("users_list_not_supplied" if not people else "too_many_users")
    if wanted is None and people[0] not in engine.workspace.users:
        raise SlackError("user_not_found")
    channel = addressee(engine, wanted or people[0])
    if not args.flag("return_im"):
        return {"channel": {"id": channel.id}}
    return {"channel": channel_object(channel, engine.workspace)}


def join(engine: Engine, args: Args) -> Json:
    """conversations.join: public channels only."""
    channel = engine.workspace.channels.get(args.required("channel", "channel_not_found"))
    if channel is None or channel.kind is ChannelKind.PRIVATE:
        raise SlackError("channel_not_found")
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    join_channel(engine, channel, engine.workspace.bot_user)
    return {"channel": channel_object(channel, engine.workspace)}


def listed(engine: Engine, args: Args) -> Json:
    """conversations.list: all public channels, and the others the bot is in."""
    return _page_of(engine, args, lambda c: c.kind is ChannelKind.PUBLIC or engine.bot_is_in(c))


def of_user(engine: Engine, args: Args) -> Json:
    """users.conversations: the channels of one person (by default the bot) that the bot may see."""
    user_id = args.text("user") or engine.workspace.bot_user
    if user_id not in engine.workspace.users:
        raise SlackError("user_not_found")
    return _page_of(
        engine,
        args,
        lambda c: user_id in c.members and (c.kind is ChannelKind.PUBLIC or engine.bot_is_in(c)),
    )


def _page_of(engine: Engine, args: Args, wanted: Callable[[Channel], bool]) -> Json:
    kinds = [_TYPES[name] for name in args.words("types") or ["public_channel"] if name in _TYPES]
    for kind in kinds:
        need_scope(engine, f"{_FAMILY[kind]}:read")
    dead = args.flag("exclude_archived")
    found = [
        channel
        for channel in engine.workspace.channels.values()
        if channel.kind in kinds and wanted(channel) and not (dead and channel.archived)
    ]
    shown, metadata = page(found, args)
    objects = [channel_object(channel, engine.workspace) for channel in shown]
    return {"channels": objects, "response_metadata": metadata}


def history(engine: Engine, args: Args) -> Json:
    """conversations.history: newest first; replies only when they were also sent to the channel.

    With `oldest` alone the pages begin at the old end, each still newest first.
    """
    channel = _read_from(engine, args)
    said = engine.readable(channel.id)
    roots = [m for m in said if not m.is_reply or m.broadcast]
    from_old_end = args.text("oldest") is not None and args.text("latest") is None
    between = _between(roots, args)[:: 1 if from_old_end else -1]
    found, metadata = page(between, args, most=engine.longest_history)
    newest_first = sorted(found, key=lambda message: float(message.ts), reverse=True)
    return {
        "messages": [_shown(engine, m, said=said, args=args) for m in newest_first],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


def replies(engine: Engine, args: Args) -> Json:
    """conversations.replies: the root first, then its replies, oldest first."""
    channel, ts = _read_from(engine, args), args.required("ts", "thread_not_found")
    said = engine.readable(channel.id)
    thread = [m for m in said if ts in (m.ts, m.thread_ts)]
    if not thread:
        raise SlackError("thread_not_found")
    between = _between(thread, args)
    found, metadata = page(between, args, default=1000, most=engine.longest_history)
    return {
        "messages": [_shown(engine, m, said=said, args=args) for m in found],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


def _read_from(engine: Engine, args: Args) -> Channel:
    channel = visible(engine, args, "history")
    if not engine.bot_is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _between(said: list[Message], args: Args) -> list[Message]:
    low, high = _instant(args, "oldest", "0"), _instant(args, "latest", "inf")
    edge = args.flag("inclusive")
    return [m for m in said if low < float(m.ts) < high or (edge and float(m.ts) in {low, high})]


def _instant(args: Args, name: str, default: str) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _shown(engine: Engine, message: Message, *, said: list[Message], args: Args) -> Json:
    everything = args.flag("include_all_metadata")
    shown = message_object(message, engine.workspace, all_metadata=everything)
    answers = [m for m in said if m.is_reply and m.thread_ts == message.ts]
    if answers:
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": list(dict.fromkeys(m.user for m in answers)),
            "latest_reply": answers[-1].ts,
        }
    if message.broadcast:
        shown["subtype"] = "thread_broadcast"
    return shown


METHODS = {
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.open": Method(open_conversation, ("im:write", "mpim:write")),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.list": Method(listed),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "users.conversations": Method(of_user),
}
