"""A passed date reaches the lead, at once and in the thread."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, posted

LINE = "/blocker staging is down owner @maria due today 4pm fallback use the replica"


async def test_a_passed_date_reaches_the_lead(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox  # Wed 25 March 2026, 10:30 in Berlin; Lea leads, Cem is leadership
    await log(sandbox, LINE)
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert posted(sandbox) == ["Wed 25 16:00 B-1"]
    ignore_rest(sandbox, "maria")  # the reminders belong to another story
