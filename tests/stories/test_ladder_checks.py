"""What stops a ladder from being saved is said under its field, and what was entered stays.

What needs a tick is in test_ladder_form.py.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import view_words
from tests.stories.heard import set_up
from tests.stories.people import add_people
from tests.stories.test_setup import entered, policy

WHEN, FALLBACK = "Notify them … after the due date", "The fallback applies … after the due date"


class Stopped(NamedTuple):
    """What is entered in the form of one part, and what is said under its field."""

    button: str
    entries: Mapping[str, object]
    field: str
    said: str


STOPS = {
    "before the step below": Stopped(
        "ladder.edit.1",
        {WHEN: "3 working hours"},
        WHEN,
        "Leadership cannot come before the lead. Choose 4 working hours or more.",
    ),
    "after the step above": Stopped(
        "ladder.edit.0",
        {WHEN: "2 working days"},
        WHEN,
        "This is later than leadership: 1 working day. "
        "Choose that or earlier, or change leadership first.",
    ),
    "after the fallback": Stopped(
        "ladder.edit.1",
        {WHEN: "3 working days"},
        WHEN,
        "This is later than the fallback: 2 working days. "
        "Choose that or earlier, or change the fallback first.",
    ),
    "fallback before the last step": Stopped(
        "ladder.edit.2",
        {FALLBACK: "4 working hours"},
        FALLBACK,
        "The fallback cannot come before leadership. Choose 1 working day or more.",
    ),
    "a bot": Stopped(
        "ladder.edit.1",
        {"People": ["backstop"]},
        "People",
        "Backstop is an app. Name one person who can act.",
    ),
    "another company": Stopped(
        "ladder.edit.1",
        {"People": ["sam"]},
        "People",
        "Sam Gray belongs to another company. Name one person who can act.",
    ),
    "a channel without Backstop": Stopped(
        "ladder.edit.1",
        {"Channels": ["#far"]},
        "Channels",
        "I am not in that channel. Type “/invite @Backstop” there, then send this again.",
    ),
    "no working day": Stopped(
        "ladder.page.hours",
        {"Working days": []},
        "Working days",
        "Choose at least one working day.",
    ),
}


@pytest.mark.parametrize("what", STOPS)
async def test_what_stops_saving_is_said_under_its_field(empty_sandbox: Sandbox, what: str) -> None:
    button, entries, field, said = STOPS[what]
    sandbox, slack = empty_sandbox, empty_sandbox.slack
    add_people(slack)
    slack.add_person("sam", real_name="Sam Gray", is_stranger=True, team_id="T0OTHER")
    slack.add_channel("#far", ["cem"], with_bot=False)
    await sandbox.start_bot()
    cem = slack.person("cem")
    await set_up(sandbox, {"Notify the lead … after the due date": "4 working hours"})
    before = policy(sandbox)
    await cem.types("#launch", "/backstop setup")
    await cem.clicks(button)
    before_it = entered(sandbox, "cem", field)
    await cem.fills(dict(entries))
    assert (await cem.submits()).errors == {field: said}
    assert entered(sandbox, "cem", field) != before_it, "what was entered stays"
    await cem.closes()
    assert cem.form is not None
    assert "Not saved yet" not in view_words(cem.form), "the list is as it was"
    assert policy(sandbox) == before
