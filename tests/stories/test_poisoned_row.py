"""One bad row stops one item; the rest goes on, and somebody who can look is told once."""

import shutil
from collections.abc import AsyncIterator, Callable
from itertools import product
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from storage.engine.database import Database
from tests.stories.conftest import WEDNESDAY
from tests.stories.heard import SUMMARY, berlin, fresh, heard, ignore_rest, log, set_up, types
from tests.stories.people import add_people
from tests.stories.replicas import ReplicatedSandbox
from tests.stories.scraping import readiness, scrape
from tests.support.greeted import StorySandbox, count_as_greeted
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
async def sandbox(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    templates: Callable[[str], Templates],
    sqlite_template: Path,
) -> AsyncIterator[Sandbox]:
    """#launch under its ladder with Cem as admin: one bot on a file, or two on a server."""
    clock = MovableClock(WEDNESDAY)
    if request.param == SQLITE:
        shutil.copy(sqlite_template, tmp_path / "backstop.db")
        made = StorySandbox(folder=tmp_path, clock=clock)
        async with made:
            yield await lived_in(made)
        return
    with templates(POSTGRESQL).database() as url:
        async with ReplicatedSandbox(folder=tmp_path, clock=clock, database_url=url) as made:
            yield await lived_in(made)


async def lived_in(sandbox: Sandbox) -> Sandbox:
    add_people(sandbox.slack)
    sandbox.admins = frozenset({sandbox.slack.person("cem").id})
    await sandbox.start_bot()
    await set_up(sandbox)
    return sandbox


async def tamper(sandbox: Sandbox, statement: str) -> None:
    """Change the database behind the bot's back."""
    database = Database(sandbox.settings().database_url)
    with database.write_all() as tx:
        tx.exec_driver_sql(statement)
    database.close()


async def put(
    sandbox: Sandbox, table: str, column: str, value: str | int, *, where: str = "TRUE"
) -> None:
    """Overwrite a column behind the bot's back with this SQL value."""
    await tamper(sandbox, f"UPDATE {table} SET {column} = {value} WHERE {where}")  # noqa: S608 - all of it stands in this file


def stopped(sandbox: Sandbox) -> dict[str, int]:
    """How often people were told, since the last call, that an escalation has stopped."""
    expectations = sandbox.slack.expectations
    said = {who: expectations.dms_to(who) for who in ("maria", "bo", "lea", "cem")}
    said["#launch"] = expectations.messages_in("#launch")
    marked = {
        where: [message for message in messages if "escalation has stopped" in message.text]
        for where, messages in said.items()
    }
    return {where: len(new) for where, told in marked.items() if (new := fresh(sandbox, told))}


async def poison(sandbox: Sandbox, column: str) -> None:
    """Write what no version ever wrote into B-1, and keep what was there before."""
    kept = "BIGINT" if POISONS[column].strip("-").isdecimal() else "TEXT"
    await tamper(sandbox, f"ALTER TABLE item ADD COLUMN was {kept}")
    await put(sandbox, "item", "was", column)
    await put(sandbox, "item", column, POISONS[column], where="number = 1")


async def fix(sandbox: Sandbox, column: str) -> None:
    """Do what an operator does, from a backup if need be."""
    await put(sandbox, "item", column, "was", where="number = 1")


