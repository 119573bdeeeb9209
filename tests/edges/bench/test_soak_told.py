"""The soak's eyes: it would see what is lost, what is doubled, and what stands in a wrong place."""

import pytest

from bench.soak.told import Fact, Outcome, outcome
from playground.state.workspace import Channel, Message, Source, Workspace
from tests.support.desk_fixtures import NOW, WORKSPACE, logged, taken
from tests.support.factories import CHANNEL, OWNER, REPORTER
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import Desk


@pytest.fixture
def slack(desk: Desk) -> Workspace:
    """A workspace in which `B-1`, logged at 9:00, was told to the channel and to its owner."""
    workspace = Workspace(clock=lambda: NOW, team_id=WORKSPACE)
    workspace.channels[CHANNEL] = Channel(id=CHANNEL, name="launch", created_at=NOW)
    logged(desk)
    for errand in taken(desk):
        there = workspace.channels.get(errand.channel) or workspace.open_im(errand.channel)
        said = {name: errand.args[name] for name in ("text", "blocks", "metadata")}
        message = Message(
            channel=there.id,
            ts=workspace.next_ts(),
            user=workspace.bot_user,
            at=NOW,
            source=Source.POST,
            **said,
        )
        workspace.add(message)
        dispatch.finish(desk, errand, Sent(there.id, message.ts), now=NOW)
    return workspace


def seen(desk: Desk, slack: Workspace) -> Outcome:
    return outcome(desk.database, slack, NOW)


def to_owner(slack: Workspace) -> Message:
    there = slack.im(OWNER)
    assert there is not None
    return next(slack.in_channel(there.id))


def test_what_is_told_once_is_neither_lost_nor_doubled(desk: Desk, slack: Workspace) -> None:
    found = seen(desk, slack)
    assert (found.messages, found.lost, found.doubled, found.findings) == (2, (), (), ())
    told = {fact for fact in found.facts if fact.kind == "told"}
    assert told == {
        Fact("told", "B-1", f"card to {CHANNEL}"),
        Fact("told", "B-1", f"logged to {OWNER}"),
    }


def test_what_waits_for_ever_is_lost(desk: Desk, slack: Workspace) -> None:
    logged(desk, 2)
    found = seen(desk, slack)
    assert found.lost == (f"2:logged:{CHANNEL}", f"2:logged:{OWNER}")


def test_what_is_not_in_slack_is_lost(desk: Desk, slack: Workspace) -> None:
    to_owner(slack).deleted = True
    assert seen(desk, slack).lost == (f"1:logged:{OWNER}",)


def test_what_stands_with_somebody_else_is_lost(desk: Desk, slack: Workspace) -> None:
    to_owner(slack).channel = slack.open_im(REPORTER).id
    assert seen(desk, slack).lost == (f"1:logged:{OWNER}",)


def test_what_does_not_name_its_item_is_lost(desk: Desk, slack: Workspace) -> None:
    message = to_owner(slack)
    message.text, message.blocks = "*B-11* is yours now", []
    assert seen(desk, slack).lost == (f"1:logged:{OWNER}",)


def test_what_is_said_twice_is_doubled(desk: Desk, slack: Workspace) -> None:
    message = to_owner(slack)
    slack.messages.append(message)
    assert message.metadata is not None
    assert seen(desk, slack).doubled == (message.metadata["event_payload"]["token"],)


def test_what_the_outbox_knows_nothing_of_is_doubled(desk: Desk, slack: Workspace) -> None:
    to_owner(slack).metadata = {"event_payload": {"token": "another"}}
    assert seen(desk, slack).doubled == ("another",)


def test_another_date_is_no_difference_but_another_ending_is(desk: Desk, slack: Workspace) -> None:
    before = seen(desk, slack).facts
    card = next(slack.in_channel(CHANNEL))
    card.text = card.text.replace("12:00", "12:34")
    assert seen(desk, slack).facts == before
    card.text += " It is resolved."
    changed = seen(desk, slack).facts - before
    assert {(fact.kind, fact.about) for fact in changed} == {("card", "B-1")}
