"""Who is told of which step, where and when; instants by hand (2026-03-05 is a Thursday)."""

from dataclasses import replace
from datetime import datetime

import pytest

from escalation.facts.by_clock import Escalated, Reminded
from escalation.facts.in_notices import Climb, Gap, Reminder
from escalation.facts.shape import Unable, shaped
from escalation.gaps.gap_steps import account_gap_step, rung_gap_step
from escalation.items import Item
from escalation.ladder import plan as ladder_plan
from escalation.ladder.plan import Step, StepKind, apply, gap_step, plan
from escalation.notices.collector import Routed
from escalation.notices.notice import NoticeKind, Place
from escalation.notices.routing import route
from escalation.people import Person
from escalation.recipients import Directory
from escalation.rungs import Audience, Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_calendar,
    a_directory,
    a_due,
    a_person,
    a_policy,
    an_item,
    away,
    changed,
    climbed,
    people,
    person_target,
    rung,
    utc,
)

NOON = "03-05 12:00"
THREAD, ALOUD, DM = Place.THREAD, Place.ALOUD, Place.DM


def rung_step(index: int, at: datetime) -> Step:
    return ladder_plan.rung_step(an_item(), index, at)


def reminder(at: str = NOON, name: str = "due", missed: int = 0) -> Step:
    return Step(kind=StepKind.REMINDER, at=utc(at), name=name, missed=missed)


def review(at: str = NOON) -> Step:
    return Step(kind=StepKind.REVIEW, at=utc(at), name="review")


def told(
    item: Item,
    *steps: Step,
    others: tuple[Person, ...] = (),
    now: str = NOON,
    groups: dict[str, tuple[str, ...]] | None = None,
    missing: tuple[str, ...] = (),
    shut: tuple[str, ...] = (),
) -> Routed:
    everybody = {id_: who for id_, who in people(*others).items() if id_ not in missing}
    directory = Directory(people=everybody, groups=groups or {}, now=utc(now), shut=shut)
    return route(item, steps, directory)


def heard(result: Routed) -> set[tuple[str, NoticeKind, Place]]:
    return {(notice.recipient, notice.kind, notice.place) for notice in result.notices}


def waits(result: Routed, recipient: str) -> tuple[datetime, datetime]:
    notice = next(notice for notice in result.notices if notice.recipient == recipient)
    return notice.planned_at, notice.not_before


def actions(result: Routed) -> list[str]:
    return [event.action for event in result.events]


def climbing(index: int) -> tuple[Item, Step]:
    """An item whose plan has just fired this rung, and the step."""
    return an_item(**climbed(index + 1)), rung_step(index, utc(NOON))


def test_a_reminder_goes_to_the_owner_alone() -> None:
    result = told(an_item(), reminder(missed=2))
    assert heard(result) == {(OWNER, NoticeKind.REMINDER, DM)}
    (notice,) = result.notices
    assert notice.key == f"7:1:due:{OWNER}"
    assert notice.says(Reminder).missed == 2
    assert (actions(result), result.item.told) == (["reminded"], ())
    assert shaped(result.events[0].facts, Reminded).to == (OWNER,)


def test_in_working_hours_nothing_is_held() -> None:
    result = told(an_item(), reminder("03-05 10:00"))
    assert waits(result, OWNER) == (utc("03-05 10:00"), utc("03-05 10:00"))
    assert not result.notices[0].was_held


def test_a_direct_message_waits_for_the_recipients_own_morning() -> None:
    # Thu 12:00 UTC is Thu 21:00 in Tokyo; Friday 09:00 there is 00:00 UTC.
    result = told(an_item(), reminder(), others=(a_person(zone="Asia/Tokyo"),))
    assert waits(result, OWNER) == (utc(NOON), utc("03-06 00:00"))
    assert result.notices[0].was_held


def test_a_person_without_a_zone_has_the_channels() -> None:
    item = an_item(policy=a_policy(zone="Asia/Tokyo"))
    result = told(item, reminder(), others=(a_person(zone=""),))
    assert waits(result, OWNER)[1] == utc("03-06 00:00")


def test_an_urgent_item_waits_for_nobody() -> None:
    gone = a_person(zone="Asia/Tokyo", away=away("03-20 00:00"))
    result = told(an_item(urgent=True), reminder(), others=(gone,))
    assert waits(result, OWNER) == (utc(NOON), utc(NOON))
    assert all(notice.urgent for notice in result.notices)


