"""A database restored from a backup: nobody is told twice or misses anything (promise 7)."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.delivery.restore import EARLIER
from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from tests.stories.heard import berlin, buttons, fresh, heard, ignore_rest, log, posted, types
from workflows.outbox import restore as restore_work

pytestmark = pytest.mark.of_one_bot

TODAY = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"


def back_up(sandbox: Sandbox) -> Path:
    """A copy of the database as it is now, made while the bot runs."""
    backup = sandbox.folder / "backup.db"
    with (
        closing(sqlite3.connect(sandbox.folder / "backstop.db")) as source,
        closing(sqlite3.connect(backup)) as target,
    ):
        source.backup(target)
    return backup


def put_in_place(sandbox: Sandbox, backup: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (sandbox.folder / f"backstop.db{suffix}").unlink(missing_ok=True)
    backup.replace(sandbox.folder / "backstop.db")


async def restore(sandbox: Sandbox, backup: Path, *, taken_at: datetime | None) -> None:
    """Do what the runbook says: stop, put the backup in place, start."""
    await sandbox.stop_bot()
    put_in_place(sandbox, backup)
    await sandbox.start_bot(recovered_at=taken_at)


async def everyone_hears_of_the_first_two_hours(sandbox: Sandbox) -> Path:
    """Cem logs it for Maria and backs up; by 16:30 she and Lea have been told it is due."""
    await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    await sandbox.advance_to(berlin(25, 16, 30))
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]
    return backup


async def everyone_hears_of_two_items(sandbox: Sandbox) -> Path:
    """Log two for today, back up, and go on until their date has passed; the backup."""
    for line in (TODAY, TODAY.replace("SSO login", "The export")):
        await log(sandbox, line, by="cem")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    await sandbox.advance_to(berlin(25, 16, 30))
    return backup


async def test_after_a_restore_nobody_is_told_again_and_the_unsaid_is_said(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(26, 16, 30))
    await restore(sandbox, backup, taken_at=taken_at)
    assert heard(sandbox, "lea") == []
    assert heard(sandbox, "maria") == ["Thu 26 16:30 B-1"], "the reminder of Thursday 9:00"
    assert heard(sandbox, "cem") == ["Thu 26 16:30 B-1"], "leadership's turn came at 16:00"
    assert posted(sandbox) == ["Thu 26 16:30 B-1 aloud"]
    await sandbox.advance_to(berlin(27, 8))
    assert [heard(sandbox, who) for who in ("maria", "lea", "cem")] == [[], [], []]


async def test_without_being_told_of_the_restore_everybody_is_told_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    await restore(sandbox, backup, taken_at=None)
    assert heard(sandbox, "maria") == ["Wed 25 16:30 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:30 B-1"]
    assert posted(sandbox) == ["Wed 25 16:30 B-1"]


async def test_what_came_in_company_is_known_again(laddered_sandbox: Sandbox) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_two_items(sandbox)
    assert heard(sandbox, "maria") == [
        "Wed 25 14:00 B-1 B-2",
        "Wed 25 16:00 B-1 B-2",
    ], "one message for both"
    ignore_rest(sandbox, "lea", "#launch")
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []


async def test_a_card_that_was_posted_after_the_backup_is_found_with_its_thread(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    refused = sandbox.slack.faults.add(
        "ratelimited", "chat.postMessage", times=None, retry_after=60
    )
    await sandbox.slack.person("cem").types("#launch", TODAY)
    await sandbox.slack.settled()
    await sandbox.bot.workspace.delivery.drained()
    backup = back_up(sandbox)
    refused.times = 0
    await sandbox.advance_to(berlin(25, 16, 30))
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")
    ignore_rest(sandbox, "maria", "lea", "#launch")
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea")] == [[], []]
    assert posted(sandbox) == []
    assert "B-1" in await types(sandbox, "maria", "/blocker B-1 resolve it works")
    await sandbox.slack.expectations.expect_dm("cem", "B-1")
    await sandbox.slack.expectations.expect_dm("lea", "B-1")
    assert posted(sandbox) == ["Wed 25 16:30 B-1"], "in the thread of the card that was found"


async def test_a_card_that_was_deleted_after_the_backup_is_posted_again_once(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    card = await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    sandbox.slack.person("lea").deletes(card)
    await sandbox.advance_to(berlin(25, 16))
    again = [m for m in sandbox.slack.expectations.messages_in("#launch") if not m.is_reply][-1]
    await types(sandbox, "maria", "/blocker B-1 note restarted it")
    ignore_rest(sandbox, "maria", "lea", "#launch")
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea")] == [[], []]
    assert posted(sandbox) == [], "no card once more, and no reply"
    await types(sandbox, "maria", "/blocker B-1 resolve it works")
    await sandbox.slack.expectations.expect_thread("#launch", again, "resolved it")
    ignore_rest(sandbox, "cem", "lea")


async def test_an_item_newer_than_the_backup_says_it_is_lost_and_keeps_its_number(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await log(sandbox, TODAY, by="maria")
    backup = back_up(sandbox)
    lost = await log(sandbox, "/blocker a <b> & c owner me due fri noon fallback wait", by="maria")
    await restore(sandbox, backup, taken_at=taken_at)
    assert "*B-2* is withdrawn: a &lt;b&gt; &amp; c" in lost.text
    assert "log it again" in lost.text
    assert buttons(lost, "Resolve", "Reopen") == [False, True]
    again = await log(sandbox, "/blocker the same owner me due fri noon fallback wait", by="maria")
    assert "*B-3*" in again.text
    assert (await types(sandbox, "maria", "/blocker B-2")).count("log it again")
    assert fresh(sandbox, sandbox.slack.expectations.dms_to("maria")) == []


async def test_where_the_history_cannot_be_read_what_is_said_again_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    denied = {"code": "missing_scope", "times": None}
    sandbox.slack.faults.add("error", "conversations.history", **denied)
    await restore(sandbox, backup, taken_at=taken_at)
    (again,) = fresh(sandbox, sandbox.slack.expectations.dms_to("lea"))
    assert "This may be a repeat" in again.text
    assert len(heard(sandbox, "maria")) == 1
    assert posted(sandbox) == [], "its thread can be read"


async def test_what_passes_is_waited_out(laddered_sandbox: Sandbox) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_the_first_two_hours(sandbox)
    sandbox.slack.faults.add("reset", "conversations.history")
    await restore(sandbox, backup, taken_at=taken_at)
    assert [heard(sandbox, who) for who in ("maria", "lea")] == [[], []]
    assert posted(sandbox) == []


async def test_a_bot_killed_while_it_looks_says_nothing_twice_either(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    backup = await everyone_hears_of_two_items(sandbox)
    before = [heard(sandbox, who) for who in ("maria", "lea")]
    ignore_rest(sandbox, "#launch")
    await sandbox.stop_bot()
    put_in_place(sandbox, backup)
    with closing(Database(sandbox.settings().database_url)) as database:
        context = replace(sandbox.bot.workspace.context, database=database)
        restore_work.begin(context, since=taken_at - EARLIER, now=sandbox.now())
    await sandbox.start_bot()
    await sandbox.advance(minutes=5)
    assert before == [["Wed 25 14:00 B-1 B-2", "Wed 25 16:00 B-1 B-2"], ["Wed 25 16:00 B-1 B-2"]]
    assert [heard(sandbox, who) for who in ("maria", "lea")] == [[], []]
    assert posted(sandbox) == []


async def test_an_absence_that_began_after_the_backup_begins_once_late(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await log(sandbox, TODAY.replace("today 4pm", "fri 4pm"), by="cem")
    await types(sandbox, "maria", "/backstop away friday stand-in @lea")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(27, 15))
    await restore(sandbox, backup, taken_at=taken_at)
    assert heard(sandbox, "lea") == ["Fri 27 15:00 B-1"], "the reminders of Thursday and Friday"
    assert heard(sandbox, "maria") == []
    await sandbox.advance_to(berlin(30, 10))
    assert heard(sandbox, "maria") == ["Mon 30 09:00 B-1"]
    ignore_rest(sandbox, "lea", "cem", "#launch")


async def test_a_stand_in_who_was_told_after_the_backup_is_not_told_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await log(sandbox, TODAY.replace("today 4pm", "10 apr"), by="cem")
    await types(sandbox, "maria", "/backstop away tomorrow stand-in @lea")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    await sandbox.advance_to(berlin(26, 10))
    assert "You cover for" in sandbox.slack.expectations.dms_to("lea")[-1].text
    ignore_rest(sandbox, "lea")
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea") == []
    ignore_rest(sandbox, "#launch")


async def test_a_reminder_that_the_backup_does_not_know_keeps_nobody_from_the_next(
    sandbox: Sandbox,
) -> None:
    taken_at = sandbox.now()
    await log(sandbox, TODAY.replace("today 4pm", "10 apr"), by="cem")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    await types(sandbox, "cem", "/blocker B-1 remind")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    await sandbox.advance_to(berlin(25, 11))
    await restore(sandbox, backup, taken_at=taken_at)
    await types(sandbox, "bo", "/blocker B-1 remind")
    assert heard(sandbox, "maria") == ["Wed 25 11:00 B-1"]
    assert "A reminder to" in await types(sandbox, "cem", "/blocker B-1 remind")
    ignore_rest(sandbox, "#launch")


async def test_that_it_was_removed_since_the_backup_is_not_said_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, taken_at = laddered_sandbox, laddered_sandbox.now()
    await log(sandbox, TODAY, by="cem")
    ignore_rest(sandbox, "maria")
    backup = back_up(sandbox)
    sandbox.slack.person("cem").removes("backstop", "#launch")
    await sandbox.settle()
    await sandbox.advance_to(berlin(25, 16, 30))
    for name in ("cem", "lea"):
        await sandbox.slack.expectations.expect_dm(name, "I am no longer in <#")
    ignore_rest(sandbox, "maria", "lea", "cem")
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance(minutes=5)
    assert [heard(sandbox, name) for name in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(sandbox) == []
