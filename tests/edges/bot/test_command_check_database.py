"""`check` and the start both say what is wrong with the database, and how to fix it."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import inspect, make_url

from bot import database as bot_database
from bot.cli import check_database
from bot.errors import CannotRun
from bot.process.clock import utc_now
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind
from storage import channels, installations, people, workspaces
from storage.channels import Channel
from storage.engine.database import REHEARSAL_PATIENCE, Database
from storage.people import UserGroup
from tests.support.bots.typed import backstop
from tests.support.factories import a_policy, utc
from tests.support.storage.databases import POSTGRESQL, Templates

NEWER = "UPDATE alembic_version SET version_num = '9999'"
NOWHERE = "sqlite:////proc/backstop.db"


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database with today's schema."""
    return Path(shutil.copy(sqlite_template, tmp_path / "backstop.db"))


def only(url: str, patience: timedelta = REHEARSAL_PATIENCE) -> str:
    [line] = check_database.found(url, patience)
    return line


def change(url: str, statement: str) -> None:
    with closing(Database(url)) as database, database.write_all() as tx:
        tx.exec_driver_sql(statement)


def store(url: str, *, policy: Policy, configured: bool = True, member: bool = True) -> None:
    with closing(Database(url)) as database, database.write("T1") as tx:
        workspaces.save(tx, name="Acme", bot_user="UBOT")
        channels.save(
            tx,
            Channel(
                id="C1",
                name="launch",
                policy=policy,
                member=member,
                configured=configured,
            ),
        )


def test_an_empty_database_is_well_and_stays_empty(unused_url: str) -> None:
    assert only(unused_url).endswith("(empty; `backstop run` sets it up)")
    with closing(Database(unused_url)) as database, database.read_all() as tx:
        assert inspect(tx).get_table_names() == []


def test_a_file_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    assert only(f"sqlite:///{tmp_path / 'new.db'}").startswith("ok database")
    assert [*tmp_path.iterdir()] == []


def test_a_database_in_use_is_well_and_stays_as_it_is(database_url: str) -> None:
    store(database_url, policy=a_policy())
    before = [*check_database.found(database_url)]
    assert [line.split(" ")[:2] for line in before[:1]] == [["ok", "database"]]
    assert [*check_database.found(database_url)] == before


def test_a_newer_database_is_refused(database_url: str) -> None:
    change(database_url, NEWER)
    fault = only(database_url)
    assert "has schema 9999, wanted is " in fault
    assert fault.endswith("To fix it: start the newer Backstop that made it")
    change(database_url, "UPDATE alembic_version SET version_num = '0001'")


def test_an_older_database_wants_an_upgrade(file: Path) -> None:
    change(f"sqlite:///{file}", "UPDATE alembic_version SET version_num = '0001'")
    assert only(f"sqlite:///{file}").endswith("To fix it: backstop db upgrade")


def test_a_file_that_may_only_be_read(file: Path) -> None:
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    assert "readonly database. To fix it, let whoever runs Backstop write to the" in only(url)
    with pytest.raises(CannotRun, match="let whoever runs Backstop write"):
        bot_database.migrated(url, utc_now())


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Friday: call the firm about its contracts.\n" * 99)
    assert "not a database. To fix it, name another file, or restore a backup" in only(
        f"sqlite:///{notes}"
    )


def test_a_file_that_another_process_keeps_locked(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as other, other.write_all():
        fault = only(f"sqlite:///{file}", timedelta(milliseconds=50))
    assert "database is locked. To fix it, stop the other process" in fault


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        (NOWHERE, "check that its folder exists and may be written to"),
        ("sqlite:///", "name a file, such as sqlite:///backstop.db"),
        ("sqlite:///:memory:", "name a file, such as sqlite:///backstop.db"),
        (
            "postgresql+psycopg://test@127.0.0.1:1/x",
            "check host and port, and that the server is running",
        ),
        ("postgresql+psycopg://test@nowhere.invalid/x", "check the name of its host"),
    ],
)
def test_a_database_that_cannot_be_opened(url: str, fix: str) -> None:
    assert fix in only(url)


@pytest.fixture
def postgres(templates: Callable[[str], Templates]) -> Iterator[str]:
    """An empty database on PostgreSQL."""
    with templates(POSTGRESQL).database(empty=True) as url:
        yield url


def test_a_database_that_was_never_made_on_postgresql(postgres: str) -> None:
    url = make_url(postgres).set(database="backstop_nowhere").render_as_string(hide_password=False)
    assert "does not exist. To fix it, create it, with its user as the owner" in only(url)


