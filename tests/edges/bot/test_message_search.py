"""Searching for a message: what counts as ours, how little history it reads, and when."""

from datetime import timedelta
from typing import Any

import pytest

from bot.slack import bucket, message_search
from bot.slack.bucket import Bucket
from escalation.notices.notice import NoticeState
from messages.slack.api_calls import MAYBE_AGAIN
from playground.state.faults import How
from storage import installations
from tests.support.bots.delivery_rig import DeliveryRig
from tests.support.bots.playground_bot import SteppedClock
from workflows.outbox import dispatch
from workflows.outbox.result import Sent

POST, HISTORY = "chat.postMessage", "conversations.history"
PAYLOAD = {"token": "a", "also": "b c"}


def of(payload: Any, kind: Any = "backstop_notice") -> dict[str, Any]:
    return {"ts": "1.0", "metadata": {"event_type": kind, "event_payload": payload}}


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        ({"token": "a"}, ("a",)),
        ({"token": "a", "also": ""}, ("a",)),
        (PAYLOAD, ("a", "b", "c")),
        ({"token": "a", "also": ["b", "c"]}, ("a", "b", "c")),  # as older versions wrote it
        ({"token": "a", "more": [None]}, ("a",)),
        ({"token": "a", "also": None}, ()),
        ({"token": "a", "also": 1}, ()),
        ({"token": "a", "also": {"b": "c"}}, ()),
        ({"token": "a", "also": ["b", None]}, ()),
        ({"token": "a", "also": ["b", ""]}, ()),
        ({"token": ""}, ()),
        ({"token": ["a"]}, ()),
        ({"also": "b"}, ()),
        ({}, ()),
        (None, ()),
        ("a", ()),
        ([["token", "a"]], ()),
    ],
)
def test_only_a_well_formed_payload_has_tokens(payload: Any, names: tuple[str, ...]) -> None:
    assert message_search.tokens(of(payload)) == names
    for kind in ("another_notice", None, ["backstop_notice"]):
        assert message_search.tokens(of(payload, kind)) == ()


@pytest.mark.parametrize(
    ("change", "is_echo"),
    [
        ({}, True),
        ({"response_metadata": {"warnings": ["superfluous_charset"]}}, True),
        ({"response_metadata": {"warnings": ["metadata_too_odd"]}}, False),
        ({"response_metadata": {"warnings": None}}, True),
        ({"response_metadata": []}, True),
        ({"message": None}, False),
        ({"message": of(PAYLOAD)}, False),
        ({"message": of(PAYLOAD) | {"bot_id": "B2"}}, False),
        ({"message": of({"token": "a"}) | {"bot_id": "B1"}}, False),
        ({"message": of(PAYLOAD, "other") | {"bot_id": "B1"}}, False),
        ({"message": {"ts": "1.0", "bot_id": "B1"}}, False),
        ({"message": {"ts": "1.0", "bot_id": "B1", "metadata": []}}, False),
    ],
)
def test_an_echo_is_what_was_sent_under_our_own_name(
    change: dict[str, Any], *, is_echo: bool
) -> None:
    answer = {"message": of(PAYLOAD) | {"bot_id": "B1"}} | change
    sent = of(PAYLOAD)["metadata"]
    assert message_search.is_echo(answer, sent=sent, bot_id="B1") is is_echo


def test_a_bucket_holds_so_many_calls_and_fills_up_again() -> None:
    clock = SteppedClock()
    calls = Bucket(clock.seconds)
    assert [calls.take() for _ in range(bucket.SIZE)] == [timedelta(0)] * bucket.SIZE
    assert calls.take() == timedelta(seconds=2)
    clock.advance(seconds=1)
    assert calls.take() == timedelta(seconds=1)
    clock.advance(seconds=1)
    assert (calls.take(), calls.take()) == (timedelta(0), timedelta(seconds=2))
    calls.hold(timedelta(seconds=60))
    assert calls.take() == timedelta(seconds=60)
    clock.advance(seconds=60)
    assert (calls.take(), calls.take()) == (timedelta(0), timedelta(seconds=2))
    clock.advance(hours=1)
    assert sum(not calls.take() for _ in range(100)) == bucket.SIZE


def calls(rig: DeliveryRig) -> list[dict[str, Any]]:
    return rig.slack.recorder.calls(HISTORY)


async def lose(rig: DeliveryRig, key: str = "card", *, accepted: bool = True) -> None:
    """Post the card, but lose the answer."""
    rig.slack.faults.add(How.RESET, POST, accepted=accepted)
    rig.queue(rig.post(key))
    await rig.deliver()


