"""The Home tab: what is assigned to somebody, what has escalated to them, what they wait for."""

import copy
import re
from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from playground.person.person import Person
from playground.rules.seen import view_words
from tests.stories.heard import berlin, ignore_rest, log, types

OWED = "/blocker SSO login fails owner @maria due thu noon fallback use passwords"


async def home_of(sandbox: Sandbox, name: str) -> str:
    """The text of somebody's Home tab when they open it now."""
    home = await sandbox.slack.person(name).opens_home()
    assert home is not None
    return view_words(home)


HEADLINE = re.compile(r"[^\w*]*\*(?:<[^|]*\|)?([BD]-\d+)>?\* ")


HEADINGS = {
    "Waiting for your yes or no",
    "Assigned to you",
    "Escalated to you",
    "Waiting on others",
}


def parts(home: str) -> dict[str, list[str]]:
    """The items under each heading of a Home tab, in order."""
    found: dict[str, list[str]] = {}
    part = ""
    for line in home.splitlines():
        if line in HEADINGS:
            part = line
            found[part] = []
        elif part and (item := HEADLINE.match(line)):
            found[part].append(item[1])
    return found


@pytest.fixture
async def open_sandbox(laddered_sandbox: Sandbox) -> Sandbox:
    """Maria owns B-1 and B-2, Bo waits for B-1, and nobody has opened their Home tab yet."""
    await log(laddered_sandbox, OWED, by="bo")
    line = "/blocker DNS is slow owner me due wed 4pm fallback wait"
    await log(laddered_sandbox, line)
    laddered_sandbox.slack.expectations.expect_all("B-1")
    return laddered_sandbox


@pytest.mark.both_ways
async def test_each_person_sees_their_own_part(open_sandbox: Sandbox) -> None:
    assert parts(await home_of(open_sandbox, "maria")) == {"Assigned to you": ["B-2", "B-1"]}
    assert parts(await home_of(open_sandbox, "bo")) == {"Waiting on others": ["B-1"]}
    empty = await home_of(open_sandbox, "cem")
    assert "Nothing needs you right now." in empty
    assert "Nothing is open for you" in empty
    await open_sandbox.advance_to(berlin(26, 17))  # noon in New York, where Bo wrote it
    escalated = await home_of(open_sandbox, "lea")
    assert parts(escalated) == {"Escalated to you": ["B-2", "B-1"]}
    assert "2 items were escalated to you." in escalated
    assert "Nothing" not in escalated
    open_sandbox.slack.expectations.expect_all("B-")


async def test_what_is_overdue_leads_and_is_counted(open_sandbox: Sandbox) -> None:
    await open_sandbox.advance_to(berlin(25, 16) + timedelta(minutes=1))
    home = await home_of(open_sandbox, "maria")
    assert "2 items need you, *1 overdue*" in home
    assert parts(home) == {"Assigned to you": ["B-2", "B-1"]}
    open_sandbox.slack.expectations.expect_all("B-")


CHANGES: tuple[tuple[str, str, dict[str, dict[str, list[str]]]], ...] = (
    (
        "maria",
        "B-1 move wed 2pm because it is sooner",
        {"maria": {"Assigned to you": ["B-1", "B-2"]}},
    ),
    ("maria", "B-2 escalate because customers wait", {"lea": {"Escalated to you": ["B-2"]}}),
    (
        "maria",
        "B-1 give @bo because he can",
        {
            "maria": {"Assigned to you": ["B-1", "B-2"]},
            "bo": {"Waiting for your yes or no": ["B-1"], "Waiting on others": ["B-1"]},
        },
    ),
    (
        "bo",
        "B-1 take",
        {"maria": {"Assigned to you": ["B-2"]}, "bo": {"Assigned to you": ["B-1"]}},
    ),
    ("maria", "B-2 resolve restarted it", {"maria": {}, "lea": {}}),
    ("bo", "B-1 withdraw because it was the cable", {"bo": {}}),
)
"""Who makes which move, and what the Home tabs then show without having been opened again."""


async def test_it_follows_every_change_by_itself(open_sandbox: Sandbox) -> None:
    for who in ("maria", "bo", "lea"):
        await home_of(open_sandbox, who)
    for who, line, after in CHANGES:
        await types(open_sandbox, who, f"/blocker {line}")
        shown = {one: parts(now_at(open_sandbox.slack.person(one))) for one in after}
        assert shown == after, line
    open_sandbox.slack.expectations.expect_all("B-")


async def test_it_follows_the_clock_by_itself(open_sandbox: Sandbox) -> None:
    await home_of(open_sandbox, "maria")
    await home_of(open_sandbox, "lea")
    await open_sandbox.advance_to(berlin(25, 16))
    assert "*1 overdue*" in now_at(open_sandbox.slack.person("maria"))
    assert parts(now_at(open_sandbox.slack.person("lea"))) == {"Escalated to you": ["B-2"]}
    open_sandbox.slack.expectations.expect_all("B-")


