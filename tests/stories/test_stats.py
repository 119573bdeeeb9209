"""Figures of a channel and of one person, asked for in Slack."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, ignore_rest, log
from tests.stories.test_measures import Story
from tests.support.greeted import StorySandbox, count_as_greeted
from tests.support.measures.page import examples

SECRET = "zebrafinch"


async def typed(sandbox: Sandbox, who: str, line: str, *, where: str = "#launch") -> str:
    """What somebody is answered."""
    return (await sandbox.slack.person(who).types(where, f"/backstop {line}")).text


async def test_the_example_of_the_page_is_answered_in_words(empty_sandbox: StorySandbox) -> None:
    """The first one: D-1 in time, D-2 late, D-3 moved, D-4 fell back, D-5 open, D-6 withdrawn."""
    story = Story(examples()[0], empty_sandbox)
    await story.begins()
    for at, step in sorted(story.steps(), key=lambda one: one[0]):
        await empty_sandbox.advance_to(at)
        await step()
    await empty_sandbox.advance_to(story.then(story.example.until))

    said = await typed(empty_sandbox, "ana", "stats week decisions")

    assert (
        "Decisions closed: 4 of 5 (80 %); on time 20 %; by the date they had 40 %; "
        "by fallback 20 %; 1 withdrawn before their date"
    ) in said
    ignore_rest(empty_sandbox)


async def test_figures_are_shown_in_the_channel_once(laddered_sandbox: Sandbox) -> None:
    sandbox, maria = laddered_sandbox, laddered_sandbox.slack.person("maria")
    await log(sandbox, "/blocker SSO login fails owner @bo due fri noon fallback use passwords")
    await sandbox.advance_to(berlin(31, 9))
    seen = await maria.types("#launch", "/backstop stats 2 weeks blockers")
    assert "Blockers closed: 0 of 1 (0 %)" in seen.text

    for _ in range(2):
        await maria.clicks("Show in the channel", message=seen.messages[-1])
        await maria.sees_form("It is in the channel.")
        await maria.closes()
        await sandbox.settle()

    posts = sandbox.slack.expectations.messages_in("#launch")
    shown = [one for one in posts if "Shown by *Maria Silva*." in one.text]
    assert [("Blockers closed: 0 of 1" in one.text) for one in shown] == [True]
    ignore_rest(sandbox)


async def test_a_lead_may_ask_for_one_person_and_is_seen_asking(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker SSO login fails owner @bo due fri noon fallback use passwords")

    refused = await typed(sandbox, "maria", "stats @bo")
    asked = await typed(sandbox, "lea", "stats @bo")
    own = await typed(sandbox, "bo", "stats me")

    assert "Only the lead of this channel can ask for somebody's figures." in refused
    assert "Open now: 1: B-1" in asked
    assert "Pace: not known yet" in asked
    assert "Who asked" not in asked
    assert "Who asked for them:" in own
    assert f"<@{sandbox.slack.person('lea').id}>" in own
    assert f"<@{sandbox.slack.person('maria').id}>" not in own
    assert "Nobody has asked for your figures." in await typed(sandbox, "maria", "stats me")
    ignore_rest(sandbox)


async def test_a_channel_may_switch_that_off(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox

    assert "Saved. Nobody can ask" in await typed(sandbox, "lea", "stats people off")
    assert "This channel doesn't show" in await typed(sandbox, "lea", "stats @bo")
    assert "Saved. The lead" in await typed(sandbox, "lea", "stats people on")
    assert "Open now: 0" in await typed(sandbox, "lea", "stats @bo")
    ignore_rest(sandbox)


async def test_figures_of_a_private_channel_reach_nobody_outside(sandbox: Sandbox) -> None:
    """Of a channel one cannot see, and of one that does not exist, one is told the same."""
    slack = sandbox.slack
    slack.add_channel(f"#{SECRET}", ["maria", "bo"], private=True, with_bot=False)
    count_as_greeted(slack, sandbox.settings())
    slack.person("bo").invites("backstop", f"#{SECRET}")
    await sandbox.settle()
    line = "/blocker Merger stuck owner @bo due fri noon fallback wait"
    await log(sandbox, line, channel=f"#{SECRET}")
    await sandbox.advance_to(berlin(31, 9))
    secret = slack.channel(f"#{SECRET}").id

    inside = await typed(sandbox, "maria", "stats", where=f"#{SECRET}")
    unknown = await typed(sandbox, "cem", "stats #nowhere")
    for place in (f"<#{secret}>", f"#{SECRET}"):
        outside = await typed(sandbox, "cem", f"stats {place}")
        assert outside.splitlines()[0] == unknown.splitlines()[0]
    here = await typed(sandbox, "cem", "stats")
    of_bo = await typed(sandbox, "bo", "stats me")

    assert "Blockers closed: 0 of 1 (0 %)" in inside
    assert "Nothing was logged, open or due here in that time." in here
    assert "Open now: 1" in of_bo
    ignore_rest(sandbox)


async def test_what_cannot_be_read_is_asked_about(sandbox: Sandbox) -> None:
    for line, said in (
        ("stats 0 weeks", "Choose 1 to 52 weeks"),
        ("stats 500 weeks", "Choose 1 to 52 weeks"),
        ("stats banana", "I don't know which figures “banana” means."),
        ("stats me blockers", "The figures of one person are of all that they own here."),
        ("stats customer Nobody", "I know no customer called “Nobody”"),
    ):
        assert said in await typed(sandbox, "maria", line)
    assert "Which channel is this for?" in await typed(sandbox, "maria", "stats", where="dm")
