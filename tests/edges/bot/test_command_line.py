"""The command line: answers on stdout, refusals on stderr with exit 1 and no traceback."""

import re
import socket
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from bot.process.clock import utc_now
from escalation.items import Due
from storage import channels, workspaces
from storage.channels import Channel
from storage.engine.database import Database
from tests.support.bots import program
from tests.support.bots.typed import backstop
from tests.support.context_fixtures import (
    WORKSPACE,
    a_context,
    live,
    logged,
    save_people,
    save_person,
)
from tests.support.factories import BOSS, LEAD, MEMBER, REPORTER, a_policy

FRIDAY = ["--now", "2026-11-20T16:00", "--tz", "Europe/Berlin"]
EVE_OF_SUMMER = ["--now", "2026-03-27T10:00", "--tz", "Europe/Berlin"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["due", "fri 5pm", *FRIDAY], 0, "2026-11-20T17:00:00+01:00"),
        (["manifest"], 0, "# The Slack app. Create it"),
        (["plan", "twelve"], 1, "'twelve' is not an item. Use a label such as B-12"),
        (["verify"], 1, "sqlite:///backstop.db has schema none, wanted is "),
    ],
)
def test_each_command_is_a_program_of_its_own(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    """The tests of what the other commands do start them."""
    ended = program.ended(*words, folder=tmp_path)
    assert ended.returncode == code
    assert (ended.stderr if code else ended.stdout).startswith(said)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        (["fri 5pm", *FRIDAY], "2026-11-20T17:00:00+01:00 Fri"),
        (["in 48h", *FRIDAY], "2026-11-22T16:00:00+01:00 Sun"),
        (["48h", *EVE_OF_SUMMER], "2026-03-29T11:00:00+02:00 Sun"),
        (["mon 9am", "--now", "2026-11-20T16:00:00Z"], "2026-11-23T09:00:00+00:00 Mon"),
        (["2027-07-05 12:00", *FRIDAY], "2027-07-05T12:00:00+02:00 Mon"),
    ],
)
def test_due_prints_the_instant_in_the_zone_and_its_weekday(words: list[str], instant: str) -> None:
    answer = backstop("due", *words)
    assert (answer.returncode, answer.stdout) == (0, f"{instant}\n")


NOON = ["--now", "2026-11-20T12:00Z"]


def test_due_reads_the_phrase_in_the_zone_of_the_settings(tmp_path: Path) -> None:
    answer = backstop("due", "fri 5pm", *NOON, BACKSTOP_TIMEZONE="Europe/Berlin")
    assert answer.stdout == "2026-11-20T17:00:00+01:00 Fri\n"
    (tmp_path / ".env").write_text("BACKSTOP_TIMEZONE=Asia/Tokyo\nPORT=http\n")
    answer = backstop("due", "mon 5pm", *NOON, folder=tmp_path)
    assert (answer.stdout, answer.stderr) == ("2026-11-23T17:00:00+09:00 Mon\n", "")


@pytest.mark.parametrize(
    ("env", "said"),
    [
        (b"BACKSTOP_TIMEZONE=Mars\n", "BACKSTOP_TIMEZONE 'Mars' is not a time zone"),
        (b"\xff\xfe", ".env, or a file in CREDENTIALS_DIRECTORY, cannot be read"),
    ],
)
def test_due_needs_no_good_settings(env: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(env)
    answer = backstop("due", "fri 5pm", *NOON, folder=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "2026-11-20T17:00:00+00:00 Fri\n")
    assert answer.stderr.startswith(said)
    assert answer.stderr.endswith("Using UTC; choose another zone with --tz.\n")
    told = backstop("due", "fri 5pm", *NOON, "--tz", "Asia/Tokyo", folder=tmp_path)
    assert (told.stdout, told.stderr) == ("2026-11-27T17:00:00+09:00 Fri\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["never", *FRIDAY], "I need a day."),
        (["fri 5pm", "--tz", "Mars"], "--tz: 'Mars' is not a time zone"),
        (["fri 5pm", "--now", "then"], "--now: 'then' is not a time"),
        (["fri 5pm", "--now", "9999-12-31T23:00"], "--now: only the years 1970 to 9900"),
        (["fri 5pm", "--hours", "9-5"], "--hours: '9-5' is not a valid time range"),
        (["fri 5pm", "--hours", "09:00+01:00-17:00"], "--hours: '09:00+01:00-17:00' is not"),
        (["fri 5pm", "--holidays", "ZZ"], "--holidays: I don't know the country"),
    ],
)
def test_due_says_why_not(words: list[str], said: str) -> None:
    answer = backstop("due", *words)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith(said)
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("word", ["run", "check"])
def test_every_missing_setting_is_named_at_once(word: str, tmp_path: Path) -> None:
    answer = backstop(word, folder=tmp_path, PORT="70000")
    assert answer.returncode == 1
    assert [line.split(" ")[0] for line in answer.stderr.splitlines()] == [
        "There",  # is no .env in the folder
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "PORT",
    ]