def now_at(person: Person) -> str:
    """The text of somebody's Home tab, not opened again since."""
    assert person.home is not None
    return view_words(person.home)


@pytest.mark.both_ways
async def test_its_buttons_make_moves_and_it_shows_them_made(open_sandbox: Sandbox) -> None:
    maria = open_sandbox.slack.person("maria")
    await home_of(open_sandbox, "maria")
    await maria.clicks("Resolve", view=maria.home)
    await maria.sees_form("B-2", "What solved it?")
    await maria.fills({"What solved it?": "a new server"})
    await maria.submits()
    await open_sandbox.settle()
    assert parts(now_at(maria)) == {"Assigned to you": ["B-1"]}
    open_sandbox.slack.expectations.expect_all("B-")


async def test_an_old_home_tab_does_nothing_wrong(open_sandbox: Sandbox) -> None:
    maria = open_sandbox.slack.person("maria")
    await home_of(open_sandbox, "maria")
    old = copy.deepcopy(maria.home)
    await types(open_sandbox, "maria", "/blocker B-2 resolve a new server")
    seen = await maria.clicks("Acknowledge", view=old)
    assert seen.view is not None
    assert "B-2" in view_words(seen.view)
    open_sandbox.slack.expectations.expect_all("B-")


async def test_being_away_is_shown_and_begins_and_ends_there(laddered_sandbox: Sandbox) -> None:
    maria = laddered_sandbox.slack.person("maria")
    await home_of(laddered_sandbox, "maria")
    await maria.clicks("Away …", view=maria.home)
    await maria.fills({"Away until": "mon 9am", "Who covers for you?": "bo"})
    await maria.submits()
    await maria.closes()
    await laddered_sandbox.settle()
    assert "You are away until" in now_at(maria)
    await types(laddered_sandbox, "maria", "/backstop back")
    assert "You are away until" not in now_at(maria)


async def test_a_full_home_tab_fits_and_says_what_it_leaves_out(laddered_sandbox: Sandbox) -> None:
    for number in range(20):
        line = f"/blocker Contract {number} hangs owner me due mon noon fallback by hand"
        await laddered_sandbox.slack.person("maria").types("#launch", line)
    home = await home_of(laddered_sandbox, "maria")
    assert "20 items need you" in home
    assert len(parts(home)["Assigned to you"]) == 14
    assert "+6 more: type `/backstop list mine`" in home
    await laddered_sandbox.settle()
    laddered_sandbox.slack.expectations.expect_all("hangs")


async def test_a_home_tab_that_slack_does_not_take_is_shown_a_little_later(
    open_sandbox: Sandbox,
) -> None:
    maria = open_sandbox.slack.person("maria")
    await home_of(open_sandbox, "maria")
    down = open_sandbox.slack.faults.add("status", "views.publish", status=503)
    await types(open_sandbox, "maria", "/blocker B-2 resolve a new server")
    await open_sandbox.advance(minutes=1)
    assert down.used == 1
    assert parts(now_at(maria)) == {"Assigned to you": ["B-1"]}
    open_sandbox.slack.expectations.expect_all("B-")


async def test_a_home_tab_that_slack_never_takes_keeps_no_other_back(open_sandbox: Sandbox) -> None:
    maria, bo = (open_sandbox.slack.person(name) for name in ("maria", "bo"))
    await home_of(open_sandbox, "maria")
    await home_of(open_sandbox, "bo")
    never = {"code": "internal_error", "when": lambda args: args["user_id"] == maria.user.id}
    open_sandbox.slack.faults.add("error", "views.publish", times=None, **never)
    await types(open_sandbox, "maria", "/blocker B-2 resolve a new server")
    await types(open_sandbox, "maria", "/blocker B-1 resolve restarted it")
    await open_sandbox.advance(minutes=1)
    assert parts(now_at(bo)) == {}
    assert parts(now_at(maria)) == {"Assigned to you": ["B-2", "B-1"]}
    open_sandbox.slack.expectations.expect_all("B-")


async def test_a_label_leads_to_its_card_as_soon_as_that_is_posted(sandbox: Sandbox) -> None:
    await home_of(sandbox, "maria")
    full = sandbox.slack.faults.add("status", "chat.postMessage", status=503, times=None)
    line = "/blocker staging is down owner me due fri noon fallback use the replica"
    await sandbox.slack.person("maria").types("#launch", line)
    await sandbox.advance(minutes=1)
    maria = sandbox.slack.person("maria")
    assert maria.home is not None
    assert "*B-1*" in view_words(maria.home), "there is no card yet"
    full.times = 0
    await sandbox.advance(minutes=10)
    assert "|B-1>*" in view_words(maria.home)
    ignore_rest(sandbox)
