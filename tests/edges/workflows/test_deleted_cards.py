"""A card deleted in Slack is posted again, and nobody is told twice, whatever happens."""

import asyncio

import pytest

from bot.delivery import send as sender
from bot.delivery.loop import Delivery
from escalation.items import Status
from escalation.notices.notice import NoticeKind, Place
from playground.state.faults import How
from playground.state.workspace import Message
from storage.facts_json import encoded
from storage.items import history, store
from storage.outbox import queue
from tests.support.bots.delivery_rig import DeliveryRig
from tests.support.factories import changed
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import DeliveryResult, Refused, Sent

POST, UPDATE = "chat.postMessage", "chat.update"


async def a_deleted_card(rig: DeliveryRig) -> Message:
    """The item's card, which an admin has deleted."""
    rig.queue(rig.post("card"))
    await rig.deliver()
    card = await rig.slack.expectations.expect_post("#launch", "Contract import is stuck")
    rig.slack.person("tom").deletes(card)
    return card


def a_reply(rig: DeliveryRig, key: str = "reply", place: Place = Place.THREAD) -> None:
    facts = {"actor": rig.user("tom"), "move": "note", "text": "called them"}
    rig.queue(rig.post(key, kind=NoticeKind.CHANGED, place=place, facts=facts))


def roots(rig: DeliveryRig) -> list[Message]:
    """The messages in the channel itself, in order."""
    return [message for message in rig.said() if not message.is_reply]


def card_ts(rig: DeliveryRig) -> str:
    with rig.context.database.read(rig.context.workspace) as tx:
        item = store.get(tx, rig.item.id)
    assert item is not None
    return item.card_ts


@pytest.mark.parametrize("place", [Place.THREAD, Place.ALOUD])
async def test_a_stray_reply_counts_as_told_and_what_follows_is_under_a_new_card(
    rig: DeliveryRig, place: Place
) -> None:
    await a_deleted_card(rig)
    a_reply(rig, "first", place)
    await rig.deliver()
    stray, card = roots(rig)
    assert card_ts(rig) == card.ts != stray.ts
    a_reply(rig, "second", place)
    await rig.deliver()
    assert roots(rig) == [stray, card]
    assert len(rig.slack.expectations.thread("#launch", card.ts)) == 1
    assert rig.waiting() == {}