async def test_a_search_reads_only_around_the_try_however_late_it_is(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    tried_at = rig.clock().timestamp()
    await lose(rig)
    rig.clock.advance(hours=9)
    rig.slack.person("tom").writes("#launch", "good evening")
    await rig.deliver()
    [asked] = calls(rig)
    assert float(asked["oldest"]) == tried_at - 300
    assert float(asked["latest"]) == tried_at + 90 + 300
    assert (len(rig.said()), rig.waiting()) == (1, {})


async def test_a_search_goes_on_where_it_was_and_reads_no_page_twice(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    await lose(rig)
    for number in range(10):
        rig.slack.person("tom").writes("#launch", f"line {number}")
    rig.slack.limit_history(messages=3)
    for _ in range(12):
        await rig.pass_by(seconds=61)
    cursors = [asked.get("cursor", "") for asked in calls(rig)]
    assert len(set(cursors)) == 4
    assert (len(rig.said()), rig.waiting()) == (1, {})
    assert sum(not asked.get("cursor") for asked in calls(rig)) <= 2


async def test_all_searches_share_one_bucket(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(How.RESET, POST, accepted=True, times=None)
    people = [rig.slack.add_person(f"p{n}").id for n in range(bucket.SIZE + 5)]
    rig.queue(*(rig.notice(f"one {n}", recipient=p) for n, p in enumerate(people)))
    for _ in range(6):
        await rig.deliver()
    assert rig.waiting() == {NoticeState.UNKNOWN: bucket.SIZE + 5}
    rig.clock.advance(seconds=61)
    asked: list[int] = []
    for _ in range(8):
        await rig.deliver()
        asked.append(len(calls(rig)))
    assert asked[-1] == bucket.SIZE
    await rig.pass_by(seconds=20)
    assert (len(calls(rig)), rig.waiting()) == (bucket.SIZE + 5, {})


async def test_a_history_that_is_refused_as_too_fast_for_ever_is_unreadable(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    await lose(rig)
    refused = rig.slack.faults.add(How.RATELIMITED, HISTORY, times=None, retry_after=60)
    for _ in range(29):
        await rig.pass_by(minutes=1)
    assert len(rig.said()) == 1
    for _ in range(4):
        await rig.pass_by(minutes=1)
    assert [MAYBE_AGAIN in message.text for message in rig.said()] == [False, True]
    assert refused.used <= 34, "no oftener than Slack asks for"
    await rig.pass_by(hours=1)


@pytest.mark.parametrize("how", [How.HUGE, How.HTML, How.MALFORMED, How.TRUNCATED])
async def test_an_answer_without_messages_does_not_say_that_there_are_none(
    rig_on_a_file: DeliveryRig, how: How
) -> None:
    rig = rig_on_a_file
    await lose(rig)
    odd = rig.slack.faults.add(how, HISTORY)
    await rig.pass_by(seconds=61)
    assert (odd.used, rig.waiting()) == (1, {NoticeState.UNKNOWN: 1})
    await rig.pass_by(seconds=61)
    assert (len(rig.said()), rig.waiting()) == (1, {})


async def test_a_message_of_ours_that_has_no_token_may_be_the_one(
    rig_on_a_file: DeliveryRig,
) -> None:
    """Slack returned metadata with the last message, and drops it from this one alone."""
    rig = rig_on_a_file
    rig.slack.engine.drops_metadata = True
    await lose(rig)
    rig.slack.engine.drops_metadata = False
    for _ in range(29):
        await rig.pass_by(minutes=1)
    assert len(rig.said()) == 1
    for _ in range(3):
        await rig.pass_by(minutes=1)
    assert [MAYBE_AGAIN in message.text for message in rig.said()] == [False, True]


async def test_a_repeat_whose_answer_is_lost_too_waits_another_half_hour(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.slack.engine.drops_metadata = True
    rig.slack.faults.add(How.RESET, POST, accepted=True, times=3)
    rig.queue(rig.post("card"))
    await rig.deliver()
    for _ in range(65):
        await rig.pass_by(minutes=1)
    assert len(rig.said()) == 3, "now, after half an hour, and after another"


async def test_that_metadata_does_not_come_back_is_known_until_it_does(rig: DeliveryRig) -> None:
    def since() -> object:
        with rig.context.database.read(rig.context.workspace) as tx:
            ours = installations.get(tx)
        return ours and ours.unechoed_since

    told: list[object] = []
    for drops in (False, True, True, False):
        rig.slack.engine.drops_metadata = drops
        rig.queue(rig.notice(f"at {rig.clock()}"))
        await rig.deliver()
        told.append(since())
        rig.clock.advance(minutes=1)
    first = rig.clock() - timedelta(minutes=3)
    assert told == [None, first, first, None]


async def test_a_search_begun_before_another_bot_tried_again_is_not_gone_on_with(
    rig: DeliveryRig,
) -> None:
    histories = rig.histories()
    rig.queue(rig.post("card"))
    [call] = dispatch.take(rig.context, rig.clock())
    rig.slack.limit_history()
    rig.clock.advance(seconds=91)
    [first] = dispatch.take(rig.context, rig.clock())
    await rig.client.conversations_history(channel=rig.item.channel)
    with pytest.raises(message_search.NotYet):
        await histories.find(first, now=rig.clock())
    dispatch.not_found(rig.context, first, rig.clock())
    rig.clock.advance(minutes=10)
    [again] = dispatch.take(rig.context, rig.clock())
    await rig.client.api_call(again.method, json=again.args)
    rig.clock.advance(seconds=91)
    [second] = dispatch.take(rig.context, rig.clock())
    found = await histories.find(second, now=rig.clock())
    assert found == Sent(rig.item.channel, rig.said()[0].ts)
    assert call.message.tried_until != second.message.tried_until
