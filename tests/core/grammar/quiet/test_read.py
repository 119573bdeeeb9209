"""`quiet` and what follows it: each line is read whole, or changes nothing."""

from collections.abc import Iterable

import pytest

from escalation.quiet.preferences import News
from grammar.moves.parsed import Unclear
from grammar.quiet.read import MUTED, Quiet, read
from grammar.subcommands import Subcommand
from tests.core.grammar.test_one_door import asked

ALL = frozenset(News)
MOVED, CLOSED = frozenset({News.MOVED}), frozenset({News.CLOSED})


def quiet(text: str) -> Quiet | Unclear | None:
    return read(text, requester="U01")


def each(lines: Iterable[str]) -> set[Quiet | Unclear | None]:
    return {quiet(line) for line in lines}


def test_it_is_read_through_the_one_door() -> None:
    assert asked("quiet") is asked("Quiet!") is Subcommand.QUIET
    assert asked("quiet limit 5") == Quiet(limit=5)
    assert asked("mute") == Unclear(reason=MUTED)


def test_how_it_stands_is_asked_in_many_ways() -> None:
    lines = (
        "my quiet|quiet settings|show my quiet settings|what waits for me?|what is waiting|"
        "quiet please|quiet me"
    )
    assert each(lines.split("|")) == {Quiet()}


def test_the_form_is_asked_for_in_many_ways() -> None:
    lines = "change quiet|edit my quiet settings|quiet change|quiet form|quiet edit|quiet set up"
    assert each(lines.split("|")) == {Quiet(form=True)}


LIMITS = (
    "quiet limit 5|quiet limit: 5|quiet limit to 5|quiet limit of 5 a day|quiet limit=5|"
    "quiet max 5|set my quiet limit to 5|quiet at most 5 messages a day|"
    "quiet five messages per day|"
    "quiet no more than five|QUIET LIMIT 5.|quiet 5 DMs|please quiet limit 5|quiet up to 5 a day|"
    "quiet daily limit 5|quiet set the limit to 5"
)
BUNDLES = (
    "quiet bundles 4|quiet bundle 4|quiet 4 bundles|quiet 4 bundles a day|quiet four times a day|"
    "quiet bundles: 4|quiet bundles to 4|quiet 4x a day|quiet bundle times 4|quiet 4 times daily|"
    "quiet bundles four times a day|quiet set bundles to 4"
)
FIRST = (
    "quiet moved first|quiet put moved in the first bundle|quiet first moved|quiet moves first|"
    "quiet moved into the first bundle of the day|quiet first bundle: moved|quiet new dates first|"
    "quiet moved in the morning|quiet moved only in the first bundle|quiet moved news first"
)
AT_ONCE = (
    "quiet moved at once|quiet moved not first|quiet moved as usual|quiet moved immediately|"
    "quiet moved right away|quiet moved no longer in the first bundle|quiet dates at once|"
    "quiet move normally|quiet moved as before|quiet moved not in the first bundle"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (LIMITS, Quiet(limit=5)),
        (BUNDLES, Quiet(bundles=4)),
        (FIRST, Quiet(first=MOVED)),
        (AT_ONCE, Quiet(at_once=MOVED)),
        ("quiet twice a day", Quiet(bundles=2)),
        ("quiet once a day", Quiet(bundles=1)),
        ("quiet all first|quiet everything in the morning", Quiet(first=ALL)),
        ("quiet nothing first|quiet all at once", Quiet(at_once=ALL)),
        ("quiet default|quiet reset", Quiet(limit=8, bundles=2, at_once=ALL)),
        ("quiet moved & closed first|quiet closed or moved first", Quiet(first=MOVED | CLOSED)),
        ("quiet moved first, closed first", Quiet(first=MOVED | CLOSED)),
        ("quiet moved first, closed at once", Quiet(first=MOVED, at_once=CLOSED)),
        ("quiet limit 5, bundles 4 and moved first", Quiet(limit=5, bundles=4, first=MOVED)),
        ("quiet bundles 4; limit 5", Quiet(limit=5, bundles=4)),
    ],
)
def test_what_changes_is_read_from_the_whole_line(lines: str, expected: Quiet) -> None:
    assert each(lines.split("|")) == {expected}


@pytest.mark.parametrize("line", ["quiet limit 2", "quiet limit 31", "quiet bundles 3"])
def test_a_number_that_cannot_be_is_refused_later_not_misread(line: str) -> None:
    found = quiet(line)
    assert isinstance(found, Quiet)
    assert str(found.limit or found.bundles) == line.rsplit(maxsplit=1)[-1]


def test_somebody_else_is_named_and_the_requester_may_name_themselves() -> None:
    lines = "quiet @bo|quiet <@U02|bo> limit 5|quiet for <@U012>|quiet limit 5 for <@U02>"
    assert each(lines.replace("U02|bo", "U02").split("|")) == {Quiet(of_other=True)}
    assert quiet("quiet <@U02|bo>") == Quiet(of_other=True)
    assert quiet("quiet <@U01|me> limit 5") == quiet("quiet limit 5 for <@U01>") == Quiet(limit=5)


@pytest.mark.parametrize(
    "line",
    [
        *("mute", "unmute", "mute everything", "mute moved", "stop messages", "turn off reminders"),
        *("quiet off", "quiet on", "quiet mute moved", "quiet no messages", "quiet all"),
    ],
)
def test_nothing_can_be_muted_and_it_says_why(line: str) -> None:
    assert quiet(line) == Unclear(reason=MUTED)


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        ("quiet limit", "quiet limit 5"),
        ("quiet limit many", "quiet limit 5"),
        ("quiet limit 5.5", "quiet limit 5"),
        ("quiet limit -5", "quiet limit 5"),
        ("quiet limit 4 limit 5", "quiet limit 5"),
        ("quiet bundles", "quiet bundles 4"),
        ("quiet bundles 2 bundles 4", "quiet bundles 4"),
        ("quiet first", "quiet moved first"),
        ("quiet moved first, moved at once", "quiet moved first"),
        ("quiet limit 5 perhaps", "quiet limit 5"),
        ("quiet banana", "quiet limit 5"),
    ],
)
def test_what_is_not_understood_whole_changes_nothing_and_says_what_to_type(
    line: str, usage: str
) -> None:
    found = quiet(line)
    assert isinstance(found, Unclear)
    assert usage in found.usage


def test_a_lone_number_is_asked_about() -> None:
    found = quiet("quiet 4")
    assert isinstance(found, Unclear)
    assert [line for _, line in found.offers] == ["quiet limit 4", "quiet bundles 4"]


@pytest.mark.parametrize(
    "line",
    [
        "quieter",
        "the office is too loud",
        "quiet room missing owner @bo due fri fallback headphones",
        "quiet server room is needed for the launch on friday and nobody knows where it is",
    ],
)
def test_what_may_be_something_to_log_is_not_about_this(line: str) -> None:
    assert quiet(line) is None
