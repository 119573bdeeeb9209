"""Replay on a real file: whose items count, since when, and what the history has of them."""

from dataclasses import replace

import pytest

from escalation.errors import BadInput, NotAllowed
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import Parked, Reminded
from escalation.facts.by_people import Logged, Withdrawn
from escalation.facts.shape import EventFacts
from escalation.items import Item
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Move
from escalation.people import Away
from escalation.policy import Editors, Policy
from escalation.replay.exceptions import Cause
from escalation.replay.past import Past
from escalation.rungs import Audience
from messages.ladders.replay import sentence
from storage.items import history
from storage.ladders import versions
from tests.support.context_fixtures import (
    NOW,
    a_channel,
    a_request,
    live,
    logged,
    moved,
    save_channel,
    save_person,
)
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    STAND_IN,
    a_policy,
    event_of,
    rung,
    utc,
)
from tests.support.factories import CHANNEL as HERE
from workflows.channels import replay, setup
from workflows.people import absence
from workflows.transaction.unit_of_work import WorkspaceContext

FRIDAY = utc("03-06 18:00")
"""After the fallback of an item that fell due on Thursday 5 March at 12:00 has been set for Mon."""
TRIED = a_policy(
    rungs=(rung(Audience.LEAD, 1), rung(Audience.LEADERSHIP, 2), rung(Audience.CHANNEL, 3))
)


def of_channel(context: WorkspaceContext, tried: Policy = TRIED) -> replay.Replayed:
    window = replay.of_channel(context, HERE, now=FRIDAY, tried=tried)
    assert window is not None
    return replay.replayed(window)


def add(context: WorkspaceContext, *events: Event) -> None:
    with context.database.write(context.workspace) as tx:
        history.append(tx, events)


def event(item: Item, facts: EventFacts, at: str = "03-05 12:00") -> Event:
    return Event(at=utc(at), item_id=item.id, actor=BACKSTOP, facts=facts)


def test_a_ladder_is_tried_on_what_happened(context: WorkspaceContext) -> None:
    logged(context)
    live(context, FRIDAY)
    found = of_channel(context)
    assert sentence(found.found) == (
        "1 escalation instead of 2; B-1 would have reached the lead a working day later and "
        "leadership not at all."
    )
    assert found.exceptions == ()
    assert of_channel(context, a_policy()).found.changed == ()


def test_a_channel_without_items_or_history(context: WorkspaceContext) -> None:
    assert of_channel(context).found.items == 0
    assert replay.of_channel(context, "C99", now=NOW) is None


def test_only_what_the_asker_may_see_counts(context: WorkspaceContext) -> None:
    save_channel(context, private=True)
    logged(context)
    there = replay.seen_by(context, a_request(MEMBER, channel=HERE), HERE, now=FRIDAY)
    assert len(there.pasts) == 1
    elsewhere = replay.seen_by(context, a_request(BOSS, channel="C02"), HERE, now=FRIDAY)
    assert elsewhere.pasts == ()
    assert elsewhere.tried == a_channel().policy


def test_who_may_not_ask_and_what_cannot_be_asked(context: WorkspaceContext) -> None:
    save_person(context, MEMBER, stranger=True)
    by_a_stranger, ours = a_request(MEMBER, channel=HERE), a_request(OWNER, channel=HERE)
    with pytest.raises(NotAllowed):
        replay.require_askable(context, by_a_stranger, HERE, now=NOW, weeks=8)
    with pytest.raises(BadInput, match="Choose 1 to 52 weeks"):
        replay.require_askable(context, ours, HERE, now=NOW, weeks=53)
    with pytest.raises(BadInput, match="Choose 1 to 52 weeks"):
        replay.of_channel(context, HERE, now=NOW, weeks=0)
    replay.require_askable(context, ours, HERE, now=NOW, weeks=8)