@pytest.mark.parametrize(
    ("sandbox", "column"),
    [*product([SQLITE], POISONS), (POSTGRESQL, "policy")],
    indirect=["sandbox"],
)
async def test_everybody_else_goes_on_and_so_does_the_item_once_it_is_fixed(
    sandbox: Sandbox, column: str
) -> None:
    await log(sandbox, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(sandbox, f"/blocker DNS is slow owner me {FRIDAY}")
    await poison(sandbox, column)
    await sandbox.advance_to(berlin(26, 12, minute=5))  # 24 hours before it is due
    assert stopped(sandbox) == {"maria": 1, "cem": 1, "#launch": 1}
    assert heard(sandbox, "maria") == ["Thu 26 12:00 B-2"]

    await sandbox.stop_bot()
    await sandbox.start_bot()
    await sandbox.advance_to(berlin(27, 12, minute=5))
    assert heard(sandbox, "lea") == ["Fri 27 12:00 B-2"]
    sandbox.slack.expectations.expect_all("B-2")
    assert stopped(sandbox) == {}, "told once, whoever starts"

    plan = await types(sandbox, "maria", "/blocker B-1 plan")
    assert "The saved data of B-1 is damaged, so nothing was done." in plan
    await fix(sandbox, column)
    await sandbox.advance(hours=1, minutes=2)
    (told,) = heard(sandbox, "lea")
    assert told.endswith("B-1"), "it goes on by itself"
    sandbox.slack.expectations.expect_all("B-1")
    assert await sandbox.bot.workspace.audit() == ()


INSTANTS = {"before all time": -(2**63), "after all time": 2**63 - 1, "the year 7990": 19 * 10**16}


@pytest.mark.parametrize(
    ("sandbox", "when"),
    [*product([SQLITE], INSTANTS), (POSTGRESQL, "before all time")],
    indirect=["sandbox"],
)
async def test_no_instant_of_one_row_holds_up_the_others_or_is_waited_for(
    sandbox: Sandbox, when: str
) -> None:
    await log(sandbox, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(sandbox, f"/blocker DNS is slow owner me {FRIDAY}")
    await put(sandbox, "item", "next_at", INSTANTS[when], where="number = 1")
    await put(sandbox, "channel", "next_summary_at", INSTANTS[when])
    await sandbox.advance(minutes=2)
    await sandbox.advance_to(berlin(27, 12, minute=5))
    assert heard(sandbox, "lea") == ["Fri 27 12:00 B-1 B-2"]
    await sandbox.advance_to(berlin(30, 15, minute=5))
    await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    ignore_rest(sandbox, "maria", "cem", "#launch")
    assert await sandbox.bot.workspace.audit() == ()


@pytest.mark.parametrize("sandbox", [SQLITE], indirect=True)
async def test_whoever_looks_is_told_what_could_not_be_read(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker SSO login fails owner me {FRIDAY}")
    await log(sandbox, "/blocker DNS is slow owner me due 2026-05-29 5pm fallback wait")
    await poison(sandbox, "status")
    await sandbox.advance_to(berlin(26, 12, minute=5))
    assert "1 item could not be read: B-1" in await types(sandbox, "bo", "/backstop list")
    home = await sandbox.slack.person("maria").opens_home()
    assert home is not None
    assert "1 item could not be read: B-1" in view_words(home)

    state = (await readiness(sandbox.bot.port))[1]
    assert (state["ready"], state["audit"], state["stopped"]) == (False, ["stopped"], ["B-1"])
    assert (await scrape(sandbox.bot.port))['backstop_item_stopped{item="B-1"}'] == 1
    assert stopped(sandbox) == {"maria": 1, "cem": 1, "#launch": 1}

    await sandbox.advance_to(berlin(30, 9, minute=5))
    post = await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    assert "1 open\n" in post.text
    assert "1 item could not be read: B-1" in message_words(post)
    await fix(sandbox, "status")
    await sandbox.advance(hours=1, minutes=2)
    state = (await readiness(sandbox.bot.port))[1]
    assert (state["ready"], state["stopped"]) == (True, [])
    assert "backstop_item_stopped" not in str([*await scrape(sandbox.bot.port)])


@pytest.mark.parametrize("sandbox", [SQLITE], indirect=True)
async def test_a_private_channels_item_is_named_to_nobody_else(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#board", ["maria", "cem"], private=True, with_bot=False)
    count_as_greeted(sandbox.slack, sandbox.settings())
    sandbox.slack.person("maria").invites("backstop", "#board")
    await sandbox.settle()
    await log(sandbox, f"/blocker SSO login fails owner me {FRIDAY}", channel="#board")
    await poison(sandbox, "policy")
    await sandbox.advance_to(berlin(26, 12, minute=5))
    assert "could not be read" not in await types(sandbox, "bo", "/backstop list")
    answer = await types(sandbox, "bo", "/blocker B-1")
    assert "There is no B-1 that you can see." in answer
    sandbox.slack.expectations.expect_all("escalation has stopped")


@pytest.mark.parametrize("sandbox", [SQLITE], indirect=True)
async def test_one_channels_ladder_takes_the_weekly_post_from_no_other(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#billing", ["bo", "lea"], with_bot=False)
    count_as_greeted(sandbox.slack, sandbox.settings())
    sandbox.slack.person("bo").invites("backstop", "#billing")
    await sandbox.settle()
    await set_up(sandbox, by="bo", channel="#billing")
    for who, channel in (("maria", "#launch"), ("bo", "#billing")):
        line = "/blocker DNS is slow owner me due 2026-05-29 5pm fallback wait"
        await types(sandbox, who, line, channel=channel)
    ignore_rest(sandbox)
    await tamper(sandbox, "UPDATE channel SET policy = '{' WHERE name = 'billing'")
    await sandbox.advance_to(berlin(30, 15, minute=5))
    await sandbox.slack.expectations.expect_post("#launch", SUMMARY)
    assert (await readiness(sandbox.bot.port))[1]["audit"] == ["unmade"]
    await sandbox.slack.expectations.expect_dm("cem", "channels got no weekly post")
    refused = await types(
        sandbox, "bo", f"/blocker DNS is slow owner me {FRIDAY}", channel="#billing"
    )
    assert "`/backstop setup`" in refused
    await set_up(sandbox, by="bo", channel="#billing")
    await sandbox.advance(minutes=2)
    await sandbox.slack.expectations.expect_post("#billing", SUMMARY)
    assert (await readiness(sandbox.bot.port))[1]["audit"] == "ok"
