"""`ladder`, `ladder 2`: a channel's ladder in words."""

from handlers.context import Line, RequestContext
from handlers.responses import Reply
from messages.ladders.one_version import ladder_reply
from workflows.channels import ladders


def answer(request: RequestContext, line: Line, number: int | None = None) -> Reply:
    """Show the ladder of the channel, or one version of it; raises Refusal."""
    shown = ladders.shown(request.context, line.request, number, now=request.now)
    channel, version = shown.channel, shown.version
    return Reply(
        ladder_reply(
            version.policy,
            shown.reader,
            channel=channel.id,
            current=channel.policy.version,
            is_set_up=channel.configured,
            is_private=channel.private,
            before=shown.before,
            by=version.by,
            at=version.at,
            reason=version.reason,
        )
    )
