"""Only our own messages count as ours; if Slack drops metadata, any repeat says so."""

from typing import Any

import pytest

from bot.demo.sandbox import Sandbox
from messages.slack.api_calls import MAYBE_AGAIN
from playground.state.workspace import Json
from tests.stories.heard import ignore_rest, log, posted
from tests.support.storage.old_databases import old_token

POST = "chat.postMessage"
LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"
ODD: list[Any] = [
    {"event_type": "backstop_notice", "event_payload": {"token": "x", "also": None}},
    {"event_type": "backstop_notice", "event_payload": {"token": 7, "also": 7}},
    {"event_type": "backstop_notice", "event_payload": {"token": {"a": ["b"]}, "also": {"c": 1}}},
    {"event_type": "backstop_notice", "event_payload": {"token": "x", "also": [None, ["y"]]}},
    {"event_type": "backstop_notice", "event_payload": ["token"]},
    {"event_type": "backstop_notice", "event_payload": None},
    {"event_type": ["backstop_notice"], "event_payload": {}},
    {},
    ["backstop_notice"],
    "backstop_notice",
]


def is_card(args: Json) -> bool:
    """Whether a call posts the item's card."""
    return str(args["channel"]).startswith("C") and "thread_ts" not in args


async def type_it(sandbox: Sandbox) -> None:
    await sandbox.slack.person("cem").types("#launch", LINE)
    await sandbox.settle()


def cards(sandbox: Sandbox) -> list[str]:
    """The cards in #launch as they are now."""
    said = sandbox.slack.expectations.messages_in("#launch")
    bot = sandbox.slack.workspace.bot_user
    return [message.text for message in said if message.user == bot and not message.is_reply]


async def test_what_other_apps_store_with_their_messages_stops_no_card(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    lost = sandbox.slack.faults.add("reset", POST, accepted=True, when=is_card)
    await type_it(sandbox)
    assert lost.used == 1
    app, launch = sandbox.slack.add_app("deploys"), sandbox.slack.channel("#launch")
    for metadata in ODD:
        app.posts(launch, "deployed", metadata=metadata)
    await sandbox.advance(minutes=2)
    [card] = cards(sandbox)
    assert MAYBE_AGAIN not in card
    assert len(posted(sandbox)) == 1
    ignore_rest(sandbox, "maria")


async def test_a_message_of_another_app_with_our_token_is_not_taken_for_ours(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    lost = sandbox.slack.faults.add("reset", POST, when=is_card)
    await type_it(sandbox)
    assert lost.used == 1
    app, launch = sandbox.slack.add_app("mimic"), sandbox.slack.channel("#launch")
    *_, tried = (call for call in sandbox.slack.recorder.calls(POST) if is_card(call))
    foreseen = old_token(sandbox.slack.workspace.team_id, f"1:logged:{launch.id}")
    for name in (tried["metadata"]["event_payload"]["token"], foreseen):
        payload = {"token": name, "also": name}
        app.posts(
            launch, "B-1", metadata={"event_type": "backstop_notice", "event_payload": payload}
        )
    assert foreseen not in str(tried)
    await sandbox.advance(minutes=2)
    [card] = cards(sandbox)
    assert "staging is down" in card
    await sandbox.slack.expectations.expect_post("#launch", "staging is down")
    ignore_rest(sandbox, "maria")


async def test_without_metadata_a_lost_card_comes_after_half_an_hour_and_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    await comes_again(laddered_sandbox, accepted=True)


async def test_what_never_arrived_comes_after_half_an_hour_too(laddered_sandbox: Sandbox) -> None:
    await comes_again(laddered_sandbox, accepted=False)


async def comes_again(sandbox: Sandbox, *, accepted: bool) -> None:
    sandbox.slack.engine.drops_metadata = True
    sandbox.slack.limit_history()
    await log(sandbox, LINE, by="cem")
    sandbox.slack.faults.add("reset", POST, accepted=accepted, when=is_card)
    await sandbox.slack.person("cem").types("#launch", LINE.replace("staging", "the export"))
    await sandbox.settle()
    await sandbox.advance(minutes=29)
    ours = [card for card in cards(sandbox) if "export" in card]
    assert len(ours) == accepted, "no second card, as long as there may be a first"
    await sandbox.advance(minutes=5)
    ours = [card for card in cards(sandbox) if "export" in card]
    assert [MAYBE_AGAIN in card for card in ours] == [False, True][1 - accepted :]
    await sandbox.advance(minutes=80)
    assert len(cards(sandbox)) == 2 + accepted
    ignore_rest(sandbox, "maria", "lea", "#launch")


@pytest.mark.on_both_databases
async def test_at_one_history_call_a_minute_a_busy_channels_lost_card_is_found(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    sandbox.slack.limit_history()
    sandbox.slack.faults.add("reset", POST, accepted=True, when=is_card)
    await type_it(sandbox)
    sandbox.clock.set(sandbox.now())
    for number in range(40):
        sandbox.slack.person("lea").writes("#launch", f"and another thing, number {number}")
    await sandbox.advance(minutes=10)
    [card] = cards(sandbox)
    assert MAYBE_AGAIN not in card
    assert 3 <= len(sandbox.slack.recorder.calls("conversations.history")) <= 8
    assert len(posted(sandbox)) == 1
    ignore_rest(sandbox, "maria")
