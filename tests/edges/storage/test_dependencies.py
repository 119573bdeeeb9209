"""Which items need which, on both databases."""

from dataclasses import replace
from itertools import pairwise

from escalation.dependencies import Need
from escalation.items import Closing, Item, Status
from storage.engine.database import Database, Transaction
from storage.items import dependencies, store
from tests.support.factories import OWNER, utc
from tests.support.storage.store_fixtures import NOW, WORKSPACE, elsewhere, plan_of, stored_item


def chain(tx: Transaction, length: int) -> list[Item]:
    """Items that each block the next."""
    items = [stored_item(tx) for _ in range(length)]
    for blocker, item in pairwise(items):
        dependencies.add(tx, Need(item.id, blocker.id))
    return items


def close(tx: Transaction, item: Item) -> None:
    closing = Closing(status=Status.RESOLVED, at=NOW, by=OWNER)
    store.save(tx, replace(item, closing=closing))


def test_a_need_is_kept_once_until_it_is_taken_back(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        one, other = chain(tx, 2)
        need = Need(other.id, one.id)
        dependencies.add(tx, need)
        assert dependencies.exists(tx, need)
        assert not dependencies.exists(tx, Need(one.id, other.id))
        assert dependencies.needed_by(tx, [other.id]) == (need,)
        assert dependencies.waiting_for(tx, [one.id]) == (need,)
        dependencies.remove(tx, need)
        assert not dependencies.exists(tx, need)
        assert dependencies.needed_by(tx, [other.id]) == ()


def test_one_statement_follows_a_chain_of_30_and_a_diamond_over_open_items(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        items = chain(tx, 30)
        shortcut = Need(items[20].id, items[0].id)
        dependencies.add(tx, shortcut)
        found = dependencies.downstream(tx, [items[0].id])
        assert len(found) == len({*found}) == 30
        assert shortcut in found
        close(tx, items[10])
        around = dependencies.downstream(tx, [items[0].id])
        assert {need.item for need in around} == {one.id for one in items[1:10] + items[20:]}
        assert {*dependencies.downstream(tx, [items[0].id], only_open=False)} == {*found}
        above = {need.needed for need in dependencies.upstream(tx, [items[-1].id])}
        assert above == {one.id for one in (items[0], *items[11:-1])}


def test_a_closed_item_is_neither_needed_nor_waiting(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        first, second, third = chain(tx, 3)
        close(tx, second)
        assert dependencies.needed_by(tx, [third.id]) == ()
        assert dependencies.waiting_for(tx, [first.id]) == ()
        assert dependencies.exists(tx, Need(third.id, second.id))


def test_a_circle_in_the_table_ends_the_search(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        items = chain(tx, 3)
        dependencies.add(tx, Need(items[0].id, items[2].id))
        assert len(dependencies.downstream(tx, [items[0].id])) == 3


def test_another_workspace_finds_nothing(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        one, other = chain(tx, 2)
        theirs = elsewhere(tx)
        assert dependencies.downstream(theirs, [one.id]) == ()
        assert dependencies.upstream(theirs, [other.id]) == ()
        assert dependencies.needed_by(theirs, [other.id]) == ()
        assert dependencies.waiting_for(theirs, [one.id]) == ()


def test_a_kept_date_is_remembered_for_the_date_it_was_kept_for(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        one, other = chain(tx, 2)
        need = Need(other.id, one.id)
        assert dependencies.kept_for(tx, need) is None
        dependencies.keep_date(tx, need, due_at=utc("03-20 17:00"))
        assert dependencies.kept_for(tx, need) == utc("03-20 17:00")


def test_nothing_is_found_by_reading_a_whole_table(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        one, _ = chain(tx, 2)
        for work in (
            lambda: dependencies.downstream(tx, [one.id]),
            lambda: dependencies.downstream(tx, [one.id], only_open=False),
            lambda: dependencies.upstream(tx, [one.id]),
            lambda: dependencies.needed_by(tx, [one.id]),
            lambda: dependencies.waiting_for(tx, [one.id]),
        ):
            plan = plan_of(tx, work)
            assert "SCAN item" not in plan, plan
