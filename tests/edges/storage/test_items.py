"""Items in the database: nothing is lost, numbers have no gaps, old versions cannot win."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, get_type_hints

import pytest

from escalation.errors import Stale
from escalation.items import (
    Closing,
    Ended,
    Hold,
    Keep,
    Kind,
    Position,
    RungState,
    Status,
    Trajectory,
)
from escalation.policy import Outsiders, Policy
from escalation.rungs import (
    AT_ONCE,
    Condition,
    Offset,
    Rung,
    Shown,
    Target,
    TargetKind,
    Unit,
)
from storage.engine.database import Database
from storage.items import drafts, store
from storage.ladders.policy_json import policy_from, policy_text
from storage.tables.items import ITEM
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    a_due,
    a_hold,
    a_policy,
    changed,
    climbed,
    utc,
)
from tests.support.storage.store_fixtures import NOW, WORKSPACE, elsewhere, plan_of, stored_item


def test_an_item_with_every_field_set_comes_back_equal(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(
            tx,
            kind=Kind.DECISION,
            title="Who signs? *«ß»* 100%",
            due=a_due("03-05 12:00:30", "Europe/Berlin", "thu 1pm"),
            policy=a_policy(version=3, holidays="DE-BE", weekdays=frozenset({0, 6})),
            impact="Kanzlei Müller",
            trajectory=Trajectory.WORSENING,
            trajectory_said_at=utc("03-05 09:00"),
            trajectory_asked_at=utc("03-04 09:00"),
            urgent=True,
            options=("yes", "no"),
            default="no",
            permalink="https://example.test/p1",
            status=Status.DECIDED,
            outcome="yes",
            round=2,
            slips=1,
            **climbed(2),
            reminded_until=utc("03-05 11:59") + timedelta(microseconds=1),
            reviewed_until=NOW,
            acknowledged_at=utc("03-05 13:00"),
            hold=a_hold(2, "03-05 17:00"),
            snoozed_until=utc("03-05 10:00"),
            told=(BOSS, LEAD),
            closed_at=utc("03-06 09:00"),
            closed_by=LEAD,
            next_at=utc("03-07 09:00"),
            card_ts="1772712000.000100",
        )
    with database.read(WORKSPACE) as tx:
        assert store.get(tx, item.id) == item
        assert [*store.referred(tx, kind=Kind.DECISION, number=1).items] == [item]
        assert store.get_many(tx, [item.id, item.id + 1]) == {item.id: item}


def test_what_no_database_can_hold_is_left_out_of_a_text(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, title="a\0b \ud83d c", options=("x\0", "y\ud83d"))
    with database.read(WORKSPACE) as tx:
        found = store.get(tx, item.id)
    assert found is not None
    assert (found.title, found.options) == ("ab ? c", ("x\0", "y?"))


def test_numbers_count_up_per_workspace_and_kind(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        labels = [
            stored_item(tx).label,
            stored_item(tx).label,
            stored_item(tx, kind=Kind.DECISION).label,
            stored_item(elsewhere(tx)).label,
            stored_item(tx).label,
        ]
    assert labels == ["B-1", "B-2", "D-1", "B-1", "B-3"]


def test_a_number_that_was_rolled_back_is_given_out_again(database: Database) -> None:
    def fail() -> None:
        with database.write(WORKSPACE) as tx:
            stored_item(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.write(WORKSPACE) as tx:
        assert stored_item(tx).number == 1


def test_an_item_of_another_workspace_is_not_found_by_reference(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(elsewhere(tx))
    with database.read(WORKSPACE) as tx:
        assert [*store.referred(tx, kind=Kind.BLOCKER, number=1).items] == []


def test_a_change_is_stored_with_the_next_version(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        logged = stored_item(tx)
        saved = store.save(tx, changed(logged, title="Login is stuck", told=(LEAD,)))
        assert saved.version == 1
        assert store.get(tx, logged.id) == saved


def test_of_two_changes_to_one_version_the_second_is_refused(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        logged = stored_item(tx)
        store.save(tx, replace(logged, title="first"))
    with pytest.raises(Stale, match="B-1 changed in the meantime"), database.write(WORKSPACE) as tx:
        store.save(tx, replace(logged, title="second"))
    with database.read(WORKSPACE) as tx:
        found = store.get(tx, logged.id)
    assert found is not None
    assert found.title == "first"


def test_positions_are_saved_together_or_not_at_all(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        first, second = stored_item(tx), stored_item(tx)
        store.save(tx, second)
    fired = [changed(item, **climbed(1), version=1) for item in (first, second)]
    with pytest.raises(Stale), database.write(WORKSPACE) as tx:
        store.save_positions(tx, fired)
    with database.write(WORKSPACE) as tx:
        assert store.get(tx, first.id) == first
        told = changed(first, **climbed(1), told=(LEAD,), next_at=NOW, version=1)
        store.save_positions(tx, [told])
        assert store.get(tx, first.id) == told


def made(whole: type[Any]) -> Any:
    """An object of this class, each field of which differs from what an item begins with."""
    return whole(**{name: OTHER[hint] for name, hint in get_type_hints(whole).items()})


OTHER: dict[Any, Any] = {
    int: 2,
    str: MEMBER,
    datetime: NOW + timedelta(days=9),
    datetime | None: NOW + timedelta(days=8),
    tuple[str, ...]: (MEMBER, BOSS),
    Ended: Status.FELL_BACK,
}
OTHER |= {
    tuple[RungState, ...]: (made(RungState),),
    Keep | None: made(Keep),
    Hold | None: made(Hold),
}


def test_no_field_of_a_position_is_lost_after_a_step_or_a_move(database: Database) -> None:
    for name, hint in get_type_hints(Position).items():
        with database.write(WORKSPACE) as tx:
            first, second = stored_item(tx), stored_item(tx)
            position = replace(first.position, **{name: OTHER[hint]})
            stepped, moved = first.at(position), second.at(position)
            assert position != first.position, name
            store.save_positions(tx, [replace(stepped, version=1)])
            store.save(tx, moved)
        with database.read(WORKSPACE) as tx:
            found = store.get_many(tx, [first.id, second.id])
        assert found == {
            first.id: replace(stepped, version=1),
            second.id: replace(moved, version=1),
        }


def test_no_field_of_a_closing_is_lost(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        closed = store.save(tx, replace(stored_item(tx), closing=made(Closing)))
    with database.read(WORKSPACE) as tx:
        assert store.get(tx, closed.id) == closed


@pytest.mark.parametrize(
    ("left", "read"),
    [
        ({"status": Status.DECIDED}, Closing(status=Status.DECIDED, at=utc("03-02 09:00"))),
        ({"closed_at": NOW, "closed_by": LEAD, "outcome": "done"}, None),
        ({"status": Status.OPEN, "outcome": "done"}, None),
    ],
)
def test_a_row_that_is_half_closed_can_still_be_read(
    database: Database, left: dict[str, Any], read: Closing | None
) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        tx.connection.execute(ITEM.update().values(left))
        assert store.get(tx, item.id) == replace(item, closing=read)


def test_a_change_decided_before_the_card_was_posted_keeps_the_card(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        before = stored_item(tx)
        store.card_posted(tx, before.id, "17.1")
        store.save(tx, replace(before, title="new"))
        found = store.get(tx, before.id)
    assert found is not None
    assert (found.title, found.card_ts) == ("new", "17.1")


def test_due_items_come_in_time_order_and_only_once_their_time_has_come(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        late = stored_item(tx, next_at=NOW)
        early = stored_item(tx, next_at=NOW - timedelta(hours=1))
        stored_item(tx, next_at=NOW + timedelta(microseconds=1))
        stored_item(tx, next_at=None)
        stored_item(elsewhere(tx), next_at=NOW)
        assert store.due(tx, now=NOW).items == (early, late)
        assert store.due(tx, now=NOW, limit=1).items == (early,)
        assert store.next_at(tx) == early.next_at
        assert store.next_at(elsewhere(tx, "T03")) is None


def test_an_instant_in_any_zone_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    tokyo = datetime(2026, 3, 5, 21, 0, 0, 1, tzinfo=timezone(timedelta(hours=9)))
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, next_at=tokyo)
        found = store.get(tx, item.id)
    assert found is not None
    assert found.next_at is not None
    assert found.next_at.isoformat() == "2026-03-05T12:00:00.000001+00:00"


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="naive"), database.write(WORKSPACE) as tx:
        stored_item(tx, next_at=naive)


def test_a_ladder_comes_back_equal_from_its_text() -> None:
    policy = Policy(
        version=4,
        rungs=(
            Rung(AT_ONCE, (Target(TargetKind.GROUP, "S1"), Target(TargetKind.CHANNEL, "C9"))),
            Rung(Offset(1), (Target(TargetKind.REPORTER),), Shown.NOWHERE),
            Rung(Offset(3), (), Shown.ALOUD, Condition.UNACKNOWLEDGED, "Night shift"),
            Rung(Offset(1, Unit.DAYS), shown=Shown.ALOUD),
        ),
        reminders=(),
        weekdays=frozenset({6, 0}),
    )
    assert policy_from(policy_text(policy)) == policy
    assert policy_from("{}") == Policy(outsiders=Outsiders.WORDS)  # as before it could be chosen


def test_keys_of_a_later_version_survive_a_change_of_the_ladder(database: Database) -> None:
    later = json.dumps({**json.loads(policy_text(Policy())), "colour": "red"})
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        tx.connection.execute(ITEM.update().values(policy=later))
        found = store.get(tx, item.id)
        assert found is not None
        store.save(tx, replace(found, policy=a_policy(window_days=5)))
        kept = json.loads(tx.connection.execute(ITEM.select()).one().policy)
    assert (kept["colour"], kept["window_days"]) == ("red", 5)


def test_drafts_whose_day_is_over_are_found_through_an_index(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        plan = plan_of(tx, lambda: drafts.prune(tx, now=NOW))
    assert plan == "SEARCH draft USING INDEX ix_draft_ends_at (workspace=? AND ends_at<?)"
