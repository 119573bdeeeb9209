"""`backstop manifest` turns the manifest in the checkout into that of one installation."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import app_manifest
from bot.errors import CannotRun
from messages.command_names import Commands
from playground.state.manifest import Manifest
from tests.support.bots.typed import backstop

SOURCE = Path(__file__).parents[3] / "app_manifest.yml"
URL = "https://bot.example.com/slack/events"


def document(text: str) -> dict[str, Any]:
    """A manifest as Slack reads it."""
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def test_without_options_it_is_the_file_as_it_is(tmp_path: Path) -> None:
    answer = backstop("manifest", folder=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, SOURCE.read_text())


def test_for_http_every_door_has_the_address_and_nothing_else_changes(tmp_path: Path) -> None:
    answer = backstop("manifest", "--http", "https://bot.example.com", folder=tmp_path)
    expected = document(SOURCE.read_text())
    for command in expected["features"]["slash_commands"]:
        command["url"] = URL
    expected["settings"]["event_subscriptions"]["request_url"] = URL
    expected["settings"]["interactivity"]["request_url"] = URL
    expected["settings"]["socket_mode_enabled"] = False
    assert answer.returncode == 0
    assert document(answer.stdout) == expected


def test_the_reasons_beside_the_scopes_stay() -> None:
    reasons = [line for line in SOURCE.read_text().splitlines() if " # " in line]
    assert reasons
    assert set(reasons) <= set(app_manifest.text(Commands(), url=URL).splitlines())


def test_commands_are_called_as_the_settings_say(tmp_path: Path) -> None:
    """Even if two of them swap names."""
    answer = backstop("manifest", folder=tmp_path, BACKSTOP_COMMANDS="decision,blocker,bs-eu")
    commands = document(answer.stdout)["features"]["slash_commands"]
    assert [one["command"] for one in commands] == ["/decision", "/blocker", "/bs-eu"]
    usual = document(SOURCE.read_text())["features"]["slash_commands"]
    assert [one["description"] for one in commands] == [one["description"] for one in usual]


def test_renamed_commands_have_the_address_too() -> None:
    made = Manifest.read(document(app_manifest.text(Commands(backstop="/bs"), url=URL)))
    assert {name: entry["url"] for name, entry in made.commands.items()} == {
        "/blocker": URL,
        "/decision": URL,
        "/bs": URL,
    }


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://bot.example.com", URL),
        ("https://bot.example.com/", URL),
        (" https://bot.example.com/slack/events ", URL),
        ("https://bot.example.com/slack/events/", URL),
        ("https://bot.example.com:8443", "https://bot.example.com:8443/slack/events"),
        ("HTTPS://Bot.Example.com", "HTTPS://Bot.Example.com/slack/events"),
        ("https://bot.xn--p1ai", "https://bot.xn--p1ai/slack/events"),
    ],
)
def test_an_address_is_read_as_people_paste_it(address: str, url: str) -> None:
    assert app_manifest.request_url(address) == url


@pytest.mark.parametrize(
    "address",
    [
        "bot.example.com",
        "http://bot.example.com",
        "https://",
        "https://localhost",
        "https://127.0.0.1",
        "https://bot.example.com/bot",
        "https://bot.example.com?x=1",
        "https://user:pass@bot.example.com",
        "https://bot.example.com:port",
        "https://bot example.com",
        "https://bot.example.com\n    url: https://else.example.com",
    ],
)
def test_what_slack_could_not_reach_is_refused_with_what_to_type(address: str) -> None:
    with pytest.raises(CannotRun, match=r"Write https:// .* like https://bot\.example\.com"):
        app_manifest.request_url(address)


def test_a_refused_address_is_told_without_a_traceback(tmp_path: Path) -> None:
    answer = backstop("manifest", "--http", "http://bot.example.com", folder=tmp_path)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith(
        "--http: Slack cannot reach the bot at 'http://bot.example.com'"
    )
