"""Who is told of an offer, of a request, and of one to which nobody said yes."""

from typing import Any

import pytest

from escalation.events import BACKSTOP, Event
from escalation.facts.handing_over import Lapsed, Unanswered
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.moves.transitions import transition
from escalation.notices.announcements import announce_move
from escalation.notices.moves.hand_overs import announce
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import still_wanted
from tests.support.factories import (
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_directory,
    a_person,
    an_item,
    utc,
)

NOW, ENDS = utc("03-04 10:00"), utc("03-05 10:00")


def made(item: Item, move: Move, by: str, **given: Any) -> tuple[Item, tuple[Notice, ...]]:
    """The item after one move, and who is told."""
    intent = Intent(move=move, actor=by, **{"reason": "why", **given})
    done = transition(item, intent, NOW, calendar=a_calendar())
    directory = a_directory(NOW, channel=CHANNEL)
    return done.item, announce_move(item, done.item, done.event, directory=directory)


def offered(by: str = OWNER, to: str = MEMBER) -> tuple[Item, tuple[Notice, ...]]:
    return made(an_item(), Move.REASSIGN, by, owner=a_person(to), asks_until=ENDS)


def asked(item: Item, by: str) -> tuple[Item, tuple[Notice, ...]]:
    return made(item, Move.TAKE, by, owner=a_person(by), asks_until=ENDS)


def directly(notices: tuple[Notice, ...]) -> dict[str, NoticeKind]:
    assert (notices[0].kind, notices[0].place) == (NoticeKind.CHANGED, Place.THREAD)
    return {one.recipient: one.kind for one in notices[1:]}


def test_an_offer_is_told_to_the_person_who_may_take_it() -> None:
    assert directly(offered()[1]) == {MEMBER: NoticeKind.OFFERED}


def test_a_request_is_told_to_the_owner_and_to_the_person_whose_request_it_replaces() -> None:
    item, told = asked(an_item(), MEMBER)
    assert directly(told) == {OWNER: NoticeKind.OFFERED}
    _, told = asked(item, REPORTER)
    assert directly(told) == {MEMBER: NoticeKind.STAYED, OWNER: NoticeKind.OFFERED}


def test_an_offer_that_another_takes_the_place_of_is_told_to_who_had_it() -> None:
    item, _ = offered()
    _, told = made(item, Move.REASSIGN, OWNER, owner=a_person(LEAD), asks_until=ENDS)
    assert directly(told) == {MEMBER: NoticeKind.STAYED, LEAD: NoticeKind.OFFERED}
    _, told = asked(item, REPORTER)
    assert directly(told) == {MEMBER: NoticeKind.STAYED, OWNER: NoticeKind.OFFERED}


def test_a_no_to_an_offer_is_told_to_lead_and_giver() -> None:
    item, _ = offered(by=REPORTER)
    _, told = made(item, Move.DECLINE, MEMBER)
    assert directly(told) == {LEAD: NoticeKind.STAYED, REPORTER: NoticeKind.STAYED}
    item, _ = offered(to=LEAD)
    _, told = made(item, Move.DECLINE, LEAD)
    assert directly(told) == {OWNER: NoticeKind.STAYED}, "the lead said it themselves"


def test_a_no_to_a_request_is_told_to_the_person_who_asked() -> None:
    item, _ = asked(an_item(), MEMBER)
    assert item.offer is not None
    _, told = made(item, Move.DECLINE, OWNER, offer=item.offer.mark)
    assert directly(told) == {MEMBER: NoticeKind.STAYED}


@pytest.mark.parametrize("why", [None, *Unanswered])
def test_a_lapse_has_keys_that_a_restore_finds_again(why: Unanswered | None) -> None:
    """It is told under the same key, however often the item has changed meanwhile."""
    item, _ = offered()
    facts = Lapsed(owner=OWNER, to=MEMBER, by=OWNER, why=why)
    event = Event(at=ENDS, item_id=item.id, actor=BACKSTOP, facts=facts)
    directory = a_directory(ENDS, channel=CHANNEL)
    keys = [one.key for one in announce(item, item, event, directory=directory)]
    mark = "20260304100000000000"
    assert keys == [f"7:lapsed-{mark}:{to}" for to in (CHANNEL, LEAD, OWNER)]


def test_a_question_is_no_longer_wanted_once_it_was_answered() -> None:
    item, (_, ask) = offered()
    assert still_wanted(ask, item, NOW) == ""
    taken, _ = made(item, Move.TAKE, MEMBER, owner=a_person(MEMBER))
    assert still_wanted(ask, taken, NOW) == "answered"
    another, _ = made(item, Move.REASSIGN, OWNER, owner=a_person(LEAD), asks_until=ENDS)
    assert still_wanted(ask, another, NOW) == "answered"