def test_late_but_in_working_hours_is_late_and_not_held() -> None:
    result = told(an_item(), reminder("03-05 12:00"), now="03-06 10:00")
    assert waits(result, OWNER) == (utc(NOON), utc(NOON))


def test_an_absent_owner_is_told_on_return_and_the_stand_in_is_told_now() -> None:
    owner = a_person(away=away("03-09 12:00", STAND_IN))
    result = told(an_item(), reminder(), others=(owner,))
    assert heard(result) == {
        (OWNER, NoticeKind.REMINDER, DM),
        (STAND_IN, NoticeKind.REMINDER, DM),
    }
    assert waits(result, OWNER)[1] == utc("03-09 12:00")
    assert waits(result, STAND_IN)[1] == utc(NOON)
    stand_in = next(notice for notice in result.notices if notice.recipient == STAND_IN)
    assert stand_in.says(Reminder).instead_of == OWNER
    assert result.item.told == (), "what they may do ends with the absence"


def test_with_no_stand_in_the_lead_is_told_of_the_gap() -> None:
    result = told(an_item(), reminder(), others=(a_person(away=away("03-09 12:00")),))
    assert heard(result) == {(OWNER, NoticeKind.REMINDER, DM), (LEAD, NoticeKind.GAP, DM)}
    assert actions(result) == ["gap"], "the owner reads it when they are back"
    assert result.item.highest == -1
    urgent = told(an_item(urgent=True), reminder(), others=(a_person(away=away("03-09 12:00")),))
    assert actions(urgent) == ["reminded", "gap"], "what is urgent does not wait"


def test_a_stand_in_who_is_absent_too_stands_in_for_nobody() -> None:
    owner = a_person(away=away("03-09 12:00", STAND_IN))
    other = a_person(STAND_IN, away=away("03-08 12:00"))
    result = told(an_item(), reminder(), others=(owner, other))
    assert (LEAD, NoticeKind.GAP, DM) in heard(result)
    assert STAND_IN not in {notice.recipient for notice in result.notices}


def test_absent_owner_and_absent_lead_reach_leadership() -> None:
    gone = tuple(a_person(user, away=away("03-09 12:00")) for user in (OWNER, LEAD))
    result = told(an_item(), reminder(), others=gone)
    assert heard(result) == {
        (OWNER, NoticeKind.REMINDER, DM),
        (LEAD, NoticeKind.GAP, DM),
        (BOSS, NoticeKind.GAP, DM),
    }
    assert waits(result, LEAD)[1] == utc("03-09 12:00")


def test_an_absent_owner_with_nobody_above_reaches_reporter_and_channel() -> None:
    item = an_item(policy=a_policy(lead=(), leadership=()))
    result = told(item, reminder(), others=(a_person(away=away("03-09 12:00")),))
    assert (REPORTER, NoticeKind.GAP, DM) in heard(result)
    assert (CHANNEL, NoticeKind.GAP, ALOUD) in heard(result)


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize(
    "owner",
    [
        a_person(deactivated=True),
        a_person(bot=True),
        a_person(stranger=True),
        None,
    ],
)
def test_an_owner_who_is_gone_gets_the_lead_told_at_once_and_uses_up_no_rung(
    owner: Person | None, count: int
) -> None:
    item = an_item(**climbed(count))
    step = reminder("03-04 12:00", "before-24h")
    others, missing = ((owner,), ()) if owner else ((), (OWNER,))
    result = told(item, step, others=others, missing=missing, now="03-04 12:00")
    assert heard(result) == {(LEAD, NoticeKind.GAP, DM), (CHANNEL, NoticeKind.GAP, THREAD)}
    assert {notice.says(Gap).why for notice in result.notices} == {Unable.GONE}
    assert actions(result) == ["gap"]
    assert (result.item.highest + 1, result.item.told) == (count, (LEAD,))


def test_at_due_the_lead_of_an_item_without_owner_is_told_of_the_rung_only() -> None:
    result = told(an_item(**climbed(1)), reminder(), rung_step(0, utc(NOON)), missing=(OWNER,))
    assert heard(result) == {
        (LEAD, NoticeKind.ESCALATION, DM),
        (CHANNEL, NoticeKind.ESCALATION, THREAD),
    }


