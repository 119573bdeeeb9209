"""Each notice in the outbox reaches Slack exactly once, whatever goes wrong on the way."""

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
from messages.slack.calls import MAYBE_AGAIN
from playground.state.faults import How
from storage import homes
from storage.engine.database import Database
from tests.support.bots.delivery_office import Office, an_office
from tests.support.bots.playground_bot import a_manifest
from workflows.outbox import dispatch
from workflows.outbox.result import Later

POST = "chat.postMessage"


@asynccontextmanager
async def a_patient_delivery(office: Office) -> AsyncIterator[Delivery]:
    """Another one that runs, whose calls hang for as long as Slack lets them."""
    async with slack_client.connected(
        token=office.slack.bot_token, url=office.slack.api_url, patience=timedelta(minutes=5)
    ) as office.client:
        delivery = office.another()
        running = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            delivery.stop(timedelta(0))
            await running


async def test_a_reminder_arrives_once_and_carries_an_opaque_token(office: Office) -> None:
    office.queue(office.notice("one"))
    await office.deliver()
    message = await office.slack.expectations.expect_dm("maria", "Contract import is stuck")
    assert message.metadata is not None
    assert message.metadata["event_type"] == "backstop_notice"
    [token] = message.metadata["event_payload"].values()
    assert len(token) == 32
    assert office.waiting() == {}
    await office.pass_by(hours=2)
    assert len(office.said()) == 1


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
    office_on_a_file: Office, how: How, options: dict[str, object], accepted: bool
) -> None:
    office = office_on_a_file
    office.slack.faults.add(how, POST, accepted=accepted, **options)
    office.queue(office.notice("one"))
    await office.deliver()
    assert office.waiting() == {NoticeState.UNKNOWN: 1}
    await office.pass_by(seconds=59)
    assert office.waiting() == {NoticeState.UNKNOWN: 1}, "looked for while Slack may still take it"
    await office.pass_by(seconds=2)
    assert office.waiting() == {}
    assert len(office.said()) == 1
    assert len(office.slack.recorder.calls(POST)) == (1 if accepted else 2)


async def test_what_slack_takes_late_is_found(office: Office) -> None:
    late = office.slack.faults.add(How.LATE, POST)
    office.queue(office.notice("one"))
    await office.deliver()
    assert office.said() == []
    office.clock.advance(seconds=50)
    late.release()
    await office.slack.expectations.expect_dm("maria", "Contract import is stuck")
    await office.pass_by(seconds=11)
    assert office.waiting() == {}
    assert len(office.said()) == 1


async def test_a_lost_reply_is_looked_for_in_its_thread(office: Office) -> None:
    office.queue(office.post("card"))
    await office.deliver()
    card = await office.slack.expectations.expect_post("#launch", "Contract import is stuck")
    office.slack.faults.add(How.RESET, POST, accepted=True)
    office.queue(
        office.post("reply", kind=NoticeKind.ESCALATION, place=Place.THREAD, facts={"rung": "0"})
    )
    await office.deliver()
    await office.pass_by(seconds=61)
    assert office.waiting() == {}
    assert len(office.slack.expectations.thread("#launch", card.ts)) == 1


async def test_a_history_that_lags_is_believed_only_after_the_quiet_time(office: Office) -> None:
    office.slack.engine.history_lag = 30.0
    office.slack.faults.add(How.RESET, POST, accepted=True)
    office.queue(office.notice("one"))
    await office.deliver()
    await office.pass_by(seconds=61)
    assert len(office.said()) == 1


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
    async with an_office(database, manifest=a_manifest(scopes=scopes)) as office:
        office.slack.faults.add(How.RESET, POST, accepted=True)
        office.queue(office.notice("one"))
        await office.deliver()
        for _ in range(29):
            await office.pass_by(seconds=61)
        assert len(office.said()) == 1
        assert office.waiting() == {NoticeState.UNKNOWN: 1}
        await office.pass_by(seconds=61)
        first, again = office.said()
        assert MAYBE_AGAIN not in first.text
        assert MAYBE_AGAIN in again.text
        assert office.waiting() == {}


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_a_refusal_is_not_repeated(office_on_a_file: Office, code: str) -> None:
    office = office_on_a_file
    office.slack.faults.add(How.ERROR, POST, code=code, when=lambda args: "C" in args["channel"])
    office.queue(office.post("card"))
    await office.deliver()
    await office.pass_by(hours=3)
    to_channel = [c for c in office.slack.recorder.calls(POST) if c["channel"][0] == "C"]
    assert len(to_channel) == 1


async def test_posts_to_one_channel_keep_a_second_apart(sqlite: Database) -> None:
    """So Slack never has to refuse one as too fast; here it wants a fifth of its second."""
    gap = POST_GAP / 5
    async with an_office(sqlite, pace=gap, seconds=time.monotonic) as office:
        office.slack.engine.throttle.post_gap /= 5
        for name in ("a", "b", "c"):
            office.queue(office.post(name, kind=NoticeKind.CHANGED))
        started = time.monotonic()
        await office.deliver()
        assert len(office.said()) == 3
        assert time.monotonic() - started >= 2 * gap.total_seconds()
        assert office.delivery.counts == {"sent": 3}


