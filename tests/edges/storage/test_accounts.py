"""What a customer's card reads: the items that its reader sees, found by their customer."""

import re
from dataclasses import replace

from sqlalchemy import insert, literal, select, true

from escalation.about.customers import Customer
from escalation.items import Status, Trajectory
from escalation.trajectories import of_many
from storage import channels
from storage.about import customers
from storage.about.customers import Viewer
from storage.channels import Channel
from storage.engine.database import Database, Transaction
from storage.items import accounts, store
from storage.tables.customers import ITEM_CUSTOMER
from storage.tables.items import ITEM
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_policy, utc
from tests.support.storage.store_fixtures import WORKSPACE, elsewhere, statements, stored_item

HERE = Viewer(channels=[CHANNEL], person=MEMBER)
NOWHERE = replace(HERE, channels=[])
MANY = 4000


def named(tx: Transaction, *names: str) -> tuple[Customer, ...]:
    return customers.make(tx, names, by=LEAD)


def test_a_card_reads_the_open_items_and_the_last_closed_that_are_seen(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        harbor, zeta = named(tx, "Harbor", "Zeta")
        both = stored_item(tx, customers=[harbor, zeta])
        other = stored_item(tx, channel="C02", customers=[harbor])
        mine = stored_item(tx, channel="C02", customers=[harbor], told=(MEMBER,))
        stored_item(tx, customers=[zeta])
        closed = [
            stored_item(
                tx,
                customers=[harbor],
                status=Status.RESOLVED,
                closed_at=utc(f"03-0{day} 12:00"),
            )
            for day in (5, 8, 6, 7)
        ]

        def open_ids(viewer: Viewer) -> set[int]:
            found = accounts.items(tx, harbor, viewer).items
            return {one.id for one in found if one.is_open}

        def last_closed(viewer: Viewer) -> list[int]:
            found = accounts.items(tx, harbor, viewer).items
            return [one.id for one in found if not one.is_open]

        assert open_ids(HERE) == {both.id, mine.id}
        assert open_ids(NOWHERE) == {mine.id}
        assert open_ids(replace(NOWHERE, covers=[OWNER])) == {both.id, other.id, mine.id}
        assert open_ids(Viewer(channels=["C02"])) == {other.id, mine.id}
        assert last_closed(HERE) == [closed[1].id, closed[3].id, closed[2].id]
        assert last_closed(NOWHERE) == []
        assert accounts.items(elsewhere(tx), harbor, HERE).items == ()
        assert set(accounts.channels_of(tx, harbor)) == {CHANNEL, "C02"}


def test_what_was_said_is_counted_for_each_customer_as_its_reader_sees_it(
    database: Database,
) -> None:
    with database.write(WORKSPACE) as tx:
        harbor, zeta = named(tx, "Harbor", "Zeta")
        said = {"trajectory": Trajectory.STEADY, "trajectory_said_at": utc("03-10 12:00")}
        stored_item(tx, customers=[harbor], **said)
        stored_item(tx, customers=[harbor], **said | {"trajectory_said_at": utc("03-01 12:00")})
        stored_item(tx, channel="C02", customers=[harbor], trajectory=Trajectory.WORSENING)
        ids = [harbor.id, zeta.id]
        found = accounts.said(tx, ids, HERE)
        assert {id_: one.count for id_, one in found.items()} == {harbor.id: 2}
        [alike] = found[harbor.id].said
        assert (alike.first_at, alike.last_at) == (utc("03-01 12:00"), utc("03-10 12:00"))
        both = of_many([alike], utc("03-07 12:00"))
        assert both
        assert both.going is Trajectory.STEADY
        lapsed = of_many([alike], utc("03-11 12:00"))
        assert lapsed
        assert lapsed.going is None
        assert of_many([], utc("03-11 12:00")) is None


def test_a_damaged_ladder_hides_no_customer(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        [harbor] = named(tx, "Harbor")
        item = stored_item(tx, customers=[harbor])
        tx.connection.execute(ITEM.update().where(ITEM.c.id == item.id).values(policy="?"))
        assert accounts.said(tx, [harbor.id], HERE)[harbor.id].count == 1
        assert [one.id for one in accounts.items(tx, harbor, HERE).unreadable] == [item.id]


def test_merged_customers_are_one_in_items_channels_and_names(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        harbor, llp = named(tx, "Harbor", "Harbor LLP")
        customers.add_alias(tx, llp, "Hafen")
        theirs = stored_item(tx, customers=[llp])
        both = stored_item(tx, customers=[llp, harbor])
        channel = Channel(id=CHANNEL, name="launch", policy=a_policy(), customer_id=llp.id)
        channels.save(tx, channel)
        accounts.merge(tx, kept=harbor, gone=llp)
        customers.add_alias(tx, harbor, llp.name)
        found = store.get_many(tx, [theirs.id, both.id])
        assert [one.customers for one in found.values()] == [(harbor,), (harbor,)]
        now = channels.get(tx, CHANNEL)
        assert now
        assert now.customer_id == harbor.id
        assert customers.get(tx, llp.id) is None
        assert customers.aliases(tx, [harbor.id]) == {harbor.id: ("Hafen", "Harbor LLP")}
        assert customers.make(tx, ["harbor llp"], by=REPORTER) == (harbor,)
        accounts.drop_aliases(tx, ["hafen"])
        assert customers.aliases(tx, [harbor.id]) == {harbor.id: ("Harbor LLP",)}


def test_only_the_first_open_items_with_a_card_are_redrawn(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        [harbor] = named(tx, "Harbor")
        carded = [stored_item(tx, customers=[harbor], card_ts=f"{n}.0") for n in range(1, 4)]
        stored_item(tx, customers=[harbor], card_ts="")
        found = accounts.to_redraw(tx, harbor, limit=2)
        assert found == (carded[0].id, carded[1].id)


def test_a_card_reads_no_item_of_another_customer(database: Database) -> None:
    """The plans with many items, of which few are about one customer."""
    with database.write(WORKSPACE) as tx:
        harbor, zeta = named(tx, "Harbor", "Zeta")
        pattern = stored_item(tx, customers=[harbor])
        columns = [column for column in ITEM.c if column.name not in {"id", "number"}]
        line = select(literal(2).label("n")).cte("line", recursive=True)
        line = line.union_all(select(line.c.n + 1).where(line.c.n < MANY))
        copies = select(line.c.n, *columns).select_from(ITEM.join(line, true()))
        copies = copies.where(ITEM.c.id == pattern.id)
        tx.connection.execute(insert(ITEM).from_select(["number", *columns], copies))
        about = select(ITEM.c.id, literal(zeta.id), literal(0)).where(ITEM.c.id != pattern.id)
        tx.connection.execute(insert(ITEM_CUSTOMER).from_select(ITEM_CUSTOMER.c.keys(), about))
        if database.dialect == "postgresql":
            tx.connection.exec_driver_sql("ANALYZE")
    with statements(type(tx.connection.engine)) as sent, database.read(WORKSPACE) as tx:
        accounts.items(tx, harbor, HERE)
        accounts.channels_of(tx, harbor)
        accounts.to_redraw(tx, harbor, limit=9)
    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    reading = [one for one in sent if "FROM item" in one[0].replace("\n", " ")]
    assert len(reading) >= 6
    with database.read_all() as everything:
        for text, values in reading:
            rows = everything.exec_driver_sql(f"{explain} {text}", values)
            plan = "\n".join(str(row[-1]) for row in rows)
            scan = re.search(r"(SCAN|Seq Scan on) (item|item_customer)\b", plan)
            assert not scan, f"{text}\n{plan}"
