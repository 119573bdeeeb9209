"""A card that was deleted in Slack is posted again, and nobody is told twice, whatever happens."""

import asyncio
from dataclasses import replace

import pytest

from bot.delivery import send as sender
from bot.delivery.loop import Delivery
from escalation.items import Status
from escalation.notices.notice import NoticeKind, Place
from playground.state.faults import How
from playground.state.workspace import Message
from storage.items import history, store
from storage.outbox import queue
from tests.support.bots.delivery_office import Office
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import DeliveryResult, Refused, Sent

POST, UPDATE = "chat.postMessage", "chat.update"


async def a_deleted_card(office: Office) -> Message:
    """The item's card, which an admin has deleted."""
    office.queue(office.post("card"))
    await office.deliver()
    card = await office.slack.expectations.expect_post("#launch", "Contract import is stuck")
    office.slack.person("tom").deletes(card)
    return card


def a_reply(office: Office, key: str = "reply", place: Place = Place.THREAD) -> None:
    facts = {"actor": office.user("tom"), "move": "note", "text": "called them"}
    office.queue(office.post(key, kind=NoticeKind.CHANGED, place=place, facts=facts))


def roots(office: Office) -> list[Message]:
    """What stands in the channel itself, in the order in which it was said."""
    return [message for message in office.said() if not message.is_reply]


def card_ts(office: Office) -> str:
    with office.context.database.read(office.context.workspace) as tx:
        item = store.get(tx, office.item.id)
    assert item is not None
    return item.card_ts


@pytest.mark.parametrize("place", [Place.THREAD, Place.ALOUD])
async def test_a_stray_reply_counts_as_told_and_what_follows_is_under_a_new_card(
    office: Office, place: Place
) -> None:
    await a_deleted_card(office)
    a_reply(office, "first", place)
    await office.deliver()
    stray, card = roots(office)
    assert card_ts(office) == card.ts != stray.ts
    a_reply(office, "second", place)
    await office.deliver()
    assert roots(office) == [stray, card]
    assert len(office.slack.expectations.thread("#launch", card.ts)) == 1
    assert office.waiting() == {}


async def test_replies_that_were_waiting_follow_the_first_stray_one_under_the_new_card(
    office: Office,
) -> None:
    await a_deleted_card(office)
    for number in range(3):
        a_reply(office, f"reply-{number}")
    await office.deliver()
    _, card = roots(office)
    assert len(office.slack.expectations.thread("#launch", card.ts)) == 2
    assert len(office.said()) == 4


async def test_a_card_that_cannot_be_redrawn_is_posted_again_with_nothing_stray(
    office: Office,
) -> None:
    gone = await a_deleted_card(office)
    office.queue(office.post("edit", kind=NoticeKind.EDIT, facts={"ts": gone.ts}))
    await office.deliver()
    [card] = roots(office)
    assert card_ts(office) == card.ts
    with office.context.database.read(office.context.workspace) as tx:
        [event] = history.timeline(tx, office.item.id)
        live = queue.live_messages_of(tx, [office.item.id])
    assert (event.action, event.facts["gone"]) == ("posted_again", gone.ts)
    assert [row.ts for row in live[office.item.id]] == [card.ts], "the old one is not redrawn again"


async def test_a_message_that_is_no_card_is_never_redrawn_again_and_posted_no_second_time(
    office: Office,
) -> None:
    office.queue(office.notice("one"))
    await office.deliver()
    [told] = office.said()
    told.deleted = True
    edit = {"recipient": told.channel, "facts": {"ts": told.ts}}
    office.queue(office.post("edit", kind=NoticeKind.EDIT, **edit))
    await office.deliver()
    assert office.said() == []
    with office.context.database.read(office.context.workspace) as tx:
        assert queue.live_messages_of(tx, [office.item.id]) == {}
        assert history.timeline(tx, office.item.id) == ()


async def test_a_card_that_is_there_after_all_stays_the_card(office: Office) -> None:
    office.queue(office.post("card"))
    await office.deliver()
    [card] = roots(office)
    a_reply(office)
    [outgoing] = dispatch.take(office.context, office.clock())
    stray = Sent(outgoing.channel, "1772442999.000001", adrift=True)
    dispatch.finish(office.context, outgoing, stray, now=office.clock())
    await office.deliver()
    assert roots(office) == [card]
    assert card_ts(office) == card.ts
    assert len(office.slack.recorder.calls(UPDATE)) == 1


