"""Whatever goes wrong with one item or channel stops it alone, and is reported once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from escalation.errors import BadInput, UnknownItem, UnreadableItem
from escalation.facts.by_clock import SummedUp
from escalation.items import Item
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from grammar.moves.parsed import Listing
from storage import absences, channels, measures, summaries
from storage.items import stopped, store
from storage.ladders.policy_json import policy_text
from storage.tables.columns import microseconds
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    a_new_item,
    a_request,
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
    a_due,
    a_person,
    a_policy,
    an_item,
    away,
    utc,
)
from workflows.channels import setup
from workflows.clock import audit, fire, summary
from workflows.items import log as log_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.outbox import dispatch, home_tabs
from workflows.outbox.result import Sent, Unknown
from workflows.people import absence, sync
from workflows.transaction.unit_of_work import WorkspaceContext

DUE = utc("03-05 12:00")
MONDAY = utc("03-09 09:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(context: WorkspaceContext) -> WorkspaceContext:
    return WorkspaceContext(
        database=context.database, workspace=WORKSPACE, admins=frozenset({BOSS})
    )


def damage(context: WorkspaceContext, statement: str, *values: Any) -> None:
    with context.database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql(statement, values)


def unreadable(context: WorkspaceContext, item: Item) -> None:
    damage(context, "UPDATE item SET policy = '{' WHERE id = ?", item.id)


def led_by_nobody(context: WorkspaceContext, item: Item) -> None:
    lead = '{"lead": [["person", ["U03"]]]}'
    damage(context, "UPDATE item SET policy = ? WHERE id = ?", lead, item.id)


def on_no_rung(context: WorkspaceContext, item: Item) -> None:
    damage(
        context,
        "INSERT INTO item_rung (item_id, round, rung, called_by) VALUES (?, 1, 'first', '')",
        item.id,
    )


def outside_of_time(context: WorkspaceContext, item: Item) -> None:
    damage(context, "UPDATE item SET due_at = 253402300799000000 WHERE id = ?", item.id)


def unplannable(context: WorkspaceContext, item: Item) -> None:
    """It can be read, but planning it raises."""
    far = microseconds(NOW + timedelta(days=500))
    damage(context, "UPDATE item SET reminded_until = ? WHERE id = ?", far, item.id)


def unsavable(context: WorkspaceContext, item: Item) -> None:
    """It can be read, but saving a step of it raises; its plan is due to be checked."""
    damage(context, "UPDATE item SET next_at = 1 WHERE id = ?", item.id)
    damage(
        context,
        f"CREATE TRIGGER no{item.id} BEFORE UPDATE OF reminded_until ON item "
        f"WHEN old.id = {item.id} BEGIN SELECT RAISE(ABORT, 'no'); END",
    )


def repaired(context: WorkspaceContext, item: Item) -> None:
    damage(context, "UPDATE item SET policy = ? WHERE id = ?", policy_text(item.policy), item.id)


def all_told(context: WorkspaceContext) -> None:
    """Nothing is waiting any more."""
    damage(context, "UPDATE notice SET state = 'sent', try_at = NULL")


def is_stopped(context: WorkspaceContext, item: Item) -> bool:
    with context.database.read(WORKSPACE) as tx:
        return stopped.is_stopped(tx, item.id)


def told_of_stops(context: WorkspaceContext) -> list[tuple[str, datetime]]:
    """Who is told, and from when on."""
    with context.database.read(WORKSPACE) as tx:
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
    watched: WorkspaceContext, how: Any, caplog: pytest.LogCaptureFixture
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


def test_the_owner_is_told_at_work_and_an_admin_who_owns_it_once(watched: WorkspaceContext) -> None:
    item = logged(watched)
    unreadable(watched, item)
    with watched.database.write(WORKSPACE) as tx:
        absences.keep(tx, OWNER, [away("03-05 20:00")])
    fire.fire_due(watched, DUE)
    assert told_of_stops(watched)[1] == (OWNER, utc("03-06 09:00"))
    others = logged(watched, 2, owner=BOSS)
    unreadable(watched, others)
    fire.fire_due(watched, DUE + timedelta(hours=2))
    assert len(told_of_stops(watched)) == 5


def test_once_it_is_fixed_it_goes_on_and_what_nobody_was_told_is_not_told(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    all_told(context)
    unreadable(context, item)
    fire.fire_due(context, DUE)
    repaired(context, item)
    assert fire.fire_due(context, DUE + MINUTE) == 1
    assert (item_now(context, item).highest, is_stopped(context, item)) == (0, False)
    calls = taken(context, DUE + MINUTE)
    assert NoticeKind.STOPPED not in {call.message.kind for call in calls}
    assert told_of_stops(context) == []


def test_what_is_told_names_the_item_and_where_to_look(context: WorkspaceContext) -> None:
    item = logged(context)
    all_told(context)
    unreadable(context, item)
    fire.fire_due(context, DUE)
    said = [
        call.args["text"] for call in taken(context, DUE) if call.message.kind is NoticeKind.STOPPED
    ]
    assert len(said) == 2
    assert said[0].startswith("⚠️ *B-1*'s escalation has stopped; an operator has to look.")
    assert "`backstop verify`" in said[0]
    assert item.title not in said[0]


def test_a_database_that_is_to_blame_itself_stops_no_item(context: WorkspaceContext) -> None:
    item = logged(context)
    damage(context, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        fire.fire_due(context, DUE)
    with pytest.raises(OperationalError):
        sync.save_people(context, [a_person(OWNER, deactivated=True)], NOW)
    assert not is_stopped(context, item)


# --- summaries ----------------------------------------------------------------------------------


def two_channels(context: WorkspaceContext) -> None:
    save_channel(context, id="C09", name="billing", next_summary_at=MONDAY)
    save_channel(context, next_summary_at=MONDAY)
    has_an_item(context, CHANNEL, "C09")


def has_an_item(context: WorkspaceContext, *places: str) -> None:
    """As if something had been logged in these channels, of which nobody is told here."""
    due = a_due("05-29 12:00")
    with context.database.write(WORKSPACE) as tx:
        for channel in places:
            later = {"due": due, "next_at": due.at, "logged_at": NOW}
            store.insert(tx, an_item(id=0, number=0, channel=channel, **later))


def summed_up(context: WorkspaceContext) -> set[str]:
    with context.database.read(WORKSPACE) as tx:
        return {
            row[0]
            for row in tx.connection.exec_driver_sql(
                "SELECT recipient FROM notice WHERE kind = 'summary'"
            )
        }


def test_one_channels_ladder_takes_the_weekly_post_from_no_other(context: WorkspaceContext) -> None:
    two_channels(context)
    damage(context, "UPDATE channel SET policy = '{' WHERE id = 'C09'")
    assert fire.queue_summaries(context, MONDAY) == 2
    assert summed_up(context) == {CHANNEL}
    assert fire.queue_summaries(context, MONDAY) == 0
    assert fire.queue_summaries(context, MONDAY + MINUTE) == 1
    all_told(context)
    found = audit.look(context, MONDAY + MINUTE).findings
    assert [(one.trouble, one.what) for one in found] == [("unmade", "C09")]
    request = a_request(OWNER, channel="C09")
    with pytest.raises(BadInput, match="`/backstop setup`"):
        log_item.log(context, request, a_new_item(channel="C09"), now=MONDAY)
    with pytest.raises(BadInput, match="`/backstop setup`"):
        queries.summary(context, request, now=MONDAY)
    shown = setup.current(context, request, "C09", now=MONDAY)
    setup.configure(context, request, "C09", policy=shown.channel.policy, now=MONDAY + 2 * MINUTE)
    assert fire.queue_summaries(context, MONDAY + 2 * MINUTE) == 1
    assert summed_up(context) == {CHANNEL, "C09"}
    all_told(context)
    assert audit.look(context, MONDAY + 2 * MINUTE).findings == ()


def test_what_one_summary_trips_over_takes_no_other(context: WorkspaceContext) -> None:
    two_channels(context)
    damage(
        context,
        "CREATE TRIGGER no BEFORE INSERT ON summary WHEN new.channel = 'C09' "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    assert fire.queue_summaries(context, MONDAY) == 2
    assert summed_up(context) == {CHANNEL}
    damage(context, "DROP TRIGGER no")
    damage(context, "ALTER TABLE summary RENAME TO gone")
    with pytest.raises(OperationalError):
        fire.queue_summaries(context, MONDAY + MINUTE)


def test_twenty_channels_at_a_time_are_twenty_channels(context: WorkspaceContext) -> None:
    for number in range(45):
        save_channel(context, id=f"C1{number:02}", next_summary_at=MONDAY)
    counts = [fire.queue_summaries(context, MONDAY, limit=20) for _ in range(4)]
    assert counts == [20, 20, 5, 0]


NUMBERS = {
    "a name of a later version": (
        {"open": 3, "mood": 9},
        "1 open (2 fewer), 1 overdue\n",
    ),
    "a name that is missing": (
        {"worsening": 1},  # read from the history instead
        "1 open, 1 overdue\n",
    ),
    "no names at all": ({}, "1 open, 1 overdue\n"),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_kept_numbers_are_read_by_name(context: WorkspaceContext, case: str) -> None:
    kept, first = NUMBERS[case]
    save_channel(context, policy=a_policy(lead=(), leadership=()))
    logged(context)
    before = summaries.Summary(
        channel=CHANNEL,
        week="2026-W10",
        made_at=NOW,
        content={name: MONDAY.isoformat() for name in ("since_at", "opens_at", "until_at")},
    )
    with context.database.write(WORKSPACE) as tx:
        summaries.save(tx, before)
        measures.save(tx, channel=CHANNEL, week=before.week, values=kept)
    with context.reading(utc("03-16 09:00")) as uow:
        channel = channels.get(uow.tx, CHANNEL)
        assert channel is not None
        said = summary.preview(uow, channel)["text"]
    assert first in said


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"opens_at": 5}', '{"opens_at": "2026-03-09T09:00:00"}']
)
def test_a_kept_week_that_cannot_be_read_is_not_compared_and_its_post_waits(
    context: WorkspaceContext, content: str
) -> None:
    save_channel(context, next_summary_at=MONDAY)
    has_an_item(context, CHANNEL)
    fire.queue_summaries(context, MONDAY)
    damage(context, "UPDATE summary SET content = ?", content)
    with context.database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("DELETE FROM notice WHERE kind <> 'summary'")
    assert taken(context, MONDAY) == []
    assert fire.queue_summaries(context, utc("03-16 09:00")) == 1
    damage(context, "UPDATE summary SET content = (SELECT content FROM summary ORDER BY week DESC)")
    posts = {
        call.message.rows[0].notice.says(SummedUp).week
        for call in taken(context, MONDAY + 15 * 480 * MINUTE)
    }
    assert posts == {"2026-W11"}


def test_a_post_names_what_could_not_be_read_and_its_numbers_are_not_kept(
    context: WorkspaceContext,
) -> None:
    save_channel(context, policy=a_policy(lead=(), leadership=()), next_summary_at=MONDAY)
    bad, _ = logged(context, 1), logged(context, 2)
    all_told(context)
    unreadable(context, bad)
    fire.queue_summaries(context, MONDAY)
    [post] = taken(context, MONDAY)
    assert "1 open" in post.args["text"]
    assert "1 item could not be read: B-1" in post.args["text"]
    with context.database.read(WORKSPACE) as tx:
        assert summaries.get(tx, channel=CHANNEL, week="2026-W11") is not None
        assert measures.of_week(tx, channel=CHANNEL, week="2026-W11") == {}


# --- people -------------------------------------------------------------------------------------


def test_a_move_on_it_is_answered_with_who_can_look_and_changes_nothing(
    context: WorkspaceContext,
) -> None:
    item, other = logged(context, 1), logged(context, 2)
    unreadable(context, item)
    with pytest.raises(UnreadableItem, match="The saved data of B-1 is damaged"):
        moved(context, item, Move.NOTE, text="hi")
    which = Which(item_id=item.id)
    with pytest.raises(UnreadableItem):
        queries.shown(context, a_request(REPORTER, 5), which, now=NOW)
    save_channel(context, private=True)
    with pytest.raises(UnknownItem):
        queries.shown(context, a_request(BOSS, 6, "C77"), which, now=NOW)
    outside_of_time(context, other)
    with pytest.raises(UnreadableItem, match="The saved data of B-2 is damaged"):
        moved(context, other, Move.ACKNOWLEDGE)
    with pytest.raises(UnreadableItem):
        queries.planned(context, a_request(REPORTER, 7), Which(item_id=other.id), now=NOW)
    third = logged(context, 3)
    unplannable(context, third)
    with pytest.raises(UnreadableItem):
        moved(context, third, Move.ACKNOWLEDGE, number=8)
    with pytest.raises(UnreadableItem):
        queries.planned(context, a_request(REPORTER, 9), Which(item_id=third.id), now=NOW)


def test_the_same_request_again_is_answered_so_as_well(context: WorkspaceContext) -> None:
    item = logged(context)
    moved(context, item, Move.NOTE, text="hi", number=50)
    unreadable(context, item)
    with pytest.raises(UnreadableItem):
        logged(context)
    with pytest.raises(UnreadableItem):
        moved(context, item, Move.NOTE, text="hi", number=50)


def test_a_move_while_the_database_is_unwell_is_not_the_fault_of_the_item(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    damage(context, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        moved(context, item, Move.NOTE, text="hi")


def test_lists_and_home_show_the_rest_and_name_it(context: WorkspaceContext) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    unreadable(context, bad)
    listed = queries.listed(context, a_request(OWNER, 9), Listing(), now=NOW)
    assert ([item.id for item in listed.items], listed.unreadable) == ([good.id], ("B-1",))
    with context.reading(NOW) as uow:
        assert "1 item could not be read: B-1" in str(home_tabs.home_view(uow, OWNER))
    unreadable(context, good)
    with context.reading(NOW) as uow:
        assert "2 items could not be read: B-1, B-2" in str(home_tabs.home_view(uow, OWNER))


def test_what_becomes_of_its_owner_stops_no_other_item(context: WorkspaceContext) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    unsavable(context, bad)
    absence.leave(context, a_request(OWNER, 9), away("03-04 09:00"), now=NOW)
    assert (is_stopped(context, bad), is_stopped(context, good)) == (True, False)
    sync.save_people(context, [a_person(OWNER, deactivated=True)], NOW)
    assert ("gap", "dm", LEAD) in told(context, good)


def test_a_ladder_is_taken_over_by_those_that_can(context: WorkspaceContext) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    unsavable(context, bad)
    policy = a_policy(version=1, hold=timedelta(hours=2))
    setup.configure(
        context, a_request(LEAD, 9), CHANNEL, policy=policy, adoption=Adoption.ALL, now=NOW
    )
    assert item_now(context, good).policy.hold == timedelta(hours=2)
    assert is_stopped(context, bad)


# --- the outbox ---------------------------------------------------------------------------------


def test_what_is_told_together_leaves_without_what_cannot_be_read(
    context: WorkspaceContext,
) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    unreadable(context, bad)
    assert OWNER not in {one.channel for one in taken(context)}
    [call] = [one for one in taken(context) if one.channel == OWNER]
    assert [row.notice.item_id for row in call.message.rows] == [good.id]
    dispatch.finish(context, call, Sent("D01", "1.1"), now=NOW)
    repaired(context, bad)
    later = NOW + timedelta(hours=1)
    again = [one for one in taken(context, later) if one.channel == OWNER]
    assert [row.notice.item_id for one in again for row in one.message.rows] == [bad.id]
    assert again[0].token != call.token


def test_what_may_be_in_slack_already_is_looked_for_all_the_same(context: WorkspaceContext) -> None:
    item = logged(context)
    [call] = [one for one in taken(context) if one.channel == OWNER]
    dispatch.finish(context, call, Unknown("timeout"), now=NOW)
    unreadable(context, item)
    [looking] = [one for one in taken(context, NOW + 2 * MINUTE) if one.channel == OWNER]
    assert looking.message.look_first


def sent(context: WorkspaceContext, now: datetime = NOW) -> None:
    for n, call in enumerate(taken(context, now)):
        dispatch.finish(context, call, Sent(f"D{n}", f"{n + 1}.1"), now=now)


def test_a_message_about_several_is_redrawn_once_all_can_be_read(context: WorkspaceContext) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    sent(context)
    moved(context, good, Move.RESOLVE, text="done", now=NOW + MINUTE)
    unreadable(context, bad)
    assert edits(context, NOW + MINUTE) == set()
    repaired(context, bad)
    assert edits(context, NOW + timedelta(hours=1)) == {"D1"}  # the owner's message


def edits(context: WorkspaceContext, now: datetime) -> set[str]:
    """The messages that are redrawn."""
    return {one.channel for one in taken(context, now) if one.message.kind is NoticeKind.EDIT}


def undrawable(context: WorkspaceContext) -> None:
    """Give each waiting message facts that it cannot be drawn with."""
    damage(context, "UPDATE notice SET kind = 'summary', facts = '{}' WHERE state = 'pending'")


def test_what_nobody_else_can_be_told_either_waits(
    context: WorkspaceContext, caplog: pytest.LogCaptureFixture
) -> None:
    item = logged(context)
    damage(context, "DELETE FROM notice WHERE recipient = ?", CHANNEL)
    undrawable(context)
    damage(
        context,
        "CREATE TRIGGER no BEFORE INSERT ON event WHEN new.action = 'parked' "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    assert taken(context) == []
    assert "action=unparkable" in caplog.text
    assert [row.state for row in pending(context, item)] == ["pending"]
    damage(context, "DROP TRIGGER no")
    damage(context, "ALTER TABLE event RENAME TO gone")
    with pytest.raises(OperationalError):
        taken(context, NOW + MINUTE)


def test_a_database_that_fails_while_a_message_is_drawn_parks_nothing(
    context: WorkspaceContext,
) -> None:
    save_channel(context, next_summary_at=MONDAY)
    has_an_item(context, CHANNEL)
    fire.queue_summaries(context, MONDAY)
    damage(context, "ALTER TABLE summary RENAME TO gone")
    with pytest.raises(OperationalError):
        taken(context, MONDAY)


def test_a_redrawing_whose_answer_was_lost_waits_as_well(context: WorkspaceContext) -> None:
    item = logged(context)
    sent(context)
    moved(context, item, Move.RESOLVE, text="done")
    for call in taken(context):
        dispatch.finish(context, call, Unknown("timeout"), now=NOW)
    unreadable(context, item)
    assert edits(context, NOW + 2 * MINUTE) == set()
    repaired(context, item)
    assert edits(context, NOW + timedelta(hours=1)) != set()


def test_the_admins_are_told_of_a_stop_once_and_not_by_the_auditor(
    watched: WorkspaceContext,
) -> None:
    unreadable(watched, logged(watched))
    fire.fire_due(watched, DUE)
    all_told(watched)
    assert [one.trouble for one in audit.look(watched, DUE).findings] == ["stopped"]
    assert taken(watched, DUE) == []


def test_a_card_that_was_posted_for_a_damaged_item_is_remembered(context: WorkspaceContext) -> None:
    item = logged(context)
    (card,) = [call for call in taken(context) if call.channel == item.channel]
    unreadable(context, item)
    dispatch.finish(context, card, Sent(card.channel, "17.1"), now=NOW)
    damage(context, "UPDATE item SET policy = ? WHERE id = ?", policy_text(item.policy), item.id)
    assert item_now(context, item).card_ts == "17.1"
