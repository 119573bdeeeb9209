"""Agreed dates beside everything else: the limit, hand-overs, restarts and restored backups."""

import pytest

from bot.demo.sandbox import Sandbox
from escalation.items import Item, Kind
from playground.rules.seen import buttons, message_words
from storage.items import store
from tests.stories.heard import berlin, deactivate, heard, ignore_rest, log, posted, types
from tests.stories.test_agreed_dates import THREE, dm, item, presses
from tests.stories.test_quiet import moved_out
from tests.stories.test_restored_backup import back_up, restore
from tests.stories.test_undo import require_history, undo
from tests.support.greeted import StorySandbox

NOT_MINE = "/decision D-1 not mine because Lea signed the last one"


def blocker(sandbox: Sandbox, number: int) -> Item:
    """A blocker as it is stored."""
    context = sandbox.bot.workspace.context
    with context.reading(sandbox.now()) as uow:
        (found,) = store.referred(uow.tx, kind=Kind.BLOCKER, number=number).items
    return found


async def test_a_question_that_waits_for_a_bundle_is_asked_when_that_leaves(
    empty_sandbox: StorySandbox,
) -> None:
    """Bo has had enough after three; B-4 and B-5 come at 13:00, B-5 back on its first date."""
    sandbox = empty_sandbox
    await moved_out(sandbox, until=5)
    asked = [blocker(sandbox, number).agreement.date_asked_at for number in range(1, 6)]
    assert asked == [*[berlin(26, 10)] * 3, None, None]
    await types(sandbox, "maria", "/blocker B-5 move 16 apr noon because it was a mistake")
    assert blocker(sandbox, 5).agreement.date_asked_at == berlin(26, 10), "Bo knows that date"
    await sandbox.advance_to(berlin(26, 13))
    assert blocker(sandbox, 4).agreement.date_asked_at == berlin(26, 13)
    ignore_rest(sandbox)


async def test_in_a_bundle_the_answers_are_in_the_menu(empty_sandbox: StorySandbox) -> None:
    sandbox = empty_sandbox
    await moved_out(sandbox, until=5)
    await sandbox.advance_to(berlin(26, 13))
    bundle = dm(sandbox, "bo")
    assert "2 items for you" in bundle.text
    assert buttons(bundle.blocks)[:5] == [*THREE, "Acknowledge", "Resolve"]
    await presses(sandbox, "bo", "I'll keep it", bundle)
    assert blocker(sandbox, 4).agreement.agreed_at == berlin(26, 13)
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_two_bots_tell_the_lead_once(dated: StorySandbox) -> None:
    sandbox = dated
    await types(sandbox, "bo", NOT_MINE)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(26, 10, 31))
    assert heard(sandbox, "lea") == ["Thu 26 10:30 D-1"]
    assert posted(sandbox) == ["Thu 26 10:30 D-1"]
    ignore_rest(sandbox)


async def test_an_end_that_came_while_the_bot_was_down_is_told_at_the_first_pass(
    dated: StorySandbox,
) -> None:
    sandbox = dated
    await types(sandbox, "bo", NOT_MINE)
    ignore_rest(sandbox)
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(26, 12))
    await sandbox.start_bot()
    await sandbox.settle()
    assert heard(sandbox, "lea") == ["Thu 26 12:00 D-1"]
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.advance(hours=1)
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox)


async def test_after_a_restore_the_lead_is_not_told_twice(dated: StorySandbox) -> None:
    sandbox = dated
    await types(sandbox, "bo", NOT_MINE)
    ignore_rest(sandbox)
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance_to(berlin(26, 11))
    assert heard(sandbox, "lea") == ["Thu 26 10:30 D-1"]
    ignore_rest(sandbox)
    await sandbox.advance(hours=1)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert heard(sandbox, "lea") == []
    assert posted(sandbox) == []
    assert item(sandbox).not_mine is None
    ignore_rest(sandbox)


async def test_after_a_restore_nobody_is_asked_again_who_has_answered(
    dated: StorySandbox,
) -> None:
    sandbox = dated
    asked = dm(sandbox, "bo")
    await types(sandbox, "bo", "/decision D-1 agree")
    ignore_rest(sandbox)
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance(minutes=30)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert heard(sandbox, "bo") == []
    assert THREE[0] not in buttons(asked.blocks)
    assert item(sandbox).agreement.agreed_at == berlin(25, 10, 30)
    ignore_rest(sandbox)


