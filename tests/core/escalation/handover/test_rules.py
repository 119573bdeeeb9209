"""Who is asked before an item changes hands, and until when: written out by hand."""

from itertools import product

import pytest

from escalation.about.hand_overs import Offer
from escalation.handover.rules import asks_first, ends_at, ends_now
from escalation.moves.permissions import Standing
from escalation.people import Away, Person
from escalation.policy import HandOvers
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_directory,
    a_person,
    a_policy,
    an_item,
    utc,
)

NOW = utc("03-05 10:00")
"""A Thursday, two hours before it is due."""
HELD = {
    OWNER: {Standing.OWNER, Standing.MEMBER},
    REPORTER: {Standing.REPORTER, Standing.MEMBER},
    LEAD: {Standing.LEAD},
    BOSS: {Standing.ADMIN},
    MEMBER: {Standing.MEMBER},
}
OWNERS = {
    "here": a_person(OWNER),
    "away until after it is due": a_person(OWNER, away=Away(until=utc("03-09 09:00"))),
    "away until before it is due": a_person(OWNER, away=Away(until=utc("03-05 11:00"))),
    "gone": a_person(OWNER, deactivated=True),
}
OFFERS = {
    "nothing": None,
    "offered": Offer(actor=OWNER, to=MEMBER, reason="r", made_at=NOW, ends_at=utc("03-06 10:00")),
    "asked for": Offer(
        actor=MEMBER, to=MEMBER, reason="r", made_at=NOW, ends_at=utc("03-06 10:00")
    ),
}


def waits(actor: str, owner: str, offer: str, *, to: str) -> bool:
    """What the issue says, sentence by sentence."""
    if actor in (LEAD, BOSS):  # when a lead, leadership or an admin gives
        return False
    if offer == "offered" and actor == to == MEMBER:  # I'll take it
        return False
    if offer == "asked for" and actor == OWNER and to == MEMBER:  # Yes, hand it over
        return False
    if owner == "gone":  # when the owner has left
        return False
    if actor == to:  # a member takes from an owner who is away past the date
        return owner != "away until after it is due"
    return owner == "here"  # … or is away


@pytest.mark.parametrize(
    ("actor", "owner", "offer", "to"),
    [
        case
        for case in product(HELD, OWNERS, OFFERS, (MEMBER, STAND_IN, "themselves"))
        if not (case[0] == OWNER and case[3] == "themselves")
    ],
)
def test_every_actor_owner_and_offer(actor: str, owner: str, offer: str, to: str) -> None:
    to = actor if to == "themselves" else to
    item = an_item(offer=OFFERS[offer])
    directory = a_directory(NOW, OWNERS[owner], channel=CHANNEL)
    asked = asks_first(item, actor=actor, to=to, held=HELD[actor], directory=directory)
    assert asked is waits(actor, owner, offer, to=to)


def test_where_offers_are_off_giving_asks_nobody_and_taking_still_does() -> None:
    item = an_item(policy=a_policy(hand_overs=HandOvers.AT_ONCE))
    directory = a_directory(NOW, channel=CHANNEL)
    assert not asks_first(item, actor=OWNER, to=MEMBER, held=HELD[OWNER], directory=directory)
    assert asks_first(item, actor=MEMBER, to=MEMBER, held=HELD[MEMBER], directory=directory)


def test_any_member_takes_what_has_an_open_gap() -> None:
    directory = a_directory(NOW, channel=CHANNEL)
    outside = frozenset({Standing.REACHED})
    for actor, to, held, asks in (
        (MEMBER, MEMBER, HELD[MEMBER], False),
        (STAND_IN, STAND_IN, outside, True),  # told of it, but not in the channel
        (OWNER, MEMBER, HELD[OWNER], True),  # giving still asks the next owner
    ):
        asked = asks_first(
            an_item(), actor=actor, to=to, held=held, directory=directory, has_gap=True
        )
        assert asked is asks, (actor, to)


def test_nobody_waits_for_an_owner_who_was_removed_from_the_private_channel() -> None:
    directory = a_directory(
        NOW,
        channel=CHANNEL,
        members={CHANNEL: frozenset({REPORTER})},
        removed={CHANNEL: frozenset({OWNER})},
    )
    held = HELD[REPORTER]
    assert not asks_first(an_item(), actor=REPORTER, to=MEMBER, held=held, directory=directory)


