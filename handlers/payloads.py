"""Translate Slack's payloads: who asks for what, where, and the id of the delivery.

`handlers.shapes` has checked their shape: ids are ids, lists are lists. We take somebody's identity
from the envelope that Slack signed, never from text or `private_metadata`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from escalation.absences.statuses import SlackStatus
from grammar import addressed
from grammar.masking import unescaped
from handlers import shapes
from messages.slack import ids, message_words, text
from messages.slack.form_values import Answers, answers
from workflows.items import drafts
from workflows.transaction.unit_of_work import Request

Body: TypeAlias = Mapping[str, Any]

_DIGITS = 10
"""Of the seconds in the ts of a message, until the year 2286."""
GROUP_MESSAGE = "mpdm-"
"""Prefix of the names that Slack gives to group direct messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request somebody made.

    `team` is the workspace they belong to; `trigger` opens one modal within three seconds.
    """

    request: Request
    team: str
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Asked):
    """A typed command: its name with the slash, and the text after it."""

    name: str
    text: str

    @property
    def typed(self) -> str:
        """The whole line, to return to the person."""
        return f"{self.name} {unescaped(self.text)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Asked):
    """A form: its values, the facts it was opened with, and its inputs' names.

    `elements` are the action ids of its inputs, by name. `view` and `hash` name it as it is now;
    `below` names the one that it was opened on top of, if any.
    """

    callback_id: str
    given: Answers
    facts: Mapping[str, str]
    inputs: tuple[str, ...]
    elements: Mapping[str, str]
    view: str
    hash: str
    below: str = ""

    @property
    def cause(self) -> str:
        """Names this submission; the request of one that completes a draft names the draft."""
        return f"{self.view}.{self.hash}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Asked):
    """A pressed button or a choice in a menu; `form` is the form it stands in, if any."""

    action_id: str
    value: str
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut(Asked):
    """A shortcut used on a message: the message's words, its author, its ts and its link."""

    callback_id: str
    text: str
    author: str
    ts: str
    permalink: str

    @property
    def written_at(self) -> datetime | None:
        """When the message was written (UTC)."""
        seconds = self.ts.partition(".")[0]
        return datetime.fromtimestamp(int(seconds), UTC) if 0 < len(seconds) <= _DIGITS else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Asked):
    """A message that mentions us, or is for us alone: its line, its ts and its thread."""

    text: str
    ts: str
    thread: str

    @property
    def typed(self) -> str:
        """The whole line, to return to the person."""
        return unescaped(self.text)


_KINDS = {
    "command": "command",
    "block_actions": "click",
    "view_submission": "form",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "event_callback": "event",
}


def kind(body: object) -> str:
    """The kind of request, as in `Request.kind`; "event", or "other" for what we ignore."""
    return _KINDS.get(shapes.shape(body), "other")


def command(body: Body) -> Command:
    """The command in a slash command's payload; Slack never sends a command twice."""
    request = Request(
        kind="command",
        external_id=body["trigger_id"],
        actor=body["user_id"],
        channel=_place(body["channel_id"], body.get("channel_name")),
    )
    return Command(
        request=request,
        team=body["team_id"],
        trigger=body["trigger_id"],
        name=body["command"],
        text=text.clean(body.get("text") or ""),
    )


def said(event: Body, bot: str) -> Said:
    """The line in an `app_mention` or in a message to us; `bot` is our own user id."""
    channel = event["channel"]
    request = Request(
        kind="message",
        external_id=f"{channel}.{event['ts']}",
        actor=event["user"],
        channel=channel,
    )
    line = addressed.line(text.clean(event.get("text") or ""), bot)
    ts, thread = event["ts"], event.get("thread_ts", "")
    return Said(request=request, team="", trigger="", text=line, ts=ts, thread=thread)


def click(body: Body) -> Click:
    """The click in a `block_actions` payload."""
    action = body["actions"][0]
    actor, action_id = body["user"]["id"], action["action_id"]
    message = _of(body, "container").get("message_ts", "")
    request = Request(
        kind="click",
        external_id=f"{action['action_ts']}.{actor}.{action_id}.{message}",
        actor=actor,
        channel=_place(_of(body, "channel").get("id", ""), _of(body, "channel").get("name")),
    )
    chosen = _of(action, "selected_option").get("value") or action.get("selected_user", "")
    return Click(
        request=request,
        team=_team(body),
        trigger=body.get("trigger_id", ""),
        action_id=action_id,
        value=action.get("value") or chosen,
        form=form(body) if _of(body, "view").get("type") == "modal" else None,
    )


def form(body: Body) -> Form:
    """The form that was submitted, or that a button stands in; we opened it for this person."""
    view = body["view"]
    facts = ids.unpacked(view.get("private_metadata"))
    actor, draft = body["user"]["id"], ids.decode_draft(facts.get("draft"))
    request = f"{view['id']}.{view.get('hash', '')}"
    place = facts.get("place", "")
    alone = Request(kind="form", external_id=request, actor=actor, place=place)
    state = view.get("state", {}).get("values", {})
    return Form(
        request=drafts.completion(actor, draft) if draft else alone,
        team=_team(body),
        trigger=body.get("trigger_id", ""),
        callback_id=view.get("callback_id", ""),
        given=answers(view),
        facts=facts,
        inputs=tuple(b["block_id"] for b in view["blocks"] if b["type"] == "input"),
        elements={name: next(iter(held), "value") for name, held in state.items()},
        view=view["id"],
        hash=view.get("hash", ""),
        below=view.get("previous_view_id", ""),
    )


def shortcut(body: Body) -> Shortcut:
    """The shortcut in a `message_action` payload; a global one has no message or channel."""
    message, channel = _of(body, "message"), _of(body, "channel").get("id", "")
    request = Request(
        kind="shortcut",
        external_id=body.get("action_ts", ""),
        actor=body["user"]["id"],
        channel=_place(channel, _of(body, "channel").get("name")),
    )
    return Shortcut(
        request=request,
        team=_team(body),
        trigger=body["trigger_id"],
        callback_id=body["callback_id"],
        text=text.clean(message_words.words(message)),
        author=message.get("user", ""),
        ts=message.get("ts", ""),
        permalink=_permalink(body, message, channel),
    )


def _permalink(body: Body, message: Body, channel: str) -> str:
    domain = _of(body, "team").get("domain", "")
    url = f"https://{domain}.slack.com/" if domain else ""
    ts, thread = message.get("ts", ""), message.get("thread_ts", "")
    return text.permalink(url, channel, ts, thread=thread)


def status(user: Body) -> SlackStatus | None:
    """The Slack status of somebody; None if they have none that ends."""
    profile = _of(user, "profile")
    ends = profile.get("status_expiration", 0)
    if ends <= 0:
        return None
    return SlackStatus(
        emoji=profile.get("status_emoji", ""),
        text=profile.get("status_text", ""),
        until=datetime.fromtimestamp(ends, UTC),
    )


def _place(channel: str, name: object) -> str:
    """The channel a request came from; "" for a group message, which no app can join."""
    return "" if isinstance(name, str) and name.startswith(GROUP_MESSAGE) else channel


def _team(body: Body) -> str:
    """The workspace a person belongs to; if Slack does not say, the one they act in."""
    return str(_of(body, "user").get("team_id") or _of(body, "team").get("id", ""))


def _of(body: Body, name: str) -> Body:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}
