"""Who may follow an item, and who certainly sees its channel no more."""

import pytest

from escalation.errors import BadInput
from escalation.following import Following, loses_sight, require_possible
from tests.support.factories import MEMBER, OWNER, REPORTER, a_person, an_item

EVERYTHING = "You already get everything about B-12."
FULL = [f"U1{number:03}" for number in range(100)]


def refusal(who: str, wanted: Following, *followers: str) -> str:
    """Why somebody cannot; "" if they can."""
    try:
        require_possible(an_item(), a_person(who), wanted, followers=followers)
    except BadInput as refused:
        return refused.text
    return ""


@pytest.mark.parametrize("who", [OWNER, REPORTER])
def test_owner_and_reporter_get_everything_already(who: str) -> None:
    assert refusal(who, Following.FOLLOW) == EVERYTHING
    assert refusal(who, Following.UNFOLLOW) == EVERYTHING
    assert refusal(who, Following.UNFOLLOW, who) == "", "they followed it before it was theirs"


def test_anybody_else_follows_once_and_stops_once() -> None:
    assert refusal(MEMBER, Following.FOLLOW) == ""
    assert refusal(MEMBER, Following.FOLLOW, MEMBER) == (
        "You already follow B-12. To stop: `B-12 unfollow`."
    )
    assert refusal(MEMBER, Following.UNFOLLOW, MEMBER) == ""
    assert refusal(MEMBER, Following.UNFOLLOW) == (
        "You do not follow B-12. To follow it: `B-12 follow`."
    )


def test_a_hundred_follow_and_no_more() -> None:
    assert refusal(MEMBER, Following.FOLLOW, *FULL[:99]) == ""
    assert refusal(MEMBER, Following.FOLLOW, *FULL) == (
        "100 people follow B-12 already, and more cannot. To see how it stands: `B-12`."
    )


@pytest.mark.parametrize(
    ("person", "in_public", "in_private"),
    [
        ({}, False, True),
        ({"guest": True}, True, True),
        ({"deactivated": True}, True, True),
        ({"stranger": True}, True, True),
    ],
)
def test_who_is_not_in_the_channel_sees_it_only_if_it_is_public(
    person: dict[str, bool], in_public: bool, in_private: bool
) -> None:
    somebody = a_person(MEMBER, **person)
    assert loses_sight(somebody, is_public=True, members=[]) is in_public
    assert loses_sight(somebody, is_public=False, members=[]) is in_private
    assert loses_sight(somebody, is_public=False, members=[MEMBER]) is not somebody.can_own
    assert loses_sight(None, is_public=True, members=[MEMBER])
