"""What is changed of a customer is kept whole or not at all, and told once, if the bot dies."""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from storage.tables.customers import CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER
from storage.tables.items import EVENT
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import STARTS_AT, CrashStory, redelivered
from tests.reliability.test_mentions import kept

LINE = "/blocker Import stuck customer: {} owner @maria due fri fallback import by hand"
CHANGES = {
    "owner @bo": "*Owner of the account:* <@U",
    "live 15 apr": "*Promised:* 15 Apr",
    "also Hafen": "*Also known as:* Hafen",
    "rename Harbor Law": "*Harbor Law*: not said (B-1)",
    "merge Zeta because it is one firm": "*Harbor Law*: not said (B-1, B-2)",
}
"""What is typed, and what the customer's card says then."""


async def two_customers(sandbox: Sandbox) -> None:
    """Maria logs a blocker about each of the two."""
    maria = sandbox.slack.person("maria")
    for name in ("Harbor", "Zeta"):
        await maria.types("#launch", LINE.format(name))
        await maria.sees_form("I know no customer called")
        assert (await maria.submits()).errors == {}
        await maria.closes()


@pytest.mark.parametrize(("point", "stored"), [("answer saves", 0), ("answer done", 1)])
async def test_killed_around_each_change_it_is_kept_with_its_event_once_or_not_at_all(
    sandbox: Sandbox, point: str, stored: int
) -> None:
    ada = sandbox.slack.add_person("ada", real_name="Ada", tz="Europe/Berlin", is_admin=True)
    ada.joins("#launch")
    minutes = [STARTS_AT + timedelta(minutes=n) for n in range(1, len(CHANGES) + 1)]
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=at) for at in minutes]) as story:
            await story.live_at(STARTS_AT)
            await two_customers(sandbox)
            for done, (at, change) in enumerate(zip(minutes, CHANGES, strict=True)):
                await story.live_at(at)
                assert (await ada.types("#launch", f"/backstop customer Harbor {change}")).error
                await story.live_at(at + timedelta(seconds=1))
                assert story.deaths == done + 1
                assert kept(sandbox, EVENT) == 2 + done + stored
                await redelivered(sandbox)
                assert kept(sandbox, EVENT) == 3 + done
                card = await ada.types("#launch", "/backstop customer Harbor")
                assert CHANGES[change] in card.text
            tables = (CUSTOMER, CUSTOMER_ALIAS, ITEM_CUSTOMER)
            assert [kept(sandbox, table) for table in tables] == [1, 3, 2]
            await story.live_at(minutes[-1] + timedelta(minutes=3))
        told = story.told()
        assert (told.lost, told.doubled, told.findings) == ((), (), ())


MOVED_AT = STARTS_AT + timedelta(minutes=5)
PREPARED = (
    ("maria", "/decision Which DPA owner @cem due fri fallback ours"),
    ("maria", "/blocker B-1 blocks D-1"),
    ("lea", "/blocker B-1 follow"),
    ("ada", "/backstop customer Harbor owner @ada"),
    ("ada", "/backstop customer Harbor live thu"),
)
TOLD = {
    "ada": "This is later than 26 Mar, the date promised to Harbor.",
    "cem": "*D-1* Which DPA · needs B-1, whose date moved",
    "lea": "You follow it",
}
"""What each of them reads once the date of B-1 has moved."""


@pytest.mark.parametrize("point", ["answer saves", "answer done", "take done", "finish begins"])
async def test_killed_around_a_later_date_all_who_have_to_know_are_told_once(
    sandbox: Sandbox, point: str
) -> None:
    ada = sandbox.slack.add_person("ada", real_name="Ada", tz="Europe/Berlin", is_admin=True)
    ada.joins("#launch")
    async with sandbox:
        with CrashStory(sandbox, [CrashPoint(point, since=MOVED_AT)]) as story:
            await story.live_at(STARTS_AT)
            await two_customers(sandbox)
            for who, line in PREPARED:
                await sandbox.slack.person(who).types("#launch", line)
            await story.live_at(MOVED_AT)
            line = "/blocker B-1 move mon noon because the vendor is late"
            await sandbox.slack.person("maria").types("#launch", line)
            await story.live_at(MOVED_AT + timedelta(seconds=1))
            await redelivered(sandbox)
            for minutes in range(1, 12):
                await story.live_at(MOVED_AT + timedelta(minutes=minutes))
        told = story.told()
        assert (story.deaths, told.lost, told.doubled, told.findings) == (1, (), (), ())
        for who, words in TOLD.items():
            dms = sandbox.slack.expectations.dms_to(who)
            assert sum(one.text.count(words) for one in dms) == 1, who