def test_what_closed_before_the_window_does_not_count(context: WorkspaceContext) -> None:
    item = logged(context)
    moved(context, item, Move.RESOLVE, now=utc("03-03 12:00"))
    late = replay.of_channel(context, HERE, now=utc("03-11 12:00"), weeks=1)
    later = replay.of_channel(context, HERE, now=utc("03-10 12:00"), weeks=1)
    assert [len(one.pasts) for one in (late, later) if one] == [0, 1]


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ({"planned": "2026-03-05T11:00:00+00:00"}, Cause.HELD_UP),
        ({"planned": "2026-03-05T12:00:00+00:00"}, Cause.HELD_UP),  # no pass was made at all
        ({}, Cause.OLD),
    ],
)
def test_each_difference_has_its_cause(
    context: WorkspaceContext, facts: dict[str, str], cause: Cause
) -> None:
    item = logged(context)
    named = {"owner": OWNER, "rung": "0", "step": "rung-0", "to": "U99", **facts}
    add(
        context,
        event_of(
            at=utc("03-05 12:00"), item_id=item.id, actor=BACKSTOP, action="escalated", facts=named
        ),
    )
    (found,) = of_channel(context).exceptions
    assert (found.label, found.cause, found.recorded) == ("B-1", cause, ("rung-0",))


def test_what_nothing_explains_has_changed_unrecorded(context: WorkspaceContext) -> None:
    item = logged(context)
    live(context, FRIDAY)
    at = utc("03-05 12:00")
    twice = Reminded(step="due", owner=OWNER, to=(OWNER,), planned_at=at, missed=0)
    add(context, event(item, twice))
    (found,) = of_channel(context).exceptions
    assert found.cause is Cause.UNRECORDED


def test_a_refused_message_is_a_cause(context: WorkspaceContext) -> None:
    item = logged(context)
    add(context, event(item, Parked(recipient=LEAD, kind="escalation", error="user_disabled")))
    (found,) = of_channel(context).exceptions
    assert found.cause is Cause.REFUSED


def test_an_item_of_which_only_the_card_was_left_cannot_be_replayed(
    context: WorkspaceContext,
) -> None:
    window = replay.of_channel(context, HERE, now=FRIDAY)
    assert window is not None
    item = logged(context)
    past = Past(item, (event(item, Withdrawn(outcome="")),))
    unread = Past(item, ())
    logged_at = Event(
        at=item.logged_at,
        item_id=item.id,
        actor=OWNER,
        facts=Logged(owner=OWNER, due_at=item.due.at),
    )
    broken = Past(replace(item, policy=None), (logged_at,))  # type: ignore[arg-type]  # no row can be so damaged
    found = replay.some(window, [past, unread, broken])
    assert found.left_out == ("B-1", "B-1", "B-1")


def test_an_item_that_was_put_on_another_ladder_goes_on_there(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(editors=Editors.EVERYBODY))
    logged(context)
    tried = replace(TRIED, editors=Editors.EVERYBODY)
    request = a_request(OWNER, 50, channel=HERE)
    saved = setup.configure(
        context, request, HERE, policy=tried, adoption=Adoption.ALL, now=utc("03-03 12:00")
    )
    live(context, FRIDAY)
    found = of_channel(context, saved.channel.policy)
    assert found.exceptions == ()
    assert dict(found.found.now.rungs) == {"lead": 1}
    on_the_first = of_channel(context, a_policy())
    assert dict(on_the_first.found.then.rungs) == {"lead": 1, "leadership": 1}


def test_a_version_that_is_not_kept_changes_nothing(context: WorkspaceContext) -> None:
    item = logged(context)
    add(
        context,
        event_of(
            at=utc("03-03 12:00"),
            item_id=item.id,
            actor=OWNER,
            action="adopted",
            facts={"from": "7", "version": "8"},
        ),
    )
    with context.database.read(context.workspace) as tx:
        assert versions.get(tx, HERE, 7) is None
    live(context, FRIDAY)
    assert of_channel(context).exceptions == ()


def test_absences_count_where_the_history_has_them(context: WorkspaceContext) -> None:
    logged(context)
    back_at = utc("03-06 11:00")
    away = Away(until=back_at, stand_in=STAND_IN)
    absence.leave(context, a_request(LEAD, 50), away, now=utc("03-04 12:00"))
    live(context, utc("03-05 15:00"))
    absence.come_back(context, a_request(LEAD, 52), now=utc("03-05 15:00"))
    live(context, FRIDAY)
    assert of_channel(context).exceptions == ()
