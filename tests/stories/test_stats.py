"""Figures of a channel and of one person, asked for in Slack."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import ignore_rest
from tests.stories.test_measures import Story
from tests.support.measures.page import examples

SECRET = "zebrafinch"


async def typed(sandbox: Sandbox, who: str, line: str, *, where: str = "#launch") -> str:
    """What somebody is answered."""
    return (await sandbox.slack.person(who).types(where, f"/backstop {line}")).text


async def test_the_example_of_the_page_is_answered_in_words(empty_sandbox: Sandbox) -> None:
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
