"""Requests for figures: the channel, the weeks, which items, and whose."""

import pytest

from escalation.items import Kind
from grammar.moves.parsed import Unclear
from grammar.stats.read import StatsAsked, read


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("stats", StatsAsked()),
        ("Stats?", StatsAsked()),
        ("show me the stats", StatsAsked()),
        ("figures here", StatsAsked()),
        ("stats 8 weeks", StatsAsked(weeks=8)),
        ("stats of the last 4 weeks", StatsAsked(weeks=4)),
        ("stats 8w", StatsAsked(weeks=8)),
        ("stats last week", StatsAsked(weeks=1)),
        ("stats 0 weeks", StatsAsked(weeks=0)),
        ("stats 500 weeks", StatsAsked(weeks=500)),
        ("stats <#C0123|launch> 8 weeks", StatsAsked(channel="C0123", weeks=8)),
        ("stats for #launch", StatsAsked(channel="launch")),
        ("stats blockers", StatsAsked(kind=Kind.BLOCKER)),
        ("stats decision", StatsAsked(kind=Kind.DECISION)),
        ("stats customer Harbor Law", StatsAsked(customer="Harbor Law")),
        (
            "stats <#C1> 8 weeks decisions customer Harbor",
            StatsAsked(channel="C1", weeks=8, kind=Kind.DECISION, customer="Harbor"),
        ),
        ("stats me", StatsAsked(person="U1")),
        ("my stats 4 weeks", StatsAsked(person="U1", weeks=4)),
        ("stats <@U2|bo>", StatsAsked(person="U2")),
        ("stats for <@U2> over the last 4 weeks", StatsAsked(person="U2", weeks=4)),
        ("stats 4 weeks please.", StatsAsked(weeks=4)),
        ("stats people off", StatsAsked(people=False)),
        ("stats people on.", StatsAsked(people=True)),
    ],
)
def test_a_whole_line_is_read(text: str, asked: StatsAsked) -> None:
    assert read(text, requester="U1") == asked


@pytest.mark.parametrize(
    "text",
    ["stats banana", "stats 8", "stats blockers or so", "stats #a #b", "stats 8 weeks 4 weeks"],
)
def test_what_is_left_over_is_asked_about(text: str) -> None:
    found = read(text, requester="U1")

    assert isinstance(found, Unclear)
    assert "I don't know which figures" in found.text


@pytest.mark.parametrize("text", ["stats me blockers", "stats <@U2> #launch", "stats me <@U2>"])
def test_the_figures_of_one_person_are_of_everything(text: str) -> None:
    found = read(text, requester="U1")

    assert isinstance(found, Unclear)
    assert "of all that they own here" in found.text


@pytest.mark.parametrize(
    "text", ["stats page of the portal is down again today", "the status page is down", ""]
)
def test_what_is_something_to_log_is_no_request(text: str) -> None:
    assert read(text, requester="U1") is None
