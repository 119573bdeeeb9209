"""The log holds ids and our own words; never a token, never what people wrote."""

import json
import logging
import sys

import pytest

from bot.process import logs


def _record(message: str, name: str = "backstop.delivery", **more: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.INFO, __file__, 1, message, (), None)
    record.__dict__.update(more)
    return record


def test_a_line_is_an_instant_a_level_a_logger_and_pairs() -> None:
    line = logs.Text().format(_record("action=sent channel=C1", created=1774000000.0))
    assert line == "2026-03-20T09:46:40Z INFO    backstop.delivery action=sent channel=C1"


def test_in_json_the_pairs_are_fields() -> None:
    line = json.loads(logs.Json().format(_record("action=sent channel=C1 error=", created=0.0)))
    assert line == {
        "at": "1970-01-01T00:00:00Z",
        "level": "INFO",
        "logger": "backstop.delivery",
        "message": "action=sent channel=C1 error=",
        "action": "sent",
        "channel": "C1",
        "error": "",
    }


@pytest.mark.parametrize("form", [logs.Text(), logs.Json()])
@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-test-123-abc",
        "xapp-1-test-456",
        "wss://wss.slack.test/link/?ticket=test-ticket-9&app_id=A1",
        "postgresql+psycopg://test-user:test-pass@db/x",
    ],
)
def test_no_secret_gets_through(form: logging.Formatter, secret: str) -> None:
    line = form.format(_record(f"connecting with {secret}"))
    for part in ("test-123", "test-456", "test-ticket", "test-pass"):
        assert part not in line
    assert "(secret)" in line


@pytest.mark.parametrize("form", [logs.Text(), logs.Json()])
def test_an_error_is_logged_by_type_and_place_not_by_its_text(form: logging.Formatter) -> None:
    typed = "what Maria wrote"
    try:
        raise ValueError(typed)
    except ValueError:
        line = form.format(_record("action=failed", exc_info=sys.exc_info()))
    assert "Maria" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


@pytest.mark.parametrize(
    ("name", "level", "heard"),
    [
        ("backstop.delivery", logging.INFO, True),
        ("slack_bolt.AsyncRequestVerification", logging.INFO, False),
        ("slack_sdk.web.async_client", logging.DEBUG, False),
        ("aiohttp.access", logging.INFO, False),
        ("slack_bolt.AsyncApp", logging.ERROR, True),
        ("apscheduler.scheduler", logging.WARNING, False),
        ("apscheduler.executors.default", logging.ERROR, True),
    ],
)
def test_libraries_are_heard_only_when_it_is_grave(name: str, level: int, heard: bool) -> None:
    record = _record("anything", name=name, levelno=level)
    assert logs.is_ours_or_grave(record) is heard


@pytest.mark.parametrize("form", [logs.Text(), logs.Json()])
def test_a_library_is_never_quoted(form: logging.Formatter) -> None:
    """Its messages may quote anyone: asyncio logs uncaught errors with their text."""
    line = form.format(_record("exception=ValueError('what Maria wrote')", name="asyncio"))
    assert "Maria" not in line
    assert "action=library where=test_logs:1" in line