def test_with_owner_and_lead_gone_leadership_is_told() -> None:
    result = told(an_item(), reminder(), missing=(OWNER, LEAD))
    assert heard(result) == {(BOSS, NoticeKind.GAP, DM), (CHANNEL, NoticeKind.GAP, THREAD)}


def test_with_everybody_gone_the_reporter_and_the_channel_hear() -> None:
    result = told(an_item(), reminder(), missing=(OWNER, LEAD, BOSS))
    assert heard(result) == {(REPORTER, NoticeKind.GAP, DM), (CHANNEL, NoticeKind.GAP, ALOUD)}


def test_an_owner_who_leaves_is_covered_at_once() -> None:
    item = an_item()
    gone = told(item, gap_step(item, utc(NOON)), missing=(OWNER,))
    assert (LEAD, NoticeKind.GAP, DM) in heard(gone)
    absent = a_person(away=away("03-09 12:00"))
    result = told(item, gap_step(item, utc(NOON)), others=(absent,))
    assert heard(result) == {(LEAD, NoticeKind.GAP, DM)}


def test_an_owner_at_work_or_with_a_stand_in_needs_no_cover() -> None:
    item = an_item()
    assert told(item, gap_step(item, utc(NOON))).notices == ()
    covered = a_person(away=away("03-09 12:00", STAND_IN))
    assert told(item, gap_step(item, utc(NOON)), others=(covered,)).notices == ()


def test_a_rung_that_somebody_is_left_on_after_all_tells_nobody() -> None:
    item, now = an_item(), utc(NOON)
    assert told(item, rung_gap_step(0, now)).notices == ()
    assert told(item, account_gap_step(3, now)).notices == ()
    (direct,) = told(item, rung_gap_step(0, now), missing=(LEAD,)).notices
    assert (direct.kind, direct.recipient) == (NoticeKind.GAP, BOSS)


def test_the_leads_rung_is_a_direct_message_and_a_line_in_the_thread() -> None:
    result = told(*climbing(0))
    assert heard(result) == {
        (LEAD, NoticeKind.ESCALATION, DM),
        (CHANNEL, NoticeKind.ESCALATION, THREAD),
    }
    keys = {notice.key for notice in result.notices}
    assert keys == {f"7:1:rung-0:{LEAD}", f"7:1:rung-0:{CHANNEL}"}
    assert result.item.told == (LEAD,)
    (event,) = result.events
    facts = shaped(event.facts, Escalated)
    assert (facts.rung, facts.to, facts.audience) == (0, (LEAD,), Audience.LEAD)


def test_an_aloud_rung_is_shown_in_the_channel() -> None:
    assert heard(told(*climbing(1))) == {
        (BOSS, NoticeKind.ESCALATION, DM),
        (CHANNEL, NoticeKind.ESCALATION, ALOUD),
    }


def test_the_thread_never_waits_while_the_lead_sleeps() -> None:
    result = told(*climbing(0), others=(a_person(LEAD, zone="Asia/Tokyo"),))
    assert waits(result, LEAD)[1] == utc("03-06 00:00")
    assert waits(result, CHANNEL)[1] == utc(NOON)


def test_each_member_of_a_group_is_told_once_and_the_owner_is_left_out() -> None:
    lead = (Target(TargetKind.GROUP, GROUP), person_target(MEMBER))
    item = an_item(**climbed(1), policy=a_policy(lead=lead))
    result = told(item, rung_step(0, utc(NOON)), groups={GROUP: (OWNER, LEAD, MEMBER)})
    assert [notice.recipient for notice in result.notices] == [LEAD, MEMBER, CHANNEL]


def test_a_channel_as_target_gets_a_post_beside_the_thread() -> None:
    lead = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    item = an_item(**climbed(1), policy=a_policy(lead=lead))
    result = told(item, rung_step(0, utc(NOON)))
    assert heard(result) == {
        (LEADS_CHANNEL, NoticeKind.ESCALATION, Place.CHANNEL),
        (CHANNEL, NoticeKind.ESCALATION, THREAD),
    }
    assert result.item.highest == 0


@pytest.mark.parametrize("shut", [(LEADS_CHANNEL,), ()])
def test_a_shut_channel_is_told_nothing_and_leadership_at_once(
    shut: tuple[str, ...],
) -> None:
    lead = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    item = an_item(**climbed(1), policy=a_policy(lead=lead))
    result = told(item, rung_step(0, utc(NOON)), shut=shut)
    recipients = {notice.recipient for notice in result.notices}
    assert recipients == {CHANNEL, BOSS if shut else LEADS_CHANNEL}
    assert result.item.highest + 1 == (2 if shut else 1)