async def test_waiting_replies_follow_the_first_stray_one_under_the_new_card(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    await a_deleted_card(rig)
    for number in range(3):
        a_reply(rig, f"reply-{number}")
    await rig.deliver()
    _, card = roots(rig)
    assert len(rig.slack.expectations.thread("#launch", card.ts)) == 2
    assert len(rig.said()) == 4


async def test_a_card_that_cannot_be_redrawn_is_posted_again_with_nothing_stray(
    rig: DeliveryRig,
) -> None:
    gone = await a_deleted_card(rig)
    rig.queue(rig.post("edit", kind=NoticeKind.EDIT, facts={"ts": gone.ts}))
    await rig.deliver()
    [card] = roots(rig)
    assert card_ts(rig) == card.ts
    with rig.context.database.read(rig.context.workspace) as tx:
        [event] = history.timeline(tx, rig.item.id)
        live = queue.live_messages_of(tx, [rig.item.id])
    assert (event.action, encoded(event.facts)["gone"]) == ("posted_again", gone.ts)
    assert [row.ts for row in live[rig.item.id]] == [card.ts], "the old one is not redrawn again"


async def test_a_message_that_is_not_a_card_is_neither_redrawn_nor_reposted(
    rig: DeliveryRig,
) -> None:
    rig.queue(rig.notice("one"))
    await rig.deliver()
    [told] = rig.said()
    told.deleted = True
    edit = {"recipient": told.channel, "facts": {"ts": told.ts}}
    rig.queue(rig.post("edit", kind=NoticeKind.EDIT, **edit))
    await rig.deliver()
    assert rig.said() == []
    with rig.context.database.read(rig.context.workspace) as tx:
        assert queue.live_messages_of(tx, [rig.item.id]) == {}
        assert history.timeline(tx, rig.item.id) == ()


async def test_a_card_that_is_there_after_all_stays_the_card(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    [card] = roots(rig)
    a_reply(rig)
    [outgoing] = dispatch.take(rig.context, rig.clock())
    stray = Sent(outgoing.channel, "1772442999.000001", adrift=True)
    dispatch.finish(rig.context, outgoing, stray, now=rig.clock())
    await rig.deliver()
    assert roots(rig) == [card]
    assert card_ts(rig) == card.ts
    assert len(rig.slack.recorder.calls(UPDATE)) == 1


async def test_the_card_of_a_closed_item_is_posted_again_once_it_is_open(
    rig_on_a_file: DeliveryRig,
) -> None:
    rig = rig_on_a_file
    await a_deleted_card(rig)
    set_status(rig, "resolved")
    a_reply(rig, "closing")
    await rig.deliver()
    assert len(roots(rig)) == 1, "nothing follows, so nothing is posted"
    set_status(rig, "open")
    a_reply(rig, "reopened")
    await rig.deliver()
    *_, card = roots(rig)
    assert card_ts(rig) == card.ts
    assert len(roots(rig)) == 3


async def test_a_second_deletion_is_answered_like_the_first(rig_on_a_file: DeliveryRig) -> None:
    rig = rig_on_a_file
    await a_deleted_card(rig)
    a_reply(rig, "first")
    await rig.deliver()
    _, second = roots(rig)
    rig.slack.person("tom").deletes(second)
    a_reply(rig, "second")
    await rig.deliver()
    *_, third = roots(rig)
    assert card_ts(rig) == third.ts
    assert len(rig.said()) == 3  # two stray replies and the card


@pytest.mark.parametrize("said_before", [True, False])
async def test_a_lost_reply_is_found_wherever_it_went(
    rig_on_a_file: DeliveryRig, said_before: bool
) -> None:
    """In the channel if the card was gone by then, else under the card deleted since."""
    rig = rig_on_a_file
    rig.queue(rig.post("card"))
    await rig.deliver()
    [card] = rig.said()
    if not said_before:
        rig.slack.person("tom").deletes(card)
    rig.slack.faults.add(How.RESET, POST, accepted=True)
    a_reply(rig)
    await rig.deliver()
    if said_before:
        rig.slack.person("tom").deletes(card)
        rig.queue(rig.post("edit", kind=NoticeKind.EDIT, facts={"ts": card.ts}))
        await rig.deliver()
    await rig.pass_by(seconds=61)
    assert rig.waiting() == {}
    told = [message for message in rig.said() if message.text != card.text]
    assert len(told) == 1
    assert [message.ts for message in rig.said() if message.text == card.text] == [card_ts(rig)]
    await rig.pass_by(hours=1, seconds=1)
    assert len(rig.said()) == 2, "the look an hour later takes neither for a repeat"


@pytest.mark.parametrize("last", range(4))
async def test_killed_at_any_step_it_ends_the_same(rig: DeliveryRig, last: int) -> None:
    """The steps: a stray reply, the redraw, the new card, a reply under it.

    Slack has done the last one, and nobody has saved its answer.
    """
    await killed(rig, last, called=True)


@pytest.mark.parametrize("last", range(4))
async def test_killed_before_it_calls_slack_it_ends_the_same(
    rig_on_a_file: DeliveryRig, last: int
) -> None:
    await killed(rig_on_a_file, last, called=False)


async def killed(rig: DeliveryRig, last: int, *, called: bool) -> None:
    await a_deleted_card(rig)
    await rig.stop()
    a_reply(rig, "first")
    a_reply(rig, "second")
    for _ in range(last):
        await step(rig)
    [outgoing] = dispatch.take(rig.context, rig.clock())
    if called:
        await call(rig, outgoing)
    survivor = rig.another()
    rig.delivery, rig.loop = survivor, start(survivor)
    await rig.pass_by(seconds=91)
    await rig.pass_by(seconds=91)
    assert rig.waiting() == {}
    _, card = roots(rig)
    assert card_ts(rig) == card.ts
    assert len(rig.slack.expectations.thread("#launch", card.ts)) == 1
    assert len(rig.said()) == 3


async def test_two_bots_that_notice_at_once_post_one_card(rig: DeliveryRig) -> None:
    gone = await a_deleted_card(rig)
    await rig.stop()
    edits = [rig.post(f"e{n}", kind=NoticeKind.EDIT, facts={"ts": gone.ts}) for n in range(2)]
    rig.queue(*edits)
    [one] = dispatch.take(rig.context, rig.clock())
    rig.clock.advance(seconds=91)
    [same] = dispatch.take(rig.context, rig.clock())
    for outgoing in (one, same):
        outcome = Refused("message_not_found")
        dispatch.finish(rig.context, outgoing, outcome, now=rig.clock())
    survivor = rig.another()
    rig.delivery, rig.loop = survivor, start(survivor)
    await rig.deliver()
    assert len(roots(rig)) == 1
    assert rig.waiting() == {}


def set_status(rig: DeliveryRig, status: str) -> None:
    """Close the item or reopen it."""
    with rig.context.database.write(rig.context.workspace) as tx:
        item = store.get(tx, rig.item.id)
        assert item is not None
        store.save(tx, changed(item, status=Status(status)))


async def step(rig: DeliveryRig) -> None:
    """Send one message with a bot that survives."""
    [outgoing] = dispatch.take(rig.context, rig.clock())
    dispatch.finish(rig.context, outgoing, await call(rig, outgoing), now=rig.clock())


async def call(rig: DeliveryRig, outgoing: OutgoingCall) -> DeliveryResult:
    """Send it to Slack; a bot that dies now has not saved the outcome."""
    return await sender.send(
        rig.client, outgoing, in_time=lambda: True, bot_id=rig.slack.workspace.bot_id
    )


def start(delivery: Delivery) -> asyncio.Task[None]:
    return asyncio.create_task(delivery.run())
