"""What Slack makes of what a person types: mentions, links and escapes. Pure."""

from __future__ import annotations

import re

from playground.state.workspace import ChannelKind, Workspace

_TOKEN = re.compile(r"https?://[^\s<>|]+|[@#][\w.\-]+")
_EVERYONE = frozenset({"@here", "@channel", "@everyone"})


def escaped(text: str) -> str:
    """The three characters Slack always escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encoded(text: str, workspace: Workspace, *, names: bool) -> str:
    """Mentions, channels and links as Slack encodes them.

    With `names` as commands do (`<@U1|maria>`, `<#C1|launch>`), without as messages do (`<@U1>`,
    `<#C1>`). What names nobody stays as it was typed.
    """
    pieces, end = [], 0
    for found in _TOKEN.finditer(text):
        pieces += [escaped(text[end : found.start()]), _token(found[0], workspace, names=names)]
        end = found.end()
    return "".join([*pieces, escaped(text[end:])])


def _token(word: str, workspace: Workspace, *, names: bool) -> str:
    if word.startswith("http"):
        return f"<{escaped(word)}>"
    bare = word.rstrip(".-")
    rest = escaped(word[len(bare) :])
    if bare in _EVERYONE:
        return f"<!{bare[1:]}>{rest}"
    mention = _mention if bare.startswith("@") else _channel_link
    return (mention(bare[1:], workspace, names=names) or escaped(bare)) + rest


def _mention(handle: str, workspace: Workspace, *, names: bool) -> str | None:
    for user in workspace.users.values():
        if user.name == handle and not user.deleted:
            return f"<@{user.id}|{user.name}>" if names else f"<@{user.id}>"
    for group in workspace.groups.values():
        if group.handle == handle and not group.disabled:
            return f"<!subteam^{group.id}|@{handle}>" if names else f"<!subteam^{group.id}>"
    return None


def _channel_link(name: str, workspace: Workspace, *, names: bool) -> str | None:
    for channel in workspace.channels.values():
        if channel.name == name and not channel.is_im:
            shown = "" if channel.kind is ChannelKind.PRIVATE else name
            return f"<#{channel.id}|{shown}>" if names else f"<#{channel.id}>"
    return None
