"""Handing over everything: what waits for a yes, and what a ladder becomes."""

import pytest

from escalation.handover.everything import asks_first, places, refusal, with_another
from escalation.policy import HandOvers
from tests.support.factories import BOSS, LEAD, MEMBER, OWNER, a_policy, person_target


@pytest.mark.parametrize(
    ("actor", "hand_overs", "asks"),
    [
        (OWNER, HandOvers.OFFERED, True),
        (OWNER, HandOvers.AT_ONCE, False),
        (LEAD, HandOvers.OFFERED, False),
        (LEAD, HandOvers.AT_ONCE, False),
    ],
)
def test_only_what_people_give_away_themselves_is_offered(
    actor: str, hand_overs: HandOvers, asks: bool
) -> None:
    assert asks_first(a_policy(hand_overs=hand_overs), actor=actor, owner=OWNER) is asks


def test_somebody_takes_the_place_of_another_once() -> None:
    policy = a_policy(lead=(person_target(LEAD), person_target(OWNER)))
    assert (places(policy, OWNER), places(policy, BOSS), places(policy, MEMBER)) == ((0,), (1,), ())
    assert with_another(policy, 0, old=OWNER, new=MEMBER).lead == (
        person_target(LEAD),
        person_target(MEMBER),
    )
    assert with_another(policy, 0, old=OWNER, new=LEAD).lead == (person_target(LEAD),)
    assert with_another(policy, 0, old=OWNER, new=MEMBER).leadership == policy.leadership


def test_a_refusal_names_each_person_once() -> None:
    said = refusal("Bo", ["Bo", "Lea"]).text
    assert said.startswith("You cannot hand over everything of Bo. Only Bo, Lea or an admin can")
