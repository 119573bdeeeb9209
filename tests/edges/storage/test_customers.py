"""Customers: each made once, found by any of their names, shown to those who see an item of one."""

from dataclasses import replace

from storage.about import customers
from storage.about.customers import Viewer
from storage.engine.database import Database
from storage.items import search, store
from storage.items.search import Search, Visible
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, utc
from tests.support.storage.store_fixtures import WORKSPACE, elsewhere, statements, stored_item

HERE = Visible(channels={CHANNEL})


def viewer(person: str = MEMBER, *, channels: tuple[str, ...] = ()) -> Viewer:
    return Viewer(channels=channels, person=person)


def test_a_customer_is_made_once_however_it_is_written(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        [harbor, meridian] = customers.make(tx, ["Harbor Law", "Meridian", "harbor law!"], by=OWNER)
        assert (harbor.name, harbor.made_by, meridian.name) == ("Harbor Law", OWNER, "Meridian")
        assert customers.make(tx, ["HARBOR  LAW"], by=MEMBER) == (harbor,)
        assert customers.make(elsewhere(tx), ["Harbor Law"], by=MEMBER) != (harbor,)
        assert customers.make(tx, [], by=MEMBER) == ()


def test_another_name_joins_the_same_customer(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        [harbor] = customers.make(tx, ["Harbor Law"], by=OWNER)
        customers.add_alias(tx, harbor, "Harbor LLP")
        assert customers.make(tx, ["harbor llp", "Harbor Law"], by=MEMBER) == (harbor,)
        assert customers.aliases(tx, [harbor.id]) == {harbor.id: ("Harbor LLP",)}
        assert customers.named(tx, {"harborllp", "zeta"}) == {"harborllp": harbor}


def test_what_is_said_of_a_customer_comes_back(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        [harbor] = customers.make(tx, ["Harbor Law"], by=OWNER)
        live = replace(
            harbor, name="Harbor", owner=LEAD, live_at=utc("04-15 16:00"), live_zone="UTC"
        )
        customers.save(tx, live)
        assert customers.get(tx, harbor.id) == live
        assert customers.get(tx, harbor.id + 1) is None
        assert customers.named(tx, {"harborlaw", "harbor"}) == {"harbor": live}


def test_an_item_comes_with_its_customers_in_their_order(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        about = customers.make(tx, ["Meridian", "Harbor"], by=OWNER)
        item, other = stored_item(tx, customers=about), stored_item(tx)
        assert store.get_many(tx, [item.id, other.id]) == {item.id: item, other.id: other}
        found = search.find(tx, Search(customer=about[1].id), visible=HERE)
        assert (found.items, found.total) == ((item,), 1)
        customers.set_of_item(tx, item.id, about[1:])
        changed = store.get(tx, item.id)
        assert changed
        assert changed.customers == about[1:]
        customers.set_of_item(tx, item.id, ())
        assert search.find(tx, Search(customer=about[1].id), visible=HERE).total == 0


def test_items_without_customers_cost_no_statement(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        ids = [stored_item(tx).id for _ in range(3)]
    with statements(type(tx.connection.engine)) as sent, sqlite.read(WORKSPACE) as tx:
        store.get_many(tx, ids)
    assert len([text for text, _ in sent if text.startswith("SELECT")]) == 3


def test_a_customer_is_seen_by_whoever_sees_an_item_of_it_made_it_or_owns_it(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        [made, owned, shown] = customers.make(tx, ["Made", "Owned", "Shown"], by=OWNER)
        customers.save(tx, replace(owned, made_by=REPORTER, owner=LEAD))
        customers.save(tx, replace(shown, made_by=""))
        stored_item(tx, customers=[shown], told=(MEMBER,))

        def names(viewer: Viewer) -> list[str]:
            return [one.name for one in customers.seen(tx, viewer)]

        assert names(viewer(OWNER)) == ["Made", "Shown"]  # made by, owner of the item
        assert names(viewer(REPORTER)) == ["Owned", "Shown"]  # made by, reporter of the item
        assert names(viewer(LEAD)) == ["Owned"]  # owner of the account
        assert names(viewer(MEMBER)) == ["Shown"]  # told of the item
        assert names(viewer("U99")) == []
        assert names(viewer("U99", channels=(CHANNEL,))) == ["Shown"]
        assert names(Viewer(channels=[CHANNEL])) == ["Shown"]  # a guest
        assert customers.seen_among(tx, [made.id, shown.id], viewer()) == {shown.id}
        assert customers.seen_among(tx, [], viewer()) == frozenset()
        keys = {"made", "shown"}
        assert [*customers.named(tx, keys, viewer=viewer())] == ["shown"]
        assert customers.named(tx, (), viewer=viewer()) == {}
