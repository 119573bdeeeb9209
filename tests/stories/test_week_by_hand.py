"""Promise 6: the weekly post of a week that was worked out by hand, as the channel reads it.

#launch in Berlin, Lea leads, Cem is leadership; the post comes on Mondays at 9:00.
"""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words
from tests.stories.conftest import NewSandbox
from tests.stories.heard import berlin, ignore_rest, set_up, types
from tests.stories.people import add_people
from tests.stories.test_customers import make
from tests.stories.test_weekly_summary import summaries


def feb(day: int, hour: int) -> datetime:
    """An instant of February, on a clock in Berlin."""
    return berlin(day, hour, month=2)


@pytest.fixture
async def launch(new_sandbox: NewSandbox) -> AsyncIterator[Sandbox]:
    """The six people of #launch on Mon 16 Feb."""
    async with new_sandbox(at=feb(16, 10)) as sandbox:
        slack = sandbox.slack
        add_people(slack)
        for name, real in (("ines", "Ines Roth"), ("tom", "Tom Becker")):
            slack.add_person(name, real_name=real, tz="Europe/Berlin")
            slack.person(name).joins("#launch")
        await sandbox.start_bot()
        await set_up(sandbox)
        yield sandbox


async def live_the_weeks(sandbox: Sandbox) -> None:
    """Everything that happens until Mon 9 March 9:00."""
    said = [
        (
            feb(23, 15),
            "tom",
            "/blocker Template is missing owner me due 3 mar noon fallback skip it",
        ),
        (
            feb(24, 10),
            "tom",
            "/blocker Logo upload fails, customer: Harbor Law owner me due 18 mar fallback wait",
        ),
        (feb(24, 14), "tom", "/blocker B-4 improving"),
        (feb(26, 11), "ines", "/blocker B-1 steady"),
        (feb(27, 16), "maria", "/blocker B-2 steady"),
        (berlin(2, 10), "ines", "/decision Which data region? owner me due wed 5pm fallback EU"),
        (
            berlin(2, 11),
            "maria",
            "/decision Go live without SSO? owner me due wed 5pm fallback wait",
        ),
        (berlin(2, 12), "ines", "/blocker B-1 blocks D-2"),
        (berlin(3, 11), "tom", "/blocker B-4 improving"),
        (berlin(4, 9, 30), "maria", "/decision D-2 move fri 5pm because legal is out"),
        (berlin(4, 11), "ines", "/decision D-1 decide EU because the contract says so"),
        (berlin(5, 15), "ines", "/blocker B-1 worsening"),
        (berlin(6, 10), "lea", "/blocker B-3 fallback because nobody has one"),
        (berlin(6, 16), "maria", "/decision D-2 move 11 mar 5pm because legal is still out"),
    ]
    await sandbox.advance_to(feb(19, 10))
    sso = "/blocker SSO login fails, customer: Harbor Law owner me due 6 mar 5pm fallback wait"
    await make(sandbox, sso, by="ines")
    await sandbox.advance_to(feb(23, 14))
    export = "/blocker Export is incomplete, customer: Meridian owner @bo due 12 mar 5pm"
    await make(sandbox, f"{export} fallback export by hand")
    for at, who, line in said:
        await sandbox.advance_to(at)
        await types(sandbox, who, line)
        ignore_rest(sandbox)
    await sandbox.advance_to(berlin(9, 9))


WEEK = """\
*Week of Mon 9 Mar*: 4 open (unchanged), 1 overdue, 1 customer worse: Harbor Law
*Asked of you*
*Bo O'Neill* has not agreed to *B-2* Export is incomplete, due Thu 12 Mar 17:00 CET
*Customers*
Harbor Law: worsening, was steady · 2 open, oldest 17 days
Meridian: no word for 9 days, was steady · 1 open, oldest 13 days
*Blockers*
*B-1* SSO login fails · *Ines Roth* · was due Fri 6 Mar 17:00 CET · D-2 waits for it
*B-2* Export is incomplete · *Bo O'Neill* · due Thu 12 Mar 17:00 CET, not yet agreed \
· open for 13 days
*B-4* Logo upload fails · *Tom Becker* · due Wed 18 Mar 17:00 CET · open for 12 days
*Decisions*
*D-2* Go live without SSO? · *Maria Silva* · due Wed 11 Mar 17:00 CET · moved twice, \
5 working days later
*D-1* Which data region? · decided by *Ines Roth* on Wed 4 Mar: EU, because the contract says so
Also this week: 1 closed by fallback, 2 escalated, 1 moved
Logged: 1, 3, 2 · Closed: 0, 0, 2 · Overdue: 0, 0, 1 · Net trajectory: 0, +1, 0"""


async def test_the_week_by_hand(launch: Sandbox) -> None:
    await live_the_weeks(launch)
    post = summaries(launch)[-1]
    assert post.text == WEEK
    assert buttons(post.blocks) == ["Agree", "All of it", "Log a blocker", "Log a decision"]
    assert message_words(post).endswith("use *Log a decision* in its menu.")
