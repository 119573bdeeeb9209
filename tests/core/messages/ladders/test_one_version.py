"""The reply to `ladder`: who made which version, and how to go on; expected by hand."""

from typing import Any

from escalation.events import OPERATOR
from escalation.rungs import Offset, Rung
from messages.ladders.one_version import ladder_reply
from tests.support.factories import CHANNEL, LEAD, a_policy, person_target, utc
from tests.support.payloads import a_reader, faults

SAVED = utc("03-03 10:00")


def lines(version: int = 3, **changes: Any) -> list[str]:
    usual: dict[str, Any] = {"channel": CHANNEL, "current": 3, "is_set_up": True}
    shown = ladder_reply(a_policy(version=version), a_reader(), **usual | changes)
    assert faults(shown) == []
    said: list[str] = shown["text"].split("\n")
    return said


def test_the_current_one_says_who_made_it_and_how_to_change_it() -> None:
    said = lines(by=LEAD, at=SAVED, reason="launch <!channel>", before=2)
    assert said[:2] == [
        "*The ladder of <#C01>, version 3*",
        "Saved by *name of U03* Tue 3 Mar 10:00 UTC. Why: launch @channel",
    ]
    assert said[2].startswith("When a date passes: at once *name of U03*")
    assert said[-2:] == ["To change it: `/backstop setup`", "The one before: `/backstop ladder 2`"]


def test_an_earlier_one_says_which_is_used() -> None:
    said = lines(version=1, by=OPERATOR, at=SAVED)
    assert said[1] == "Saved by the operator Tue 3 Mar 10:00 UTC."
    assert said[-1] == "Version 3 is used now: `/backstop ladder`"


def test_a_channel_that_is_not_set_up_has_a_ladder_all_the_same() -> None:
    said = lines(is_set_up=False)
    assert said[0] == "*<#C01> is not set up yet.* Until somebody does, this is its ladder:"
    assert said[1].startswith("When a date passes")
    assert said[-1] == "To set it up: `/backstop setup`"


def test_what_does_not_fit_is_counted() -> None:
    crowd = tuple(person_target(f"U{number:0100}") for number in range(100, 300))
    rungs = [Rung(Offset(hours), crowd) for hours in range(8)]
    policy = a_policy(rungs=(*rungs, Rung(Offset(8))), lead=crowd, leadership=crowd)
    shown = ladder_reply(policy, a_reader(), channel=CHANNEL, current=1, is_set_up=True)
    assert faults(shown) == []
    assert "more sentences" in shown["blocks"][-1]["elements"][0]["text"]