async def test_many_people_are_told_at_once(office: Office) -> None:
    names = [f"p{number}" for number in range(20)]
    people = [office.slack.add_person(name) for name in names]
    office.queue(*(office.notice(person.id, recipient=person.id) for person in people))
    await office.deliver()
    assert len(office.said()) == 20


async def test_home_tabs_that_hang_keep_no_message_back(office: Office) -> None:
    hangs = office.slack.faults.add(How.HANG, "views.publish", times=None)
    for number in range(10):
        with office.context.database.write(office.context.workspace) as tx:
            homes.opened(tx, f"U{number}", now=office.clock())
        office.delivery.wake()
        for _ in range(5):
            await office.client.api_test()
    while not hangs.used:
        await office.client.api_test()
    assert hangs.used < 4, "each takes the place of a message"
    office.queue(office.notice("one"))
    office.delivery.wake()
    await office.slack.expectations.expect_dm("maria", "Contract import is stuck")


async def test_a_search_for_repeats_that_hangs_keeps_no_home_tab_back(office: Office) -> None:
    office.queue(office.notice("one"))
    office.slack.faults.add(How.RESET, POST, accepted=True)
    await office.deliver()
    await office.pass_by(minutes=2)
    await office.stop()
    hangs = office.slack.faults.add(How.HANG, "conversations.history")
    office.clock.advance(hours=1)
    async with a_patient_delivery(office) as delivery:
        while not hangs.used:
            await office.client.api_test()
        with office.context.database.write(office.context.workspace) as tx:
            homes.opened(tx, office.user("maria"), now=office.clock())
        delivery.wake()
        slack = office.slack
        assert await slack.workspace.signal.until(lambda: slack.expectations.home_of("maria"))
        hangs.release()


async def test_an_old_claim_is_given_back_untried(office: Office) -> None:
    """Another bot may hold the lease by now."""
    office.queue(office.notice("one"))
    [call] = dispatch.take(office.context, office.clock())
    outcome = await sender.send(office.client, call, in_time=lambda: False, bot_id="B0BOT")
    assert outcome == Later()
    assert office.said() == []


async def test_after_a_crash_between_slack_and_the_database_it_is_found(office: Office) -> None:
    await _crash_after_posting(office)
    await office.pass_by(seconds=89)
    assert office.waiting() == {NoticeState.SENDING: 1}
    await office.pass_by(seconds=2)
    assert office.waiting() == {}
    assert len(office.said()) == 1


async def test_after_a_crash_before_the_call_it_is_sent(office: Office) -> None:
    office.queue(office.notice("one"))
    assert len(dispatch.take(office.context, office.clock())) == 1
    await office.pass_by(seconds=91)
    assert office.waiting() == {}
    assert len(office.said()) == 1


async def test_a_frozen_delivery_cannot_overwrite_what_came_after(office: Office) -> None:
    call = await _crash_after_posting(office)
    await office.pass_by(seconds=91)
    dispatch.finish(office.context, call, Later(), now=office.clock())
    await office.deliver()
    assert office.waiting() == {}
    assert len(office.said()) == 1


async def _crash_after_posting(office: Office) -> dispatch.OutgoingCall:
    office.queue(office.notice("one"))
    [call] = dispatch.take(office.context, office.clock())
    await office.client.api_call(call.method, json=call.args)
    return call


async def test_a_call_that_hangs_at_the_end_is_looked_for_after_the_restart(
    office: Office,
) -> None:
    first = office.another()
    loop = asyncio.create_task(first.run())
    await office.stop()
    office.slack.faults.add(How.HANG, POST, accepted=True)
    office.queue(office.notice("one"))
    first.wake()
    await office.slack.expectations.expect_dm("maria", "Contract import is stuck")
    first.stop(within=timedelta(seconds=0.1))
    await loop
    assert office.waiting() == {NoticeState.UNKNOWN: 1}
    second = office.another()
    loop = asyncio.create_task(second.run())
    office.clock.advance(seconds=61)
    await second.drained()
    second.stop()
    await loop
    assert office.waiting() == {}
    assert len(office.said()) == 1


async def test_what_is_claimed_while_it_stops_is_given_back_before_it_has_ended(
    office: Office,
) -> None:
    await office.stop()
    office.queue(office.notice("one"))

    def stopped_meanwhile() -> datetime:
        last.stop()
        return office.clock()

    last = office.another(believed=stopped_meanwhile)
    await last.run()
    assert office.waiting() == {NoticeState.PENDING: 1}


async def test_what_may_be_said_twice_is_the_edit_of_a_card(office: Office) -> None:
    office.queue(office.post("card"))
    await office.deliver()
    card = await office.slack.expectations.expect_post("#launch")
    edit = office.post("edit", kind=NoticeKind.EDIT, facts={"ts": card.ts})
    office.slack.faults.add(How.RESET, "chat.update", accepted=True)
    office.queue(edit)
    await office.deliver()
    await office.pass_by(seconds=6)
    assert office.waiting() == {}
    assert len(office.slack.recorder.calls("chat.update")) == 2
    assert len(office.said()) == 1
