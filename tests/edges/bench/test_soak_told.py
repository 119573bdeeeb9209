"""The soak's checks notice what is lost, sent twice, or in the wrong place."""

import pytest

from bench.soak.told import Fact, Outcome, outcome
from playground.state.workspace import Channel, Message, Source, Workspace
from tests.support.context_fixtures import NOW, WORKSPACE, logged, taken
from tests.support.factories import CHANNEL, OWNER, REPORTER
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import WorkspaceContext


@pytest.fixture
def slack(context: WorkspaceContext) -> Workspace:
    """A workspace where the channel and the owner of `B-1`, logged at 9:00, were told."""
    workspace = Workspace(clock=lambda: NOW, team_id=WORKSPACE)
    workspace.channels[CHANNEL] = Channel(id=CHANNEL, name="launch", created_at=NOW)
    logged(context)
    for call in taken(context):
        there = workspace.channels.get(call.channel) or workspace.open_im(call.channel)
        said = {name: call.args[name] for name in ("text", "blocks", "metadata")}
        message = Message(
            channel=there.id,
            ts=workspace.next_ts(),
            user=workspace.bot_user,
            at=NOW,
            source=Source.POST,
            **said,
        )
        workspace.add(message)
        dispatch.finish(context, call, Sent(there.id, message.ts), now=NOW)
    return workspace


def seen(context: WorkspaceContext, slack: Workspace) -> Outcome:
    return outcome(context.database, slack, NOW)


def to_owner(slack: Workspace) -> Message:
    there = slack.im(OWNER)
    assert there is not None
    return next(slack.in_channel(there.id))


def test_what_is_told_once_is_neither_lost_nor_doubled(
    context: WorkspaceContext, slack: Workspace
) -> None:
    found = seen(context, slack)
    assert (found.messages, found.lost, found.doubled, found.findings) == (2, (), (), ())
    told = {fact for fact in found.facts if fact.kind == "told"}
    assert told == {
        Fact("told", "B-1", f"card to {CHANNEL}"),
        Fact("told", "B-1", f"logged to {OWNER}"),
    }


def test_what_waits_for_ever_is_lost(context: WorkspaceContext, slack: Workspace) -> None:
    logged(context, 2)
    found = seen(context, slack)
    assert found.lost == (f"2:logged:{CHANNEL}", f"2:logged:{OWNER}")


def test_what_is_not_in_slack_is_lost(context: WorkspaceContext, slack: Workspace) -> None:
    to_owner(slack).deleted = True
    assert seen(context, slack).lost == (f"1:logged:{OWNER}",)


def test_what_stands_with_somebody_else_is_lost(
    context: WorkspaceContext, slack: Workspace
) -> None:
    to_owner(slack).channel = slack.open_im(REPORTER).id
    assert seen(context, slack).lost == (f"1:logged:{OWNER}",)


def test_what_does_not_name_its_item_is_lost(context: WorkspaceContext, slack: Workspace) -> None:
    message = to_owner(slack)
    message.text, message.blocks = "*B-11* is yours now", []
    assert seen(context, slack).lost == (f"1:logged:{OWNER}",)


def test_what_is_said_twice_is_doubled(context: WorkspaceContext, slack: Workspace) -> None:
    message = to_owner(slack)
    slack.messages.append(message)
    assert message.metadata is not None
    assert seen(context, slack).doubled == (message.metadata["event_payload"]["token"],)


def test_what_the_outbox_knows_nothing_of_is_doubled(
    context: WorkspaceContext, slack: Workspace
) -> None:
    to_owner(slack).metadata = {"event_payload": {"token": "another"}}
    assert seen(context, slack).doubled == ("another",)


def test_another_date_is_not_a_difference_but_another_ending_is(
    context: WorkspaceContext, slack: Workspace
) -> None:
    before = seen(context, slack).facts
    card = next(slack.in_channel(CHANNEL))
    card.text = card.text.replace("12:00", "12:34")
    assert seen(context, slack).facts == before
    card.text += " It is resolved."
    changed = seen(context, slack).facts - before
    assert {(fact.kind, fact.about) for fact in changed} == {("card", "B-1")}
