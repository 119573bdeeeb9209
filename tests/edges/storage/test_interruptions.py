"""Transactions cut off on PostgreSQL are retried as a whole, with one effect."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage import inbox
from storage.engine.database import ATTEMPTS, Database, Interrupted, Transaction, again
from storage.items import store
from tests.support.storage.commit_cutter import CommitCutter
from tests.support.storage.databases import POSTGRESQL, Templates
from tests.support.storage.store_fixtures import NOW, WORKSPACE, stored_item

LONGEST_SILENCE = "idle_in_transaction_session_timeout"
CLICK = {"kind": "click", "external_id": "17.1"}


@pytest.fixture
def url(templates: Callable[[str], Templates]) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with templates(POSTGRESQL).database() as found:
        yield found


@pytest.fixture
def postgresql(url: str) -> Iterator[Database]:
    with closing(Database(url)) as opened:
        yield opened


def how_many_items(database: Database) -> int:
    with database.read_all() as tx:
        return int(tx.execute(text("SELECT count(*) FROM item")).scalar_one())


def kick_out_others(operator: Database) -> None:
    """End every other connection to the same database, as an administrator might."""
    with operator.read_all() as tx:
        tx.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def fall_silent(tx: Transaction, *, meanwhile: Database) -> None:
    """Stay silent until another one, which waits for its turn, has done its work."""
    assert tx.connection.execute(text(f"SHOW {LONGEST_SILENCE}")).scalar() == "20s"
    tx.connection.execute(text(f"SET LOCAL {LONGEST_SILENCE} = 50"))
    with meanwhile.write(WORKSPACE) as others:
        stored_item(others)


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_what_another_transaction_cuts_off_is_repeated_whole(
    postgresql: Database, state: str
) -> None:
    tries: list[int] = []

    def log() -> None:
        with postgresql.write(WORKSPACE) as tx:
            stored_item(tx)
            tries.append(1)
            if len(tries) < ATTEMPTS:
                tx.connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))

    again(log)
    assert (len(tries), how_many_items(postgresql)) == (ATTEMPTS, 1)


def test_what_never_gets_through_is_said(postgresql: Database) -> None:
    def fail() -> None:
        with postgresql.write(WORKSPACE) as tx:
            stored_item(tx)
            tx.connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(Interrupted):
        again(fail)
    assert how_many_items(postgresql) == 0


def test_a_fault_of_its_own_is_not_repeated(postgresql: Database) -> None:
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        with postgresql.write_all() as tx:
            tx.execute(text("INSERT INTO home (workspace, person) VALUES ('T', 'U'), ('T', 'U')"))

    with pytest.raises(IntegrityError):
        again(fail)
    assert len(tries) == 1


def test_a_turn_that_does_not_come_is_not_waited_for_for_ever(postgresql: Database) -> None:
    with postgresql.write(WORKSPACE) as tx:
        item = stored_item(tx)

    def change() -> None:
        with postgresql.write(WORKSPACE, timedelta(milliseconds=20)) as tx:
            store.card_posted(tx, item.id, "1.0")

    with postgresql.write(WORKSPACE) as tx:
        store.card_posted(tx, item.id, "2.0")
        with pytest.raises(Interrupted, match="lock timeout"):
            change()


def test_connections_lost_while_idle_are_replaced_unnoticed(url: str) -> None:
    with closing(Database(url)) as database, closing(Database(url)) as operator:
        with database.write(WORKSPACE) as tx:
            stored_item(tx)
        kick_out_others(operator)
        assert how_many_items(database) == 1


def test_a_connection_lost_in_the_middle_loses_all_of_it_and_is_repeated(url: str) -> None:
    tries: list[int] = []
    with closing(Database(url)) as database, closing(Database(url)) as operator:

        def log() -> None:
            with database.write(WORKSPACE) as tx:
                stored_item(tx)
                tries.append(1)
                if len(tries) == 1:
                    kick_out_others(operator)
                stored_item(tx)

        again(log)
        assert (len(tries), how_many_items(database)) == (2, 2)


def test_a_frozen_process_loses_its_turn_and_does_all_of_it_again(url: str) -> None:
    tries: list[int] = []
    with closing(Database(url)) as frozen, closing(Database(url)) as other:

        def log() -> None:
            with frozen.write(WORKSPACE) as tx:
                stored_item(tx)
                tries.append(1)
                if len(tries) == 1:
                    fall_silent(tx, meanwhile=other)

        again(log)
        assert (len(tries), how_many_items(other)) == (2, 2)


@pytest.mark.parametrize("arrives", [True, False], ids=["committed", "not committed"])
def test_a_commit_without_an_answer_is_read_again_by_its_key(url: str, arrives: bool) -> None:
    def click(database: Database) -> str:
        with database.write(WORKSPACE) as tx:
            earlier = inbox.receive(tx, **CLICK, now=NOW)
            if earlier is not None:
                return f"again {earlier['item']}"
            item = stored_item(tx)
            inbox.remember(tx, **CLICK, answer={"item": item.label})
        return f"first {item.label}"

    with CommitCutter(url) as cutter, closing(Database(cutter.url)) as database:
        assert how_many_items(database) == 0
        cutter.cut_next(arrives=arrives)
        answer = again(lambda: click(database))
        assert (cutter.cuts, how_many_items(database)) == (1, 1)
    assert answer == ("again B-1" if arrives else "first B-1")
