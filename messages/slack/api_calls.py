"""Calls: the arguments of every call to Slack and of every answer to it.

The one place where a message or a view is brought within Slack's limits.
"""

from collections.abc import Sequence

from messages.slack.blocks import Json, context
from messages.slack.lean import lean as leaned
from messages.slack.limits import fitted

METADATA_EVENT = "backstop_notice"
"""The event type of every message's metadata, by which it can be found; scripts may rely on it.

The payload is the opaque token (`docs/reliability.md#names`)."""
MOST_TOKENS = 100
"""The most tokens in one message: metadata must stay small, and larger bundles are rare."""
MAYBE_AGAIN = "This may be a repeat: Slack did not say whether the first one arrived."
_AS_WRITTEN = {"parse": "none", "link_names": False}
"""Keep Slack from turning words into names and links; `chat.update` would do so by default
(docs.slack.dev/reference/methods/chat.update)."""


def post(channel: str, *, thread_ts: str = "", aloud: bool = False) -> Json:
    """Where a message goes, a user id for a DM: to the channel, or to a thread in it.

    `aloud` shows a reply in the channel as well.
    """
    where: Json = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **_AS_WRITTEN}
    return where | ({"thread_ts": thread_ts, "reply_broadcast": aloud} if thread_ts else {})


def words(message: Json, *, lean: bool) -> Json:
    """The words of a message to post; a `lean` one has no blocks."""
    drawn = fitted(message)
    return leaned(drawn) if lean else drawn


def whisper(message: Json, channel: str, user: str, *, thread_ts: str = "") -> Json:
    """A message that one person is shown in a channel (`chat.postEphemeral`)."""
    where: Json = {"channel": channel, "user": user, **_AS_WRITTEN}
    return where | ({"thread_ts": thread_ts} if thread_ts else {}) | fitted(message)


def reply(message: Json) -> Json:
    """The answer to a slash command, which only the person who typed it sees."""
    return {"response_type": "ephemeral", **fitted(message)}


def replacement(message: Json) -> Json:
    """The same in place of the message whose button was pressed."""
    return {**reply(message), "replace_original": True}


def next_page(view: Json) -> Json:
    """The answer to a submitted form that shows this view in its place."""
    return {"response_action": "update", "view": fitted(view)}


def window(view: Json, **which: str) -> Json:
    """A view to open, draw again or publish: `which` trigger, open view or person's Home tab."""
    return {**which, "view": fitted(view)}


def edit(channel: str, ts: str, *, lean: bool) -> Json:
    """Which message to redraw; a `lean` one has no blocks."""
    # Without the empty list Slack would keep the blocks that were there.
    return {"channel": channel, "ts": ts, **_AS_WRITTEN} | ({"blocks": []} if lean else {})


def metadata(tokens: Sequence[str]) -> Json:
    """Metadata with the message's token, and in `also` the others' of a bundle.

    `also` is a single string because Slack drops metadata that contains a list of strings.
    """
    token, *others = tokens[:MOST_TOKENS]
    payload = {"token": token} | ({"also": " ".join(others)} if others else {})
    return {"metadata": {"event_type": METADATA_EVENT, "event_payload": payload}}


def repeated(call: Json) -> Json:
    """The same call with a line that says the message may be a repeat."""
    text = f"{call['text'][:3900]} {MAYBE_AGAIN}"
    if not call.get("blocks"):
        return {**call, "text": text}
    first, *rest = call["blocks"][:49]
    return fitted({**call, "text": text, "blocks": [first, context(MAYBE_AGAIN), *rest]})
