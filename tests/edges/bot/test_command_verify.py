"""`backstop verify`: however a database was tampered with, it names what differs."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from escalation.items import Due, Kind
from escalation.moves.move import Move
from storage import workspaces
from storage.engine.database import Database
from tests.support.bots.typed import Answer, backstop
from tests.support.context_fixtures import NOW, WORKSPACE, a_context, logged, moved, save_people
from tests.support.factories import LEAD, MEMBER, REPORTER, a_person, utc
from tests.support.storage.databases import POSTGRESQL, Templates
from workflows.transaction.unit_of_work import WorkspaceContext

KEY, OTHER_KEY = "k" * 32, "o" * 32
LATER = Due(at=utc("03-06 15:00"), zone="UTC", phrase="fri 3pm")
HOUR = timedelta(hours=1)


def lived(url: str, key: str = "") -> None:
    """B-1 moved twice and handed over, B-2 resolved, D-1 decided and reopened, B-3 withdrawn.

    These are the events 1 to 11; their ids are the items' 1 to 4, in this order.
    """
    with closing(Database(url, key)) as database:
        with database.write(WORKSPACE) as tx:
            workspaces.save(tx, name="Acme", bot_user="U0BOT")
            save_people(tx)
        live(a_context(database))


def live(context: WorkspaceContext) -> None:
    moves, closed, decided, dropped = (
        logged(context, 1),
        logged(context, 2),
        logged(context, 3, kind=Kind.DECISION),
        logged(context, 4),
    )
    by_reporter: dict[str, Any] = {"actor": REPORTER, "number": 10}
    moves = moved(context, moves, Move.RESCHEDULE, **by_reporter, due=LATER, reason="legal").item
    moves = moved(
        context, moves, Move.REASSIGN, number=11, actor=LEAD, owner=a_person(MEMBER), reason="x"
    ).item
    moved(context, closed, Move.RESOLVE, number=20)
    decided = moved(context, decided, Move.DECIDE, number=30, text="plan b").item
    moved(context, decided, Move.REOPEN, number=31, reason="no", now=NOW + 24 * 7 * HOUR)
    moved(context, dropped, Move.WITHDRAW, number=40, actor=REPORTER, reason="gone")
    moved(context, moves, Move.NOTE, number=50, actor=MEMBER, text="called them")


@pytest.fixture(scope="module")
def lived_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that lived, to copy."""
    path = tmp_path_factory.mktemp("lived") / "backstop.db"
    shutil.copy(sqlite_template, path)
    lived(f"sqlite:///{path}")
    return path


@pytest.fixture
def file(lived_once: Path, tmp_path: Path) -> str:
    """The address of an SQLite file that lived; how a chain is followed is the same anywhere."""
    return f"sqlite:///{shutil.copy(lived_once, tmp_path / 'backstop.db')}"


@pytest.fixture
def new_file(folder: Path) -> str:
    return f"sqlite:///{folder / 'backstop.db'}"


