"""What another owner or another date replaces, for whom and until when, and how it counts.

The item is due Thu 5 Mar 2026 12:00 UTC.
"""

from datetime import datetime, timedelta

import pytest

from escalation.errors import BadInput, ItemClosed, NotAllowed
from escalation.events import BACKSTOP, Event
from escalation.facts.action import Action
from escalation.facts.by_people import Logged, Noted, Reassigned, Rescheduled
from escalation.facts.handing_over import Offered
from escalation.facts.replaced import Replaced
from escalation.facts.shape import EventFacts, shaped
from escalation.items import Item
from escalation.moves.move import Intent, Move
from escalation.moves.replayed import after
from escalation.moves.transitions import transition
from escalation.moves.undo import Overtaken, ToUndo
from escalation.remarks.replacing import (
    is_late,
    replaced,
    require_other,
    require_own,
    require_untouched,
    still,
)
from tests.support.factories import (
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_calendar,
    a_due,
    a_person,
    an_item,
    utc,
)

AT = utc("03-04 10:00")
FIRST, SECOND, THIRD = utc("03-05 12:00"), utc("03-09 12:00"), utc("03-10 12:00")
LOGGED = Logged(owner=OWNER, due_at=FIRST)
GIVEN = Reassigned(old_owner=OWNER, new_owner=MEMBER)
OFFERED = Offered(owner=OWNER, to=MEMBER, until=SECOND)


def event(facts: EventFacts, *, by: str = REPORTER, at: datetime = AT) -> Event:
    return Event(at=at, item_id=12, actor=by, facts=facts)


def moved(item: Item, to: datetime, *, done: Replaced | None = None) -> tuple[Item, Rescheduled]:
    """Another date, with what that replaces."""
    intent = Intent(move=Move.RESCHEDULE, actor=OWNER, reason="why", due=a_due(to), replaces=done)
    made = transition(item, intent, AT, calendar=a_calendar())
    return made.item, shaped(made.event.facts, Rescheduled)


def wanted(facts: EventFacts, item: Item | None = None, *since: Event) -> ToUndo:
    return ToUndo(id=57, event=event(facts), item=item or an_item(), since=since)


def test_only_the_person_who_did_it_may_use_the_buttons() -> None:
    require_own(wanted(LOGGED), actor=REPORTER, name="Rea")
    with pytest.raises(NotAllowed, match=r"Only Rea can use this button\..*`B-12`"):
        require_own(wanted(LOGGED), actor=LEAD, name="Rea")


def test_whatever_people_did_since_overtakes_it_but_the_clock_does_not() -> None:
    by_clock, by_hand = (event(Noted(text="x"), by=by) for by in (BACKSTOP, REPORTER))
    require_untouched(wanted(LOGGED, None, by_clock), Move.REASSIGN)
    with pytest.raises(Overtaken) as overtaken:
        require_untouched(wanted(LOGGED, None, by_clock, by_hand), Move.REASSIGN)
    assert overtaken.value.since == (by_hand,)
    made = transition(an_item(), Intent(move=Move.RESOLVE, actor=OWNER), AT, calendar=a_calendar())
    with pytest.raises(ItemClosed, match="B-12 reopen because"):
        require_untouched(wanted(LOGGED, made.item, made.event), Move.RESCHEDULE)


def test_they_say_what_can_be_typed_instead() -> None:
    assert still(an_item(), Move.REASSIGN) == (
        "To name another owner: `B-12 give @somebody because …`."
    )
    assert still(an_item(), Move.RESCHEDULE) == (
        "To set another date: `B-12 move fri 5pm because …`."
    )


@pytest.mark.parametrize(
    ("facts", "owner", "date"),
    [
        (LOGGED, Action.LOGGED, Action.LOGGED),
        (OFFERED, Action.OFFER, Action.OFFER),
        (GIVEN, Action.REASSIGN, Action.REASSIGN),
        (moved(an_item(), SECOND)[1], None, Action.RESCHEDULE),
        (Reassigned(old_owner=OWNER, new_owner=REPORTER), None, None),
    ],
    ids=["logged", "offered", "given", "moved", "taken"],
)
def test_what_each_replaces(facts: EventFacts, owner: Action | None, date: Action | None) -> None:
    for move, what in ((Move.REASSIGN, owner), (Move.RESCHEDULE, date)):
        done = replaced(event(facts), move, now=AT)
        assert (done and done.what) == what


def test_ten_minutes_from_the_first_that_is_replaced() -> None:
    first = event(LOGGED)
    just, over = AT + timedelta(minutes=9, seconds=59), AT + timedelta(minutes=10)
    assert replaced(first, Move.RESCHEDULE, now=just)
    assert not replaced(first, Move.RESCHEDULE, now=over)
    done = replaced(first, Move.REASSIGN, now=just)
    again = event(
        Reassigned(old_owner=OWNER, new_owner=MEMBER, replaces=Action.LOGGED, replaced_at=AT),
        at=just,
    )
    assert replaced(again, Move.REASSIGN, now=just) == done
    assert (is_late(again, now=just), is_late(again, now=over)) == (False, True)


