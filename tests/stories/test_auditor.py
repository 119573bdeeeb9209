"""The auditor: what must never happen is found, reported once a day, and cleared once fixed."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from tests.stories.heard import heard, log
from tests.stories.people import add_people
from tests.stories.scraping import readiness

BLOCKER = "/blocker SSO login fails owner me due fri noon fallback use passwords"


@pytest.fixture
async def watched_sandbox(breakable_sandbox: Sandbox) -> Sandbox:
    """The sandbox with Cem as Backstop's admin; the story checks what Cem is told."""
    add_people(breakable_sandbox.slack)
    breakable_sandbox.admins = frozenset({breakable_sandbox.slack.person("cem").id})
    await breakable_sandbox.start_bot()
    return breakable_sandbox


async def audited(sandbox: Sandbox) -> tuple[int, object]:
    """The status of /readyz, and what it says of the auditor."""
    status, state = await readiness(sandbox.bot.port)
    return status, state["audit"]


async def tamper(sandbox: Sandbox, statement: str) -> None:
    """Change the database behind the bot's back."""
    database = Database(sandbox.settings().database_url)
    with database.write_all() as tx:
        tx.exec_driver_sql(statement)
    database.close()


async def test_a_forgotten_plan_turns_health_red_until_it_is_fixed(
    watched_sandbox: Sandbox,
) -> None:
    sandbox = watched_sandbox
    await log(sandbox, BLOCKER)
    assert await audited(sandbox) == (200, "ok")
    await tamper(sandbox, "UPDATE item SET outcome = next_at, next_at = NULL")
    await sandbox.advance(minutes=1, seconds=1)
    assert await audited(sandbox) == (503, ["forgotten"])
    dm = await sandbox.slack.expectations.expect_dm("cem", "1 problem", "never be looked at again")
    assert "It concerns: B-1" in dm.text
    await sandbox.advance(minutes=10)
    assert heard(sandbox, "cem") == []
    await sandbox.advance(days=1)
    await sandbox.slack.expectations.expect_dm("cem", "1 problem", "never be looked at again")
    assert heard(sandbox, "cem") == [], "once a day"
    await tamper(sandbox, "UPDATE item SET next_at = 2000000000000000, outcome = ''")
    await sandbox.advance(minutes=1, seconds=1)
    assert await audited(sandbox) == (200, "ok")


async def test_an_edited_history_is_found_within_a_minute(watched_sandbox: Sandbox) -> None:
    sandbox = watched_sandbox
    await log(sandbox, BLOCKER)
    await tamper(sandbox, "UPDATE event SET actor = 'U0EVE'")
    await sandbox.advance(minutes=1, seconds=1)
    assert await audited(sandbox) == (503, ["edited"])
    dm = await sandbox.slack.expectations.expect_dm("cem", "is not as it was written")
    assert "event 1" in dm.text


async def test_an_alarm_nobody_has_heard_yet_is_taken_back_once_all_is_well(
    watched_sandbox: Sandbox,
) -> None:
    sandbox = watched_sandbox
    await log(sandbox, BLOCKER)
    sandbox.slack.engine.token_error = "token_revoked"
    await tamper(sandbox, "UPDATE item SET outcome = next_at, next_at = NULL")
    await sandbox.advance(minutes=1, seconds=1)
    assert await audited(sandbox) == (503, ["forgotten"])
    await tamper(sandbox, "UPDATE item SET next_at = 2000000000000000, outcome = ''")
    await sandbox.advance(minutes=1, seconds=1)
    sandbox.slack.engine.token_error = None
    await sandbox.advance(minutes=2)
    assert heard(sandbox, "cem") == []


async def test_a_message_that_keeps_failing_is_found(watched_sandbox: Sandbox) -> None:
    sandbox = watched_sandbox
    sandbox.slack.engine.token_error = "account_inactive"
    await sandbox.slack.person("maria").types("#launch", BLOCKER)
    await sandbox.advance(minutes=39)
    assert (await audited(sandbox))[1] == "ok"
    # Seen once within two minutes, a second time within two more: only then does it count.
    await sandbox.advance(minutes=6)
    assert await audited(sandbox) == (503, ["late"])
    sandbox.slack.engine.token_error = None
    await sandbox.advance(minutes=3)
    assert await audited(sandbox) == (200, "ok")
    await sandbox.slack.expectations.expect_post("#launch", "B-1")


async def test_without_admins_nobody_hears_and_the_log_says_it(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    await log(sandbox, BLOCKER)
    await tamper(sandbox, "UPDATE item SET outcome = next_at, next_at = NULL")
    await sandbox.advance(minutes=1, seconds=1)
    assert "action=found trouble=forgotten what='B-1'" in caplog.text
    await tamper(sandbox, "UPDATE item SET next_at = CAST(outcome AS BIGINT), outcome = ''")


async def test_what_was_missed_while_down_is_a_finding_only_if_it_lasts(
    watched_sandbox: Sandbox,
) -> None:
    sandbox = watched_sandbox
    await log(sandbox, BLOCKER)
    await sandbox.stop_bot()
    sandbox.clock.set(sandbox.now() + timedelta(days=3))
    await sandbox.start_bot()
    await sandbox.advance(minutes=3)
    assert await audited(sandbox) == (200, "ok")
    assert [line for line in heard(sandbox, "cem") if "B-1" not in line] == []
