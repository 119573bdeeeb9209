"""When Slack takes nothing: it limits our rate, cannot be reached, or has shut us out."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.loop import IN_FLIGHT
from bot.slack import responses
from escalation.notices.notice import NoticeKind, NoticeState
from playground.state.faults import How
from storage import homes
from storage.outbox import queue
from tests.support.bots.delivery_office import Office

POST, UPDATE, PUBLISH = "chat.postMessage", "chat.update", "views.publish"


async def test_too_fast_holds_up_that_channel_and_no_other(office: Office) -> None:
    office.slack.faults.add(
        How.RATELIMITED, POST, retry_after=30, when=lambda args: args["channel"][0] == "C"
    )
    office.queue(office.post("card"), office.notice("one"))
    await office.deliver()
    await office.slack.expectations.expect_dm("maria")
    await office.pass_by(seconds=29)
    assert office.waiting() == {NoticeState.PENDING: 1}
    await office.pass_by(seconds=2)
    await office.slack.expectations.expect_post("#launch", "Contract import is stuck")
    assert len(office.said()) == 2


async def test_too_fast_holds_up_every_replica_and_keeps_their_order(office: Office) -> None:
    """The more urgent notice is queued last and still leaves first."""
    office.slack.faults.add(How.RATELIMITED, POST, retry_after=30)
    office.queue(office.notice("reminder"))
    await office.deliver()
    office.queue(office.notice("lead", kind=NoticeKind.ESCALATION))
    office.clock.advance(seconds=29)
    another = office.another()
    loop = asyncio.create_task(another.run())
    await another.drained()
    assert len(office.slack.recorder.calls(POST)) == 1, "it has heard from the first one"
    office.clock.advance(seconds=2)
    await another.drained()
    another.stop()
    await loop
    with office.context.database.read(office.context.workspace) as tx:
        rows = queue.of_message(tx, channel=office.said()[0].channel, ts=office.said()[0].ts)
    assert [row.notice.key for row in rows] == ["lead"]
    assert len(office.said()) == 2


async def test_no_connection_is_no_doubt(office: Office) -> None:
    """Slack cannot have what never left: it is sent again without looking."""
    there = office.client.base_url
    office.client.base_url = "http://127.0.0.1:1/api/"
    office.queue(office.notice("one"))
    await office.deliver()
    assert office.waiting() == {NoticeState.PENDING: 1}
    assert office.delivery.line.fault == "no_connection"
    office.client.base_url = there
    await office.pass_by(seconds=1)
    assert office.delivery.line.fault == ""
    assert len(office.said()) == 1
    assert office.slack.recorder.calls("conversations.history") == []


async def test_without_a_connection_it_tries_ever_more_rarely(office_on_a_file: Office) -> None:
    office = office_on_a_file
    office.client.base_url = "http://127.0.0.1:1/api/"
    office.queue(*(office.notice(f"n{n}", recipient=f"U{n}") for n in range(20)))
    await office.deliver()
    first = office.delivery.counts["later"]
    assert first <= IN_FLIGHT
    for _ in range(3600):
        await office.pass_by(seconds=1)
    tries = office.delivery.counts["later"] - first
    assert 3600 / 60 <= tries <= 3600 / 30 + 10, "a rest lasts from half a minute to a whole one"
    assert office.waiting() == {NoticeState.PENDING: 20}


@pytest.mark.parametrize("code", sorted(responses.SHUT_OUT | {"missing_scope"}))
async def test_while_we_are_shut_out_nothing_is_parked_and_nothing_lost(
    office_on_a_file: Office, code: str
) -> None:
    office = office_on_a_file
    shut = office.slack.faults.add(How.ERROR, POST, code=code, times=None)
    office.queue(office.notice("one"), office.post("card"))
    await office.deliver()
    await office.pass_by(hours=6)
    assert office.delivery.line.fault == code
    assert office.waiting() == {NoticeState.PENDING: 2}
    shut.times = 0
    await office.pass_by(minutes=1)
    assert office.delivery.line.fault == ""
    assert office.waiting() == {}
    assert len(office.said()) == 2


async def test_a_lost_answer_waits_for_the_end_of_being_shut_out(office: Office) -> None:
    """However long that lasts, it is looked for before anything is sent again."""
    office.slack.faults.add(How.RESET, POST, accepted=True)
    office.queue(office.notice("one"))
    await office.deliver()
    office.slack.engine.token_error = "token_revoked"
    for _ in range(60):
        await office.pass_by(minutes=5)
    office.slack.engine.token_error = None
    await office.pass_by(minutes=1)
    assert office.waiting() == {}
    assert len(office.said()) == 1
    assert len(office.slack.recorder.calls(POST)) == 1


async def test_after_hours_of_too_fast_what_matters_most_goes_first(office: Office) -> None:
    """Escalations before the rest, each oldest first."""
    fast = office.slack.faults.add(How.RATELIMITED, POST, retry_after=3600, times=None)
    start = office.clock()
    kinds = [NoticeKind.CHANGED, NoticeKind.ESCALATION] * 4
    for minute, kind in enumerate(kinds):
        office.clock.now = start + timedelta(minutes=minute)
        office.queue(office.post(f"{kind} {minute}", kind=kind))
        await office.deliver()
    for _ in range(5):
        await office.pass_by(hours=1)
    assert fast.used <= 6, "nobody insists"
    fast.times = 0
    await office.pass_by(hours=1)
    with office.context.database.read(office.context.workspace) as tx:
        rows = [
            queue.of_message(tx, channel=message.channel, ts=message.ts)
            for message in office.said()
        ]
    assert [row.notice.key for (row,) in rows] == [
        *("escalation 1", "escalation 3", "escalation 5", "escalation 7"),
        *("changed 0", "changed 2", "changed 4", "changed 6"),
    ]


async def test_too_fast_for_an_edit_holds_all_edits_and_no_post(office: Office) -> None:
    office.queue(office.post("card"))
    await office.deliver()
    office.slack.faults.add(How.RATELIMITED, UPDATE, retry_after=30)
    [card] = office.said()
    where = {"kind": NoticeKind.EDIT, "facts": {"ts": card.ts, "version": "1"}}
    office.queue(office.post("edit", **where))
    await office.deliver()
    office.queue(office.post("another edit", **where | {"recipient": card.channel}))
    office.queue(office.notice("one"), office.post("aloud", kind=NoticeKind.ESCALATION))
    await office.deliver()
    assert len(office.said()) == 3, "posts go out, to the same channel too"
    assert len(office.slack.recorder.calls(UPDATE)) == 1
    await office.pass_by(seconds=31)
    assert office.waiting() == {}
    assert len(office.slack.recorder.calls(UPDATE)) == 3


async def test_too_fast_for_one_recipient_after_another_holds_all_posts(office: Office) -> None:
    office.slack.faults.add(How.RATELIMITED, POST, retry_after=30, times=2)
    office.queue(office.notice("one"))
    await office.deliver()
    office.queue(office.notice("two", recipient=office.user("tom")))
    await office.deliver()
    office.queue(office.post("card"))
    await office.deliver()
    assert len(office.slack.recorder.calls(POST)) == 2, "the workspace's limit is met"
    await office.pass_by(seconds=31)
    assert len(office.said()) == 3


async def test_too_fast_for_one_home_tab_holds_them_all(office: Office) -> None:
    office.slack.faults.add(How.RATELIMITED, PUBLISH, retry_after=30)
    names = ("maria", "tom")
    with office.context.database.write(office.context.workspace) as tx:
        for name in names:
            homes.opened(tx, office.user(name), now=office.clock())
    for _ in range(3):
        await office.deliver()
    assert len(office.slack.recorder.calls(PUBLISH)) == 1
    await office.pass_by(minutes=2)
    assert len(office.slack.recorder.calls(PUBLISH)) == 3