def test_a_user_without_rights_on_postgresql(postgres: str) -> None:
    """Since PostgreSQL 15 only a database's owner may create tables in it."""
    plain = make_url(postgres).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN")
        url = make_url(postgres).set(username="stranger").render_as_string(hide_password=False)
        assert "permission denied for schema public. To fix it, make its user the owner" in only(
            url
        )
        connection.execute("DROP ROLE stranger")


def test_a_ladder_that_ends_at_nobody_is_told(file: Path) -> None:
    store(f"sqlite:///{file}", policy=a_policy())
    assert [*check_database.found(f"sqlite:///{file}")] == [
        f"ok database sqlite:///{file}",
        "#launch: its lead U03 has left or cannot answer. To fix it, type there: /backstop setup",
        "#launch: its leadership U04 has left or cannot answer. "
        "To fix it, type there: /backstop setup",
    ]


def test_a_group_in_which_nobody_can_answer_and_a_shut_channel_are_told(file: Path) -> None:
    group, channel = Target(TargetKind.GROUP, "S01"), Target(TargetKind.CHANNEL, "C0LEADS")
    url = f"sqlite:///{file}"
    store(url, policy=a_policy(lead=(group,), leadership=(channel,)))
    with closing(Database(url)) as database, database.write("T1") as tx:
        people.save_group(tx, UserGroup(id="S01", handle="x", members=("U9",)), now=utc_now())
    assert [line.partition(".")[0] for line in check_database.found(url)][1:] == [
        "#launch: its lead S01 is a user group in which nobody can answer",
        "#launch: its leadership C0LEADS is a channel that Backstop cannot post to",
    ]


def test_a_channel_that_the_bot_was_removed_from_is_told(file: Path) -> None:
    store(f"sqlite:///{file}", policy=Policy(), member=False)
    fault = "#launch: Backstop is not in it. To fix it, type there: /invite @Backstop"
    assert fault in check_database.found(f"sqlite:///{file}")


def test_holidays_that_are_known_no_more_are_told(file: Path) -> None:
    store(f"sqlite:///{file}", policy=Policy(holidays="DE-ATLANTIS"))
    fault = (
        "#launch: its holidays DE-ATLANTIS are not known any more, so it has none. "
        "To fix it, type there: /backstop setup"
    )
    assert fault in check_database.found(f"sqlite:///{file}")


def test_a_channel_without_a_lead_is_not_a_fault_but_said(file: Path) -> None:
    store(f"sqlite:///{file}", policy=Policy(), configured=False)
    assert [*check_database.found(f"sqlite:///{file}")][1:] == [
        "ok ladders",
        "note #launch has no lead and no leadership: the reporter and the channel stand in. "
        "To set one, type there: /backstop setup",
    ]


def test_the_start_on_any_of_them_ends_with_one_line_and_no_traceback(file: Path) -> None:
    change(f"sqlite:///{file}", NEWER)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        wrong: list[tuple[dict[str, str], str]] = [
            ({"DATABASE_URL": f"sqlite:///{file}"}, "The database has schema 9999"),
            ({"DATABASE_URL": NOWHERE}, "DATABASE_URL: /proc/backstop.db.lock cannot be made"),
            ({"DATABASE_URL": "sqlite:///other.db", "PORT": str(port)}, "HOST, PORT: cannot"),
        ]
        for environment, said in wrong:
            answer = backstop(
                "run",
                folder=file.parent,
                SLACK_BOT_TOKEN="xoxb-test",
                SLACK_APP_TOKEN="xapp-test",
                **environment,
            )
            [*log, fault] = answer.stderr.splitlines()
            assert answer.returncode == 1
            assert fault.startswith(said)
            assert "Traceback" not in answer.stderr
            assert all("action=" in line for line in log)


def test_a_slack_that_gives_no_metadata_back_is_noted(file: Path) -> None:
    url = f"sqlite:///{file}"
    store(url, policy=a_policy())
    with closing(Database(url)) as database, database.write("T1") as tx:
        installations.ensure(tx, now=utc("03-02 09:00"))
        installations.note_echo(tx, missing_since=utc("03-02 09:00"))
    [note] = (line for line in check_database.found(url) if "metadata" in line)
    assert note.startswith("note T1: since 2026-03-02 09:00 UTC Slack has returned messages")


def test_a_ladder_that_cannot_be_read_is_a_fault_with_its_fix(file: Path) -> None:
    url = f"sqlite:///{file}"
    store(url, policy=a_policy(), configured=False)
    change(url, "UPDATE channel SET policy = '{'")
    found = [line for line in check_database.found(url) if not line.startswith("ok ")]
    assert found == [
        "#launch: its ladder cannot be read (policy: JSONDecodeError), so nothing is logged there "
        "and it gets no weekly post. To fix it, type there: /backstop setup"
    ]
