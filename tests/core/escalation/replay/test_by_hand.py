"""Three items lived through again, every instant computed by hand.

Everybody works 9 to 17 in UTC, Monday to Friday. The items were logged on Mon 2 Mar 2026.
"""

from collections.abc import Iterable
from dataclasses import replace

from escalation.events import Event
from escalation.facts.by_people import Decided, Logged, Resolved
from escalation.facts.shape import EventFacts
from escalation.items import Item, Kind
from escalation.policy import Policy
from escalation.replay.comparison import (
    Apart,
    Comparison,
    Reached,
    compared,
    twice,
)
from escalation.replay.known import Known
from escalation.replay.past import Past
from escalation.rungs import Audience
from messages.ladders.replay import sentence
from tests.support.factories import OWNER, a_directory, a_due, a_policy, an_item, rung, utc

NOW = a_policy(rungs=(rung(Audience.LEAD), rung(Audience.LEADERSHIP, 1), rung(Audience.CHANNEL, 3)))
TRIED = a_policy(
    rungs=(rung(Audience.LEAD, 1), rung(Audience.LEADERSHIP, 2), rung(Audience.CHANNEL, 3))
)


def happened(
    item: Item, at: str, facts: EventFacts, *, actor: str = OWNER, reason: str = ""
) -> Event:
    return Event(at=utc(at), item_id=item.id, actor=actor, reason=reason, facts=facts)


def a_past(due: str, *later: tuple[str, EventFacts], **changes: object) -> Past:
    """An item that was due then, and what its owner did later."""
    item = an_item(**{"id": 1, "number": 1, "policy": NOW, "due": a_due(due), **changes})
    logged = Logged(owner=item.owner, due_at=item.due.at)
    first = Event(at=item.logged_at, item_id=item.id, actor=item.reporter, facts=logged)
    return Past(item, (first, *(happened(item, at, facts) for at, facts in later)))


def replayed(
    pasts: Iterable[Past], tried: Policy = TRIED, until: str = "03-06 09:00"
) -> Comparison:
    lives = [one for past in pasts if (one := twice(past, tried, Known(a_directory(until))))]
    return compared(lives, utc("03-02 00:00"))


def test_the_three_items_of_a_week() -> None:
    found = replayed(
        [
            a_past("03-02 17:00", ("03-03 10:00", Resolved())),
            a_past("03-03 12:00", ("03-05 11:00", Resolved()), id=2, number=2),
            a_past("03-04 17:00", ("03-04 09:00", Decided()), id=3, kind=Kind.DECISION),
        ]
    )
    assert sentence(found) == (
        "1 escalation instead of 3; B-1 would not have reached the lead; B-2 would have reached "
        "the lead a working day later and leadership not at all."
    )
    assert found.now.rungs == (("lead", 2), ("leadership", 1))
    assert found.then.rungs == (("lead", 1),)
    assert found.changed[1].rungs[0] == Reached(
        name="lead",
        now_at=utc("03-03 12:00"),
        then_at=utc("03-04 12:00"),
        apart=Apart(days=1),
    )


def test_who_is_told_of_the_end_depends_on_who_was_told_before() -> None:
    # Now: the owner on Mon at 9:00 (logged), 13:00 and 17:00 and on Tue at 9:00, the lead on Mon at
    # 17:00, and both the reporter and the lead on Tue at 10:00. Tried: the same without the lead.
    found = replayed([a_past("03-02 17:00", ("03-03 10:00", Resolved()))])
    assert (found.now.direct, found.then.direct) == (7, 5)


def test_a_step_that_only_has_another_name_is_no_other_step() -> None:
    lead, *others = NOW.rungs
    named = replace(NOW, rungs=(replace(lead, name="Night desk"), *others))
    found = replayed([a_past("03-02 17:00", ("03-03 10:00", Resolved()))], named)
    assert found.now.rungs == found.then.rungs == (("Night desk", 1),)
    assert found.changed == ()