def test_one_rule_says_whether_a_target_reaches_anybody() -> None:
    someone_gone = {LEAD: a_person(LEAD, deactivated=True), MEMBER: a_person(MEMBER)}
    groups = {GROUP: (LEAD, MEMBER), "S0GONE": (LEAD,), "S0OFF": ()}
    directory = Directory(people=someone_gone, groups=groups, now=utc(NOON), shut=["C0SHUT"])
    reached = {
        target.id: directory.reaches(target)
        for target in (
            *(Target(TargetKind.PERSON, user) for user in (LEAD, MEMBER, "U0NOBODY")),
            *(Target(TargetKind.GROUP, group) for group in (GROUP, "S0GONE", "S0OFF", "S0NONE")),
            *(Target(TargetKind.CHANNEL, channel) for channel in (CHANNEL, "C0SHUT")),
        )
    }
    assert {name for name, is_reached in reached.items() if is_reached} == {MEMBER, GROUP, CHANNEL}


def test_the_items_own_channel_as_target_gets_one_post_aloud() -> None:
    item = an_item(**climbed(1), policy=a_policy(lead=(Target(TargetKind.CHANNEL, CHANNEL),)))
    result = told(item, rung_step(0, utc(NOON)))
    assert heard(result) == {(CHANNEL, NoticeKind.ESCALATION, ALOUD)}


def test_with_no_lead_set_the_reporter_and_the_channel_stand_in() -> None:
    item = an_item(**climbed(1), policy=a_policy(lead=()))
    result = told(item, rung_step(0, utc(NOON)))
    assert heard(result) == {
        (REPORTER, NoticeKind.ESCALATION, DM),
        (CHANNEL, NoticeKind.ESCALATION, ALOUD),
    }
    assert result.item.highest == 0


def test_an_owner_who_reported_it_is_not_escalated_to_as_the_reporter() -> None:
    item = an_item(**climbed(1), reporter=OWNER, policy=a_policy(lead=()))
    result = told(item, rung_step(0, utc(NOON)))
    assert heard(result) == {(CHANNEL, NoticeKind.ESCALATION, ALOUD)}


def test_an_absent_lead_with_a_stand_in_does_not_open_a_gap() -> None:
    lead = a_person(LEAD, away=away("03-10 09:00", STAND_IN))
    result = told(*climbing(0), others=(lead,))
    assert waits(result, LEAD)[1] == utc("03-10 09:00")
    assert waits(result, STAND_IN)[1] == utc(NOON)
    assert (actions(result), result.item.highest + 1) == (["escalated"], 1)


def test_a_lead_nobody_can_reach_makes_leadership_hear_in_the_same_pass() -> None:
    for lead in (
        a_person(LEAD, deactivated=True),
        a_person(LEAD, bot=True),
        a_person(LEAD, stranger=True),
        a_person(LEAD, away=away("03-10 09:00")),
    ):
        result = told(*climbing(0), others=(lead,))
        assert (BOSS, NoticeKind.ESCALATION, DM) in heard(result)
        assert (CHANNEL, NoticeKind.ESCALATION, ALOUD) in heard(result)
        assert actions(result) == ["escalated", "gap", "escalated"]
        assert result.item.highest == 1
        assert result.item.next_at is not None


def test_an_absent_lead_is_still_told_on_return() -> None:
    lead = a_person(LEAD, away=away("03-10 09:00"))
    assert waits(told(*climbing(0), others=(lead,)), LEAD)[1] == utc("03-10 09:00")


def test_a_single_rung_whose_lead_is_gone_ends_with_reporter_and_channel() -> None:
    policy = a_policy(rungs=(rung(Audience.LEAD), rung(Audience.CHANNEL, 1)))
    result = told(an_item(**climbed(1), policy=policy), rung_step(0, utc(NOON)), missing=(LEAD,))
    assert heard(result) == {(REPORTER, NoticeKind.GAP, DM), (CHANNEL, NoticeKind.GAP, ALOUD)}
    assert result.item.highest == 0


def test_an_owner_who_is_the_only_lead_gets_leadership_told_at_once() -> None:
    item = an_item(**climbed(1), owner=LEAD)
    result = told(item, rung_step(0, utc(NOON)))
    assert (BOSS, NoticeKind.ESCALATION, DM) in heard(result)
    assert LEAD not in {notice.recipient for notice in result.notices}


