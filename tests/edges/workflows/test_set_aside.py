"""Whatever one item or one channel trips over stops it alone, and is told once."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from escalation.errors import BadInput, UnknownItem, UnreadableItem
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from grammar.moves.parsed import Listing
from storage import channels, people, summaries
from storage.items import stopped
from storage.items.policy_json import policy_text
from storage.tables.columns import microseconds
from tests.support.desk_fixtures import (
    NOW,
    WORKSPACE,
    a_request,
    an_entry,
    item_now,
    logged,
    moved,
    pending,
    save_channel,
    taken,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    OWNER,
    REPORTER,
    a_person,
    a_policy,
    away,
    utc,
)
from workflows.channels import setup
from workflows.clock import audit, fire, summary
from workflows.items import log as log_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.outbox import dispatch
from workflows.outbox.result import Sent, Unknown
from workflows.people import absence, sync
from workflows.transaction.unit_of_work import Desk

DUE = utc("03-05 12:00")
MONDAY = utc("03-09 09:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(desk: Desk) -> Desk:
    return Desk(database=desk.database, workspace=WORKSPACE, admins=frozenset({BOSS}))


def damage(desk: Desk, statement: str, *values: Any) -> None:
    with desk.database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql(statement, values)


def unreadable(desk: Desk, item: Item) -> None:
    damage(desk, "UPDATE item SET policy = '{' WHERE id = ?", item.id)


def led_by_nobody(desk: Desk, item: Item) -> None:
    lead = '{"lead": [["person", ["U03"]]]}'
    damage(desk, "UPDATE item SET policy = ? WHERE id = ?", lead, item.id)


def on_no_rung(desk: Desk, item: Item) -> None:
    damage(
        desk,
        "INSERT INTO item_rung (item_id, round, rung, called_by) VALUES (?, 1, 'first', '')",
        item.id,
    )


def outside_of_time(desk: Desk, item: Item) -> None:
    damage(desk, "UPDATE item SET due_at = 253402300799000000 WHERE id = ?", item.id)


def unplannable(desk: Desk, item: Item) -> None:
    """It can be read, and its plan raises."""
    far = microseconds(NOW + timedelta(days=500))
    damage(desk, "UPDATE item SET reminded_until = ? WHERE id = ?", far, item.id)


def unsavable(desk: Desk, item: Item) -> None:
    """It can be read, and whatever moves it on its ladder raises; its plan is to be looked at."""
    damage(desk, "UPDATE item SET next_at = 1 WHERE id = ?", item.id)
    damage(
        desk,
        f"CREATE TRIGGER no{item.id} BEFORE UPDATE OF reminded_until ON item "
        f"WHEN old.id = {item.id} BEGIN SELECT RAISE(ABORT, 'no'); END",
    )


def repaired(desk: Desk, item: Item) -> None:
    damage(desk, "UPDATE item SET policy = ? WHERE id = ?", policy_text(item.policy), item.id)


def all_told(desk: Desk) -> None:
    """Nothing is waiting any more."""
    damage(desk, "UPDATE notice SET state = 'sent', try_at = NULL")


def is_stopped(desk: Desk, item: Item) -> bool:
    with desk.database.read(WORKSPACE) as tx:
        return stopped.is_stopped(tx, item.id)


def told_of_stops(desk: Desk) -> list[tuple[str, datetime]]:
    """Whom it is told, and from when on."""
    with desk.database.read(WORKSPACE) as tx:
        found = tx.connection.exec_driver_sql(
            "SELECT recipient, not_before FROM notice WHERE kind = 'stopped' AND state = 'pending'"
        )
        epoch = datetime(1970, 1, 1, tzinfo=NOW.tzinfo)
        return sorted((who, epoch + timedelta(microseconds=at)) for who, at in found)


# --- the clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", [unreadable, unplannable, led_by_nobody, on_no_rung, outside_of_time, unsavable]
)
def test_the_others_fire_and_it_is_told_once(
    watched: Desk, how: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = logged(watched, 1), logged(watched, 2)
    how(watched, bad)
    assert fire.fire_due(watched, DUE) == 2
    assert fire.fire_due(watched, DUE) == 0
    assert (item_now(watched, good).highest, is_stopped(watched, good)) == (0, False)
    assert told_of_stops(watched) == [(CHANNEL, DUE), (OWNER, DUE), (BOSS, DUE)]
    assert "action=set_aside what=B-1 fault=" in caplog.text
    for minutes in (1, 2, 4):
        assert fire.fire_due(watched, DUE + minutes * MINUTE) >= 1
    assert len(told_of_stops(watched)) == 3


def test_the_owner_is_told_at_work_and_an_admin_who_owns_it_once(watched: Desk) -> None:
    item = logged(watched)
    unreadable(watched, item)
    with watched.database.write(WORKSPACE) as tx:
        people.set_away(tx, OWNER, away=away("03-05 20:00"))
    fire.fire_due(watched, DUE)
    assert told_of_stops(watched)[1] == (OWNER, utc("03-06 09:00"))
    others = logged(watched, 2, owner=BOSS)
    unreadable(watched, others)
    fire.fire_due(watched, DUE + timedelta(hours=2))
    assert len(told_of_stops(watched)) == 5


def test_once_it_is_fixed_it_goes_on_and_what_nobody_was_told_is_not_told(desk: Desk) -> None:
    item = logged(desk)
    all_told(desk)
    unreadable(desk, item)
    fire.fire_due(desk, DUE)
    repaired(desk, item)
    assert fire.fire_due(desk, DUE + MINUTE) == 1
    assert (item_now(desk, item).highest, is_stopped(desk, item)) == (0, False)
    errands = taken(desk, DUE + MINUTE)
    assert NoticeKind.STOPPED not in {errand.parcel.kind for errand in errands}
    assert told_of_stops(desk) == []


def test_what_is_told_names_the_item_and_where_to_look(desk: Desk) -> None:
    item = logged(desk)
    all_told(desk)
    unreadable(desk, item)
    fire.fire_due(desk, DUE)
    said = [
        errand.args["text"]
        for errand in taken(desk, DUE)
        if errand.parcel.kind is NoticeKind.STOPPED
    ]
    assert len(said) == 2
    assert said[0].startswith("⚠️ *B-1*'s escalation has stopped; an operator has to look.")
    assert "`backstop verify`" in said[0]
    assert item.title not in said[0]


def test_a_database_that_is_to_blame_itself_stops_no_item(desk: Desk) -> None:
    item = logged(desk)
    damage(desk, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        fire.fire_due(desk, DUE)
    with pytest.raises(OperationalError):
        sync.save_people(desk, [a_person(OWNER, deactivated=True)], NOW)
    assert not is_stopped(desk, item)


# --- summaries ----------------------------------------------------------------------------------


def two_channels(desk: Desk) -> None:
    save_channel(desk, id="C09", name="billing", next_summary_at=MONDAY)
    save_channel(desk, next_summary_at=MONDAY)


def summed_up(desk: Desk) -> set[str]:
    with desk.database.read(WORKSPACE) as tx:
        return {
            row[0]
            for row in tx.connection.exec_driver_sql(
                "SELECT recipient FROM notice WHERE kind = 'summary'"
            )
        }


def test_one_channels_ladder_takes_the_weekly_post_from_no_other(desk: Desk) -> None:
    two_channels(desk)
    damage(desk, "UPDATE channel SET policy = '{' WHERE id = 'C09'")
    assert fire.queue_summaries(desk, MONDAY) == 2
    assert summed_up(desk) == {CHANNEL}
    assert fire.queue_summaries(desk, MONDAY) == 0
    assert fire.queue_summaries(desk, MONDAY + MINUTE) == 1
    all_told(desk)
    found = audit.look(desk, MONDAY + MINUTE).findings
    assert [(one.trouble, one.what) for one in found] == [("unmade", "C09")]
    request = a_request(OWNER, channel="C09")
    with pytest.raises(BadInput, match="`/backstop setup`"):
        log_item.log(desk, request, an_entry(channel="C09"), now=MONDAY)
    with pytest.raises(BadInput, match="`/backstop setup`"):
        queries.summary(desk, request, now=MONDAY)
    shown = setup.current(desk, request, "C09", now=MONDAY)
    setup.configure(
        desk, request, "C09", policy=shown.channel.policy, apply=False, now=MONDAY + 2 * MINUTE
    )
    assert fire.queue_summaries(desk, MONDAY + 2 * MINUTE) == 1
    assert summed_up(desk) == {CHANNEL, "C09"}
    all_told(desk)
    assert audit.look(desk, MONDAY + 2 * MINUTE).findings == ()


def test_what_one_summary_trips_over_takes_no_other(desk: Desk) -> None:
    two_channels(desk)
    damage(
        desk,
        "CREATE TRIGGER no BEFORE INSERT ON summary WHEN new.channel = 'C09' "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    assert fire.queue_summaries(desk, MONDAY) == 2
    assert summed_up(desk) == {CHANNEL}
    damage(desk, "DROP TRIGGER no")
    damage(desk, "ALTER TABLE summary RENAME TO gone")
    with pytest.raises(OperationalError):
        fire.queue_summaries(desk, MONDAY + MINUTE)


def test_twenty_channels_at_a_time_are_twenty_channels(desk: Desk) -> None:
    for number in range(45):
        save_channel(desk, id=f"C1{number:02}", next_summary_at=MONDAY)
    counts = [fire.queue_summaries(desk, MONDAY, limit=20) for _ in range(4)]
    assert counts == [20, 20, 5, 0]


COUNTS = {
    "a name of a later version": (
        {"open": 3, "mood": 9},
        "1 open item (2 fewer than last week)",
        "0 worsening, ",
    ),
    "a name that is missing": (
        {"worsening": 1},
        "1 open item, 1 overdue\n",
        "0 worsening (1 fewer than",
    ),
    "no number": ({"open": "3", "worsening": None}, "1 open item, 1 overdue\n", "0 worsening, "),
    "no numbers at all": ([], "1 open item, 1 overdue\n", "0 worsening, "),
}


@pytest.mark.parametrize("case", COUNTS)
def test_kept_numbers_are_read_by_name(desk: Desk, case: str) -> None:
    kept, first, second = COUNTS[case]
    save_channel(desk, policy=a_policy(lead=(), leadership=()))
    logged(desk)
    before = summaries.Summary(
        channel=CHANNEL,
        week="2026-W10",
        made_at=NOW,
        counts={},
        content={name: MONDAY.isoformat() for name in ("since_at", "opens_at", "until_at")},
    )
    with desk.database.write(WORKSPACE) as tx:
        summaries.save(tx, before)
        tx.connection.exec_driver_sql("UPDATE summary SET counts = ?", (json.dumps(kept),))
    with desk.reading(utc("03-16 09:00")) as work:
        channel = channels.get(work.tx, CHANNEL)
        assert channel is not None
        said = summary.preview(work, channel)["text"]
    assert first in said
    assert second in said


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"opens_at": 5}', '{"opens_at": "2026-03-09T09:00:00"}']
)
def test_a_kept_week_that_cannot_be_read_is_not_compared_and_its_post_waits(
    desk: Desk, content: str
) -> None:
    save_channel(desk, next_summary_at=MONDAY)
    fire.queue_summaries(desk, MONDAY)
    damage(desk, "UPDATE summary SET content = ?", content)
    with desk.database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("DELETE FROM notice WHERE kind <> 'summary'")
    assert taken(desk, MONDAY) == []
    assert fire.queue_summaries(desk, utc("03-16 09:00")) == 1
    damage(desk, "UPDATE summary SET content = (SELECT content FROM summary ORDER BY week DESC)")
    posts = {
        errand.parcel.rows[0].notice.facts["week"]
        for errand in taken(desk, MONDAY + 15 * 480 * MINUTE)
    }
    assert posts == {"2026-W11"}


def test_a_post_names_what_could_not_be_read_and_its_numbers_are_not_kept(desk: Desk) -> None:
    save_channel(desk, policy=a_policy(lead=(), leadership=()), next_summary_at=MONDAY)
    bad, _ = logged(desk, 1), logged(desk, 2)
    all_told(desk)
    unreadable(desk, bad)
    fire.queue_summaries(desk, MONDAY)
    [post] = taken(desk, MONDAY)
    assert "1 open item" in post.args["text"]
    assert "1 item could not be read: B-1" in post.args["text"]
    with desk.database.read(WORKSPACE) as tx:
        kept = summaries.get(tx, channel=CHANNEL, week="2026-W11")
    assert kept is not None
    assert kept.counts == {}


# --- people -------------------------------------------------------------------------------------


def test_a_move_on_it_is_answered_with_who_can_look_and_changes_nothing(desk: Desk) -> None:
    item, other = logged(desk, 1), logged(desk, 2)
    unreadable(desk, item)
    with pytest.raises(UnreadableItem, match="What is stored of B-1 is damaged"):
        moved(desk, item, Move.NOTE, text="hi")
    which = Which(item_id=item.id)
    with pytest.raises(UnreadableItem):
        queries.shown(desk, a_request(REPORTER, 5), which, now=NOW)
    save_channel(desk, private=True)
    with pytest.raises(UnknownItem):
        queries.shown(desk, a_request(BOSS, 6, "C77"), which, now=NOW)
    outside_of_time(desk, other)
    with pytest.raises(UnreadableItem, match="What is stored of B-2 is damaged"):
        moved(desk, other, Move.ACKNOWLEDGE)
    with pytest.raises(UnreadableItem):
        queries.planned(desk, a_request(REPORTER, 7), Which(item_id=other.id), now=NOW)
    third = logged(desk, 3)
    unplannable(desk, third)
    with pytest.raises(UnreadableItem):
        moved(desk, third, Move.ACKNOWLEDGE, number=8)
    with pytest.raises(UnreadableItem):
        queries.planned(desk, a_request(REPORTER, 9), Which(item_id=third.id), now=NOW)


def test_the_same_request_again_is_answered_so_as_well(desk: Desk) -> None:
    item = logged(desk)
    moved(desk, item, Move.NOTE, text="hi", number=50)
    unreadable(desk, item)
    with pytest.raises(UnreadableItem):
        logged(desk)
    with pytest.raises(UnreadableItem):
        moved(desk, item, Move.NOTE, text="hi", number=50)


def test_a_move_while_the_database_is_unwell_is_no_fault_of_the_item(desk: Desk) -> None:
    item = logged(desk)
    damage(desk, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        moved(desk, item, Move.NOTE, text="hi")


def test_lists_and_home_show_the_rest_and_name_it(desk: Desk) -> None:
    bad, good = logged(desk, 1), logged(desk, 2)
    unreadable(desk, bad)
    listed = queries.listed(desk, a_request(OWNER, 9), Listing(), now=NOW)
    assert ([item.id for item in listed.items], listed.unreadable) == ([good.id], ("B-1",))
    with desk.reading(NOW) as work:
        assert "1 item could not be read: B-1" in str(queries.home_view(work, OWNER))
    unreadable(desk, good)
    with desk.reading(NOW) as work:
        assert "2 items could not be read: B-1, B-2" in str(queries.home_view(work, OWNER))


def test_what_becomes_of_its_owner_stops_no_other_item(desk: Desk) -> None:
    bad, good = logged(desk, 1), logged(desk, 2)
    unsavable(desk, bad)
    absence.leave(desk, a_request(OWNER, 9), away("03-04 09:00"), now=NOW)
    assert (is_stopped(desk, bad), is_stopped(desk, good)) == (True, False)
    sync.save_people(desk, [a_person(OWNER, deactivated=True)], NOW)
    assert ("gap", "dm", LEAD) in told(desk, good)


def test_a_ladder_is_taken_over_by_those_that_can(desk: Desk) -> None:
    bad, good = logged(desk, 1), logged(desk, 2)
    unsavable(desk, bad)
    policy = a_policy(version=1, hold=timedelta(hours=2))
    setup.configure(desk, a_request(OWNER, 9), CHANNEL, policy=policy, apply=True, now=NOW)
    assert item_now(desk, good).policy.hold == timedelta(hours=2)
    assert is_stopped(desk, bad)


# --- the outbox ---------------------------------------------------------------------------------


def test_what_is_told_together_leaves_without_what_cannot_be_read(desk: Desk) -> None:
    bad, good = logged(desk, 1), logged(desk, 2)
    unreadable(desk, bad)
    assert OWNER not in {one.channel for one in taken(desk)}
    [errand] = [one for one in taken(desk) if one.channel == OWNER]
    assert [row.notice.item_id for row in errand.parcel.rows] == [good.id]
    dispatch.finish(desk, errand, Sent("D01", "1.1"), now=NOW)
    repaired(desk, bad)
    later = NOW + timedelta(hours=1)
    again = [one for one in taken(desk, later) if one.channel == OWNER]
    assert [row.notice.item_id for one in again for row in one.parcel.rows] == [bad.id]
    assert again[0].token != errand.token


def test_what_may_be_in_slack_already_is_looked_for_all_the_same(desk: Desk) -> None:
    item = logged(desk)
    [errand] = [one for one in taken(desk) if one.channel == OWNER]
    dispatch.finish(desk, errand, Unknown("timeout"), now=NOW)
    unreadable(desk, item)
    [looking] = [one for one in taken(desk, NOW + 2 * MINUTE) if one.channel == OWNER]
    assert looking.parcel.look_first


def sent(desk: Desk, now: datetime = NOW) -> None:
    for n, errand in enumerate(taken(desk, now)):
        dispatch.finish(desk, errand, Sent(f"D{n}", f"{n + 1}.1"), now=now)


def test_a_message_about_several_is_redrawn_once_all_can_be_read(desk: Desk) -> None:
    bad, good = logged(desk, 1), logged(desk, 2)
    sent(desk)
    moved(desk, good, Move.RESOLVE, text="done", now=NOW + MINUTE)
    unreadable(desk, bad)
    assert edits(desk, NOW + MINUTE) == set()
    repaired(desk, bad)
    assert edits(desk, NOW + timedelta(hours=1)) == {"D1"}  # the owner's message


def edits(desk: Desk, now: datetime) -> set[str]:
    """Where a message is redrawn."""
    return {one.channel for one in taken(desk, now) if one.parcel.kind is NoticeKind.EDIT}


def undrawable(desk: Desk) -> None:
    """Each waiting message trips over its own facts."""
    damage(desk, "UPDATE notice SET kind = 'reminder', facts = '{}' WHERE state = 'pending'")


def test_what_nobody_else_can_be_told_either_waits(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    item = logged(desk)
    damage(desk, "DELETE FROM notice WHERE recipient = ?", CHANNEL)
    undrawable(desk)
    damage(
        desk,
        "CREATE TRIGGER no BEFORE INSERT ON event WHEN new.action = 'parked' "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    assert taken(desk) == []
    assert "action=unparkable" in caplog.text
    assert [row.state for row in pending(desk, item)] == ["pending"]
    damage(desk, "DROP TRIGGER no")
    damage(desk, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        taken(desk, NOW + MINUTE)


def test_a_database_that_fails_while_a_message_is_drawn_parks_nothing(desk: Desk) -> None:
    save_channel(desk, next_summary_at=MONDAY)
    fire.queue_summaries(desk, MONDAY)
    damage(desk, "ALTER TABLE summary RENAME TO gone")
    with pytest.raises(OperationalError):
        taken(desk, MONDAY)


def test_a_redrawing_whose_answer_was_lost_waits_as_well(desk: Desk) -> None:
    item = logged(desk)
    sent(desk)
    moved(desk, item, Move.RESOLVE, text="done")
    for errand in taken(desk):
        dispatch.finish(desk, errand, Unknown("timeout"), now=NOW)
    unreadable(desk, item)
    assert edits(desk, NOW + 2 * MINUTE) == set()
    repaired(desk, item)
    assert edits(desk, NOW + timedelta(hours=1)) != set()


def test_the_admins_are_told_of_a_stop_once_and_not_by_the_auditor(watched: Desk) -> None:
    unreadable(watched, logged(watched))
    fire.fire_due(watched, DUE)
    all_told(watched)
    assert [one.trouble for one in audit.look(watched, DUE).findings] == ["stopped"]
    assert taken(watched, DUE) == []
