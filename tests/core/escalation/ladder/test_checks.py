"""What stops a ladder from being saved, and what needs a tick."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from escalation.fields import Field
from escalation.ladder.checks import Known, Stop, check
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Target, TargetKind, Unit
from tests.support.factories import (
    BOSS,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    STAND_IN,
    a_directory,
    a_person,
    a_policy,
    away,
    person_target,
)

NOW = "03-05 12:00"
DAY, TWO_DAYS = Offset(1, Unit.DAYS), Offset(2, Unit.DAYS)
LEADS, ALOUD = Target(TargetKind.GROUP, GROUP), Target(TargetKind.CHANNEL, LEADS_CHANNEL)
UNSET = Policy()


def known(*people: Any, owned: Any = None, unusable: Any = None, **changes: Any) -> Known:
    directory = a_directory(NOW, *people, **changes)
    return Known(directory=directory, owned=owned or {}, unusable=unusable or {})


def stops(policy: Policy, about: Known) -> list[Stop]:
    return list(check(policy, policy, about).stops)


def doubts(policy: Policy, about: Known | None = None, before: Policy = UNSET) -> list[str]:
    return [doubt.text for doubt in check(policy, before, about or known()).doubts]


def steps(*offsets: Offset, **changes: Any) -> Policy:
    """A ladder with these times, the last of them the fallback's, and somebody on each step."""
    users = (LEAD, BOSS, MEMBER)
    below = (Rung(after, (person_target(users[at]),)) for at, after in enumerate(offsets[:-1]))
    return Policy(rungs=(*below, Rung(offsets[-1])), **changes)


def test_a_usual_ladder_can_be_saved() -> None:
    assert check(a_policy(), UNSET, known()) == check(UNSET, UNSET, known())
    assert doubts(a_policy()) == []


def test_lead_and_leadership_may_stay_empty_and_no_other_step() -> None:
    rungs = (Rung(Offset()), Rung(DAY), Rung(TWO_DAYS), Rung(Offset(3, Unit.DAYS)))
    assert stops(Policy(rungs=rungs), known()) == [
        Stop(
            2,
            Field.TELL_PEOPLE,
            "Nobody would be notified as step 3. Name somebody: only the first two may be empty.",
        )
    ]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"deactivated": True}, "Bo has no active account. Name one person who can act."),
        ({"bot": True}, "Bo is an app. Name one person who can act."),
        ({"stranger": True}, "Bo belongs to another company. Name one person who can act."),
    ],
)
def test_a_person_who_can_never_be_told_stops_saving(person: dict[str, bool], said: str) -> None:
    bo = a_person(BOSS, name="Bo", **person)
    assert stops(a_policy(), known(bo)) == [Stop(1, Field.TELL_PEOPLE, said)]


def test_a_person_whom_we_do_not_know_stops_saving() -> None:
    (stop,) = stops(a_policy(lead=(person_target("U99"),)), known())
    assert stop.text.startswith("I do not know that person yet.")


def test_a_group_without_anybody_stops_saving() -> None:
    policy = a_policy(lead=(LEADS,))
    gone = known(groups={GROUP: ()}, handles={GROUP: "leads"})
    said = "Nobody in @leads can be reached: it is empty or switched off. Choose another."
    assert stops(policy, gone) == [Stop(0, Field.TELL_GROUPS, said)]
    assert stops(policy, known())[0].text.startswith("Nobody in that group can be reached")
    assert stops(policy, known(groups={GROUP: (LEAD,)})) == []


def test_a_channel_where_we_cannot_post_stops_saving() -> None:
    policy = a_policy(leadership=(ALOUD,))
    closed = known(shut={LEADS_CHANNEL}, unusable={LEADS_CHANNEL: "I am not in that channel."})
    assert stops(policy, closed) == [Stop(1, Field.TELL_CHANNELS, "I am not in that channel.")]
    assert stops(policy, known()) == []


def test_the_reporter_and_the_stand_in_can_always_be_meant() -> None:
    roles = (Target(TargetKind.REPORTER), Target(TargetKind.STAND_IN))
    assert stops(a_policy(lead=roles), known()) == []


def test_two_steps_of_one_name_stop_saving() -> None:
    first, second, last = a_policy().rungs
    rungs = (replace(first, name="Board"), replace(second, name="board"), last)
    (stop,) = stops(Policy(rungs=rungs), known())
    assert (stop.rung, stop.field) == (1, Field.NAME)


def test_equal_steps_need_a_tick() -> None:
    assert doubts(steps(DAY, DAY, Offset(3, Unit.DAYS))) == [
        "Leadership is set to the same time as the lead: 1 working day."
    ]
    assert doubts(steps(Offset(), DAY, Offset(8))) == [
        "The fallback is set to the same time as leadership: 8 working hours."
    ], "8 working hours are a working day"
    assert doubts(steps(Offset(), Offset(), DAY)) == [
        "Leadership is set to the same time as the lead: at once."
    ]