def test_the_database_is_made_and_looked_at(tmp_path: Path) -> None:
    before = backstop("db", "status", folder=tmp_path)
    assert before.returncode == 1
    assert "backstop db upgrade" in before.stderr
    assert backstop("db", "upgrade", folder=tmp_path).returncode == 0
    after = backstop("db", "status", folder=tmp_path)
    assert after.returncode == 0
    assert "is up to date" in after.stdout


def test_where_nothing_has_happened_yet_there_is_no_history(tmp_path: Path) -> None:
    backstop("db", "upgrade", folder=tmp_path)
    answer = backstop("verify", folder=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "No history yet.\n")


def test_a_copy_has_every_table_that_there_is(tmp_path: Path) -> None:
    """Checked from outside: a table that its module forgets to declare is not copied."""
    source, target = f"sqlite:///{tmp_path / 'source.db'}", f"sqlite:///{tmp_path / 'target.db'}"
    backstop("db", "upgrade", DATABASE_URL=source)
    with closing(Database(source)) as database, database.write("T1") as tx:
        tables = set(inspect(tx.connection).get_table_names()) - {"alembic_version"}
        workspaces.save(tx, name="Acme", bot_user="UBOT")
        channels.save(tx, Channel(id="C1", name="launch", policy=a_policy()))
    answer = program.ended("db", "copy", source, target, folder=tmp_path)
    counts = re.findall(r"^ +([\d,]+) (.+)$", answer.stdout, re.M)
    assert {name.replace(" ", "_") for _, name in counts} == tables
    assert {name for count, name in counts if count == "1"} == {"channel", "workspace"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all.db", "cannot be used: unable to open database file"),
        ("postgresql+psycopg://test:test-pass@127.0.0.1:1/x", "cannot be used: "),
        ("sqlite:///:memory:", "name a file"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told(url: str, said: str, tmp_path: Path) -> None:
    answer = backstop("db", "upgrade", folder=tmp_path, DATABASE_URL=url)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "test-pass" not in answer.stderr


def test_a_plan_needs_an_item(tmp_path: Path) -> None:
    backstop("db", "upgrade", folder=tmp_path)
    assert "Use a label such as B-12" in backstop("plan", "twelve", folder=tmp_path).stderr
    unknown = backstop("plan", "B-12", folder=tmp_path)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("There is no B-12 in ")


def test_a_plan_says_when_the_admins_of_the_environment_are_asked(folder: Path) -> None:
    """Nobody above the owner is left. They are asked in the fourth week without an answer."""
    now = utc_now()
    began_at = now - timedelta(days=23)
    due = Due(at=began_at + timedelta(days=1), zone="UTC", phrase="")
    with closing(Database(f"sqlite:///{folder / 'backstop.db'}")) as database:
        with database.write(WORKSPACE) as tx:
            workspaces.save(tx, name="Acme", bot_user="UBOT")
            save_people(tx, now=now)
        context = a_context(database)
        logged(context, now=began_at, due=due)
        for user in (BOSS, LEAD, REPORTER):
            save_person(context, user, deactivated=True)
        live(context, now)
    said = backstop("plan", "B-1", folder=folder, BACKSTOP_ADMINS=MEMBER).stdout
    assert f"@name of {MEMBER} and the channel are asked what should become of it" in said


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("yesterday", "write one with its zone, like 2026-11-20T16:00Z"),
        ("2026-03-20T16:00", "write one with its zone"),
        ("2999-01-01T00:00Z", "is yet to come; write when the backup was taken"),
    ],
)
def test_a_backup_is_of_an_instant_that_has_been(instant: str, said: str, tmp_path: Path) -> None:
    done = backstop("run", "--recovered-at", instant, folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"--recovered-at: '{instant}' is ")
    assert said in done.stderr


def test_help_names_every_command() -> None:
    shown = backstop("--help").stdout
    assert all(f" {word} " in shown for word in ("run", "demo", "due", "check", "plan", "db"))


def test_a_demo_that_cannot_start_says_which_option_to_check() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for option in ("--record=/dev/null/x", f"--port={taken.getsockname()[1]}"):
            answer = backstop("demo", "--once", option)
            assert answer.returncode == 1
            assert "Check --record and --port" in answer.stderr
            assert "Traceback" not in answer.stderr
