"""An hour after an uncertain send, the bot looks again and deletes a duplicate."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.delivery import send as sender
from escalation.events import Event
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, NoticeState, Place
from messages.slack.api_calls import MAYBE_AGAIN
from playground.state.faults import How
from storage.checks import audit
from storage.checks.audit import Trouble
from storage.engine.database import Database
from storage.facts_json import encoded
from storage.items import history, store
from storage.tables.notices import NOTICE
from tests.support.bots.delivery_rig import DeliveryRig, a_rig
from tests.support.bots.playground_bot import a_manifest
from tests.support.context_fixtures import moved
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall

POST = "chat.postMessage"
DELETE = "chat.delete"
HOUR = timedelta(hours=1)
WITHOUT_HISTORY = ["commands", "chat:write", "users:read", "channels:read", "groups:read"]


async def frozen_before_the_packet(rig: DeliveryRig) -> OutgoingCall:
    """A process freezes while holding its claim, until another has sent the message."""
    [call] = dispatch.take(rig.context, rig.clock())
    await rig.pass_by(seconds=91)
    assert len(rig.said()) == 1
    return call


async def post(rig: DeliveryRig, call: OutgoingCall) -> str:
    """The frozen process wakes up and does what it was about to do."""
    return str((await rig.client.api_call(call.method, json=call.args))["ts"])


def repaired(rig: DeliveryRig) -> list[Event]:
    with rig.context.database.read(rig.context.workspace) as tx:
        events = history.timeline(tx, rig.item.id)
    return [event for event in events if event.action == "repaired"]


async def test_the_later_of_two_goes_after_an_hour_and_the_history_says_so(
    rig: DeliveryRig,
) -> None:
    rig.queue(rig.notice("one"))
    call = await frozen_before_the_packet(rig)
    first = rig.said()[0]
    later = await post(rig, call)
    await rig.pass_by(minutes=58)
    assert len(rig.said()) == 2
    await rig.pass_by(minutes=3)
    assert rig.said() == [first]
    [event] = repaired(rig)
    assert (encoded(event.facts)["kept"], encoded(event.facts)["deleted"]) == (first.ts, later)
    await rig.pass_by(hours=3)
    assert len(rig.slack.recorder.calls(DELETE)) == 1


async def test_what_is_there_once_is_looked_at_once_more_and_left_alone(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    rig.queue(rig.notice("one"))
    await rig.deliver()
    await rig.pass_by(seconds=61)
    looked = len(rig.slack.recorder.calls("conversations.history"))
    for _ in range(3):
        await rig.pass_by(hours=1, seconds=1)
    assert len(rig.slack.recorder.calls("conversations.history")) == looked + 1
    assert len(rig.said()) == 1
    assert repaired(rig) == []


async def test_what_went_well_at_once_is_never_looked_at(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    await rig.deliver()
    await rig.pass_by(hours=3)
    assert rig.slack.recorder.calls("conversations.history") == []


async def test_a_reply_that_is_there_twice_is_found_in_its_thread(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    with rig.context.database.read(rig.context.workspace) as tx:
        card = store.get_many(tx, [rig.item.id])[rig.item.id].card_ts
    line = {"kind": NoticeKind.ESCALATION, "place": Place.THREAD, "facts": {"rung": "0"}}
    rig.queue(rig.post("reply", **line))
    [call] = dispatch.take(rig.context, rig.clock())
    await rig.pass_by(seconds=91)
    await post(rig, call)
    await rig.pass_by(hours=1, seconds=1)
    assert len(rig.slack.expectations.thread("#launch", card)) == 1


async def test_of_two_cards_the_one_with_a_thread_stays_and_is_the_card_from_then_on(
    rig: DeliveryRig,
) -> None:
    rig.queue(rig.post("card"))
    call = await frozen_before_the_packet(rig)
    second = await post(rig, call)
    under: dict[str, Any] = {"channel": rig.item.channel, "thread_ts": second}
    await rig.client.chat_postMessage(**under, text="already called them")
    await rig.pass_by(hours=1, seconds=1)
    assert [message.ts for message in rig.said() if not message.is_reply] == [second]
    with rig.context.database.read(rig.context.workspace) as tx:
        assert store.get_many(tx, [rig.item.id])[rig.item.id].card_ts == second
    assert rig.slack.recorder.calls("chat.update")[-1]["ts"] == second


async def test_of_two_messages_to_a_person_the_one_answered_in_its_thread_stays(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    call = await frozen_before_the_packet(rig)
    second = await post(rig, call)
    where = rig.said()[0].channel
    await rig.client.chat_postMessage(channel=where, thread_ts=second, text="on it")
    await rig.pass_by(hours=1, seconds=1)
    assert [message.ts for message in rig.said() if not message.is_reply] == [second]
    assert rig.slack.recorder.calls("chat.update")[-1]["ts"] == second


async def test_what_is_said_after_it_was_taken_back_goes_as_well(rig: DeliveryRig) -> None:
    rig.queue(rig.notice("one"))
    [call] = dispatch.take(rig.context, rig.clock())
    moved(rig.context, rig.item, Move.RESOLVE, actor=rig.item.owner, now=rig.clock())
    await rig.pass_by(seconds=91)
    late = await post(rig, call)
    await rig.pass_by(minutes=58)
    assert late in [message.ts for message in rig.said()]
    await rig.pass_by(minutes=3)
    assert late not in [message.ts for message in rig.said()]
    [event] = repaired(rig)
    assert (encoded(event.facts)["kept"], encoded(event.facts)["deleted"]) == ("", late)


async def half_of_a_bundle_falls_away(rig: DeliveryRig) -> None:
    """A bundle of two gets no answer, and one of its items is closed before the resend."""
    other = rig.another_item()
    rig.queue(rig.notice("one"), rig.notice("two", item_id=other.id))
    rig.slack.faults.add(How.RESET, POST)
    await rig.deliver()
    moved(rig.context, other, Move.RESOLVE, actor=other.owner, now=rig.clock())
    await rig.pass_by(seconds=61)


async def test_what_fell_away_from_a_bundle_takes_nothing_with_it(rig: DeliveryRig) -> None:
    await half_of_a_bundle_falls_away(rig)
    [reminder] = rig.slack.expectations.dms_to("maria")
    await rig.pass_by(hours=3)
    assert rig.slack.expectations.dms_to("maria") == [reminder]
    with rig.context.database.read(rig.context.workspace) as tx:
        found = audit.findings(tx, now=rig.clock(), patience=HOUR)
    assert Trouble.UNREPAIRED not in {finding.trouble for finding in found}


async def test_what_the_outbox_knows_as_said_is_never_taken_for_taken_back(
    rig_on_a_file: DeliveryRig,
) -> None:
    """An older Backstop left doubts about what fell away, and settled those about what was said."""
    rig = rig_on_a_file
    await half_of_a_bundle_falls_away(rig)
    settled = update(NOTICE).where(NOTICE.c.key == "one").values(repair_at=None)
    with rig.context.database.write_all() as tx:
        assert tx.execute(settled).rowcount == 1
    [reminder] = rig.slack.expectations.dms_to("maria")
    await rig.pass_by(hours=3)
    assert rig.slack.expectations.dms_to("maria") == [reminder]


async def test_two_that_delete_at_once_do_no_harm(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    await post(rig, await frozen_before_the_packet(rig))
    rig.slack.faults.add(How.ERROR, DELETE, code="message_not_found", accepted=True)
    await rig.pass_by(hours=1, seconds=1)
    assert len(rig.said()) == 1
    assert len(repaired(rig)) == 1


async def test_a_delete_that_fails_is_tried_again_an_hour_later(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    await post(rig, await frozen_before_the_packet(rig))
    rig.slack.faults.add(How.STATUS, DELETE, status=503)
    await rig.pass_by(hours=1, seconds=1)
    assert len(rig.said()) == 2
    await rig.pass_by(hours=1, seconds=1)
    assert len(rig.said()) == 1


async def test_a_delete_whose_answer_is_lost_is_in_the_history_all_the_same(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    await post(rig, await frozen_before_the_packet(rig))
    rig.slack.faults.add(How.RESET, DELETE, accepted=True)
    await rig.pass_by(hours=1, seconds=1)
    assert (len(rig.said()), len(repaired(rig))) == (1, 0)
    await rig.pass_by(hours=1, seconds=1)
    assert (len(rig.said()), len(repaired(rig))) == (1, 1)


async def test_of_three_the_history_names_both_that_went_despite_a_lost_answer(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    call = await frozen_before_the_packet(rig)
    second, third = [await post(rig, call) for _ in range(2)]
    rig.slack.faults.add(How.RESET, DELETE, accepted=True)
    await rig.pass_by(hours=1, seconds=1)
    assert [message.ts for message in rig.said()][1:] == [third]
    await rig.pass_by(hours=1, seconds=1)
    [event] = repaired(rig)
    assert encoded(event.facts)["deleted"] == f"{second},{third}"


async def test_a_history_that_stays_unreadable_is_given_up_after_a_day(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    rig.queue(rig.notice("one"))
    await post(rig, await frozen_before_the_packet(rig))
    shut = rig.slack.faults.add(
        How.ERROR, "conversations.history", code="missing_scope", times=None
    )
    for _ in range(30):
        await rig.pass_by(hours=1, seconds=1)
    assert len(rig.said()) == 2
    assert 23 <= shut.used <= 25


async def test_that_it_may_be_a_repeat_is_said_after_a_restart_too(database: Database) -> None:
    async with a_rig(database, manifest=a_manifest(scopes=WITHOUT_HISTORY)) as rig:
        rig.slack.faults.add(How.RESET, POST, accepted=True)
        rig.queue(rig.notice("one"))
        await rig.deliver()
        await rig.stop()
        rig.clock.advance(minutes=31)
        [looked_for] = dispatch.take(rig.context, rig.clock())
        dispatch.not_found(rig.context, looked_for, rig.clock(), certain=False)
        [again] = dispatch.take(rig.context, rig.clock())
        await sender.send(
            rig.client, again, in_time=lambda: True, bot_id=rig.slack.workspace.bot_id
        )
        assert MAYBE_AGAIN in rig.said()[-1].text
        assert rig.clock() - again.message.first_try_at > timedelta(minutes=30)
        assert rig.waiting() == {NoticeState.SENDING: 1}