def leaves(at: str, until: str) -> Away:
    return Away(starts_at=utc(at), until=utc(until))


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("person", "made", "ends"),
    [
        # Thursday 14:00 in Berlin: 3 h on Thursday and 5 h on Friday
        (a_person(MEMBER, zone=BERLIN), "03-26 13:00", "03-27 13:00"),
        (None, "03-26 13:00", "03-27 13:00"),  # nobody known: the channel's hours, which are UTC's
        (a_person(MEMBER), "03-28 12:00", "03-30 17:00"),  # a Saturday: all of Monday
        # away until Monday 9:00: Monday from 9:00
        (a_person(MEMBER, away=Away(until=utc("03-30 09:00"))), "03-26 13:00", "03-30 17:00"),
        # 2 h until leaving at 15:00, and 6 h from Monday 9:00
        (
            a_person(MEMBER, away=leaves("03-26 15:00", "03-30 09:00")),
            "03-26 13:00",
            "03-30 15:00",
        ),
        # leaves after the end: as if they stayed
        (
            a_person(MEMBER, away=leaves("04-06 09:00", "04-08 09:00")),
            "03-26 13:00",
            "03-27 13:00",
        ),
        # was away, and is back
        (a_person(MEMBER, away=Away(until=utc("03-26 12:00"))), "03-26 13:00", "03-27 13:00"),
    ],
)
def test_eight_of_their_working_hours(person: Person | None, made: str, ends: str) -> None:
    assert ends_at(an_item(), person, utc(made)) == utc(ends)


def test_an_urgent_one_waits_eight_hours() -> None:
    late = utc("03-28 20:00")
    assert ends_at(an_item(urgent=True), a_person(MEMBER), late) == utc("03-29 04:00")


def moved_end(made: str, now: str, ends: str, *absences: Away, urgent: bool = False) -> str:
    """When an offer made to somebody in UTC ends for their absences as of now; "" if it stays."""
    offer = Offer(actor=OWNER, to=MEMBER, reason="r", made_at=utc(made), ends_at=utc(ends))
    item = an_item(offer=offer, urgent=urgent)
    at = ends_now(item, a_person(MEMBER, absences=absences), utc(now))
    return f"{at:%m-%d %H:%M}" if at else ""


@pytest.mark.parametrize(
    ("now", "ends", "absences", "moved"),
    [
        # made on Thursday 10:00, so it ends on Friday 10:00
        ("03-26 11:00", "03-27 10:00", (), ""),
        ("03-26 11:00", "03-27 10:00", (leaves("04-06 09:00", "04-08 09:00"),), ""),
        # away from now on: 1 of 8 hours is over, 7 from Monday 9:00
        ("03-26 11:00", "03-27 10:00", (Away(until=utc("03-30 09:00")),), "03-30 16:00"),
        # away from Thursday 15:00: 5 of 8 hours are over by then, 3 from Monday 9:00
        ("03-26 11:00", "03-27 10:00", (leaves("03-26 15:00", "03-30 09:00"),), "03-30 12:00"),
        # that absence begins: nothing new
        ("03-26 15:00", "03-30 12:00", (Away(until=utc("03-30 09:00")),), ""),
        # and ends
        ("03-30 09:00", "03-30 12:00", (), ""),
        # back on Friday 9:00, 3 hours were left by then: 8 hours at most, to 17:00
        ("03-27 09:00", "03-30 12:00", (), "03-27 17:00"),
        # away for longer, said on Friday 11:00: at most 8 hours from the end of that
        ("03-27 11:00", "03-30 12:00", (Away(until=utc("04-01 09:00")),), "04-01 17:00"),
        # it is over
        ("03-27 10:00", "03-27 10:00", (Away(until=utc("03-30 09:00")),), ""),
    ],
)
def test_an_absence_moves_the_end(
    now: str, ends: str, absences: tuple[Away, ...], moved: str
) -> None:
    assert moved_end("03-26 10:00", now, ends, *absences) == moved


def test_an_urgent_one_keeps_its_end_by_the_clock_and_nothing_has_none() -> None:
    away = Away(until=utc("03-30 09:00"))
    assert moved_end("03-26 10:00", "03-26 11:00", "03-26 18:00", away, urgent=True) == ""
    assert ends_now(an_item(), a_person(MEMBER), NOW) is None
