"""`backstop ladder`: what is shown can be applied, and what is applied is told and kept."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from escalation.events import OPERATOR
from escalation.facts.circumstances import Configured
from escalation.notices.notice import NoticeKind
from storage import channels, workspaces
from storage.engine.database import Database
from storage.engine.prepared import Prepared
from storage.items import history
from storage.ladders import versions
from storage.outbox.rows import SELECT, fetch
from tests.support.bots.typed import Answer, backstop
from tests.support.context_fixtures import WORKSPACE, a_context, save_people
from tests.support.factories import CHANNEL, LEAD, utc
from workflows.outbox import rendering

SECOND = timedelta(seconds=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with six people and the channel C01, on the second of two workspaces."""
    url = f"sqlite:///{tmp_path / 'backstop.db'}"
    backstop("db", "upgrade", DATABASE_URL=url)
    with closing(Database(url)) as database:
        for workspace in ("T00", WORKSPACE):
            with database.write(workspace) as tx:
                workspaces.save(tx, name="Acme", bot_user="U0BOT")
        with database.write(WORKSPACE) as tx:
            save_people(tx, configured=True)
    return url


@pytest.fixture
def file(tmp_path: Path, url: str) -> Path:
    """The channel's ladder as a file."""
    path = tmp_path / "ladder.yml"
    path.write_text(shown(url).stdout, encoding="utf-8")
    return path


def shown(url: str) -> Answer:
    return backstop("ladder", "show", CHANNEL, DATABASE_URL=url)


def applied(url: str, file: Path, *options: str) -> Answer:
    return backstop("ladder", "apply", CHANNEL, str(file), *options, DATABASE_URL=url)


def edit(file: Path, old: str, new: str) -> None:
    written = file.read_text(encoding="utf-8")
    assert old in written
    file.write_text(written.replace(old, new), encoding="utf-8")


def test_it_is_shown_with_names(url: str) -> None:
    answer = shown(url)
    assert answer.returncode == 0
    assert answer.stdout.startswith(
        "# The ladder of #launch. To change it: backstop ladder apply C01 FILE\n"
        "version: 1\n"
        "rungs:\n"
        "- after: at once\n"
        "  tell:\n"
        "  - U03  # name of U03\n"
        "  shown: thread\n"
    )


def test_what_is_shown_changes_nothing(url: str, file: Path) -> None:
    answer = applied(url, file)
    assert answer.stdout == "#launch has this ladder already: version 1.\n"


def test_a_rehearsal_says_what_would_change(url: str, file: Path) -> None:
    edit(file, "U03  # name of U03", "name of U06")
    answer = applied(url, file, "--dry-run")
    assert answer.stdout == "Lead: name of U06 (was name of U03)\nNothing was saved.\n"
    assert "version: 1\n" in shown(url).stdout


def test_an_applied_file_is_the_next_version_and_is_told_like_any(url: str, file: Path) -> None:
    edit(file, "window_days: 2", "window_days: 5")
    answer = applied(url, file, "--reason", "slower customers")
    assert answer.stdout == (
        "Default due date: 5 working days (was 2 working days)\n"
        "Saved as version 2. New items in #launch use it.\n"
    )
    with closing(Database(url)) as database, a_context(database).reading(utc("03-02 09:00")) as uow:
        channel, version = channels.get(uow.tx, CHANNEL), versions.get(uow.tx, CHANNEL, 2)
        assert channel is not None
        assert version is not None
        assert (channel.policy.version, channel.policy.window_days) == (2, 5)
        assert (version.by, version.reason) == (OPERATOR, "slower customers")
        rows = fetch(uow.tx, Prepared(SELECT), {})
        notices = [row.notice for row in rows]
        assert {one.kind for one in notices} == {NoticeKind.LADDER}
        assert {one.recipient for one in notices} == {CHANNEL, LEAD, "U04"}
        in_channel = [row for row in rows if row.notice.recipient == CHANNEL]
        said = rendering.message(uow, in_channel, {})["text"]
        assert said.startswith("The operator changed the setup of this channel (version 2).")
        assert "Why: slower customers" in said
        assert version.at is not None
        (event,) = history.of_channel_itself(
            uow.tx,
            CHANNEL,
            action=Configured.action,
            start=version.at,
            end=version.at + SECOND,
        )
        assert (event.actor, event.reason) == (OPERATOR, "slower customers")
    assert applied(url, file).stderr.startswith(
        f"{file}, line 2, column 1: this was version 1, and the channel has version 2 by now."
    )


