"""Ownership gaps: which ones an item has, when one opens again, and when it is night."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.about.customers import Customer
from escalation.facts.by_clock import GapFound
from escalation.facts.shape import Unable
from escalation.gaps.found import Found, found
from escalation.gaps.gap import (
    OwnershipGap,
    cause,
    cause_of,
    has_answered,
    open_at,
    opens,
    still_mine,
)
from escalation.gaps.nights import next_night
from escalation.items import Status
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    a_person,
    a_policy,
    an_item,
    person_target,
    utc,
)

NOW = utc("03-04 09:00")
THE_GROUP = Target(TargetKind.GROUP, GROUP)
THE_CHANNEL = Target(TargetKind.CHANNEL, LEADS_CHANNEL)


def knowing(*gone: str, **more: Any) -> Directory:
    people = {f"U0{n}": a_person(f"U0{n}") for n in range(1, 7)}
    people |= {user: replace(people[user], deactivated=True) for user in gone}
    return Directory(people=people, groups={}, now=NOW, channel=CHANNEL, **more)


def a_gap(because: str = f"owner:{OWNER}", **changes: Any) -> OwnershipGap:
    known = {"item_id": 7, "why": Unable.GONE, "opened_at": utc("03-03 09:00")}
    return OwnershipGap(**{**known, "cause": because, **changes})


def closed(because: str = f"owner:{OWNER}", **changes: Any) -> OwnershipGap:
    return a_gap(because, closed_at=utc("03-03 12:00"), who=LEAD, **changes)


def test_an_item_whose_people_can_answer_has_no_gap() -> None:
    assert found(an_item(), knowing()) == ()


def test_nor_has_a_closed_item() -> None:
    assert found(an_item(status=Status.RESOLVED), knowing(OWNER, LEAD)) == ()


def test_an_owner_is_gone_or_no_longer_sees_the_channel() -> None:
    (gone,) = found(an_item(), knowing(OWNER))
    assert gone == Found(why=Unable.GONE, missing=(OWNER,))
    (removed,) = found(an_item(), knowing(removed={CHANNEL: frozenset({OWNER})}))
    assert removed == Found(why=Unable.REMOVED, missing=(OWNER,))
    assert removed.cause == f"owner:{OWNER}"


def test_a_rung_on_which_nobody_is_left_has_a_gap() -> None:
    gaps = found(an_item(), knowing(LEAD, BOSS))
    assert [(gap.why, gap.cause) for gap in gaps] == [
        (Unable.LEAD, f"rung:0:{LEAD}"),
        (Unable.LEADERSHIP, f"rung:1:{BOSS}"),
    ]


@pytest.mark.parametrize(
    ("targets", "shut", "missing"),
    [
        ((person_target(MEMBER), THE_GROUP), (), (GROUP,)),
        ((person_target(MEMBER), THE_CHANNEL), (LEADS_CHANNEL,), (LEADS_CHANNEL,)),
        ((person_target(MEMBER), THE_CHANNEL), (), ()),
        ((person_target(LEAD), person_target(MEMBER)), (), ()),  # one of two people is left
    ],
)
def test_so_has_a_group_or_a_channel_beside_people_who_are_left(
    targets: tuple[Target, ...], shut: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    item = an_item(policy=a_policy(lead=targets))
    gaps = found(item, knowing(LEAD, shut=shut))
    assert [(gap.why, gap.missing) for gap in gaps] == [(Unable.TARGET, missing)][: len(missing)]


def test_with_nobody_set_the_reporter_and_the_channel_answer() -> None:
    assert found(an_item(policy=a_policy(lead=(), leadership=())), knowing()) == ()


def test_a_customer_whose_account_is_with_somebody_who_is_gone_has_one() -> None:
    customers = (
        Customer(id=3, name="Harbor", owner=MEMBER),
        Customer(id=4, name="Zeta", owner=BOSS),
        Customer(id=5, name="Nord"),
    )
    (gap,) = found(an_item(customers=customers), knowing(MEMBER))
    assert gap == Found(why=Unable.ACCOUNT, missing=(MEMBER,), customer=3)
    assert gap.cause == f"account:3:{MEMBER}"


@pytest.mark.parametrize(
    ("before", "does_open"),
    [
        ([], True),
        ([a_gap()], False),  # it is open
        ([closed(accepted=True)], False),  # somebody said it is fine, and it lasts
        ([closed(accepted=False)], True),  # they have become the owner again since
        ([closed(f"owner:{MEMBER}", accepted=True)], True),
        ([closed(accepted=False), a_gap()], False),
    ],
)
def test_a_gap_opens_once_for_each_cause(before: list[OwnershipGap], *, does_open: bool) -> None:
    assert opens(f"owner:{OWNER}", before) is does_open


def test_a_rung_whose_gap_was_closed_opens_no_other_for_the_same_people() -> None:
    because = cause(0, None, (LEAD,))
    assert not opens(because, [closed(because)])
    assert opens(cause(0, None, (LEAD, MEMBER)), [closed(because)])


def test_only_what_lasts_has_a_cause() -> None:
    away = GapFound(step="due", owner=OWNER, to=(), why=Unable.AWAY)
    gone = GapFound(step="due", owner=OWNER, to=(), why=Unable.GONE, missing=(OWNER,))
    assert (cause_of(away), cause_of(gone)) == ("", f"owner:{OWNER}")


def test_a_gap_was_open_from_then_until_somebody_closed_it() -> None:
    gaps = [a_gap(), closed()]
    assert open_at(gaps, utc("03-03 09:00")) == ()
    assert open_at(gaps, utc("03-03 12:00")) == (a_gap(), closed())
    assert open_at(gaps, utc("03-03 12:01")) == (a_gap(),)


def test_an_owner_who_left_has_answered_once_they_say_either() -> None:
    assert has_answered(still_mine(7, OWNER, NOW), OWNER)
    assert not has_answered(still_mine(7, OWNER, NOW), MEMBER)
    assert has_answered(a_gap(why=Unable.DECLINED), OWNER)
    assert not has_answered(closed(why=Unable.DECLINED), OWNER)
    assert not has_answered(a_gap(), OWNER)


@pytest.mark.parametrize(
    ("now", "zone", "night"),
    [
        ("03-04 01:59", "Europe/Berlin", "03-04 02:00"),
        ("03-04 02:00", "Europe/Berlin", "03-05 02:00"),
        ("03-28 12:00", "Europe/Berlin", "03-29 01:00"),  # the clock moves on to 03:00
        ("03-04 12:00", "America/New_York", "03-05 08:00"),
    ],
)
def test_night_is_three_in_the_morning_of_the_workspace(now: str, zone: str, night: str) -> None:
    assert next_night(utc(now), zone) == utc(night)
