"""Slack takes nothing: it limits our rate, cannot be reached, or has locked us out."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.loop import IN_FLIGHT
from bot.slack import responses
from escalation.notices.notice import NoticeKind, NoticeState
from playground.state.faults import How
from storage import home_tabs
from storage.outbox import queue
from tests.support.bots.delivery_rig import DeliveryRig

POST, UPDATE, PUBLISH = "chat.postMessage", "chat.update", "views.publish"


async def test_too_fast_holds_up_that_channel_and_no_other(rig: DeliveryRig) -> None:
    rig.slack.faults.add(
        How.RATELIMITED, POST, retry_after=30, when=lambda args: args["channel"][0] == "C"
    )
    rig.queue(rig.post("card"), rig.notice("one"))
    await rig.deliver()
    await rig.slack.expectations.expect_dm("maria")
    await rig.pass_by(seconds=29)
    assert rig.waiting() == {NoticeState.PENDING: 1}
    await rig.pass_by(seconds=2)
    await rig.slack.expectations.expect_post("#launch", "Contract import is stuck")
    assert len(rig.said()) == 2


async def test_too_fast_holds_up_every_replica_and_keeps_their_order(rig: DeliveryRig) -> None:
    """The more urgent notice is queued last and still leaves first."""
    rig.slack.faults.add(How.RATELIMITED, POST, retry_after=30)
    rig.queue(rig.notice("reminder"))
    await rig.deliver()
    rig.queue(rig.notice("lead", kind=NoticeKind.ESCALATION))
    rig.clock.advance(seconds=29)
    another = rig.another()
    loop = asyncio.create_task(another.run())
    await another.drained()
    assert len(rig.slack.recorder.calls(POST)) == 1, "it has heard from the first one"
    rig.clock.advance(seconds=2)
    await another.drained()
    another.stop()
    await loop
    with rig.context.database.read(rig.context.workspace) as tx:
        rows = queue.of_message(tx, channel=rig.said()[0].channel, ts=rig.said()[0].ts)
    assert [row.notice.key for row in rows] == ["lead"]
    assert len(rig.said()) == 2


async def test_no_connection_leaves_no_doubt(rig_on_a_file: DeliveryRig) -> None:
    """Slack cannot have what never left: send it again without a search."""
    rig = rig_on_a_file
    there = rig.client.base_url
    rig.client.base_url = "http://127.0.0.1:1/api/"
    rig.queue(rig.notice("one"))
    await rig.deliver()
    assert rig.waiting() == {NoticeState.PENDING: 1}
    assert rig.delivery.breaker.fault == "no_connection"
    rig.client.base_url = there
    await rig.pass_by(seconds=1)
    assert rig.delivery.breaker.fault == ""
    assert len(rig.said()) == 1
    assert rig.slack.recorder.calls("conversations.history") == []


async def test_without_a_connection_it_tries_ever_more_rarely(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.client.base_url = "http://127.0.0.1:1/api/"
    rig.queue(*(rig.notice(f"n{n}", recipient=f"U{n}") for n in range(20)))
    await rig.deliver()
    first = rig.delivery.counts["later"]
    assert first <= IN_FLIGHT
    for _ in range(3600):
        await rig.pass_by(seconds=1)
    tries = rig.delivery.counts["later"] - first
    assert 3600 / 60 <= tries <= 3600 / 30 + 10, "a rest lasts from half a minute to a whole one"
    assert rig.waiting() == {NoticeState.PENDING: 20}


@pytest.mark.parametrize("code", sorted(responses.SHUT_OUT | {"missing_scope"}))
async def test_while_we_are_shut_out_nothing_is_parked_and_nothing_lost(
    rig_on_a_file: DeliveryRig, code: str
) -> None:
    rig = rig_on_a_file
    shut = rig.slack.faults.add(How.ERROR, POST, code=code, times=None)
    rig.queue(rig.notice("one"), rig.post("card"))
    await rig.deliver()
    await rig.pass_by(hours=6)
    assert rig.delivery.breaker.fault == code
    assert rig.waiting() == {NoticeState.PENDING: 2}
    shut.times = 0
    await rig.pass_by(minutes=1)
    assert rig.delivery.breaker.fault == ""
    assert rig.waiting() == {}
    assert len(rig.said()) == 2


async def test_a_lost_answer_waits_for_the_end_of_being_shut_out(
    rig_on_a_file: DeliveryRig,
) -> None:
    """However long that takes, we search before we send anything again."""
    rig = rig_on_a_file
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    rig.slack.engine.token_error = "token_revoked"
    for _ in range(60):
        await rig.pass_by(minutes=5)
    rig.slack.engine.token_error = None
    await rig.pass_by(minutes=1)
    assert rig.waiting() == {}
    assert len(rig.said()) == 1
    assert len(rig.slack.recorder.calls(POST)) == 1


async def test_after_hours_of_too_fast_what_matters_most_goes_first(rig: DeliveryRig) -> None:
    """Escalations before the rest, each oldest first."""
    fast = rig.slack.faults.add(How.RATELIMITED, POST, retry_after=3600, times=None)
    start = rig.clock()
    kinds = [NoticeKind.CHANGED, NoticeKind.ESCALATION] * 4
    for minute, kind in enumerate(kinds):
        rig.clock.now = start + timedelta(minutes=minute)
        rig.queue(rig.post(f"{kind} {minute}", kind=kind))
        await rig.deliver()
    for _ in range(5):
        await rig.pass_by(hours=1)
    assert fast.used <= 6, "nobody insists"
    fast.times = 0
    await rig.pass_by(hours=1)
    with rig.context.database.read(rig.context.workspace) as tx:
        rows = [
            queue.of_message(tx, channel=message.channel, ts=message.ts) for message in rig.said()
        ]
    assert [row.notice.key for (row,) in rows] == [
        *("escalation 1", "escalation 3", "escalation 5", "escalation 7"),
        *("changed 0", "changed 2", "changed 4", "changed 6"),
    ]


async def test_too_fast_for_an_edit_holds_all_edits_and_no_post(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    rig.slack.faults.add(How.RATELIMITED, UPDATE, retry_after=30)
    [card] = rig.said()
    where = {"kind": NoticeKind.EDIT, "facts": {"ts": card.ts, "version": "1"}}
    rig.queue(rig.post("edit", **where))
    await rig.deliver()
    rig.queue(rig.post("another edit", **where | {"recipient": card.channel}))
    rig.queue(rig.notice("one"), rig.post("aloud", kind=NoticeKind.ESCALATION))
    await rig.deliver()
    assert len(rig.said()) == 3, "posts go out, to the same channel too"
    assert len(rig.slack.recorder.calls(UPDATE)) == 1
    await rig.pass_by(seconds=31)
    assert rig.waiting() == {}
    assert len(rig.slack.recorder.calls(UPDATE)) == 3


async def test_too_fast_for_one_recipient_after_another_holds_all_posts(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(How.RATELIMITED, POST, retry_after=30, times=2)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    rig.queue(rig.notice("two", recipient=rig.user("tom")))
    await rig.deliver()
    rig.queue(rig.post("card"))
    await rig.deliver()
    assert len(rig.slack.recorder.calls(POST)) == 2, "the workspace's limit is met"
    await rig.pass_by(seconds=31)
    assert len(rig.said()) == 3


async def test_too_fast_for_one_home_tab_holds_them_all(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(How.RATELIMITED, PUBLISH, retry_after=30)
    names = ("maria", "tom")
    with rig.context.database.write(rig.context.workspace) as tx:
        for name in names:
            home_tabs.opened(tx, rig.user(name), now=rig.clock())
    for _ in range(3):
        await rig.deliver()
    assert len(rig.slack.recorder.calls(PUBLISH)) == 1
    await rig.pass_by(minutes=2)
    assert len(rig.slack.recorder.calls(PUBLISH)) == 3
