"""The last question on a real file: it does not wait for people who have left."""

from datetime import datetime

from escalation.items import Due, Item
from escalation.notices.notice import NoticeKind
from escalation.people import Away
from storage.facts_json import encoded
from storage.items import history
from tests.support.context_fixtures import (
    a_request,
    actions,
    item_now,
    live,
    logged,
    pending,
    save_channel,
    save_person,
    send,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    REPORTER,
    STAND_IN,
    a_policy,
    person_target,
    utc,
)
from workflows.people import absence
from workflows.transaction.unit_of_work import WorkspaceContext

ASKED = utc("03-16 00:00")
"""Seven days after the fallback of an item due on Thursday 5 March, at the start of the day."""


def questions(context: WorkspaceContext, item: Item) -> set[tuple[str, datetime]]:
    waiting = (row.notice for row in pending(context, item))
    return {(one.recipient, one.not_before) for one in waiting if one.kind is NoticeKind.QUESTION}


def test_it_is_put_to_others_once_whoever_it_waits_for_goes_away(context: WorkspaceContext) -> None:
    item = logged(context)
    live(context, ASKED)
    assert questions(context, item) == {(BOSS, utc("03-16 09:00"))}
    back_at = utc("04-10 09:00")
    for number, (hour, before) in enumerate(((7, None), (8, back_at))):
        now, request = utc(f"03-16 0{hour}:00"), a_request(BOSS, 50 + number)
        absence.leave(context, request, Away(until=back_at), now=now, instead_of=before)
    assert questions(context, item) == {
        (BOSS, back_at),
        (REPORTER, utc("03-16 09:00")),
        (CHANNEL, utc("03-16 09:00")),
    }
    assert item_now(context, item).position.asked == (REPORTER,)


def test_it_keeps_its_morning_for_somebody_who_only_changes_their_absence(
    context: WorkspaceContext,
) -> None:
    item = logged(context, urgent=True)
    live(context, utc("03-14 13:00"))
    assert questions(context, item) == {(BOSS, utc("03-16 09:00"))}
    absence.leave(
        context, a_request(BOSS, 50), Away(until=utc("03-14 15:00")), now=utc("03-14 14:00")
    )
    absence.come_back(context, a_request(BOSS, 51), now=utc("03-14 14:30"))
    assert (BOSS, utc("03-16 09:00")) in questions(context, item)


def test_where_slack_refuses_it_the_reporter_and_the_channel_are_asked(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    live(context, ASKED)
    send(context, utc("03-16 09:00"), BOSS)
    live(context, utc("03-16 09:00"))
    assert item_now(context, item).position.asked == (REPORTER,)


def test_refused_for_the_reporter_it_is_left_to_the_channel(context: WorkspaceContext) -> None:
    item = logged(context)
    live(context, ASKED)
    send(context, utc("03-16 09:00"), BOSS, REPORTER)
    assert questions(context, item) == set()
    assert item_now(context, item).position.asked == (REPORTER,)


def test_the_chance_of_a_rung_moves_with_those_who_were_not_told_yet(
    context: WorkspaceContext,
) -> None:
    due = Due(at=utc("03-07 10:00"), zone="UTC", phrase="sat 10am")
    item = logged(context, due=due)
    live(context, utc("03-07 10:00"))
    assert item_now(context, item).rung(0).chance_ends_at == utc("03-09 13:00")
    back = Away(until=utc("03-11 09:00"))
    absence.leave(context, a_request(LEAD, 50), back, now=utc("03-08 10:00"))
    assert item_now(context, item).rung(0).heard_at == utc("03-11 09:00")
    with context.database.read(context.workspace) as tx:
        kept = [one for one in history.timeline(tx, item.id) if one.action == "chance_moved"]
    assert [(encoded(one.facts)["rung"], encoded(one.facts)["heard"]) for one in kept] == [
        ("0", "2026-03-11T09:00:00+00:00")
    ]
    assert item_now(context, item).next_at == utc("03-09 09:00")  # the owner is reminded
    live(context, utc("03-11 12:00"))
    assert not item_now(context, item).has_fired(1)
    live(context, utc("03-11 13:00"))
    assert item_now(context, item).has_fired(1)


def test_who_comes_back_gets_no_chance_of_their_own_after_their_stand_in(
    context: WorkspaceContext,
) -> None:
    item = logged(context)  # due Thursday noon
    away = Away(until=utc("03-09 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(LEAD, 50), away, now=utc("03-04 10:00"))
    live(context, utc("03-05 12:00"))  # the stand-in is told
    absence.come_back(context, a_request(LEAD, 51), now=utc("03-06 09:00"))
    assert item_now(context, item).rung(0).chance_ends_at == utc("03-05 16:00")
    live(context, utc("03-06 12:00"))
    assert item_now(context, item).has_fired(1)


def test_nobody_waits_for_a_lead_whose_absence_begins_before_they_are_told(
    context: WorkspaceContext,
) -> None:
    due = Due(at=utc("03-05 20:00"), zone="UTC", phrase="thu 8pm")
    item = logged(context, due=due)
    away = Away(starts_at=utc("03-06 09:00"), until=utc("03-16 09:00"))
    absence.leave(context, a_request(LEAD, 50), away, now=utc("03-04 10:00"))
    live(context, utc("03-05 20:00"))
    assert item_now(context, item).rung(1).heard_at == utc("03-06 09:00")  # leadership
    live(context, utc("03-10 08:59"))
    assert not item_now(context, item).fallback_applies
    live(context, utc("03-10 09:00"))  # two working days after, in the channel's hours
    assert item_now(context, item).fallback_applies


def test_an_absence_that_changes_no_instant_leaves_the_chance_and_the_history(
    context: WorkspaceContext,
) -> None:
    due = Due(at=utc("03-07 10:00"), zone="UTC", phrase="sat 10am")
    item = logged(context, due=due)
    live(context, utc("03-07 10:00"))
    until_sunday = Away(until=utc("03-08 18:00"))
    absence.leave(context, a_request(LEAD, 50), until_sunday, now=utc("03-07 11:00"))
    assert item_now(context, item).rung(0).heard_at == utc("03-09 09:00")
    assert "chance_moved" not in actions(context, item.id)


def test_once_one_was_told_the_chance_stays_where_it_is(context: WorkspaceContext) -> None:
    save_person(context, MEMBER, zone="America/New_York")
    both = (person_target(LEAD), person_target(MEMBER))
    save_channel(context, policy=a_policy(lead=both))
    item = logged(context)
    live(context, utc("03-05 12:00"))  # in New York it is 07:00
    absent = Away(until=utc("03-11 09:00"))
    absence.leave(context, a_request(MEMBER, 50), absent, now=utc("03-05 13:00"))
    assert item_now(context, item).rung(0).chance_ends_at == utc("03-05 16:00")


def test_while_another_in_leadership_can_answer_nobody_else_is_asked(
    context: WorkspaceContext,
) -> None:
    both = (person_target(BOSS), person_target(MEMBER))
    save_channel(context, policy=a_policy(leadership=both))
    item = logged(context)
    live(context, ASKED)
    absence.leave(
        context, a_request(BOSS, 50), Away(until=utc("04-10 09:00")), now=utc("03-16 08:00")
    )
    assert {user for user, _ in questions(context, item)} == {BOSS, MEMBER}
