"""Absences: who is told instead, in whose hours, and how several are kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, set_up, types
from tests.support.greeted import StorySandbox

LINE = "/blocker SSO login fails owner @bo due 2026-03-26 12:00 fallback use passwords"


@pytest.fixture
async def tuesday(tmp_path: Path) -> AsyncIterator[StorySandbox]:
    """Tuesday morning in Berlin: Bo, Lea who leads and Cem of leadership; Ana is in New York."""
    sandbox = StorySandbox(folder=tmp_path, clock=MovableClock(berlin(24, 10)))
    async with sandbox:
        sandbox.slack.add_person("ana", real_name="Ana Ruiz", tz="America/New_York")
        for name, full in {"bo": "Bo O'Neill", "lea": "Lea Roth", "cem": "Cem Aydin"}.items():
            sandbox.slack.add_person(name, real_name=full, tz="Europe/Berlin")
        sandbox.slack.add_channel("#launch", ("ana", "bo", "lea", "cem"))
        await sandbox.start_bot()
        await set_up(sandbox, by="lea")
        yield sandbox
        await sandbox.settle()
        left = sandbox.slack.expectations.unexpected()
        assert [message.text for message in left] == []
        assert await sandbox.bot.workspace.audit() == ()


async def test_a_stand_in_in_another_zone_is_told_in_time(tuesday: StorySandbox) -> None:
    sandbox, expected = tuesday, tuesday.slack.expectations
    await log(sandbox, LINE, by="bo")
    said = await types(sandbox, "bo", "/backstop away 25 mar - 27 mar stand-in @ana")
    assert "from Wed 25 Mar until Mon 30 Mar 09:00" in said
    await sandbox.advance_to(berlin(25, 13, 59))
    assert heard(sandbox, "ana") == []

    await sandbox.advance_to(berlin(25, 14))
    dm = await expected.expect_dm("ana", "*B-1* is due", "SSO login fails")
    bo = f"<@{sandbox.slack.person('bo').id}>"
    assert dm.text.startswith(f"You cover for {bo} until Mon 30 Mar 03:00 EDT. *B-1* is due")

    await sandbox.advance_to(berlin(26, 11, 59))
    assert heard(sandbox, "ana") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == []

    await sandbox.advance_to(berlin(26, 12))
    assert heard(sandbox, "lea") == ["Thu 26 12:00 B-1"]
    await sandbox.advance_to(berlin(29, 12))
    assert heard(sandbox, "ana") == ["Thu 26 09:00 B-1", "Fri 27 09:00 B-1"]
    assert heard(sandbox, "cem") == ["Fri 27 12:00 B-1"]
    assert (heard(sandbox, "bo"), heard(sandbox, "lea")) == ([], [])

    await sandbox.advance_to(berlin(30, 11))
    assert heard(sandbox, "bo") == ["Mon 30 09:00 B-1"]
    assert (heard(sandbox, "ana"), heard(sandbox, "lea"), heard(sandbox, "cem")) == ([], [], [])
    posted(sandbox)
    ignore_rest(sandbox)