async def test_a_question_that_left_after_the_backup_counts_from_when_it_did(
    dated: StorySandbox,
) -> None:
    """Maria moves the date in the evening, and Bo is told at nine; the backup is from the night."""
    sandbox = dated
    await types(sandbox, "bo", "/decision D-1 agree")
    await sandbox.advance_to(berlin(25, 19))
    await types(sandbox, "maria", "/decision D-1 move 2 apr noon because the vendor is late")
    backup, taken_at = back_up(sandbox), sandbox.now()
    assert item(sandbox).agreement.date_asked_at is None
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(26, 9, 30))
    assert heard(sandbox, "bo") == ["Thu 26 09:00 D-1"]
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert heard(sandbox, "bo") == []
    asked_at = item(sandbox).agreement.date_asked_at
    assert asked_at is not None
    assert asked_at.replace(microsecond=0) == berlin(26, 9)
    ignore_rest(sandbox)


async def test_a_hand_over_asks_the_new_owner_and_its_undo_nobody(dated: StorySandbox) -> None:
    sandbox = dated
    await types(sandbox, "bo", "/decision D-1 agree")
    seen = await sandbox.slack.person("lea").types(
        "#launch", "/decision D-1 give @cem because Cem signs"
    )
    await sandbox.settle()
    asked = dm(sandbox, "cem")
    assert buttons(asked.blocks)[:3] == THREE
    assert item(sandbox).agreement.date_asked_at == berlin(25, 10, 30)
    await undo(sandbox, "lea", seen.messages[0])
    assert item(sandbox).agreement.agreed_by == sandbox.slack.person("bo").id
    await types(sandbox, "lea", "/decision D-1 take because I sign")
    assert item(sandbox).agreement.agreed_by == sandbox.slack.person("lea").id
    require_history(sandbox)
    ignore_rest(sandbox)


async def test_everything_that_is_handed_over_unasked_asks_in_one_message(
    dated: StorySandbox,
) -> None:
    sandbox = dated
    await log(sandbox, "/blocker DNS is down owner @bo due 9 apr 5pm fallback use the old one")
    await deactivate(sandbox, "bo")
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop hand over @bo to @cem because Bo has left")
    await lea.sees_form("Hand over everything")
    await lea.submits()
    await sandbox.settle()
    await lea.closes(everything=True)
    told = dm(sandbox, "cem")
    assert "Can you keep these dates?" in message_words(told)
    assert buttons(told.blocks).count("I'll keep it") == 2
    assert item(sandbox).agreement.date_asked_at == berlin(25, 10, 30)
    await presses(sandbox, "cem", "I'll keep it", told)
    agreed = [item(sandbox).agreement.agreed_at, blocker(sandbox, 1).agreement.agreed_at]
    assert sorted(map(bool, agreed)) == [False, True]
    ignore_rest(sandbox)


async def test_the_lead_is_asked_in_place_of_a_reporter_who_has_left(dated: StorySandbox) -> None:
    sandbox = dated
    await deactivate(sandbox, "maria")
    ignore_rest(sandbox)
    await types(sandbox, "bo", NOT_MINE)
    assert heard(sandbox, "lea") == ["Wed 25 10:30 D-1"]
    told = dm(sandbox, "lea")
    assert "If you don't answer by Thu 26 Mar 10:30 CET, <@U0000004> is told." in told.text
    lea = sandbox.slack.person("lea")
    await lea.clicks("Hand over", message=told)
    await lea.fills({"Who owns it from now on?": "cem", "Why?": "Cem signs"})
    await lea.submits()
    await lea.closes(everything=True)
    await sandbox.settle()
    assert item(sandbox).owner == sandbox.slack.person("cem").id
    assert "is with <@U0000004>: Which DPA" in told.text
    ignore_rest(sandbox)


async def test_bad_answers_change_nothing(dated: StorySandbox) -> None:
    """From somebody who no longer owns it, without a reason, into the past, or a second time."""
    sandbox = dated
    asked = dm(sandbox, "bo")
    blocks = [*asked.blocks]
    said = await presses(sandbox, "bo", "Another date", asked, date="yesterday", why="legal")
    assert item(sandbox).round == 1, said
    bo = sandbox.slack.person("bo")
    await bo.clicks("Not mine", message=asked)
    assert (await bo.submits()).errors != {}
    await bo.closes(everything=True)
    await types(sandbox, "lea", "/decision D-1 give @cem because Cem signs")
    asked.blocks[:] = blocks
    assert "Only Cem can do that." in await presses(sandbox, "bo", "I'll keep it", asked)
    await presses(sandbox, "bo", "Not mine", asked, why="Lea signed it")
    assert item(sandbox).agreement.agreed_at is None
    assert item(sandbox).not_mine is None
    ignore_rest(sandbox)