def test_a_damaged_ladder_is_replaced_by_a_whole_one(url: str, file: Path) -> None:
    with closing(Database(url)) as database, database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("UPDATE channel SET policy = '[]'")
    assert applied(url, file).returncode == 0
    assert "  - U03  # name of U03\n" in shown(url).stdout


def test_a_damaged_ladder_is_replaced_by_the_default_one_too(url: str, file: Path) -> None:
    file.write_text("window_days: 2", encoding="utf-8")
    with closing(Database(url)) as database, database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("UPDATE channel SET policy = '[]'")
    assert "Saved as version 2." in applied(url, file).stdout


def test_each_fault_of_a_file_is_named_and_nothing_is_saved(url: str, file: Path) -> None:
    edit(file, "window_days: 2", "window_days: 50")
    edit(file, "start: 09:00", "start: 9 am")
    answer = applied(url, file)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"{file}, line ")
    assert "'9 am': write a time such as 09:00 or 17:30." in answer.stderr
    assert "version: 1\n" in shown(url).stdout


def test_what_stops_saving_is_named_with_its_place_all_at_once(url: str, file: Path) -> None:
    edit(file, "after: 1 working day", "after: 31 working days")
    edit(file, "fallback_after: 2 working days", "fallback_after: 31 working days")
    edit(file, "start: 09:00", "start: 18:00")
    edit(file, "  shown: aloud", "  shown: aloud\n  name: Lead")
    edit(file, "days_off: []", "days_off: [2020-01-01]")
    answer = applied(url, file, "--dry-run")
    assert (answer.returncode, answer.stdout) == (1, "")
    late = "Choose at most 40 working hours or 30 working days."
    assert answer.stderr.splitlines() == [
        f"{file}, line 8, column 3: {late}",
        f"{file}, line 12, column 3: Another step has this name. Choose a different one.",
        f"{file}, line 13, column 1: {late}",
        f"{file}, line 22, column 1: The working day must end after it starts.",
        f"{file}, line 25, column 1: 1 Jan 2020 has passed. Leave it out.",
    ]


def test_what_is_doubtful_is_saved_only_if_it_is_meant(url: str, file: Path) -> None:
    edit(file, "after: 1 working day", "after: 1 working hour")
    for options in ([], ["--dry-run"]):
        answer = applied(url, file, *options)
        assert answer.returncode == 1
        assert answer.stderr.splitlines() == [
            "Leadership is set to 1 working hour but is notified after 4.",
            "Nothing was saved. If this is meant, add --anyway.",
        ]
        assert "Leadership is notified: 1 working hour after the due date" in answer.stdout
        assert "version: 1\n" in shown(url).stdout
    assert applied(url, file, "--dry-run", "--anyway").stdout.endswith("Nothing was saved.\n")
    assert "Saved as version 2." in applied(url, file, "--anyway").stdout
    edit(file, "version: 1", "version: 2")
    edit(file, "window_days: 2", "window_days: 5")
    assert "Saved as version 3." in applied(url, file).stdout, "it is not asked again"


def test_channels_and_names_are_shown_as_people_write_them(url: str, file: Path) -> None:
    edit(file, "- U03  # name of U03", '- "#launch"')
    edit(file, "  shown: thread", "  shown: thread\n  name: R&D <1>")
    answer = applied(url, file, "--dry-run")
    assert answer.stdout.startswith("Lead: #launch (“R&D <1>”) (was name of U03)\n")


def test_a_channel_that_is_not_known_or_not_joined(url: str, file: Path) -> None:
    unknown = backstop("ladder", "show", "C99", DATABASE_URL=url)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("Channel C99 was not found in ")
    edit(file, "window_days: 2", "window_days: 5")
    with closing(Database(url)) as database, database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("UPDATE channel SET member = false")
    refused = applied(url, file)
    assert refused.returncode == 1
    assert "I am not in this channel" in refused.stderr
