"""Settings are checked all at once, every fault is explained, and no secret ever shows."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import FaultySettings, LocalSettings, Settings, load
from messages.command_names import Commands

GOOD = {"SLACK_BOT_TOKEN": "xoxb-test-bot", "SLACK_APP_TOKEN": "xapp-test-app"}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*os.environ]:
        if name.startswith(("SLACK_", "BACKSTOP_", "LOG_", "DATABASE_", "HOST", "PORT")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _write(**lines: str) -> None:
    Path(".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))


def test_two_tokens_are_enough() -> None:
    _write(**GOOD)
    settings = load(Settings)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-test-bot"
    assert settings.by_socket
    assert settings.database_url == "sqlite:///backstop.db"
    assert settings.heartbeat == timedelta(seconds=5)
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.commands == Commands()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    _write(**GOOD, PORT="4000")
    monkeypatch.setenv("PORT", "5000")
    assert load(Settings).port == 5000


def test_secrets_may_be_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As Docker, Kubernetes and systemd provide them, with or without a final newline."""
    for name, value in GOOD.items():
        (tmp_path / name).write_text(f"{value}\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load(Settings).slack_bot_token.get_secret_value() == "xoxb-test-bot"
    assert load(Settings).by_socket
    _write(SLACK_BOT_TOKEN="xoxb-test-other")
    assert load(Settings).slack_bot_token.get_secret_value() == "xoxb-test-other"


def test_a_file_that_an_editor_has_marked_is_read() -> None:
    Path(".env").write_text(
        "".join(f"{name}={value}\r\n" for name, value in GOOD.items()), encoding="utf-8-sig"
    )
    assert load(Settings).slack_bot_token.get_secret_value() == "xoxb-test-bot"


def test_a_file_that_is_not_text_is_refused_in_words() -> None:
    Path(".env").write_text("SLACK_BOT_TOKEN=xoxb-test\n", encoding="utf-16")
    with pytest.raises(FaultySettings, match=r"\.env.* cannot be read: .* keep it as plain text"):
        load(Settings)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("SLACK_BOT_TOKEN", "xapp-test", "is the app-level token; it must be the bot token"),
        ("SLACK_BOT_TOKEN", "xoxp-test", "is a user token; it must be the bot token"),
        ("SLACK_BOT_TOKEN", '"xoxb-test"', "is in quotes; it must be the bot token"),
        ("SLACK_APP_TOKEN", "xoxb-test", "is the bot token; it must be the app-level token"),
        ("SLACK_SIGNING_SECRET", "xoxb-test", "is the bot token; it must be the signing secret"),
    ],
)
def test_a_token_in_the_wrong_place_is_known(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, kind: str
) -> None:
    _write(**GOOD)
    monkeypatch.setenv(name, value)
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    [fault] = refused.value.faults
    assert fault.startswith(f"{name} {kind}")


def test_where_no_file_was_found_is_said(tmp_path: Path) -> None:
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    assert refused.value.faults[0].startswith(f"There is no .env in {tmp_path}. To fix it, copy")


def test_no_file_is_missed_where_the_bot_token_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "slack_bot_token").write_text("xoxb-1")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("PORT", "http")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    [fault] = refused.value.faults
    assert fault.startswith("PORT ")


def test_a_folder_of_secrets_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    _write(**GOOD)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/nowhere")
    assert load(Settings).by_socket


def test_an_empty_line_means_the_default() -> None:
    _write(**GOOD, DATABASE_URL="", LOG_LEVEL="", BACKSTOP_ADMINS="", BACKSTOP_COMMANDS="")
    settings = load(Settings)
    assert settings.database_url == "sqlite:///backstop.db"
    assert settings.admins == frozenset()


