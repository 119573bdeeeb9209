"""Lists of several items: what each shows, and that nothing of a long one is lost."""

from typing import Any

import pytest
from hypothesis import given, settings

from escalation.fields import Field
from escalation.items import Kind
from messages.forms.items import Prefill
from messages.forms.pasted import Entry, channel_form, list_reply
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import OWNER, an_item
from tests.support.payloads import a_reader, faults, limit_faults

NAME = "13345224609.738474920.8088930838d88f008e0"
ONE = "Log as one item"
WHEN = "Fri 27 Mar 17:00 CET"


def entry(number: int = 1, *, when: str = WHEN, logged: bool = False, **changes: Any) -> Entry:
    fields = {"kind": Kind.BLOCKER, "title": "SSO fails", "owner": OWNER, "fallback": "wait"}
    item = an_item(number=number, title="SSO fails") if logged else None
    return Entry(number=number, prefill=Prefill(**fields | changes), when=when, logged=item)


def lacking(number: int = 1, **changes: Any) -> Entry:
    said = {Field.OWNER: "Choose one person.", Field.FALLBACK: "What then?"}
    return entry(number, **{"owner": "", "fallback": "", "faults": said, "when": "", **changes})


def words(message: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in message["blocks"] if "text" in block]


def drawn(*entries: Entry, **more: Any) -> dict[str, Any]:
    return list_reply(entries, a_reader(), name=NAME, **more)


def labels(message: dict[str, Any]) -> list[str]:
    """The buttons beside the items, and those below them."""
    beside = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    below = [one for block in message["blocks"] for one in block.get("elements", ())]
    return [one["text"]["text"] for one in [*beside, *below] if one["type"] == "button"]


def test_a_ready_item_shows_owner_date_and_fallback() -> None:
    heading, line, _ = words(drawn(entry(), entry(2)))
    assert heading == "I read 2 blockers. Nothing is logged yet."
    assert line == f"*1.* SSO fails · <@U01> · due {WHEN} · fallback: wait"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "*1.* SSO fails\n⚠️ Missing: owner, fallback."),
        ({"title": "", "faults": {Field.TITLE: "?"}}, "*1.* …\n⚠️ Missing: what."),
        (
            {"due": "friady", "owner": OWNER, "faults": {Field.DUE: "?", Field.FALLBACK: "?"}},
            "*1.* SSO fails · <@U01>\n⚠️ Missing: fallback. Check: due “friady”.",
        ),
        (
            {
                "owner": OWNER,
                "fallback": "wait",
                "when": WHEN,
                "faults": {Field.OWNER: "Is it Maria?"},
            },
            f"*1.* SSO fails · due {WHEN} · fallback: wait\n⚠️ Check: owner <@U01>.",
        ),
    ],
)
def test_what_is_missing_and_what_to_check_is_named(changes: dict[str, Any], line: str) -> None:
    assert words(drawn(lacking(**changes), entry(2)))[1] == line


@pytest.mark.parametrize(
    ("entries", "heading", "buttons"),
    [
        (
            (entry(1), entry(2)),
            "I read 2 blockers. Nothing is logged yet.",
            ["Edit 1", "Edit 2", "Log all 2", ONE],
        ),
        (
            (entry(1), entry(2), lacking(3)),
            "I read 3 blockers. Nothing is logged yet.",
            ["Edit 1", "Edit 2", "Edit 3", "Log 2 of 3", ONE],
        ),
        (
            (entry(1), lacking(2), entry(3, logged=True)),
            "1 of 3 logged so far.",
            ["Edit 1", "Edit 2", "Log 1 more"],
        ),
        ((entry(1, logged=True), lacking(2)), "1 of 2 logged so far.", ["Edit 2"]),
        ((entry(1, logged=True), entry(2, logged=True)), "All 2 are logged.", []),
    ],
)
def test_the_buttons_say_how_many(
    entries: tuple[Entry, ...], heading: str, buttons: list[str]
) -> None:
    message = drawn(*entries)
    assert (words(message)[0], labels(message)) == (heading, buttons)


def test_blockers_and_decisions_together_are_items() -> None:
    heading = words(drawn(entry(), entry(2, kind=Kind.DECISION)))[0]
    assert heading == "I read 2 items. Nothing is logged yet."


@pytest.mark.parametrize("length", [5, 60, 150])
@pytest.mark.parametrize("make", [entry, lacking])
def test_twenty_items_and_what_was_too_much_are_shown_whole(make: Any, length: int) -> None:
    rest = [f"item {number} {'y' * 90}" for number in range(21, 21 + (3900 - 20 * length) // 98)]
    entries = [make(number, title="x" * length) for number in range(1, 21)]
    message = drawn(*entries, left_over=rest)
    assert faults(message) == []
    shown = "\n".join(words(message))
    assert [line for line in rest if line not in shown] == []
    assert "*20.* x" in shown


@given(hostile, hostile)
@settings(max_examples=100)
def test_no_text_breaks_a_list(one: str, other: str) -> None:
    entries = [
        entry(title=one, fallback=other),
        lacking(2, title=other, due=one, faults={Field.DUE: one, Field.FALLBACK: other}),
    ]
    assert faults(drawn(*entries)) == []
    assert limit_faults(drawn(*entries, left_over=[one, other])) == []
    assert faults(channel_form(entries, a_reader(), name=NAME)) == []


def test_the_form_for_the_channel_shows_what_will_be_logged() -> None:
    view = channel_form([entry(), lacking(2), entry(3)], a_reader(), name=NAME)
    assert view["title"]["text"] == "Log 2 items"
    assert [line[:5] for line in words(view)] == ["*1.* ", "*3.* "]
