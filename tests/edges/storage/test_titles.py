"""Words of open items' titles: kept with each item, and the look-up for a new one."""

import re
from dataclasses import replace

from sqlalchemy import cast, insert, literal, select, true
from sqlalchemy.types import String

from escalation.items import Closing, Item, Status
from storage import channels, renumbering
from storage.channels import Channel
from storage.engine.database import Database, Transaction
from storage.items import store, titles
from storage.items import words as item_words
from storage.tables.items import ITEM
from storage.tables.titles import TITLE_WORD
from tests.support.factories import CHANNEL, a_policy, utc
from tests.support.storage.store_fixtures import WORKSPACE, elsewhere, statements, stored_item

TITLE = "SSO login fails for Harbor"
MANY = 4000
WITHDRAWN = Closing(status=Status.WITHDRAWN, at=utc("03-05 12:00"), by="U01")


def words_of(tx: Transaction, item: Item) -> set[str]:
    kept = select(TITLE_WORD.c.word).where(TITLE_WORD.c.item_id == item.id)
    return set(tx.connection.execute(kept).scalars())


def test_the_words_of_a_title_are_kept_while_its_item_is_open(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, title=TITLE)
        assert words_of(tx, item) == {"login", "fails", "harbor"}
        item = store.save(tx, replace(item, impact="40 users"))
        assert words_of(tx, item) == {"login", "fails", "harbor"}
        item = store.save(tx, replace(item, title="Harbor has no SSO"))
        assert words_of(tx, item) == {"harbor"}
        item = store.save(tx, replace(item, closing=WITHDRAWN))
        assert words_of(tx, item) == set()
        item = store.save(tx, replace(item, closing=None))
        assert words_of(tx, item) == {"harbor"}
        assert words_of(tx, stored_item(tx, title="DB is out")) == set()
        assert words_of(tx, stored_item(tx, title=TITLE, status=Status.WITHDRAWN)) == set()


def test_older_open_items_of_the_channel_that_share_enough_are_found(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        same, two = stored_item(tx, title=TITLE), stored_item(tx, title="Harbor login")
        stored_item(tx, title="Harbor")  # one of the three: too few
        stored_item(tx, title=TITLE, channel="C02")
        store.save(tx, replace(stored_item(tx, title=TITLE), closing=WITHDRAWN))
        new = stored_item(tx, title=TITLE)
        stored_item(tx, title=TITLE)
        assert titles.sharing(tx, new) == {same.id: TITLE, two.id: "Harbor login"}
        assert titles.sharing(elsewhere(tx), new) == {}
        assert titles.sharing(tx, replace(new, title="DB is out")) == {}


def test_a_channel_with_another_id_keeps_its_words(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, Channel(id=CHANNEL, name="launch", policy=a_policy()))
        older = stored_item(tx, title=TITLE)
        renumbering.follow(tx, old=CHANNEL, new="C09")
        new = stored_item(tx, title=TITLE, channel="C09")
        assert titles.sharing(tx, new) == {older.id: TITLE}


def test_items_of_before_are_found_once_they_are_folded(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        older = stored_item(tx, title=TITLE)
        stored_item(tx, title=TITLE, status=Status.WITHDRAWN)
        tx.connection.execute(TITLE_WORD.delete())
        tx.connection.execute(ITEM.update().values(folded=False))
        new = stored_item(tx, title=TITLE)
        assert titles.sharing(tx, new) == {}
        assert item_words.fold(tx, limit=9) == 2
        assert titles.sharing(tx, new) == {older.id: TITLE}


def test_a_look_reads_no_title_that_shares_nothing(database: Database) -> None:
    """The plans with many open items in the channel."""
    with database.write(WORKSPACE) as tx:
        pattern = stored_item(tx, title=TITLE)
        columns = [column for column in ITEM.c if column.name not in {"id", "number"}]
        line = select(literal(2).label("n")).cte("line", recursive=True)
        line = line.union_all(select(line.c.n + 1).where(line.c.n < MANY))
        copies = select(line.c.n, *columns).select_from(ITEM.join(line, true()))
        copies = copies.where(ITEM.c.id == pattern.id)
        tx.connection.execute(insert(ITEM).from_select(["number", *columns], copies))
        word = literal("word") + cast(ITEM.c.number, String)
        other = select(ITEM.c.workspace, ITEM.c.channel, word, ITEM.c.id)
        other = other.where(ITEM.c.id != pattern.id)
        tx.connection.execute(insert(TITLE_WORD).from_select(TITLE_WORD.c.keys(), other))
        if database.dialect == "postgresql":
            tx.connection.exec_driver_sql("ANALYZE")
    new = replace(pattern, id=pattern.id + 2 * MANY)
    with statements(type(tx.connection.engine)) as sent, database.read(WORKSPACE) as tx:
        assert titles.sharing(tx, new) == {pattern.id: TITLE}
    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    [(text, values)] = [one for one in sent if "title_word" in one[0]]
    with database.read_all() as everything:
        rows = everything.exec_driver_sql(f"{explain} {text}", values)
        plan = "\n".join(str(row[-1]) for row in rows)
    assert not re.search(r"(SCAN|Seq Scan on) (item|title_word)\b", plan), plan
    assert re.search(r"\b(pk_title_word|title_word USING COVERING INDEX)\b", plan), plan