def test_all_faults_are_named_at_once() -> None:
    _write(
        SLACK_BOT_TOKEN="xapp-test-swapped",
        SLACK_API_URL="http://slack.example/api/",
        DATABASE_URL="mysql://test:hunter2@db/x",
        PORT="70000",
        BACKSTOP_HEARTBEAT="5 weeks",
        BACKSTOP_TIMEZONE="Berlin",
        BACKSTOP_ADMINS="@maria",
        BACKSTOP_COMMANDS="blocker,blocker,backstop",
        LOG_LEVEL="loud",
        LOG_FORMAT="xml",
    )
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    named = {fault.split(" ", 1)[0] for fault in refused.value.faults}
    assert named == {
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "DATABASE_URL",
        "PORT",
        "BACKSTOP_HEARTBEAT",
        "BACKSTOP_TIMEZONE",
        "BACKSTOP_ADMINS",
        "BACKSTOP_COMMANDS",
        "LOG_LEVEL",
        "LOG_FORMAT",
    }
    assert "hunter2" not in str(refused.value)
    assert "xapp-test-swapped" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-test", "starts with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-test", "starts with xapp-"),
        ("SLACK_API_URL", "https://slack.com/", "end in /api/"),
        ("DATABASE_URL", "postgresql://db/backstop", "postgresql+psycopg://"),
        ("SLACK_API_URL", "https://[/api/", "like https://slack.com/api/"),
        ("PORT", "http", "'http' is not a port; write a number up to 65535, like 3000"),
        ("PORT", "65536", "'65536' is not a port"),
        ("PORT", "-1", "'-1' is not a port"),
        ("LOG_LEVEL", "loud", "'loud' is unknown; write DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "'xml' is unknown; write text or json"),
        ("BACKSTOP_HEARTBEAT", f"{'9' * 30}m", "write it like 5s"),
        ("BACKSTOP_HEARTBEAT", "0s", "write it like 5s"),
        ("BACKSTOP_HEARTBEAT", "2h", "write it like 5s"),
        ("BACKSTOP_TIMEZONE", "Mars/Base", "Europe/Berlin"),
        ("BACKSTOP_ADMINS", "U012AB3CD,maria", "maria is not a user id"),
        ("BACKSTOP_COMMANDS", "Blocker,decision,backstop", "blocker,decision,backstop"),
        ("BACKSTOP_COMMANDS", "blocker,decision", "three different names"),
    ],
)
def test_each_fault_says_what_to_write_instead(name: str, value: str, fix: str) -> None:
    _write(**{**GOOD, name: value})
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    [fault] = refused.value.faults
    assert fault.startswith(name)
    assert fix in fault


@pytest.mark.parametrize(
    "value", ["x", "-1", "1e9", "9" * 5000, "[]", "{}", "true", "٣", "https://[", "sqlite://["]
)
def test_no_fault_is_told_in_the_words_of_a_library(value: str) -> None:
    names = [str(field.validation_alias or n) for n, field in Settings.model_fields.items()]
    _write(**{name.upper(): value for name in names})
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    for fault in refused.value.faults:
        assert re.search(r"write |must |needs three", fault), fault[:200]
        assert not re.search(r"[Ii]nput|valid |parse|limit", fault), fault[:200]


def test_a_level_is_known_in_any_case() -> None:
    _write(**GOOD, LOG_LEVEL="warning", LOG_FORMAT="JSON")
    assert (load(Settings).log_level, load(Settings).log_format) == ("WARNING", "json")


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("250ms", timedelta(seconds=0.25)),
        ("5s", timedelta(seconds=5)),
        ("1m", timedelta(minutes=1)),
    ],
)
def test_a_span_is_a_number_and_a_unit(value: str, span: timedelta) -> None:
    _write(**GOOD, BACKSTOP_HEARTBEAT=value)
    assert load(Settings).heartbeat == span


def test_an_empty_file_is_told_what_socket_mode_needs_first() -> None:
    _write()
    with pytest.raises(FaultySettings) as refused:
        load(Settings)
    bot_token, app_token = refused.value.faults
    assert bot_token.startswith("SLACK_BOT_TOKEN is missing; it must be the bot token")
    assert app_token.startswith("SLACK_APP_TOKEN is missing; it must be the app-level token")
    assert app_token.endswith("(or leave it empty for HTTP, and set SLACK_SIGNING_SECRET)")


def test_without_an_app_token_the_signing_secret_is_needed() -> None:
    _write(SLACK_BOT_TOKEN="xoxb-test")
    with pytest.raises(FaultySettings, match=r"SLACK_APP_TOKEN is missing; .* for HTTP"):
        load(Settings)
    _write(SLACK_BOT_TOKEN="xoxb-test", SLACK_SIGNING_SECRET="test-secret")
    assert not load(Settings).by_socket


def test_commands_may_be_renamed_with_or_without_a_slash() -> None:
    _write(**GOOD, BACKSTOP_COMMANDS="/stuck, choice ,backstop-acme")
    assert load(Settings).commands == Commands(
        blocker="/stuck", decision="/choice", backstop="/backstop-acme"
    )


def test_admins_are_user_ids() -> None:
    _write(**GOOD, BACKSTOP_ADMINS="U012AB3CD, W9ZZ ,")
    assert load(Settings).admins == frozenset({"U012AB3CD", "W9ZZ"})


def test_loopback_needs_no_tls() -> None:
    _write(**GOOD, SLACK_API_URL="http://127.0.0.1:8080/api/")
    assert load(Settings).slack_api_url == "http://127.0.0.1:8080/api/"


def test_nothing_secret_shows_in_a_repr() -> None:
    _write(
        **GOOD, SLACK_SIGNING_SECRET="hunter3", DATABASE_URL="postgresql+psycopg://u:hunter2@db/x"
    )
    shown = repr(load(Settings))
    assert not any(secret in shown for secret in ("test-bot", "test-app", "hunter2", "hunter3"))


def test_the_database_can_be_looked_into_without_tokens() -> None:
    _write(DATABASE_URL="sqlite:///other.db")
    assert load(LocalSettings).database_url == "sqlite:///other.db"
