"""Who on a private channel's ladder cannot see it, found by hand."""

from dataclasses import replace

import pytest

from escalation.ladder.privacy import Outside, cannot_decide, outside, proposed
from escalation.people import Away
from escalation.policy import Outsiders, Policy
from escalation.recipients import Directory
from escalation.rungs import Rung, Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    STAND_IN,
    a_directory,
    a_person,
    a_policy,
    person_target,
    utc,
)

AWAY = Away(until=utc("03-09 09:00"), stand_in=STAND_IN)
TO_GROUP = Target(TargetKind.GROUP, GROUP)
TO_CHANNEL = Target(TargetKind.CHANNEL, LEADS_CHANNEL)
HERE = Target(TargetKind.CHANNEL, CHANNEL)
REPORTER = Target(TargetKind.REPORTER)


def here(*members: str, away: Away | None = None) -> Directory:
    """The private channel with these members, and a group of the lead and the boss."""
    people = a_directory("03-02 09:00", a_person(LEAD, away=away))
    return replace(
        people,
        groups={GROUP: (LEAD, BOSS)},
        members={CHANNEL: frozenset(members)},
        channel=CHANNEL,
    )


@pytest.mark.parametrize(
    ("members", "changes", "expected"),
    [
        ((LEAD, BOSS), {}, Outside()),
        ((LEAD,), {}, Outside(people=(BOSS,))),
        ((), {}, Outside(people=(LEAD, BOSS))),
        ((LEAD,), {"leadership": (TO_GROUP,)}, Outside(groups=((GROUP, 1),))),
        ((), {"lead": (TO_GROUP,), "leadership": (TO_GROUP,)}, Outside(groups=((GROUP, 2),))),
        ((LEAD,), {"leadership": (TO_CHANNEL, HERE)}, Outside(channels=(LEADS_CHANNEL,))),
        ((LEAD,), {"leadership": (REPORTER,)}, Outside()),
        ((), {"lead": (), "leadership": ()}, Outside()),
    ],
)
def test_who_is_outside(
    members: tuple[str, ...], changes: dict[str, tuple[Target, ...]], expected: Outside
) -> None:
    found = outside(a_policy(**changes), here(*members))
    assert found == expected
    assert bool(found) is (expected != Outside())


def test_a_stand_in_is_outside_while_they_cover_for_somebody() -> None:
    policy = a_policy(leadership=())
    assert outside(policy, here(LEAD, away=AWAY)) == Outside(stand_ins=(STAND_IN,))
    assert outside(policy, here(LEAD, STAND_IN, away=AWAY)) == Outside()
    named = a_policy(leadership=(person_target(STAND_IN),))
    assert outside(named, here(LEAD, away=AWAY)) == Outside(people=(STAND_IN,))


def test_of_a_public_channel_nobody_is_outside() -> None:
    public = replace(here(), members={})
    assert outside(a_policy(), public) == Outside()
    assert cannot_decide(a_policy(), public) == ()


@pytest.mark.parametrize(
    ("members", "leadership", "expected"),
    [
        ((LEAD,), (person_target(BOSS),), (1,)),
        ((LEAD, MEMBER), (person_target(BOSS), person_target(MEMBER)), ()),
        ((LEAD,), (TO_GROUP,), ()),
        ((MEMBER,), (TO_GROUP,), (0, 1)),
        ((LEAD,), (TO_CHANNEL,), (1,)),
        ((LEAD,), (HERE,), ()),
        ((LEAD,), (REPORTER,), ()),
        ((LEAD,), (), ()),
    ],
)
def test_which_rungs_cannot_decide(
    members: tuple[str, ...], leadership: tuple[Target, ...], expected: tuple[int, ...]
) -> None:
    assert cannot_decide(a_policy(leadership=leadership), here(*members)) == expected


LABEL, WORDS = Outsiders.LABEL, Outsiders.WORDS


@pytest.mark.parametrize(
    ("before", "members", "after", "expected"),
    [
        (WORDS, (LEAD,), WORDS, WORDS),  # it sent everything to the boss already
        (LABEL, (LEAD,), LABEL, LABEL),
        (WORDS, (LEAD,), LABEL, LABEL),  # somebody has just chosen otherwise
        (WORDS, (LEAD, BOSS), WORDS, LABEL),  # nobody was outside: there was no choice
    ],
)
def test_what_is_proposed(
    before: Outsiders, members: tuple[str, ...], after: Outsiders, expected: Outsiders
) -> None:
    old = a_policy(outsiders=before)
    new = replace(old, outsiders=after, rungs=_with(old, TO_CHANNEL))
    assert proposed(old, new, here(*members)) is expected


def _with(policy: Policy, target: Target) -> tuple[Rung, ...]:
    first, *others = policy.rungs
    return (replace(first, targets=(*first.targets, target)), *others)
