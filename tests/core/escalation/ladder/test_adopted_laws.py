"""Laws of putting an open item on another ladder, at any moment of its life.

Everybody on the last ladder is told, and no post takes the key of another.
"""

import os
from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.calendars import owners_calendar
from escalation.ladder.adopted import adopted
from escalation.moves.move import Intent, Move
from escalation.notices.notice import Place
from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Shown, Unit
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_due,
    a_person,
    a_policy,
    an_item,
    person_target,
)
from tests.support.lives import ADMIN, Life, berlin

EXAMPLES = int(os.environ.get("BACKSTOP_LAW_EXAMPLES", "60"))
START, END = berlin("03-02 09:00"), berlin("05-29 17:00")
ABOVE = (LEAD, BOSS, MEMBER)
moments = st.integers(0, 20 * 24 * 60).map(lambda count: START + timedelta(minutes=count))


@st.composite
def ladders(draw: st.DrawFn) -> Policy:
    """One to four rungs, each with one person or two, up to four working days apart."""
    count = draw(st.integers(1, 4))
    days = sorted(draw(st.lists(st.integers(0, 4), min_size=count + 1, max_size=count + 1)))
    told = st.lists(st.sampled_from(ABOVE), min_size=1, max_size=2, unique=True)
    below = [
        Rung(
            Offset(day, Unit.DAYS),
            tuple(map(person_target, draw(told))),
            draw(st.sampled_from(Shown)),
        )
        for day in days[:-1]
    ]
    return a_policy(rungs=(*below, Rung(Offset(days[-1], Unit.DAYS), shown=Shown.ALOUD)))


def a_life(policy: Policy) -> Life:
    people = [a_person(user) for user in (OWNER, REPORTER, *ABOVE, ADMIN)]
    item = an_item(policy=policy, due=a_due("03-05 12:00"), next_at=START, logged_at=START)
    return Life(item, {person.id: person for person in people})


@settings(max_examples=EXAMPLES, deadline=None)
@given(ladders(), st.lists(st.tuples(moments, ladders(), st.booleans()), min_size=1, max_size=3))
def test_everybody_on_the_ladder_is_told_and_no_post_takes_the_key_of_another(
    first: Policy, edits: list[tuple[datetime, Policy, bool]]
) -> None:
    life = a_life(first)
    for at, policy, is_acknowledged in sorted(edits, key=lambda edit: edit[0]):
        life.live(at)
        if is_acknowledged:
            life.tries(Intent(move=Move.ACKNOWLEDGE, actor=OWNER), at)
        before = life.item
        calendar = owners_calendar(before, life.people, at)
        life.item = adopted(before, policy, at, calendar=calendar)
        assert life.item.fallback_applies is before.fallback_applies
    life.live(END)
    assert life.item.is_climbed
    keys = Counter(one.key for one in life.told if one.place is not Place.DM)
    assert [key for key, count in keys.items() if count > 1] == []
    told = {one.recipient for one in life.told if one.place is Place.DM}
    for index, rung in enumerate(life.item.policy.rungs[:-1]):
        assert not life.item.has_fired(index) or {one.id for one in rung.targets} <= told