def test_a_step_within_the_chance_of_the_one_below_needs_a_tick() -> None:
    assert doubts(steps(Offset(), Offset(1), DAY)) == [
        "Leadership is set to 1 working hour but is notified after 4."
    ]
    assert doubts(steps(Offset(), Offset(4), DAY)) == []
    assert doubts(steps(Offset(), Offset(1), DAY, chance=timedelta(0))) == []
    long = steps(Offset(), DAY, TWO_DAYS, chance=timedelta(hours=9))
    assert doubts(long) == [
        "Leadership is set to 1 working day but is notified after 9 working hours.",
        "The fallback is set to 2 working days but applies after 18 working hours.",
    ]


def test_what_the_saved_ladder_has_already_is_not_asked_again() -> None:
    equal = steps(DAY, DAY, Offset(3, Unit.DAYS))
    assert doubts(replace(equal, holidays="DE"), before=equal) == []
    owner = known(owned={LEAD: 3})
    assert doubts(replace(a_policy(), holidays="DE"), owner, before=a_policy()) == []


def test_one_person_on_two_steps_needs_a_tick() -> None:
    lea = known(a_person(LEAD, name="Lea"), groups={GROUP: (LEAD,)}, handles={GROUP: "leads"})
    said = ["Lea is the only person notified both as the lead and as leadership."]
    assert doubts(a_policy(leadership=(person_target(LEAD),)), lea) == said
    assert doubts(a_policy(leadership=(LEADS,)), lea) == said
    beside = (person_target(LEAD), ALOUD)
    assert doubts(a_policy(leadership=beside), lea) == said, "a channel is nobody in person"
    reporter = (person_target(LEAD), Target(TargetKind.REPORTER))
    assert doubts(a_policy(leadership=reporter), lea) == []
    both = (person_target(LEAD), person_target(BOSS))
    assert doubts(a_policy(leadership=both), lea) == []
    assert doubts(a_policy(lead=(ALOUD,), leadership=(ALOUD,)), lea) == []
    assert doubts(a_policy(lead=(), leadership=()), lea) == []


def test_a_lead_who_owns_open_items_needs_a_tick() -> None:
    lea = a_person(LEAD, name="Lea")
    assert doubts(a_policy(), known(lea, owned={LEAD: 3})) == [
        "Lea owns 3 open items here. For those leadership is notified at once."
    ]
    assert doubts(a_policy(), known(lea, owned={LEAD: 1, BOSS: 2})) == [
        "Lea owns 1 open item here. For that one leadership is notified at once."
    ]
    two = a_policy(lead=(person_target(LEAD), person_target(MEMBER)))
    assert doubts(two, known(lea, owned={LEAD: 1})) == [
        "Lea owns 1 open item here. For that one only the others on that step are notified."
    ]
    assert doubts(steps(Offset(), DAY), known(lea, owned={LEAD: 2})) == [
        "Lea owns 2 open items here. For those nobody on that step is notified."
    ]


def test_a_step_of_which_everybody_is_away_needs_a_tick() -> None:
    lea = a_person(LEAD, name="Lea", away=away("03-09 09:00"))
    bo = a_person(MEMBER, name="Bo", away=away("03-09 09:00"))
    both = a_policy(lead=(person_target(LEAD), person_target(MEMBER)))
    assert doubts(both, known(lea, bo)) == ["Everybody notified as the lead is away now: Lea, Bo."]
    assert doubts(both, known(lea)) == []
    aloud = a_policy(lead=(person_target(LEAD), ALOUD))
    assert doubts(aloud, known(lea)) == []
    covered = a_person(LEAD, name="Lea", away=away("03-09 09:00", STAND_IN))
    assert doubts(a_policy(), known(covered)) == []


def test_of_many_who_are_away_five_are_named() -> None:
    users = [f"U7{number}" for number in range(7)]
    gone = [a_person(user, name=f"P{user[-1]}", away=away("03-09 09:00")) for user in users]
    policy = a_policy(lead=tuple(map(person_target, users)))
    (said,) = doubts(policy, known(*gone))
    assert said == "Everybody notified as the lead is away now: P0, P1, P2, P3, P4 and 2 more."


def test_somebody_unknown_is_named_by_their_id() -> None:
    policy = a_policy(lead=(person_target("U99"),), leadership=(person_target("U99"),))
    assert doubts(policy) == ["U99 is the only person notified both as the lead and as leadership."]


@pytest.mark.parametrize(
    ("name", "is_free"),
    [("Board", True), ("lead", True), ("leadership", False), ("The fallback", False)],
)
def test_no_step_has_the_usual_name_of_another(name: str, *, is_free: bool) -> None:
    first, *more = a_policy().rungs
    below_board = (replace(first, name=name), replace(more[0], name="Management"), more[1])
    fault = Stop(0, Field.NAME, "Another step has this name. Choose a different one.")
    assert stops(replace(a_policy(), rungs=below_board), known()) == [fault][is_free:]
