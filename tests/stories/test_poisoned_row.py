"""One bad row stops one item: everybody else goes on, and somebody who can look is told once."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Town
from playground.rules.seen import message_words, view_words
from storage.engine.database import Database
from tests.stories.conftest import WEDNESDAY
from tests.stories.hearing import SUMMARY, berlin, fresh, heard, log, set_up, types
from tests.stories.launch import move_in
from tests.stories.replicas import ReplicatedTown
from tests.stories.scraping import readiness, scrape
from tests.support.storage.databases import POSTGRESQL, SQLITE, Templates

FRIDAY = "due fri noon fallback use passwords"
POISONS = {
    "policy": "'{'",
    "status": "'opem'",
    "trajectory": "'sideways'",
    "options": "'{'",
    "due_at": "9000000000000000000",
    "asked": "'{'",
}
"""What no version has ever written, each in a column of its own."""


@pytest.fixture(params=[SQLITE, POSTGRESQL])
async def town(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    templates: Callable[[str], Templates],
    sqlite_template: Path,
) -> AsyncIterator[Town]:
    """#launch under its ladder with Cem as admin: one bot on a file, or two on a server."""
    clock = MovableClock(WEDNESDAY)
    if request.param == SQLITE:
        shutil.copy(sqlite_template, tmp_path / "backstop.db")
        made = Town(folder=tmp_path, clock=clock)
        async with made:
            yield await lived_in(made)
        return
    with templates(POSTGRESQL).database() as url:
        async with ReplicatedTown(folder=tmp_path, clock=clock, database_url=url) as made:
            yield await lived_in(made)


async def lived_in(town: Town) -> Town:
    move_in(town.slack)
    town.admins = frozenset({town.slack.person("cem").id})
    await town.start_bot()
    await set_up(town)
    return town


async def tamper(town: Town, statement: str) -> None:
    """Change the database behind the bot's back."""
    database = Database(town.settings().database_url)
    with database.write_all() as tx:
        tx.exec_driver_sql(statement)
    database.close()


async def put(
    town: Town, table: str, column: str, value: str | int, *, where: str = "TRUE"
) -> None:
    """Overwrite a column behind the bot's back; the value is SQL."""
    await tamper(town, f"UPDATE {table} SET {column} = {value} WHERE {where}")  # noqa: S608 - all of it stands in this file


def stopped(town: Town) -> dict[str, int]:
    """How often everybody was told since last asked that an escalation has stopped."""
    expectations = town.slack.expectations
    said = {who: expectations.dms_to(who) for who in ("maria", "bo", "lea", "cem")}
    said["#launch"] = expectations.messages_in("#launch")
    marked = {
        where: [message for message in messages if "escalation has stopped" in message.text]
        for where, messages in said.items()
    }
    return {where: len(new) for where, told in marked.items() if (new := fresh(town, told))}


async def poison(town: Town, column: str) -> None:
    """Write what no version has ever written into B-1, and keep beside it what was there."""
    kept = "BIGINT" if POISONS[column].strip("-").isdecimal() else "TEXT"
    await tamper(town, f"ALTER TABLE item ADD COLUMN was {kept}")
    await put(town, "item", "was", column)
    await put(town, "item", column, POISONS[column], where="number = 1")


async def fix(town: Town, column: str) -> None:
    """What an operator does, from a backup if need be."""
    await put(town, "item", column, "was", where="number = 1")


