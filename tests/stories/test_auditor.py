"""The auditor: what must never be the case is found, told once a day, and cleared once mended."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Town
from storage.engine.database import Database
from tests.stories.hearing import heard, log
from tests.stories.launch import move_in
from tests.stories.scraping import readiness

BLOCKER = "/blocker SSO login fails owner me due fri noon fallback use passwords"


@pytest.fixture
async def watched_town(empty_town: Town) -> Town:
    """The town with Cem as Backstop's admin; what he hears of it is up to the story."""
    move_in(empty_town.slack)
    empty_town.admins = frozenset({empty_town.slack.person("cem").id})
    await empty_town.start_bot()
    return empty_town


async def audited(town: Town) -> tuple[int, object]:
    """The status of /readyz, and what it says of the auditor."""
    status, state = await readiness(town.bot.port)
    return status, state["audit"]


async def tamper(town: Town, statement: str) -> None:
    """Change the database behind the bot's back."""
    database = Database(town.settings().database_url)
    with database.write_all() as tx:
        tx.exec_driver_sql(statement)
    database.close()


async def test_a_forgotten_plan_turns_health_red_until_it_is_mended(watched_town: Town) -> None:
    town = watched_town
    await log(town, BLOCKER)
    assert await audited(town) == (200, "ok")
    await tamper(town, "UPDATE item SET outcome = next_at, next_at = NULL")
    await town.advance(minutes=1, seconds=1)
    assert await audited(town) == (503, ["forgotten"])
    dm = await town.slack.expectations.expect_dm("cem", "1 problem", "never be looked at again")
    assert "It concerns: B-1" in dm.text
    await town.advance(minutes=10)
    assert heard(town, "cem") == []
    await town.advance(days=1)
    await town.slack.expectations.expect_dm("cem", "1 problem", "never be looked at again")
    assert heard(town, "cem") == [], "once a day"
    await tamper(town, "UPDATE item SET next_at = 2000000000000000, outcome = ''")
    await town.advance(minutes=1, seconds=1)
    assert await audited(town) == (200, "ok")


async def test_an_edited_history_is_found_within_a_minute(watched_town: Town) -> None:
    town = watched_town
    await log(town, BLOCKER)
    await tamper(town, "UPDATE event SET actor = 'U0EVE'")
    await town.advance(minutes=1, seconds=1)
    assert await audited(town) == (503, ["edited"])
    dm = await town.slack.expectations.expect_dm("cem", "is not as it was written")
    assert "event 1" in dm.text


async def test_an_alarm_nobody_has_heard_yet_is_taken_back_once_all_is_well(
    watched_town: Town,
) -> None:
    town = watched_town
    await log(town, BLOCKER)
    town.slack.engine.token_error = "token_revoked"
    await tamper(town, "UPDATE item SET outcome = next_at, next_at = NULL")
    await town.advance(minutes=1, seconds=1)
    assert await audited(town) == (503, ["forgotten"])
    await tamper(town, "UPDATE item SET next_at = 2000000000000000, outcome = ''")
    await town.advance(minutes=1, seconds=1)
    town.slack.engine.token_error = None
    await town.advance(minutes=2)
    assert heard(town, "cem") == []


async def test_a_message_that_is_tried_in_vain_is_found(watched_town: Town) -> None:
    town = watched_town
    town.slack.engine.token_error = "account_inactive"
    await town.slack.person("maria").types("#launch", BLOCKER)
    await town.advance(minutes=39)
    assert (await audited(town))[1] == "ok"
    # Seen once within two minutes, a second time within two more: only then does it count.
    await town.advance(minutes=6)
    assert await audited(town) == (503, ["late"])
    town.slack.engine.token_error = None
    await town.advance(minutes=3)
    assert await audited(town) == (200, "ok")
    await town.slack.expectations.expect_post("#launch", "B-1")


async def test_without_admins_nobody_hears_and_the_log_says_it(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await log(town, BLOCKER)
    await tamper(town, "UPDATE item SET outcome = next_at, next_at = NULL")
    await town.advance(minutes=1, seconds=1)
    assert "action=found trouble=forgotten what='B-1'" in caplog.text
    await tamper(town, "UPDATE item SET next_at = CAST(outcome AS BIGINT), outcome = ''")


async def test_what_was_missed_while_the_bot_was_down_is_no_finding_unless_it_lasts(
    watched_town: Town,
) -> None:
    town = watched_town
    await log(town, BLOCKER)
    await town.stop_bot()
    town.clock.set(town.now() + timedelta(days=3))
    await town.start_bot()
    await town.advance(minutes=3)
    assert await audited(town) == (200, "ok")
    assert [line for line in heard(town, "cem") if "B-1" not in line] == []