@pytest.mark.parametrize("what", [Action.OFFER, Action.REASSIGN])
def test_a_date_that_replaces_a_hand_over_leaves_its_owner(what: Action) -> None:
    done = Replaced(what=what, at=AT)
    _, facts = moved(an_item(), SECOND, done=done)
    assert replaced(event(facts), Move.REASSIGN, now=AT) is None
    assert replaced(event(facts), Move.RESCHEDULE, now=AT) == done


def test_a_date_of_a_new_item_leaves_its_owner_open() -> None:
    done = Replaced(what=Action.LOGGED, at=AT)
    _, facts = moved(an_item(), SECOND, done=done)
    assert replaced(event(facts), Move.REASSIGN, now=AT) == done


@pytest.mark.parametrize(("facts", "named"), [(LOGGED, OWNER), (OFFERED, MEMBER), (GIVEN, OWNER)])
def test_the_other_owner_is_somebody_else(facts: EventFacts, named: str) -> None:
    """`an_item` belongs to its owner, after a hand-over too."""
    intent = Intent(move=Move.REASSIGN, actor=REPORTER, owner=a_person(named))
    with pytest.raises(BadInput, match="is the person you just named"):
        require_other(wanted(facts), intent)
    require_other(wanted(facts), Intent(move=Move.REASSIGN, actor=REPORTER, owner=a_person(LEAD)))
    require_other(wanted(facts), Intent(move=Move.REASSIGN, actor=REPORTER))


@pytest.mark.parametrize(
    ("to", "again", "counts"),
    [
        (SECOND, THIRD, (1, 0)),
        (SECOND, utc("03-05 09:00"), (0, 1)),
        (SECOND, FIRST, (0, 0)),
        (utc("03-05 09:00"), utc("03-05 08:00"), (0, 1)),
        (utc("03-05 09:00"), THIRD, (1, 0)),
        (utc("03-05 09:00"), FIRST, (0, 0)),
    ],
)
def test_a_move_and_what_replaces_it_are_one(
    to: datetime, again: datetime, counts: tuple[int, int]
) -> None:
    item, first = moved(an_item(), to)
    done = replaced(event(first), Move.RESCHEDULE, now=AT)
    assert done == Replaced(what=Action.RESCHEDULE, at=AT, base_due_at=FIRST)
    now, second = moved(item, again, done=done)
    assert (now.slips, now.pull_ins, now.first_due_at) == (*counts, FIRST)
    assert (second.slips, second.pull_ins) == counts
    assert [a + b for a, b in zip(first.counts, second.counts, strict=True)] == [*counts]
    third, _ = moved(now, utc("03-11 12:00"), done=replaced(event(second), Move.RESCHEDULE, now=AT))
    assert (third.slips, third.pull_ins) == (1, 0), "three of them, one move"


def test_the_history_alone_leads_to_the_same_counts() -> None:
    item, first = moved(an_item(), SECOND)
    _, second = moved(item, FIRST, done=replaced(event(first), Move.RESCHEDULE, now=AT))
    stands = None
    for facts in (LOGGED, first, second):
        stands = after(stands, event(facts))
    assert stands is not None
    assert (stands.due_at, stands.first_due_at) == (FIRST, FIRST)
    assert (stands.slips, stands.pull_ins) == (0, 0)


def test_another_date_of_a_new_item_is_its_first() -> None:
    item, facts = moved(an_item(), SECOND, done=Replaced(what=Action.LOGGED, at=AT))
    assert (item.first_due_at, item.slips, item.pull_ins, facts.drift) == (SECOND, 0, 0, 0)
    stands = after(after(None, event(LOGGED)), event(facts))
    assert stands is not None
    assert (stands.first_due_at, stands.slips) == (SECOND, 0)


@pytest.mark.parametrize("what", [Action.OFFER, Action.REASSIGN])
def test_another_date_of_a_hand_over_is_no_slip_and_keeps_the_offer(what: Action) -> None:
    offered = transition(
        an_item(),
        Intent(
            move=Move.REASSIGN,
            actor=OWNER,
            owner=a_person(MEMBER),
            reason="why",
            asks_until=SECOND,
        ),
        AT,
        calendar=a_calendar(),
    ).item
    item, facts = moved(offered, SECOND, done=Replaced(what=what, at=AT))
    assert (item.first_due_at, item.slips, facts.above) == (FIRST, 0, None)
    assert (item.offer == offered.offer) is (what is Action.OFFER)
    assert moved(offered, SECOND)[0].offer is None


def test_what_replaces_needs_no_reason() -> None:
    done = Replaced(what=Action.LOGGED, at=AT)
    intent = Intent(move=Move.REASSIGN, actor=REPORTER, owner=a_person(MEMBER), replaces=done)
    facts = transition(an_item(), intent, AT, calendar=a_calendar()).event.facts
    assert (shaped(facts, Reassigned).replaces, shaped(facts, Reassigned).replaced_at) == (
        Action.LOGGED,
        AT,
    )
