"""Each notice in the outbox reaches Slack exactly once, whatever goes wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.delivery import send as sender
from bot.delivery.loop import Delivery
from bot.delivery.throttle import POST_GAP
from bot.slack import client as slack_client
from escalation.notices.notice import NoticeKind, NoticeState, Place
from messages.slack.api_calls import MAYBE_AGAIN
from playground.state.faults import How
from storage import home_tabs
from storage.engine.database import Database
from tests.support.bots.delivery_rig import DeliveryRig, a_rig
from tests.support.bots.playground_bot import a_manifest
from workflows.outbox import dispatch
from workflows.outbox.result import Later

POST = "chat.postMessage"


@asynccontextmanager
async def a_patient_delivery(rig: DeliveryRig) -> AsyncIterator[Delivery]:
    """A second running delivery whose calls hang for as long as Slack lets them."""
    async with slack_client.connected(
        token=rig.slack.bot_token, url=rig.slack.api_url, patience=timedelta(minutes=5)
    ) as rig.client:
        delivery = rig.another()
        running = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            delivery.stop(timedelta(0))
            await running


async def test_a_reminder_arrives_once_and_carries_an_opaque_token(rig: DeliveryRig) -> None:
    rig.queue(rig.notice("one"))
    await rig.deliver()
    message = await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")
    assert message.metadata is not None
    assert message.metadata["event_type"] == "backstop_notice"
    [token] = message.metadata["event_payload"].values()
    assert len(token) == 32
    assert rig.waiting() == {}
    await rig.pass_by(hours=2)
    assert len(rig.said()) == 1


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize(
    ("how", "options"),
    [
        (How.ERROR, {"code": "internal_error"}),
        (How.ERROR, {"code": "fatal_error"}),
        (How.ERROR, {"code": "service_unavailable"}),
        (How.ERROR, {"code": "request_timeout"}),
        (How.STATUS, {"status": 500}),
        (How.STATUS, {"status": 503}),
        (How.RESET, {}),
        (How.HANG, {"seconds": 0.05}),
        (How.MALFORMED, {}),
        (How.HTML, {}),
        (How.TRUNCATED, {}),
        (How.HUGE, {}),
    ],
)
async def test_after_a_lost_answer_it_is_looked_for_and_never_sent_twice(
    rig_on_a_file: DeliveryRig, how: How, options: dict[str, object], accepted: bool
) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(how, POST, accepted=accepted, **options)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    assert rig.waiting() == {NoticeState.UNKNOWN: 1}
    await rig.pass_by(seconds=59)
    assert rig.waiting() == {NoticeState.UNKNOWN: 1}, "looked for while Slack may still take it"
    await rig.pass_by(seconds=2)
    assert rig.waiting() == {}
    assert len(rig.said()) == 1
    assert len(rig.slack.recorder.calls(POST)) == (1 if accepted else 2)


async def test_what_slack_takes_late_is_found(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    late = rig.slack.faults.add(How.LATE, POST)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    assert rig.said() == []
    rig.clock.advance(seconds=50)
    late.release()
    await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")
    await rig.pass_by(seconds=11)
    assert rig.waiting() == {}
    assert len(rig.said()) == 1


async def test_a_lost_reply_is_looked_for_in_its_thread(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    card = await rig.slack.expectations.expect_post("#launch", "Contract import is stuck")
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    rig.queue(
        rig.post("reply", kind=NoticeKind.ESCALATION, place=Place.THREAD, facts={"rung": "0"})
    )
    await rig.deliver()
    await rig.pass_by(seconds=61)
    assert rig.waiting() == {}
    assert len(rig.slack.expectations.thread("#launch", card.ts)) == 1


async def test_a_history_that_lags_is_believed_only_after_the_quiet_time(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.slack.engine.history_lag = 30.0
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    await rig.pass_by(seconds=61)
    assert len(rig.said()) == 1


async def test_without_history_it_is_sent_again_after_half_an_hour_and_says_so(
    database: Database,
) -> None:
    scopes = [
        "commands",
        "chat:write",
        "users:read",
        "channels:read",
        "groups:read",
        "im:write",
    ]
    async with a_rig(database, manifest=a_manifest(scopes=scopes)) as rig:
        rig.slack.faults.add(How.RESET, POST, accepted=True)
        rig.queue(rig.notice("one"))
        await rig.deliver()
        for _ in range(29):
            await rig.pass_by(seconds=61)
        assert len(rig.said()) == 1
        assert rig.waiting() == {NoticeState.UNKNOWN: 1}
        await rig.pass_by(seconds=61)
        first, again = rig.said()
        assert MAYBE_AGAIN not in first.text
        assert MAYBE_AGAIN in again.text
        assert rig.waiting() == {}


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_a_refusal_is_not_repeated(rig_on_a_file: DeliveryRig, code: str) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(How.ERROR, POST, code=code, when=lambda args: "C" in args["channel"])
    rig.queue(rig.post("card"))
    await rig.deliver()
    await rig.pass_by(hours=3)
    to_channel = [c for c in rig.slack.recorder.calls(POST) if c["channel"][0] == "C"]
    assert len(to_channel) == 1


async def test_posts_to_one_channel_keep_a_second_apart(sqlite: Database) -> None:
    """So Slack never has to rate-limit us; here its second is a fifth as long."""
    gap = POST_GAP / 5
    async with a_rig(sqlite, throttle=gap, seconds=time.monotonic) as rig:
        rig.slack.engine.throttle.post_gap /= 5
        for name in ("a", "b", "c"):
            rig.queue(rig.post(name, kind=NoticeKind.CHANGED))
        started = time.monotonic()
        await rig.deliver()
        assert len(rig.said()) == 3
        assert time.monotonic() - started >= 2 * gap.total_seconds()
        assert rig.delivery.counts == {"sent": 3}


async def test_many_people_are_told_at_once(rig: DeliveryRig) -> None:
    names = [f"p{number}" for number in range(20)]
    people = [rig.slack.add_person(name) for name in names]
    rig.queue(*(rig.notice(person.id, recipient=person.id) for person in people))
    await rig.deliver()
    assert len(rig.said()) == 20


async def test_home_tabs_that_hang_keep_no_message_back(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    hangs = rig.slack.faults.add(How.HANG, "views.publish", times=None)
    for number in range(10):
        with rig.context.database.write(rig.context.workspace) as tx:
            home_tabs.opened(tx, f"U{number}", now=rig.clock())
        rig.delivery.wake()
        for _ in range(5):
            await rig.client.api_test()
    while not hangs.used:
        await rig.client.api_test()
    assert hangs.used < 4, "each takes the place of a message"
    rig.queue(rig.notice("one"))
    rig.delivery.wake()
    await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")


async def test_a_search_for_repeats_that_hangs_keeps_no_home_tab_back(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    await rig.deliver()
    await rig.pass_by(minutes=2)
    await rig.stop()
    hangs = rig.slack.faults.add(How.HANG, "conversations.history")
    rig.clock.advance(hours=1)
    async with a_patient_delivery(rig) as delivery:
        while not hangs.used:
            await rig.client.api_test()
        with rig.context.database.write(rig.context.workspace) as tx:
            home_tabs.opened(tx, rig.user("maria"), now=rig.clock())
        delivery.wake()
        slack = rig.slack
        assert await slack.workspace.signal.until(lambda: slack.expectations.home_of("maria"))
        hangs.release()


async def test_an_old_claim_is_given_back_untried(rig_on_a_file: DeliveryRig) -> None:
    """Another bot may hold the lease by now."""
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    [call] = dispatch.take(rig.context, rig.clock())
    outcome = await sender.send(rig.client, call, in_time=lambda: False, bot_id="B0BOT")
    assert outcome == Later()
    assert rig.said() == []


async def test_after_a_crash_between_slack_and_the_database_it_is_found(rig: DeliveryRig) -> None:
    await _crash_after_posting(rig)
    await rig.pass_by(seconds=89)
    assert rig.waiting() == {NoticeState.SENDING: 1}
    await rig.pass_by(seconds=2)
    assert rig.waiting() == {}
    assert len(rig.said()) == 1


async def test_after_a_crash_before_the_call_it_is_sent(rig: DeliveryRig) -> None:
    rig.queue(rig.notice("one"))
    assert len(dispatch.take(rig.context, rig.clock())) == 1
    await rig.pass_by(seconds=91)
    assert rig.waiting() == {}
    assert len(rig.said()) == 1


async def test_a_frozen_delivery_cannot_overwrite_what_came_after(rig: DeliveryRig) -> None:
    call = await _crash_after_posting(rig)
    await rig.pass_by(seconds=91)
    dispatch.finish(rig.context, call, Later(), now=rig.clock())
    await rig.deliver()
    assert rig.waiting() == {}
    assert len(rig.said()) == 1


async def _crash_after_posting(rig: DeliveryRig) -> dispatch.OutgoingCall:
    rig.queue(rig.notice("one"))
    [call] = dispatch.take(rig.context, rig.clock())
    await rig.client.api_call(call.method, json=call.args)
    return call


async def test_a_call_that_hangs_at_the_end_is_looked_for_after_the_restart(
    rig: DeliveryRig,
) -> None:
    first = rig.another()
    loop = asyncio.create_task(first.run())
    await rig.stop()
    rig.slack.faults.add(How.HANG, POST, accepted=True)
    rig.queue(rig.notice("one"))
    first.wake()
    await rig.slack.expectations.expect_dm("maria", "Contract import is stuck")
    first.stop(within=timedelta(seconds=0.1))
    await loop
    assert rig.waiting() == {NoticeState.UNKNOWN: 1}
    second = rig.another()
    loop = asyncio.create_task(second.run())
    rig.clock.advance(seconds=61)
    await second.drained()
    second.stop()
    await loop
    assert rig.waiting() == {}
    assert len(rig.said()) == 1


async def test_what_is_claimed_while_it_stops_is_given_back_before_it_has_ended(
    rig: DeliveryRig,
) -> None:
    await rig.stop()
    rig.queue(rig.notice("one"))

    def stopped_meanwhile() -> datetime:
        last.stop()
        return rig.clock()

    last = rig.another(believed=stopped_meanwhile)
    await last.run()
    assert rig.waiting() == {NoticeState.PENDING: 1}


async def test_what_may_be_said_twice_is_the_edit_of_a_card(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    card = await rig.slack.expectations.expect_post("#launch")
    edit = rig.post("edit", kind=NoticeKind.EDIT, facts={"ts": card.ts})
    rig.slack.faults.add(How.RESET, "chat.update", accepted=True)
    rig.queue(edit)
    await rig.deliver()
    await rig.pass_by(seconds=6)
    assert rig.waiting() == {}
    assert len(rig.slack.recorder.calls("chat.update")) == 2
    assert len(rig.said()) == 1