def test_with_nobody_above_reporter_and_channel_are_told_but_no_fallback() -> None:
    # The fallback is put in force on its own day, not because leads are on holiday.
    result = told(*climbing(0), missing=(LEAD, BOSS))
    assert heard(result) == {
        (REPORTER, NoticeKind.GAP, DM),
        (CHANNEL, NoticeKind.GAP, ALOUD),
    }
    assert result.item.highest == 1


def test_a_rung_that_hears_in_the_same_plan_is_not_fired_twice() -> None:
    item = an_item(**climbed(2))
    steps = (rung_step(0, utc(NOON)), rung_step(1, utc("03-06 12:00")))
    result = told(item, *steps, missing=(LEAD,), now="03-06 12:00")
    assert actions(result) == ["escalated", "gap", "escalated"]
    assert result.item.highest == 1


def test_the_last_rung_announces_the_fallback_aloud_and_to_the_owner() -> None:
    result = told(*climbing(2))
    assert heard(result) == {
        (CHANNEL, NoticeKind.FALLBACK, ALOUD),
        (OWNER, NoticeKind.FALLBACK, DM),
    }
    assert result.item.told == ()


@pytest.mark.parametrize(
    ("stand_in", "absent", "covers"),
    [
        (STAND_IN, (), STAND_IN),
        ("", (), LEAD),
        ("", (LEAD,), BOSS),
        ("", (LEAD, BOSS), ""),
    ],
)
def test_while_the_owner_is_away_somebody_else_is_told_of_the_fallback_too(
    stand_in: str, absent: tuple[str, ...], covers: str
) -> None:
    owner = a_person(away=away("03-30 09:00", stand_in))
    others = [a_person(user, away=away("03-30 09:00")) for user in absent]
    result = told(an_item(**climbed(3)), rung_step(2, utc(NOON)), others=(owner, *others))
    direct = {notice.recipient for notice in result.notices if notice.place is DM}
    assert direct == {OWNER, covers} - {""}


def test_the_fallback_is_announced_without_an_owner_too() -> None:
    result = told(*climbing(2), missing=(OWNER,))
    assert heard(result) == {(CHANNEL, NoticeKind.FALLBACK, ALOUD)}


def test_a_review_goes_to_leadership_and_the_thread() -> None:
    result = told(an_item(), review())
    assert heard(result) == {(BOSS, NoticeKind.REVIEW, DM), (CHANNEL, NoticeKind.REVIEW, THREAD)}
    assert actions(result) == ["reviewed"]


def test_a_review_without_leadership_goes_to_the_reporter_and_the_channel() -> None:
    result = told(an_item(policy=a_policy(leadership=())), review())
    assert heard(result) == {
        (REPORTER, NoticeKind.REVIEW, DM),
        (CHANNEL, NoticeKind.REVIEW, ALOUD),
    }


def test_a_leadership_channel_is_shown_a_review_in_the_morning() -> None:
    leadership = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)
    result = told(an_item(policy=a_policy(leadership=leadership)), review())
    assert heard(result) == {
        (LEADS_CHANNEL, NoticeKind.REVIEW, Place.CHANNEL),
        (CHANNEL, NoticeKind.REVIEW, THREAD),
    }
    (shown,) = [notice for notice in result.notices if notice.recipient == LEADS_CHANNEL]
    assert shown.not_before == utc("03-06 09:00")


def test_what_is_told_at_once_does_not_wait_for_the_morning_of_a_review() -> None:
    item = an_item(policy=a_policy(leadership=()))
    result = told(item, review(), gap_step(item, utc(NOON)), missing=(OWNER, LEAD))
    (both,) = [notice for notice in result.notices if notice.recipient == REPORTER]
    assert both.not_before == utc(NOON)


def test_a_review_nobody_in_leadership_can_read_is_a_gap() -> None:
    result = told(an_item(), review(), missing=(BOSS,))
    assert heard(result) == {(REPORTER, NoticeKind.GAP, DM), (CHANNEL, NoticeKind.GAP, ALOUD)}
    assert actions(result) == ["reviewed", "gap"]