async def test_the_card_of_a_closed_item_is_posted_again_once_it_is_open(office: Office) -> None:
    await a_deleted_card(office)
    set_status(office, "resolved")
    a_reply(office, "closing")
    await office.deliver()
    assert len(roots(office)) == 1, "nothing follows, so nothing is posted"
    set_status(office, "open")
    a_reply(office, "reopened")
    await office.deliver()
    *_, card = roots(office)
    assert card_ts(office) == card.ts
    assert len(roots(office)) == 3


async def test_a_second_deletion_is_answered_like_the_first(office: Office) -> None:
    await a_deleted_card(office)
    a_reply(office, "first")
    await office.deliver()
    _, second = roots(office)
    office.slack.person("tom").deletes(second)
    a_reply(office, "second")
    await office.deliver()
    *_, third = roots(office)
    assert card_ts(office) == third.ts
    assert len(office.said()) == 3  # two stray replies and the card


@pytest.mark.parametrize("said_before", [True, False])
async def test_a_lost_reply_is_found_wherever_it_went(office: Office, said_before: bool) -> None:
    """In the channel if the card was gone by then, else under the card that was deleted since."""
    office.queue(office.post("card"))
    await office.deliver()
    [card] = office.said()
    if not said_before:
        office.slack.person("tom").deletes(card)
    office.slack.faults.add(How.RESET, POST, accepted=True)
    a_reply(office)
    await office.deliver()
    if said_before:
        office.slack.person("tom").deletes(card)
        office.queue(office.post("edit", kind=NoticeKind.EDIT, facts={"ts": card.ts}))
        await office.deliver()
    await office.pass_by(seconds=61)
    assert office.waiting() == {}
    told = [message for message in office.said() if message.text != card.text]
    assert len(told) == 1
    assert [message.ts for message in office.said() if message.text == card.text] == [
        card_ts(office)
    ]
    await office.pass_by(hours=1, seconds=1)
    assert len(office.said()) == 2, "the look an hour later takes neither for a repeat"


@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize("last", range(4))
async def test_killed_at_any_step_it_ends_the_same(
    office: Office, *, last: int, called: bool
) -> None:
    """The steps: a stray reply, the question, the new card, a reply under it."""
    await a_deleted_card(office)
    await office.stop()
    a_reply(office, "first")
    a_reply(office, "second")
    for _ in range(last):
        await step(office)
    [outgoing] = dispatch.take(office.context, office.clock())
    if called:
        await call(office, outgoing)
    survivor = office.another()
    office.delivery, office.loop = survivor, start(survivor)
    await office.pass_by(seconds=91)
    await office.pass_by(seconds=91)
    assert office.waiting() == {}
    _, card = roots(office)
    assert card_ts(office) == card.ts
    assert len(office.slack.expectations.thread("#launch", card.ts)) == 1
    assert len(office.said()) == 3


async def test_two_bots_that_notice_at_once_post_one_card(office: Office) -> None:
    gone = await a_deleted_card(office)
    await office.stop()
    edits = [office.post(f"e{n}", kind=NoticeKind.EDIT, facts={"ts": gone.ts}) for n in range(2)]
    office.queue(*edits)
    [one] = dispatch.take(office.context, office.clock())
    office.clock.advance(seconds=91)
    [same] = dispatch.take(office.context, office.clock())
    for outgoing in (one, same):
        outcome = Refused("message_not_found")
        dispatch.finish(office.context, outgoing, outcome, now=office.clock())
    survivor = office.another()
    office.delivery, office.loop = survivor, start(survivor)
    await office.deliver()
    assert len(roots(office)) == 1
    assert office.waiting() == {}


def set_status(office: Office, status: str) -> None:
    """Close the item, or open it again."""
    with office.context.database.write(office.context.workspace) as tx:
        item = store.get(tx, office.item.id)
        assert item is not None
        store.save(tx, replace(item, status=Status(status)))


async def step(office: Office) -> None:
    """One message, by a bot that lives."""
    [outgoing] = dispatch.take(office.context, office.clock())
    dispatch.finish(office.context, outgoing, await call(office, outgoing), now=office.clock())


async def call(office: Office, outgoing: OutgoingCall) -> DeliveryResult:
    """Send it to Slack; a bot that dies now has not written down the outcome."""
    return await sender.send(
        office.client, outgoing, in_time=lambda: True, bot_id=office.slack.workspace.bot_id
    )


def start(delivery: Delivery) -> asyncio.Task[None]:
    return asyncio.create_task(delivery.run())