def tamper(url: str, *statements: str) -> None:
    """Change a database like anyone with write access, ignoring its constraints."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as tx:
        if engine.dialect.name == "postgresql":
            tx.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            tx.execute(text(statement))


def rehash(url: str) -> None:
    """Recompute all hashes, as people can who know how they are made but have no key."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as tx:
        prev = ""
        for row in tx.execute(text("SELECT * FROM event ORDER BY id")).mappings().all():
            covered = [prev, row["at"], row["workspace"], row["item_id"], row["actor"]]
            covered += [row["action"], row["reason"], json.loads(row["facts"])]
            stable = json.dumps(
                covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
            made = {"id": row["id"], "prev": prev, "hash": hashlib.sha256(stable).hexdigest()}
            tx.execute(
                text("UPDATE event SET prev_hash = :prev, hash = :hash WHERE id = :id"), made
            )
            prev = made["hash"]
        tx.execute(text("UPDATE workspace SET chain_head = :head"), {"head": prev})


def verified(url: str, key: str = "", *words: str) -> Answer:
    return backstop("verify", *words, DATABASE_URL=url, BACKSTOP_CHAIN_KEY=key)


CUT = "UPDATE workspace SET chain_head = (SELECT hash FROM event ORDER BY id DESC LIMIT 1)"
A_MOVE = (
    "INSERT INTO event (id, workspace, item_id, at, actor, action, reason, facts, prev_hash, hash) "
    "SELECT {id}, workspace, item_id, at, 'U0EVE', action, reason, facts, prev_hash, hash "
    "FROM event WHERE id = 5"
)
TAMPERING = {
    "an event's reason": (["UPDATE event SET reason = 'x' WHERE id = 5"], "event 5 (reschedule"),
    "an event's instant": (["UPDATE event SET at = at + 1 WHERE id = 2"], "event 2 (logged of B-2"),
    "an event's actor": (["UPDATE event SET actor = 'U0EVE' WHERE id = 1"], "event 1 (logged"),
    "an event's action": (["UPDATE event SET action = 'note' WHERE id = 7"], "event 7 (note of"),
    "an event's facts": (["UPDATE event SET facts = '{}' WHERE id = 6"], "event 6 (reassign"),
    "facts nobody can read": (["UPDATE event SET facts = '{' WHERE id = 6"], "event 6 cannot be"),
    "an event's item": (["UPDATE event SET item_id = 2 WHERE id = 5"], "event 5 (reschedule of B"),
    "an event's workspace": (["UPDATE event SET workspace = 'T02' WHERE id = 5"], "event 6"),
    "an event's hash": (["UPDATE event SET hash = 'x' WHERE id = 5"], "event 5"),
    "an event that is gone": (["DELETE FROM event WHERE id = 5"], "event 6"),
    "the first event is gone": (["DELETE FROM event WHERE id = 1"], "event 2"),
    "the last event is gone": (["DELETE FROM event WHERE id = 11"], "the end of its history"),
    "events that changed places": (
        [
            "UPDATE event SET id = 99 WHERE id = 5",
            "UPDATE event SET id = 5 WHERE id = 6",
            "UPDATE event SET id = 6 WHERE id = 99",
        ],
        "event 5",
    ),
    "an event put in at the end": ([A_MOVE.format(id=12)], "event 12 (reschedule of B-1 by U0EVE"),
    "an event put in at the beginning": ([A_MOVE.format(id=-5)], "event -5"),
    "the newest hash": (["UPDATE workspace SET chain_head = 'x'"], "the end of its history"),
    "the newest hash, set back": (
        ["UPDATE workspace SET chain_head = (SELECT hash FROM event WHERE id = 5)"],
        "the end of its history",
    ),
    "the workspace is gone": (["DELETE FROM workspace"], "T01: the workspace was removed"),
    "the end is cut off, the hash set back": (
        ["DELETE FROM event WHERE id >= 9", CUT],
        "D-1 is not what its history says: due is 2026-03-11 09:00 UTC, not 2026-03-05 12:00 UTC; "
        "status is open, not decided; round is 2, not 1.",
    ),
    "all events are gone, the hash too": (
        ["DELETE FROM event", "UPDATE workspace SET chain_head = ''"],
        "B-1 has no history that begins with its logging.",
    ),
    "an owner": (
        ["UPDATE item SET owner = 'U0EVE' WHERE id = 1"],
        "B-1 is not what its history says: owner is U0EVE, not U06.",
    ),
    "a due date": (
        ["UPDATE item SET due_at = due_at + 3600000000 WHERE id = 1"],
        "due is 2026-03-06 16:00 UTC, not 2026-03-06 15:00 UTC.",
    ),
    "a due date after all time": (
        ["UPDATE item SET due_at = 9223372036854775807 WHERE id = 1"],
        "due is 9223372036854775807, not 2026-03-06 15:00 UTC.",
    ),
    "a due date before all time": (
        ["UPDATE item SET due_at = -9223372036854775807 WHERE id = 1"],
        "due is -9223372036854775807, not 2026-03-06 15:00 UTC.",
    ),
    "an open item that sleeps until the year 7990": (
        ["UPDATE item SET next_at = 190000000000000000 WHERE id = 1"],
        "B-1: waits longer than its plan.",
    ),
    "an open item that sleeps for ever": (
        ["UPDATE item SET next_at = 9223372036854775807 WHERE id = 1"],
        "B-1: cannot be read (next_at: OverflowError).",
    ),
    "a notice's facts without names": (
        ["UPDATE notice SET facts = 'null' WHERE id = 1"],
        "notice 1: cannot be read (facts: TypeError).",
    ),
    "an event's facts without names": (
        ["UPDATE event SET facts = 'null' WHERE id = 6"],
        "event 6 cannot be",
    ),
    "a status": (["UPDATE item SET status = 'open' WHERE id = 2"], "status is open, not resolved."),
    "a status nobody knows": (["UPDATE item SET status = '?' WHERE id = 2"], "status is ?, not"),
    "a round": (["UPDATE item SET round = 1 WHERE id = 1"], "round is 1, not 2."),
    "slips": (["UPDATE item SET slips = 0 WHERE id = 1"], "slips is 0, not 1."),
    "pull-ins": (["UPDATE item SET pull_ins = 2 WHERE id = 1"], "pull ins is 2, not 0."),
    "the first date": (
        ["UPDATE item SET first_due_at = due_at WHERE id = 1"],
        "B-1 is not what its history says: first due is 2026-03-06 15:00 UTC, not 2026-03-05 12:00",
    ),
    "an item that is gone": (["DELETE FROM item WHERE id = 4"], "The item with id 4 is gone"),
    "an item of another workspace": (
        ["UPDATE item SET workspace = 'T02' WHERE id = 4"],
        "T02: B-3 has no history",
    ),
}


READ_OTHERWISE = [
    "an event's reason",
    "facts nobody can read",
    "an event's facts without names",
    "a notice's facts without names",
    "the end is cut off, the hash set back",
    "an owner",
    "a due date after all time",
    "a due date before all time",
    "an open item that sleeps until the year 7990",
    "an open item that sleeps for ever",
    "an item that is gone",
    "the workspace is gone",
]
"""Rows and numbers that reach us through another driver, and one change of each kind."""

ON_A_FILE = {
    "item": "The item with id 1 is gone; its history is there.",
    "event": "event 2 (logged of B-2",
    "workspace": "workspace b'\\xff': cannot be read (workspace: bytes).",
    "notice": "cannot be read (workspace: bytes).",
}


@pytest.mark.parametrize("table", ON_A_FILE)
def test_a_workspace_that_is_not_text_is_named(file: str, table: str) -> None:
    one = f"rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608 - a key of ON_A_FILE
    tamper(file, f"UPDATE {table} SET workspace = x'ff' WHERE {one}")  # noqa: S608 - a key of ON_A_FILE
    said = verified(file)
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert ON_A_FILE[table] in said.stderr


def test_what_nobody_tampered_with_holds(database_url: str) -> None:
    lived(database_url)
    said = verified(database_url)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "T01 Acme: 11 events hold.\n"


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named(file: str, what: str) -> None:
    is_named(file, what)


@pytest.mark.parametrize("what", READ_OTHERWISE)
def test_tampering_with_what_postgresql_reads_otherwise_is_named(
    templates: Callable[[str], Templates], what: str
) -> None:
    with templates(POSTGRESQL).database() as url:
        lived(url)
        is_named(url, what)


def is_named(url: str, what: str) -> None:
    statements, named = TAMPERING[what]
    tamper(url, *statements)
    said = verified(url)
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert named in said.stderr


def test_a_date_that_was_moved_back_holds_as_well(file: str) -> None:
    with closing(Database(file)) as database:
        context = a_context(database)
        item = logged(context, 60)
        back = Due(at=utc("03-04 12:00"), zone="UTC", phrase="wed noon")
        moved(context, item, Move.RESCHEDULE, number=61, due=back, reason="sooner")
    said = verified(file)
    assert (said.returncode, said.stderr) == (0, "")


def test_each_item_that_differs_is_named(file: str) -> None:
    tamper(file, "UPDATE item SET slips = 5")
    said = verified(file)
    assert [line.split()[1] for line in said.stderr.splitlines()] == ["B-1", "B-2", "D-1", "B-3"]


def forged(url: str) -> None:
    """An event and its item are changed alike, and every hash is recomputed."""
    tamper(
        url,
        "UPDATE event SET facts = replace(facts, 'U01', 'U0EVE') WHERE id = 2",
        "UPDATE item SET owner = 'U0EVE' WHERE id = 2",
    )
    rehash(url)


def test_without_a_key_a_change_with_all_hashes_recomputed_is_not_found(
    database_url: str,
) -> None:
    """What `docs/security.md` says that a chain without a key does not prove."""
    lived(database_url)
    noted = verified(database_url, "", "--head").stdout.strip()
    forged(database_url)
    assert verified(database_url).returncode == 0
    said = verified(database_url, "", "--noted", noted)
    assert (said.returncode, "does not begin with the 11 events noted" in said.stderr) == (1, True)


def test_with_a_key_they_are_found_also_before_the_first_keyed_link(database_url: str) -> None:
    lived(database_url)
    with closing(Database(database_url, KEY)) as database:
        item = logged(a_context(database), 60)
    assert verified(database_url, KEY).stdout == "T01 Acme: 12 events hold.\n"
    before = hashes(database_url)
    forged(database_url)
    with closing(Database(database_url)) as database, database.write_all() as tx:
        tx.execute(  # the attacker puts the keyed link back: nobody can make another one
            text("UPDATE event SET hash = :hash, prev_hash = :prev WHERE id = 12"),
            {"hash": before[-1], "prev": hashes(database_url)[-2]},
        )
        tx.execute(text("UPDATE workspace SET chain_head = :hash"), {"hash": before[-1]})
    said = verified(database_url, KEY)
    assert said.returncode == 1
    assert f"event 12 (logged of {item.label}" in said.stderr


def hashes(url: str) -> list[str]:
    with closing(Database(url)) as database, database.read_all() as tx:
        return [*tx.execute(text("SELECT hash FROM event ORDER BY id")).scalars()]


def test_with_a_key_a_history_in_which_nothing_is_keyed_is_told(new_file: str) -> None:
    """The key may be new, or somebody without one has rewritten the whole history."""
    lived(new_file, KEY)
    rehash(new_file)
    said = verified(new_file, KEY)
    assert (said.returncode, said.stdout) == (
        0,
        "T01 Acme: 11 events hold.\n"
        "T01: none of the events is keyed yet. If some were before, the history was rewritten.\n",
    )


def test_a_link_without_a_key_does_not_follow_on_a_keyed_one(new_file: str) -> None:
    lived(new_file, KEY)
    tamper(
        new_file,
        A_MOVE.format(id=12),
        "UPDATE event SET hash = 'x', prev_hash = (SELECT chain_head FROM workspace) WHERE id = 12",
        "UPDATE workspace SET chain_head = 'x'",
    )
    for key in (KEY, ""):
        assert "event 12 (reschedule of B-1 by U0EVE" in verified(new_file, key).stderr


def test_without_the_key_it_says_what_it_could_not_check(database_url: str) -> None:
    lived(database_url)
    with closing(Database(database_url, KEY)) as database:
        logged(a_context(database), 60)
    said = verified(database_url)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == (
        "T01 Acme: 12 events hold.\n"
        "T01: the last 1 of them are keyed. Without BACKSTOP_CHAIN_KEY they cannot be "
        "checked.\n"
    )
    tamper(database_url, "UPDATE event SET reason = 'x' WHERE id = 12")
    assert verified(database_url).returncode == 0
    assert "event 12" in verified(database_url, KEY).stderr
    tamper(database_url, "UPDATE event SET reason = 'x' WHERE id = 3")
    assert "event 3" in verified(database_url).stderr


def test_another_key_is_refused(new_file: str) -> None:
    lived(new_file, KEY)
    said = verified(new_file, OTHER_KEY)
    assert (said.returncode, said.stdout) == (1, "")
    assert "BACKSTOP_CHAIN_KEY is not the key that the history of T01 was written" in said.stderr


def test_the_head_is_a_line_to_keep_and_shows_later_what_was_cut_off(database_url: str) -> None:
    lived(database_url)
    noted = verified(database_url, "", "--head").stdout
    assert noted == f"T01:11:{hashes(database_url)[-1]}\n"
    with closing(Database(database_url)) as database:
        logged(a_context(database), 60)
    held = verified(database_url, "", "--noted", noted.strip())
    assert (held.returncode, held.stdout.splitlines()[-1]) == (
        0,
        "T01: the history still begins with the 11 events noted.",
    )
    tamper(database_url, "DELETE FROM event WHERE id >= 11", "DELETE FROM item WHERE id = 5", CUT)
    assert verified(database_url).returncode == 0, "nothing in the database tells"
    assert "cut off" in verified(database_url, "", "--noted", noted.strip()).stderr


@pytest.mark.parametrize("noted", ["x", "T01:x:y", "T01:0:", "T01::abc", "T01:²:abc"])
def test_a_note_that_is_none_is_answered_with_what_to_give(file: str, noted: str) -> None:
    said = verified(file, "", "--noted", noted)
    assert said.returncode == 1
    assert said.stderr.startswith("--noted takes what `backstop verify --head` printed")
