"""What figures are computed from, on both databases, in as many queries however much there is."""

from datetime import timedelta

from escalation.facts.by_people import Acknowledged, Logged, Withdrawn
from escalation.items import Kind, Status
from storage.engine.database import Database, Transaction
from storage.items import history
from storage.stats import askers, read
from storage.stats.askers import AskedFor
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, utc
from tests.support.storage.store_fixtures import (
    NOW,
    WORKSPACE,
    an_event,
    elsewhere,
    statements,
    stored_item,
)

SINCE = utc("03-01 00:00")
OLD = {"closed_at": utc("02-01 12:00"), "first_due_at": utc("02-01 12:00")}


def with_history(tx: Transaction, **changes: object) -> int:
    """An item that was logged, reminded of and acknowledged."""
    item = stored_item(tx, **changes)
    facts = {"owner": OWNER, "due": NOW.isoformat()}
    logged = an_event(item_id=item.id, action="logged", facts=facts)
    reminded = an_event(item_id=item.id, action="reminded", actor="backstop")
    history.append(tx, [logged, reminded, an_event(item_id=item.id)])
    return item.id


def test_what_can_count_since_then_is_read(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        open_ = with_history(tx)
        closed = with_history(tx, status=Status.RESOLVED, closed_at=NOW)
        due = with_history(tx, status=Status.RESOLVED, **{**OLD, "first_due_at": NOW})
        gone = with_history(tx, status=Status.WITHDRAWN, **OLD)
        with_history(tx, status=Status.RESOLVED, **OLD)
        with_history(tx, channel="C02")
        stored_item(elsewhere(tx))

        found = read.of_channel(tx, CHANNEL, since=SINCE)

    assert [one.id for one in found.items] == [open_, closed, due, gone]
    assert {event.item_id for event in found.events} == {open_, closed, due, gone}
    assert [type(one.facts) for one in found.events[:2]] == [Logged, Acknowledged]
    assert found.events[0].facts == Logged(owner=OWNER, due_at=NOW)


def test_what_somebody_owns_is_read_in_one_channel_or_in_all_but_some(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        here, there = with_history(tx), with_history(tx, channel="C02")
        hidden = with_history(tx, channel="C03")
        with_history(tx, owner=LEAD)

        every = read.of_owner(tx, OWNER, since=SINCE, but=["C03"])
        one = read.of_owner_in(tx, OWNER, "C03", since=SINCE)

    assert [item.id for item in every.items] == [here, there]
    assert [item.id for item in one.items] == [hidden]
    assert {event.item_id for event in one.events} == {hidden}


def test_the_number_of_queries_does_not_grow(database: Database) -> None:
    def asked(items: int) -> int:
        with database.write(WORKSPACE) as tx:
            for _ in range(items):
                with_history(tx)
        with database.read(WORKSPACE) as tx, statements(tx.connection.engine) as seen:
            read.of_channel(tx, CHANNEL, since=SINCE)
        return len(seen)

    assert asked(1) == asked(20) == 3


def test_a_closing_says_who_and_when_and_no_more(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, kind=Kind.DECISION, impact="Harbor", urgent=True)
        facts = {"outcome": "a secret"}
        history.append(tx, [an_event(item_id=item.id, action="withdraw", facts=facts)])

        found = read.of_channel(tx, CHANNEL, since=SINCE)

    [event], [subject] = found.events, found.items
    assert event.facts == Withdrawn()
    assert (subject.label, subject.has_impact, subject.urgent) == ("D-1", True, True)


def test_who_asked_for_somebodys_figures_is_kept_the_last_first(database: Database) -> None:
    later = NOW + timedelta(hours=1)
    with database.write(WORKSPACE) as tx:
        for at, asker in ((NOW, LEAD), (later, MEMBER), (later, MEMBER)):
            askers.keep(tx, OWNER, AskedFor(at, asker, CHANNEL))
        askers.keep(tx, REPORTER, AskedFor(NOW, LEAD, CHANNEL))

        found = askers.of(tx, OWNER, limit=5)

        assert found == (AskedFor(later, MEMBER, CHANNEL), AskedFor(NOW, LEAD, CHANNEL))
        assert askers.of(tx, OWNER, limit=1) == found[:1]
        assert askers.of(elsewhere(tx), OWNER, limit=5) == ()


def test_a_channel_is_switched_off_and_on(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        assert askers.is_on(tx, CHANNEL)
        askers.switch(tx, CHANNEL, on=False)
        askers.switch(tx, CHANNEL, on=False)
        assert not askers.is_on(tx, CHANNEL)
        assert askers.is_on(tx, "C02")
        askers.switch(tx, CHANNEL, on=True)
        assert askers.is_on(tx, CHANNEL)
