"""Clock changes and travellers: everybody is told by their own clock (promise 2)."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, posted


async def test_what_is_due_in_the_hour_that_is_left_out_is_due_an_hour_later(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    line = "/blocker the night build fails urgent owner me due 29 mar 02:30 fallback skip it"
    card = await log(sandbox, line)
    assert "Sun 29 Mar 03:30 CEST" in card.text
    await sandbox.advance_to(berlin(29, 6))
    assert heard(sandbox, "maria") == ["Sat 28 02:30 B-1", "Sun 29 00:30 B-1", "Sun 29 03:30 B-1"]
    assert heard(sandbox, "lea") == ["Sun 29 03:30 B-1"]
    assert posted(sandbox) == ["Sun 29 03:30 B-1"]
    await sandbox.advance_to(berlin(30, 6))
    assert heard(sandbox, "cem") == ["Mon 30 03:30 B-1"], "24 hours later, though Monday's clock"
    assert posted(sandbox) == ["Mon 30 03:30 B-1 aloud"]
    ignore_rest(sandbox, "maria")


async def test_an_owner_who_travels_hears_by_the_clock_where_they_are(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO login fails owner @maria due fri noon fallback wait", by="cem")
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]
    await sandbox.advance_to(berlin(26, 10))
    sandbox.slack.person("maria").changes(tz="Asia/Tokyo")
    await sandbox.advance_to(berlin(27, 11, 59))
    assert heard(sandbox, "maria") == ["Fri 27 09:00 B-1", "Fri 27 16:00 B-1"], "on Tokyo's clock"
    await sandbox.advance_to(berlin(27, 13))
    assert heard(sandbox, "maria") == [], "it is eight in the evening there"
    assert heard(sandbox, "lea") == ["Fri 27 12:00 B-1"]
    assert posted(sandbox) == ["Fri 27 12:00 B-1"]
    sandbox.slack.person("maria").changes(tz="Europe/Berlin")
    await sandbox.advance_to(berlin(27, 14))
    assert heard(sandbox, "maria") == ["Fri 27 13:00 B-1"], "Maria is back, and at work"