def test_after_downtime_each_person_is_told_the_one_thing_they_missed() -> None:
    item = an_item(urgent=True)
    now = utc("03-09 10:00")
    planned = plan(item, item.policy, now, calendar=a_calendar())
    result = told(apply(item, planned), *planned.steps, now="03-09 10:00")
    assert heard(result) == {
        (LEAD, NoticeKind.ESCALATION, DM),
        (BOSS, NoticeKind.ESCALATION, DM),
        (OWNER, NoticeKind.FALLBACK, DM),
        (CHANNEL, NoticeKind.FALLBACK, ALOUD),
    }
    assert len(result.notices) == 4
    planned_at, _ = waits(result, OWNER)
    # So that the reminder in it counts as told.
    assert planned_at == result.item.position.reminded_until


def test_a_lead_who_is_leadership_too_is_told_of_the_higher_rung_only() -> None:
    item = an_item(**climbed(2), policy=a_policy(leadership=(person_target(LEAD),)))
    steps = (rung_step(1, utc(NOON)), rung_step(0, utc(NOON)))
    result = told(item, *steps)
    assert [n.says(Climb).rung for n in result.notices if n.recipient == LEAD] == [1]


def test_a_stand_in_who_is_the_lead_is_told_of_the_rung_only() -> None:
    owner = a_person(away=away("03-09 12:00", LEAD))
    result = told(an_item(**climbed(1)), reminder(), rung_step(0, utc(NOON)), others=(owner,))
    assert [n.kind for n in result.notices if n.recipient == LEAD] == [NoticeKind.ESCALATION]


@pytest.mark.parametrize(("rooms", "covers"), [({STAND_IN: {CHANNEL}}, True), ({}, False)])
def test_a_guest_stands_in_only_where_they_can_see_the_channel(
    rooms: dict[str, set[str]], covers: bool
) -> None:
    absent = a_person(away=away("03-09 12:00", STAND_IN))
    directory = a_directory(NOON, absent, a_person(STAND_IN, guest=True), rooms=rooms)
    found = {notice.recipient for notice in route(an_item(), [reminder()], directory).notices}
    assert found == {OWNER, STAND_IN if covers else LEAD}
    assert directory.within(CHANNEL).covered_by(STAND_IN) == ({OWNER} if covers else set())


def test_whoever_is_told_in_their_own_right_besides_standing_in_stays_told() -> None:
    lead = a_person(LEAD, away=away("03-10 09:00", STAND_IN))
    policy = a_policy(lead=(person_target(LEAD), person_target(STAND_IN)))
    item, *steps = climbing(0)
    result = told(replace(item, policy=policy), *steps, others=(lead,))
    assert result.item.told == (LEAD, STAND_IN)


def test_a_person_standing_in_for_a_colleague_in_the_same_group_is_told_once() -> None:
    lead = (person_target(LEAD), person_target(STAND_IN))
    item = an_item(**climbed(1), policy=a_policy(lead=lead))
    result = told(
        item,
        rung_step(0, utc(NOON)),
        others=(a_person(LEAD, away=away("03-10 09:00", STAND_IN)),),
    )
    assert [n.recipient for n in result.notices] == [LEAD, STAND_IN, CHANNEL]


def test_the_owner_never_stands_in_for_those_above() -> None:
    lead = a_person(LEAD, away=away("03-10 09:00", OWNER))
    result = told(*climbing(0), others=(lead,))
    assert OWNER not in {notice.recipient for notice in result.notices}
    assert (BOSS, NoticeKind.ESCALATION, DM) in heard(result)


def test_told_remembers_earlier_rounds_and_grows_without_doubles() -> None:
    item = an_item(**climbed(2), round=2, told=(LEAD, MEMBER))
    steps = (rung_step(0, utc(NOON)), rung_step(1, utc(NOON)))
    assert told(item, *steps).item.told == (LEAD, MEMBER, BOSS)


def test_another_round_has_other_keys() -> None:
    item, step = climbing(0)
    first = {notice.key for notice in told(item, step).notices}
    second = {notice.key for notice in told(changed(item, round=2), step).notices}
    assert not first & second


def test_a_quiet_ladder_due_on_a_weekend_reaches_the_lead_on_monday() -> None:
    item = an_item(**climbed(1), due=a_due("03-07 12:00"))
    result = told(item, rung_step(0, utc("03-07 12:00")), now="03-07 12:00")
    assert waits(result, LEAD) == (utc("03-07 12:00"), utc("03-09 09:00"))
    assert waits(result, CHANNEL) == (utc("03-07 12:00"), utc("03-07 12:00"))
