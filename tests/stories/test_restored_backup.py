"""A database restored from a backup: nobody hears again, nobody misses anything (promise 7)."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.delivery.restore import EARLIER
from bot.demo.sandbox import Town
from storage.engine.database import Database
from tests.stories.hearing import berlin, buttons, fresh, heard, ignore_rest, log, posted, types
from workflows.outbox import restore as restore_work

pytestmark = pytest.mark.of_one_bot

TODAY = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"


def back_up(town: Town) -> Path:
    """A copy of the database as it is now, made while the bot runs."""
    backup = town.folder / "backup.db"
    with (
        closing(sqlite3.connect(town.folder / "backstop.db")) as source,
        closing(sqlite3.connect(backup)) as target,
    ):
        source.backup(target)
    return backup


def put_in_place(town: Town, backup: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (town.folder / f"backstop.db{suffix}").unlink(missing_ok=True)
    backup.replace(town.folder / "backstop.db")


async def restore(town: Town, backup: Path, *, taken_at: datetime | None) -> None:
    """What the runbook says: stop, put the backup in its place, start."""
    await town.stop_bot()
    put_in_place(town, backup)
    await town.start_bot(recovered_at=taken_at)


async def everyone_hears_of_the_first_two_hours(town: Town) -> Path:
    """Cem logs it for Maria; the backup is of then; by 16:30 she and Lea have heard it is due."""
    await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    backup = back_up(town)
    await town.advance_to(berlin(25, 16, 30))
    assert heard(town, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(town, "lea") == ["Wed 25 16:00 B-1"]
    assert posted(town) == ["Wed 25 16:00 B-1"]
    return backup


async def everyone_hears_of_two_items(town: Town) -> Path:
    """Log two for today, back up, and live until their date has passed: the backup."""
    for line in (TODAY, TODAY.replace("SSO login", "The export")):
        await log(town, line, by="cem")
    ignore_rest(town, "maria")
    backup = back_up(town)
    await town.advance_to(berlin(25, 16, 30))
    return backup


async def test_after_a_restore_nobody_hears_again_and_what_was_not_said_is_said(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_the_first_two_hours(town)
    await town.stop_bot()
    town.clock.set(berlin(26, 16, 30))
    await restore(town, backup, taken_at=taken_at)
    assert heard(town, "lea") == []
    assert heard(town, "maria") == ["Thu 26 16:30 B-1"], "the reminder of Thursday 9:00"
    assert heard(town, "cem") == ["Thu 26 16:30 B-1"], "leadership's turn came at 16:00"
    assert posted(town) == ["Thu 26 16:30 B-1 aloud"]
    await town.advance_to(berlin(27, 8))
    assert [heard(town, who) for who in ("maria", "lea", "cem")] == [[], [], []]


async def test_without_being_told_of_the_restore_everybody_hears_again(
    laddered_town: Town,
) -> None:
    town = laddered_town
    backup = await everyone_hears_of_the_first_two_hours(town)
    await restore(town, backup, taken_at=None)
    assert heard(town, "maria") == ["Wed 25 16:30 B-1"]
    assert heard(town, "lea") == ["Wed 25 16:30 B-1"]
    assert posted(town) == ["Wed 25 16:30 B-1"]


async def test_what_came_in_company_is_known_again(laddered_town: Town) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_two_items(town)
    assert heard(town, "maria") == [
        "Wed 25 14:00 B-1 B-2",
        "Wed 25 16:00 B-1 B-2",
    ], "one message for both"
    ignore_rest(town, "lea", "#launch")
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea", "cem")] == [[], [], []]
    assert posted(town) == []


async def test_a_card_that_was_posted_after_the_backup_is_found_with_its_thread(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    refused = town.slack.faults.add("ratelimited", "chat.postMessage", times=None, retry_after=60)
    await town.slack.person("cem").types("#launch", TODAY)
    await town.slack.settled()
    await town.bot.delivery.drained()
    backup = back_up(town)
    refused.times = 0
    await town.advance_to(berlin(25, 16, 30))
    await town.slack.expectations.expect_post("#launch", "*B-1*")
    ignore_rest(town, "maria", "lea", "#launch")
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea")] == [[], []]
    assert posted(town) == []
    assert "B-1" in await types(town, "maria", "/blocker B-1 resolve it works")
    await town.slack.expectations.expect_dm("cem", "B-1")
    await town.slack.expectations.expect_dm("lea", "B-1")
    assert posted(town) == ["Wed 25 16:30 B-1"], "in the thread of the card that was found"


async def test_a_card_that_was_deleted_after_the_backup_is_posted_again_once(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    card = await log(town, TODAY, by="cem")
    ignore_rest(town, "maria")
    backup = back_up(town)
    town.slack.person("lea").deletes(card)
    await town.advance_to(berlin(25, 16))
    again = [m for m in town.slack.expectations.messages_in("#launch") if not m.is_reply][-1]
    await types(town, "maria", "/blocker B-1 note restarted it")
    ignore_rest(town, "maria", "lea", "#launch")
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea")] == [[], []]
    assert posted(town) == [], "no card once more, and no reply"
    await types(town, "maria", "/blocker B-1 resolve it works")
    await town.slack.expectations.expect_thread("#launch", again, "resolved it")
    ignore_rest(town, "cem", "lea")


async def test_an_item_logged_after_the_backup_says_that_it_is_lost_and_keeps_its_number(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    await log(town, TODAY, by="maria")
    backup = back_up(town)
    lost = await log(town, "/blocker a <b> & c owner me due fri noon fallback wait", by="maria")
    await restore(town, backup, taken_at=taken_at)
    assert "*B-2* is withdrawn: a &lt;b&gt; &amp; c" in lost.text
    assert "log it again" in lost.text
    assert buttons(lost, "Resolve", "Reopen") == [False, True]
    again = await log(town, "/blocker the same owner me due fri noon fallback wait", by="maria")
    assert "*B-3*" in again.text
    assert (await types(town, "maria", "/blocker B-2")).count("log it again")
    assert fresh(town, town.slack.expectations.dms_to("maria")) == []


async def test_where_the_history_cannot_be_read_what_is_said_again_says_so(
    laddered_town: Town,
) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_the_first_two_hours(town)
    denied = {"code": "missing_scope", "times": None}
    town.slack.faults.add("error", "conversations.history", **denied)
    await restore(town, backup, taken_at=taken_at)
    (again,) = fresh(town, town.slack.expectations.dms_to("lea"))
    assert "This may be a repeat" in again.text
    assert len(heard(town, "maria")) == 1
    assert posted(town) == [], "its thread can be read"


async def test_what_passes_is_waited_out(laddered_town: Town) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_the_first_two_hours(town)
    town.slack.faults.add("reset", "conversations.history")
    await restore(town, backup, taken_at=taken_at)
    assert [heard(town, who) for who in ("maria", "lea")] == [[], []]
    assert posted(town) == []


async def test_a_bot_killed_while_it_looks_says_nothing_twice_either(laddered_town: Town) -> None:
    town, taken_at = laddered_town, laddered_town.now()
    backup = await everyone_hears_of_two_items(town)
    before = [heard(town, who) for who in ("maria", "lea")]
    ignore_rest(town, "#launch")
    await town.stop_bot()
    put_in_place(town, backup)
    with closing(Database(town.settings().database_url)) as database:
        context = replace(town.bot.context, database=database)
        restore_work.begin(context, since=taken_at - EARLIER, now=town.now())
    await town.start_bot()
    await town.advance(minutes=5)
    assert before == [["Wed 25 14:00 B-1 B-2", "Wed 25 16:00 B-1 B-2"], ["Wed 25 16:00 B-1 B-2"]]
    assert [heard(town, who) for who in ("maria", "lea")] == [[], []]
    assert posted(town) == []