@pytest.mark.parametrize("column", POISONS)
async def test_everybody_else_goes_on_and_so_does_the_item_once_it_is_fixed(
    town: Town, column: str
) -> None:
    await log(town, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(town, f"/blocker DNS is slow owner me {FRIDAY}")
    await poison(town, column)
    await town.advance_to(berlin(26, 12, minute=5))  # 24 hours before it is due
    assert stopped(town) == {"maria": 1, "cem": 1, "#launch": 1}
    assert heard(town, "maria") == ["Thu 26 12:00 B-2"]

    await town.stop_bot()
    await town.start_bot()
    await town.advance_to(berlin(27, 12, minute=5))
    assert heard(town, "lea") == ["Fri 27 12:00 B-2"]
    town.slack.expectations.expect_all("B-2")
    assert stopped(town) == {}, "told once, whoever starts"

    plan = await types(town, "maria", "/blocker B-1 plan")
    assert "What is stored of B-1 is damaged, so nothing was done." in plan
    await fix(town, column)
    await town.advance(hours=1, minutes=2)
    (told,) = heard(town, "lea")
    assert told.endswith("B-1"), "it goes on by itself"
    town.slack.expectations.expect_all("B-1")
    assert await town.bot.audit() == ()


INSTANTS = {"before all time": -(2**63), "after all time": 2**63 - 1, "the year 7990": 19 * 10**16}


@pytest.mark.parametrize("when", INSTANTS)
async def test_no_instant_of_one_row_holds_up_the_others_or_is_waited_for(
    town: Town, when: str
) -> None:
    await log(town, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(town, f"/blocker DNS is slow owner me {FRIDAY}")
    await put(town, "item", "next_at", INSTANTS[when], where="number = 1")
    await put(town, "channel", "next_summary_at", INSTANTS[when])
    await town.advance(minutes=2)
    await town.advance_to(berlin(27, 12, minute=5))
    assert heard(town, "lea") == ["Fri 27 12:00 B-1 B-2"]
    await town.advance_to(berlin(30, 15, minute=5))
    await town.slack.expectations.expect_post("#launch", SUMMARY)
    town.slack.expectations.expect_all()
    assert await town.bot.audit() == ()


async def test_whoever_looks_is_told_what_could_not_be_read(town: Town) -> None:
    await log(town, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(town, "/blocker DNS is slow owner me due 2026-05-29 5pm fallback wait")
    await poison(town, "status")
    await town.advance_to(berlin(26, 12, minute=5))
    assert "1 item could not be read: B-1" in await types(town, "bo", "/backstop list")
    home = await town.slack.person("maria").opens_home()
    assert home is not None
    assert "1 item could not be read: B-1" in view_words(home)

    state = (await readiness(town.bot.port))[1]
    assert (state["ready"], state["audit"], state["stopped"]) == (False, ["stopped"], ["B-1"])
    assert (await scrape(town.bot.port))['backstop_item_stopped{item="B-1"}'] == 1
    assert stopped(town) == {"maria": 1, "cem": 1, "#launch": 1}

    await town.advance_to(berlin(30, 9, minute=5))
    post = await town.slack.expectations.expect_post("#launch", SUMMARY)
    assert "1 open item" in post.text
    assert "1 item could not be read: B-1" in message_words(post)
    await fix(town, "status")
    await town.advance(hours=1, minutes=2)
    state = (await readiness(town.bot.port))[1]
    assert (state["ready"], state["stopped"]) == (True, [])
    assert "backstop_item_stopped" not in str([*await scrape(town.bot.port)])


async def test_a_private_channels_item_is_named_to_nobody_else(town: Town) -> None:
    town.slack.add_channel("#board", ["maria", "cem"], private=True, with_bot=False)
    town.slack.person("maria").invites("backstop", "#board")
    await town.settle()
    await log(town, f"/blocker SSO login fails owner me {FRIDAY}", channel="#board")
    await poison(town, "policy")
    await town.advance_to(berlin(26, 12, minute=5))
    assert "could not be read" not in await types(town, "bo", "/backstop list")
    answer = await types(town, "bo", "/blocker B-1")
    assert "There is no B-1 that you can see." in answer
    town.slack.expectations.expect_all("escalation has stopped")


async def test_one_channels_ladder_takes_the_weekly_post_from_no_other(town: Town) -> None:
    town.slack.add_channel("#billing", ["bo", "lea"], with_bot=False)
    town.slack.person("bo").invites("backstop", "#billing")
    await town.settle()
    await set_up(town, by="bo", channel="#billing")
    await tamper(town, "UPDATE channel SET policy = '{' WHERE name = 'billing'")
    await town.advance_to(berlin(30, 15, minute=5))
    await town.slack.expectations.expect_post("#launch", SUMMARY)
    assert (await readiness(town.bot.port))[1]["audit"] == ["unmade"]
    await town.slack.expectations.expect_dm("cem", "channels got no weekly post")
    refused = await types(town, "bo", f"/blocker DNS is slow owner me {FRIDAY}", channel="#billing")
    assert "`/backstop setup`" in refused
    await set_up(town, by="bo", channel="#billing")
    await town.advance(minutes=2)
    await town.slack.expectations.expect_post("#billing", SUMMARY)
    assert (await readiness(town.bot.port))[1]["audit"] == "ok"
