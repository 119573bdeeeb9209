"""An hour after an uncertain send, the bot looks again and deletes a duplicate."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.delivery import send as sender
from escalation.events import Event
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, NoticeState, Place
from messages.slack.calls import MAYBE_AGAIN
from playground.state.faults import How
from storage.checks import audit
from storage.checks.audit import Trouble
from storage.engine.database import Database
from storage.items import history, store
from storage.tables.core import NOTICE
from tests.support.bots.delivery_office import Office, an_office
from tests.support.bots.playground_bot import a_manifest
from tests.support.context_fixtures import moved
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall

POST = "chat.postMessage"
DELETE = "chat.delete"
HOUR = timedelta(hours=1)
WITHOUT_HISTORY = ["commands", "chat:write", "users:read", "channels:read", "groups:read"]


async def frozen_before_the_packet(office: Office) -> OutgoingCall:
    """A process stands still with its claim until the message has been sent by another."""
    [call] = dispatch.take(office.context, office.clock())
    await office.pass_by(seconds=91)
    assert len(office.said()) == 1
    return call


async def post(office: Office, call: OutgoingCall) -> str:
    """The frozen process goes on, and does what it was about to do."""
    return str((await office.client.api_call(call.method, json=call.args))["ts"])


def repaired(office: Office) -> list[Event]:
    with office.context.database.read(office.context.workspace) as tx:
        events = history.timeline(tx, office.item.id)
    return [event for event in events if event.action == "repaired"]


async def test_the_later_of_two_goes_after_an_hour_and_the_history_says_so(office: Office) -> None:
    office.queue(office.notice("one"))
    call = await frozen_before_the_packet(office)
    first = office.said()[0]
    later = await post(office, call)
    await office.pass_by(minutes=58)
    assert len(office.said()) == 2
    await office.pass_by(minutes=3)
    assert office.said() == [first]
    [event] = repaired(office)
    assert (event.facts["kept"], event.facts["deleted"]) == (first.ts, later)
    await office.pass_by(hours=3)
    assert len(office.slack.recorder.calls(DELETE)) == 1


async def test_what_is_there_once_is_looked_at_once_more_and_left_alone(office: Office) -> None:
    office.slack.faults.add(How.RESET, POST, accepted=True)
    office.queue(office.notice("one"))
    await office.deliver()
    await office.pass_by(seconds=61)
    looked = len(office.slack.recorder.calls("conversations.history"))
    for _ in range(3):
        await office.pass_by(hours=1, seconds=1)
    assert len(office.slack.recorder.calls("conversations.history")) == looked + 1
    assert len(office.said()) == 1
    assert repaired(office) == []


async def test_what_went_well_at_once_is_never_looked_at(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    await office.deliver()
    await office.pass_by(hours=3)
    assert office.slack.recorder.calls("conversations.history") == []


async def test_a_reply_that_is_there_twice_is_found_in_its_thread(office: Office) -> None:
    office.queue(office.post("card"))
    await office.deliver()
    with office.context.database.read(office.context.workspace) as tx:
        card = store.get_many(tx, [office.item.id])[office.item.id].card_ts
    line = {"kind": NoticeKind.ESCALATION, "place": Place.THREAD, "facts": {"rung": "0"}}
    office.queue(office.post("reply", **line))
    [call] = dispatch.take(office.context, office.clock())
    await office.pass_by(seconds=91)
    await post(office, call)
    await office.pass_by(hours=1, seconds=1)
    assert len(office.slack.expectations.thread("#launch", card)) == 1


async def test_of_two_cards_the_one_with_a_thread_stays_and_is_the_card_from_then_on(
    office: Office,
) -> None:
    office.queue(office.post("card"))
    call = await frozen_before_the_packet(office)
    second = await post(office, call)
    under: dict[str, Any] = {"channel": office.item.channel, "thread_ts": second}
    await office.client.chat_postMessage(**under, text="already called them")
    await office.pass_by(hours=1, seconds=1)
    assert [message.ts for message in office.said() if not message.is_reply] == [second]
    with office.context.database.read(office.context.workspace) as tx:
        assert store.get_many(tx, [office.item.id])[office.item.id].card_ts == second
    assert office.slack.recorder.calls("chat.update")[-1]["ts"] == second


async def test_of_two_messages_to_a_person_the_one_answered_in_its_thread_stays(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    call = await frozen_before_the_packet(office)
    second = await post(office, call)
    where = office.said()[0].channel
    await office.client.chat_postMessage(channel=where, thread_ts=second, text="on it")
    await office.pass_by(hours=1, seconds=1)
    assert [message.ts for message in office.said() if not message.is_reply] == [second]
    assert office.slack.recorder.calls("chat.update")[-1]["ts"] == second


async def test_what_is_said_after_it_was_taken_back_goes_as_well(office: Office) -> None:
    office.queue(office.notice("one"))
    [call] = dispatch.take(office.context, office.clock())
    moved(office.context, office.item, Move.RESOLVE, actor=office.item.owner, now=office.clock())
    await office.pass_by(seconds=91)
    late = await post(office, call)
    await office.pass_by(minutes=58)
    assert late in [message.ts for message in office.said()]
    await office.pass_by(minutes=3)
    assert late not in [message.ts for message in office.said()]
    [event] = repaired(office)
    assert (event.facts["kept"], event.facts["deleted"]) == ("", late)


async def test_what_fell_away_from_a_bundle_takes_nothing_with_it(office: Office) -> None:
    other = office.another_item()
    office.queue(office.notice("one"), office.notice("two", item_id=other.id))
    office.slack.faults.add(How.RESET, POST)
    await office.deliver()
    moved(office.context, other, Move.RESOLVE, actor=other.owner, now=office.clock())
    await office.pass_by(seconds=61)
    [reminder] = office.slack.expectations.dms_to("maria")
    await office.pass_by(hours=3)
    assert office.slack.expectations.dms_to("maria") == [reminder]
    with office.context.database.read(office.context.workspace) as tx:
        found = audit.findings(tx, now=office.clock(), patience=HOUR)
    assert Trouble.UNREPAIRED not in {finding.trouble for finding in found}


async def test_what_the_outbox_knows_as_said_is_never_taken_for_taken_back(office: Office) -> None:
    """An older Backstop left doubts about what fell away, and settled those about what was said."""
    other = office.another_item()
    office.queue(office.notice("one"), office.notice("two", item_id=other.id))
    office.slack.faults.add(How.RESET, POST)
    await office.deliver()
    moved(office.context, other, Move.RESOLVE, actor=other.owner, now=office.clock())
    await office.pass_by(seconds=61)
    settled = update(NOTICE).where(NOTICE.c.key == "one").values(repair_at=None)
    with office.context.database.write_all() as tx:
        assert tx.execute(settled).rowcount == 1
    [reminder] = office.slack.expectations.dms_to("maria")
    await office.pass_by(hours=3)
    assert office.slack.expectations.dms_to("maria") == [reminder]


async def test_two_that_delete_at_once_do_no_harm(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    await post(office, await frozen_before_the_packet(office))
    office.slack.faults.add(How.ERROR, DELETE, code="message_not_found", accepted=True)
    await office.pass_by(hours=1, seconds=1)
    assert len(office.said()) == 1
    assert len(repaired(office)) == 1


async def test_a_delete_that_fails_is_tried_again_an_hour_later(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    await post(office, await frozen_before_the_packet(office))
    office.slack.faults.add(How.STATUS, DELETE, status=503)
    await office.pass_by(hours=1, seconds=1)
    assert len(office.said()) == 2
    await office.pass_by(hours=1, seconds=1)
    assert len(office.said()) == 1


async def test_a_delete_whose_answer_is_lost_is_in_the_history_all_the_same(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    await post(office, await frozen_before_the_packet(office))
    office.slack.faults.add(How.RESET, DELETE, accepted=True)
    await office.pass_by(hours=1, seconds=1)
    assert (len(office.said()), len(repaired(office))) == (1, 0)
    await office.pass_by(hours=1, seconds=1)
    assert (len(office.said()), len(repaired(office))) == (1, 1)


async def test_of_three_the_history_names_both_that_went_though_an_answer_was_lost_between(
    office: Office,
) -> None:
    office.queue(office.notice("one"))
    call = await frozen_before_the_packet(office)
    second, third = [await post(office, call) for _ in range(2)]
    office.slack.faults.add(How.RESET, DELETE, accepted=True)
    await office.pass_by(hours=1, seconds=1)
    assert [message.ts for message in office.said()][1:] == [third]
    await office.pass_by(hours=1, seconds=1)
    [event] = repaired(office)
    assert event.facts["deleted"] == f"{second},{third}"


async def test_a_history_that_stays_unreadable_is_given_up_after_a_day(
    office_on_a_file: Office,
) -> None:
    office = office_on_a_file
    office.queue(office.notice("one"))
    await post(office, await frozen_before_the_packet(office))
    shut = office.slack.faults.add(
        How.ERROR, "conversations.history", code="missing_scope", times=None
    )
    for _ in range(30):
        await office.pass_by(hours=1, seconds=1)
    assert len(office.said()) == 2
    assert 23 <= shut.used <= 25


async def test_that_it_may_be_a_repeat_is_said_after_a_restart_too(database: Database) -> None:
    async with an_office(database, manifest=a_manifest(scopes=WITHOUT_HISTORY)) as office:
        office.slack.faults.add(How.RESET, POST, accepted=True)
        office.queue(office.notice("one"))
        await office.deliver()
        await office.stop()
        office.clock.advance(minutes=31)
        [looked_for] = dispatch.take(office.context, office.clock())
        dispatch.not_found(office.context, looked_for, office.clock(), certain=False)
        [again] = dispatch.take(office.context, office.clock())
        await sender.send(
            office.client, again, in_time=lambda: True, bot_id=office.slack.workspace.bot_id
        )
        assert MAYBE_AGAIN in office.said()[-1].text
        assert office.clock() - again.message.first_try_at > timedelta(minutes=30)
        assert office.waiting() == {NoticeState.SENDING: 1}
