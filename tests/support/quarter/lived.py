"""A quarter on the real bot: its people, a ladder with holidays, and a season."""

from collections import Counter
from datetime import date

from bot.demo.fortnight import Listener
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from tests.support.quarter import acts
from tests.support.quarter.people import LEAD, LEADERSHIP, LIMIT, PEOPLE, add_people, local
from tests.support.quarter.season import Season


async def a_quarter(sandbox: Sandbox, seed: int, weeks: int, limit: int = LIMIT) -> Season:
    """Live through so many weeks in a sandbox that has nobody and no bot yet.

    Everybody sets this limit for what can wait, if it is another than the usual one.
    """
    add_people(sandbox.slack)
    await sandbox.start_bot()
    lead = sandbox.slack.person(LEAD)
    await lead.types(CHANNEL, "/backstop setup")
    await lead.sees_form("Who is notified")
    await lead.fills({"Lead: people": [LEAD], "Leadership: people": [LEADERSHIP]})
    await lead.clicks("More")
    await lead.clicks("ladder.page.hours")
    await lead.fills({"Holidays of": "DE"})
    await lead.submits()
    await lead.submits()
    await lead.closes(everything=True)
    season = Season(Listener(sandbox), seed, weeks)
    for who in PEOPLE if limit != LIMIT else ():
        await season.types(who, f"/backstop quiet limit {limit}")
    await season.settle()
    await acts.live(season)
    return season


def per_day(season: Season, who: str) -> Counter[date]:
    """How many direct messages somebody got on each day of theirs."""
    return Counter(local(one.at, who).date() for one in season.listener.told(who))
