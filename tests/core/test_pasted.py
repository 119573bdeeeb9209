"""Several items in one paste: each is read separately, and we know what it lacks."""

import pytest

from grammar import pasted
from grammar.due.result import DueContext
from tests.support.factories import a_calendar, utc

NOW = DueContext(now=utc("03-02 09:00"), calendar=a_calendar())


def read(text: str) -> pasted.Pasted | None:
    return pasted.read(text, NOW, requester="U9")


def titles(text: str) -> list[str]:
    found = read(text)
    return [draft.text for draft in found.drafts] if found else []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. SSO down\n2. DB slow", ["SSO down", "DB slow"]),
        ("1) SSO down\n\n2) DB slow", ["SSO down", "DB slow"]),
        ("- SSO down, <@U1>, fri, else wait\n- DB slow", ["SSO down", "DB slow"]),
        ("• SSO down\n• DB slow", ["SSO down", "DB slow"]),
        ("- [ ] SSO down\n- [x] DB slow", ["SSO down", "DB slow"]),
        (":red_circle: SSO down\n:red_circle: DB slow", ["SSO down", "DB slow"]),
        ("SSO down owner <@U1>\nDB slow due fri", ["SSO down", "DB slow"]),
        ("- SSO down\n    • fallback: wait\n- DB slow", ["SSO down", "DB slow"]),
        ("- SSO down\n  owner: <@U1>\n- DB slow", ["SSO down", "DB slow"]),
    ],
)
def test_a_list_has_its_items(text: str, items: list[str]) -> None:
    assert titles(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SSO down",
        "- SSO down",
        "SSO down\nsince this morning",
        "SSO down\nOwner: <@U1>\nDue: fri",
        "- What: SSO down\n- Owner: <@U1>\n- Due: fri",
        "SSO down owner <@U1> due fri\n- tried a restart\n- tried a rollback",
        "SSO down due fri\n1. restart\n2. roll back",
    ],
)
def test_one_item_on_several_lines_is_not_a_list(text: str) -> None:
    assert read(text) is None


def test_each_item_says_what_it_lacks() -> None:
    found = read("Today:\n1. SSO down, <@U1>, fri, else wait\n2. DB slow due friady\n3. API down")
    assert found is not None
    assert found.heading == "Today:"
    asks = [draft.asks for draft in found.drafts]
    assert asks == [(), ("owner", "due", "fallback"), ("owner", "fallback")]


def test_what_belongs_to_an_item_is_read_with_it() -> None:
    found = read("- SSO down\n  owner: <@U1>\n    - due: fri\n- DB slow")
    assert found is not None
    first = found.drafts[0]
    assert (first.owner and first.owner.value, first.asks) == ("U1", ("fallback",))


def test_more_than_twenty_are_counted() -> None:
    found = read("\n".join(f"{number}. item {number}" for number in range(1, 24)))
    assert found is not None
    assert (len(found.drafts), found.left_over) == (20, 3)
