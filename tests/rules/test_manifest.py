"""The Slack app's manifest: Slack accepts it, and it asks for exactly what the code uses."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers import events
from messages.command_names import Commands
from messages.slack import ids

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "app_manifest.yml").read_text()
MANIFEST: dict[str, Any] = yaml.safe_load(TEXT)
FEATURES = MANIFEST["features"]
SCOPES = MANIFEST["oauth_config"]["scopes"]
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]

# What each Web API method needs (docs.slack.dev, the page of each method).
NEEDED = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.delete": {"chat:write"},
    "api.test": set(),
    "conversations.history": {"im:history", "channels:history", "groups:history"},
    "conversations.replies": {"im:history", "channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "usergroups.list": {"usergroups:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
FAMILIES = "|".join(sorted({method.partition(".")[0] for method in NEEDED}))
DOTTED = re.compile(rf'"((?:{FAMILIES})\.[a-z]+(?:\.[a-z]+)*[A-Za-z]*)"')
CALLED = re.compile(rf"client\.(?!api_call)((?:{FAMILIES})_[A-Za-z_]+)\(")

# What each event needs (docs.slack.dev, the page of each event).
EVENT_SCOPES = {
    "app_home_opened": set(),
    "message.im": {"im:history"},
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "channel_left": {"channels:read"},
    "group_left": {"groups:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "channel_id_changed": {"channels:read", "groups:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_deleted": {"groups:read"},
    "user_change": {"users:read"},
    "team_join": {"users:read"},
    "subteam_created": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "subteam_members_changed": {"usergroups:read"},
}


def _source(*rooms: str) -> str:
    return "\n".join(path.read_text() for room in rooms for path in (ROOT / room).rglob("*.py"))


def _methods_called() -> set[str]:
    source = _source("bot", "handlers", "workflows", "storage")
    called = {name.replace("_", ".", 1) for name in CALLED.findall(source)}
    return set(DOTTED.findall(source)) | called


def test_the_commands_are_those_of_the_code() -> None:
    names = Commands()
    listed = [command["command"] for command in FEATURES["slash_commands"]]
    assert listed == [names.blocker, names.decision, names.backstop]


def test_every_command_escapes_people_and_channels() -> None:
    """Otherwise `@maria` arrives as text that may mean two people.

    Source: docs.slack.dev/interactivity/implementing-slash-commands.
    """
    assert all(command["should_escape"] for command in FEATURES["slash_commands"])


def test_the_shortcuts_are_those_of_the_code() -> None:
    listed = {entry["callback_id"] for entry in FEATURES["shortcuts"] if entry["type"] == "message"}
    assert listed == set(ids.SHORTCUTS)


@pytest.mark.parametrize(
    ("texts", "least", "most"),
    [
        ([MANIFEST["display_information"]["name"]], 1, 35),
        ([MANIFEST["display_information"]["description"]], 1, 140),
        ([FEATURES["bot_user"]["display_name"]], 1, 80),
        ([entry["command"] for entry in FEATURES["slash_commands"]], 2, 32),
        ([entry["description"] for entry in FEATURES["slash_commands"]], 1, 2000),
        ([entry["usage_hint"] for entry in FEATURES["slash_commands"]], 1, 1000),
        ([entry["name"] for entry in FEATURES["shortcuts"]], 1, 24),
        ([entry["description"] for entry in FEATURES["shortcuts"]], 1, 150),
        ([entry["callback_id"] for entry in FEATURES["shortcuts"]], 1, 255),
    ],
)
def test_every_text_is_within_slacks_limits(texts: list[str], least: int, most: int) -> None:
    """The limits of docs.slack.dev/reference/app-manifest."""
    assert texts
    assert all(least <= len(text) <= most for text in texts)


def test_people_can_answer_the_bot() -> None:
    """Without a writable Messages tab a bot cannot send a DM at all."""
    home = FEATURES["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_socket_mode_needs_no_address() -> None:
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    keys = set(re.findall(r"^ *-? *(\w+):", TEXT, re.MULTILINE))
    assert not keys & {"url", "request_url"}


def test_the_code_calls_nothing_the_manifest_does_not_allow() -> None:
    called = _methods_called()
    assert called >= {"chat.postMessage", "users.list", "views.publish"}, "nothing was found"
    assert called <= set(NEEDED), "say above what these need"
    assert set().union(*(NEEDED[method] for method in called)) <= set(SCOPES["bot"])


def test_every_scope_is_used() -> None:
    used = set().union(*(NEEDED[method] for method in _methods_called()), *EVENT_SCOPES.values())
    assert set(SCOPES["bot"]) == used | {"commands"}


def test_every_scope_has_its_reason_beside_it() -> None:
    for scope in SCOPES["bot"]:
        assert re.search(rf"^ +- {scope} # \w.{{10,}}$", TEXT, re.MULTILINE), scope


def test_optional_scopes_are_listed_twice_as_slack_asks() -> None:
    assert set(SCOPES["bot_optional"]) < set(SCOPES["bot"])


def test_every_event_is_heard() -> None:
    """Slack sends an event again when no listener takes it."""
    assert {
        event.removesuffix(".im") for event in EVENTS
    } <= events._LISTENERS.keys() | events.SAID_IN


def test_every_event_is_allowed() -> None:
    assert set(EVENTS) == set(EVENT_SCOPES)
    assert set().union(*EVENT_SCOPES.values()) <= set(SCOPES["bot"])
