"""Links in the database: loaded with their item, found as words, and gone when they are removed."""

from dataclasses import replace

from sqlalchemy import select, update

from escalation.about.links import Link
from storage.about import links
from storage.engine.database import Database
from storage.items import search, store
from storage.items.search import Search
from storage.tables.links import ITEM_LINK
from tests.support.storage.store_fixtures import WORKSPACE, elsewhere, plan_of, stored_item

TWO = (
    Link(url="https://acme.atlassian.net/browse/HAR-12", n=1),
    Link(url="https://docs.google.com/document/d/1", words="Vertrag «ß»", n=3),
)


def test_an_item_comes_back_with_its_links(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item, without = stored_item(tx, links=TWO), stored_item(tx)
    with database.read(WORKSPACE) as tx:
        found = store.get_many(tx, [item.id, without.id])
    assert (found[item.id].links, found[without.id].links) == (TWO, ())


def test_a_change_writes_only_what_changed(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, links=TWO)
        added = Link(url="https://a.test", n=4)
        changed = store.save(tx, replace(item, links=(TWO[1], added)))
        links.keep(tx, changed, before=item.links)
    with database.read(WORKSPACE) as tx:
        assert store.get_many(tx, [item.id])[item.id].links == (TWO[1], added)
        assert search.find(tx, Search(words=("har-12",)), visible=None).total == 0


def test_an_item_is_found_by_the_names_of_its_links(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, links=TWO)
        stored_item(tx)
    with database.read(WORKSPACE) as tx:
        for words in ("HAR-12", "google docs", "vertrag", "acme.atlassian.net"):
            wanted = Search(words=tuple(words.split()))
            assert search.find(tx, wanted, visible=None).total == 1, words


def test_another_workspace_has_none_of_them(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, links=TWO)
    with database.read(WORKSPACE) as tx:
        assert links.of_items(elsewhere(tx), [item.id]) == {}
        assert links.of_items(tx, [item.id]) == {item.id: TWO}


def test_a_damaged_link_hides_neither_its_item_nor_the_others(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        item = stored_item(tx, links=TWO)
        tx.connection.execute(update(ITEM_LINK).where(ITEM_LINK.c.n == 1).values(url=12))
    with sqlite.read(WORKSPACE) as tx:
        assert [one.url for one in store.get_many(tx, [item.id])[item.id].links] == [
            "12",
            TWO[1].url,
        ]


def test_links_are_found_by_their_key(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        stored_item(tx, links=TWO)
    with sqlite.read(WORKSPACE) as tx:
        assert "SCAN item_link" not in plan_of(tx, lambda: links.of_items(tx, [1, 2]))
        rows = tx.connection.execute(select(ITEM_LINK)).all()
    assert len(rows) == 2
