"""`backstop db copy` and `verify`, as an operator types them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import absences, people, workspaces
from storage.engine.database import Database
from storage.engine.instance_lock import alone
from storage.items import history
from tests.support.bots.typed import backstop
from tests.support.factories import LEAD, a_person, away
from tests.support.storage.databases import POSTGRESQL, Templates
from tests.support.storage.store_fixtures import NOW, WORKSPACE, an_event, stored_item

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_APP_TOKEN": "xapp-test",
    "SLACK_API_URL": "http://127.0.0.1:1/api/",
}


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of an SQLite file with one item and three events."""
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'backstop.db')}"
    with closing(Database(url)) as database, database.write(WORKSPACE) as tx:
        workspaces.save(tx, name="Acme", bot_user="U00")
        item = stored_item(tx)
        told = {"owner": item.owner, "due": item.due.at.isoformat()}
        history.append(
            tx,
            [
                an_event(item_id=item.id, action="logged", facts=told),
                *(an_event(item_id=item.id) for _ in range(2)),
            ],
        )
    return url


@pytest.fixture
def server(templates: Callable[[str], Templates]) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with templates(POSTGRESQL).database(empty=True) as url:
        yield url


def test_an_installation_moves_to_postgresql_and_back(
    file: str, server: str, tmp_path: Path
) -> None:
    there = backstop("db", "copy", file, server)
    assert (there.returncode, there.stderr) == (0, "Copying\n")
    assert "        1 item\n" in there.stdout
    assert "        3 event\n" in there.stdout
    assert there.stdout.endswith("Before the next start, set DATABASE_URL to it.\n")
    again = backstop("db", "copy", file, server)
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    assert backstop("db", "copy", server, back).returncode == 0
    verified = backstop("verify", DATABASE_URL=back)
    assert (verified.returncode, verified.stdout) == (0, "T01 Acme: 3 events hold.\n")


def test_verify_names_the_event_that_was_edited(file: str) -> None:
    with closing(Database(file)) as database, database.write_all() as tx:
        tx.execute(text("UPDATE event SET actor = 'U99' WHERE id = 2"))
    said = backstop("verify", DATABASE_URL=file)
    assert (said.returncode, said.stdout) == (1, "T01 Acme: 1 events hold.\n")
    assert said.stderr.startswith("T01: event 2 (acknowledge of B-1 by U99, 2026-03-05 12:00 UTC)")


def test_verify_says_that_the_end_is_missing(file: str) -> None:
    with closing(Database(file)) as database, database.write_all() as tx:
        tx.execute(text("DELETE FROM event WHERE id = 3"))
    said = backstop("verify", DATABASE_URL=file)
    assert said.stderr == "T01: the end of its history is missing, from event 3 on.\n"


def test_a_person_who_is_read_in_part_is_named(file: str) -> None:
    with closing(Database(file)) as database, database.write(WORKSPACE) as tx:
        people.save(tx, [a_person(LEAD)], now=NOW)
        absences.keep(tx, LEAD, [away("03-09 09:00")])
        tx.connection.execute(text("UPDATE absence SET until = 9223372036854775807"))
    named = f"absence T01 {LEAD} 9223372036854775807: "
    said = backstop("verify", DATABASE_URL=file).stderr
    assert f"{named}cannot be read (until: OverflowError). " in said
    checked = backstop("check", DATABASE_URL=file).stderr
    assert f"{named}the damaged part is ignored (until: OverflowError). See: " in checked


def test_what_cannot_be_read_is_named_by_every_command_that_looks(
    file: str, tmp_path: Path
) -> None:
    with closing(Database(file)) as database, database.write(WORKSPACE) as tx:
        stored_item(tx)
        tx.connection.execute(text("UPDATE item SET status = 'opem' WHERE id = 1"))
        tx.connection.execute(text("UPDATE item SET stopped_at = 1, fault = 'plan: IndexError'"))
        tx.connection.execute(text("UPDATE event SET facts = '{' WHERE id = 2"))
    said = backstop("verify", DATABASE_URL=file)
    lines = said.stderr.splitlines()
    assert said.returncode == 1
    assert lines[0] == "T01: event 2 cannot be read: it was edited."
    assert "T01: B-1 is not what its history says: status is opem, not open." in lines
    assert lines[-2].startswith("B-1: cannot be read (status: LookupError). To fix it, ")
    assert lines[-1].startswith("B-2: cannot be planned (plan: IndexError). To fix it, ")
    checked = backstop("check", DATABASE_URL=file).stderr
    assert "B-1: its escalation has stopped (plan: IndexError). See: backstop verify" in checked
    plans = [backstop("plan", label, DATABASE_URL=file).stdout for label in ("B-1", "B-2")]
    assert plans[0].startswith("B-1 cannot be read (status: LookupError). To fix it, ")
    assert "If nobody acts:" in plans[1], "what it tripped over is gone"
    copied = backstop("db", "copy", file, f"sqlite:///{tmp_path / 'new.db'}")
    assert copied.returncode == 1
    assert "B-1 cannot be read (status: LookupError): nothing was copied." in copied.stderr


@pytest.mark.parametrize("words", [["run"], ["db", "copy", "{file}", "sqlite:///new.db"]])
def test_a_file_that_a_bot_runs_on_is_left_to_it(
    file: str, tmp_path: Path, words: list[str]
) -> None:
    typed = [word.format(file=file) for word in words]
    with alone(file):
        said = backstop(*typed, folder=tmp_path, DATABASE_URL=file, **SLACK)
    assert said.returncode == 1
    assert "backstop.db is in use by another Backstop (process" in said.stderr
    assert "Traceback" not in said.stderr
