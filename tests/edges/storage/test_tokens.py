"""Tokens are made with a secret of the installation; older ones are still recognised."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import update

from escalation.notices.notice import NoticeState
from storage import installations
from storage.engine.database import Database
from storage.outbox import queue
from storage.outbox.claims import claim
from storage.outbox.model import LEASE, QUIET
from storage.outbox.transitions import finish_unknown, finish_unseen
from storage.tables.notices import NOTICE
from tests.support.storage.old_databases import old_token
from tests.support.storage.store_fixtures import NOW, WORKSPACE, a_reminder

OLD = old_token(WORKSPACE, "one")


def test_a_token_is_made_with_a_secret_that_the_database_keeps(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        assert installations.get(tx) is None
        ours = installations.ensure(tx, now=NOW)
    with database.write(WORKSPACE) as tx:
        assert installations.ensure(tx, now=NOW + timedelta(days=1)) == ours
    with database.write("T02") as tx:
        other = installations.ensure(tx, now=NOW)
    with database.read_all() as every:
        assert installations.get_all(every) == (ours, other)
    key = bytes.fromhex(ours.secret)
    assert len(key) == 32
    made = hmac.new(key, f"{WORKSPACE} one".encode(), hashlib.sha256).hexdigest()
    assert ours.names("one") == (made[:32], OLD)
    assert other.token("one") != ours.token("one")


def test_two_databases_have_two_secrets(database: Database, sqlite: Database) -> None:
    secrets = set()
    for one in (database, sqlite):
        with one.write(WORKSPACE) as tx:
            secrets.add(installations.ensure(tx, now=NOW).secret)
    assert len(secrets) == 2


def test_what_left_before_the_secret_keeps_its_token_and_is_known_by_both(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("one")])
        lost = {"state": NoticeState.UNKNOWN, "token": OLD, "first_try_at": NOW}
        tx.connection.execute(update(NOTICE).values(lost))
        [message] = claim(tx, now=NOW, limit=1)
        ours = installations.ensure(tx, now=NOW)
    assert (message.token, message.look_first, message.tried_until) == (OLD, True, None)
    assert message.names == {OLD, ours.token("one")}
    assert [*message.tokens.values()] == [ours.token("one")]


def test_a_search_knows_when_the_last_try_ended_however_often_it_is_put_off(
    database: Database,
) -> None:
    later = NOW + timedelta(hours=1)
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("one")])
        [tried] = claim(tx, now=NOW, limit=1)
        finish_unknown(tx, tried, now=NOW, why="")
        [looked] = claim(tx, now=NOW + QUIET, limit=1)
        finish_unknown(tx, looked, now=NOW + QUIET, why="")
        [again] = claim(tx, now=later, limit=1)
        assert [p.tried_until for p in (tried, looked, again)] == [NOW + LEASE] * 3
        finish_unseen(tx, again, now=later, certain=True)
        [sent] = claim(tx, now=later, limit=1)
    assert (sent.first_try_at, sent.tried_until) == (NOW, later + LEASE)


def test_whether_slack_gives_metadata_back_is_kept(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        queue.add(tx, [a_reminder("one"), a_reminder("two", recipient="U9")])
        [first] = claim(tx, now=NOW, limit=1)
        installations.note_echo(tx, missing_since=NOW)
        [second] = claim(tx, now=NOW, limit=1)
        ours = installations.ensure(tx, now=NOW)
        assert (first.echoed, second.echoed) == (True, False)
        assert (ours.unechoed_since, ours.is_echoed_since(NOW)) == (NOW, False)
        installations.note_echo(tx, missing_since=None)
        ours = installations.ensure(tx, now=NOW)
    assert ours.is_echoed_since(NOW)
    assert not ours.is_echoed_since(NOW - timedelta(seconds=1)), "there may be names of before"
