"""Several items in one paste: each is read separately, and we know what it lacks."""

import pytest

from escalation.items import Kind
from grammar import pasted
from grammar.due.result import DueContext
from tests.support.factories import a_calendar, utc

NOW = DueContext(now=utc("03-02 09:00"), calendar=a_calendar())
BLOCKER, DECISION = Kind.BLOCKER, Kind.DECISION


def read(text: str, kind: Kind | None = BLOCKER) -> pasted.Pasted | None:
    return pasted.read(text, NOW, requester="U9", kind=kind)


def titles(text: str, kind: Kind | None = BLOCKER) -> list[str]:
    found = read(text, kind)
    return [draft.text for draft in found.drafts] if found else []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. SSO down\n2. DB slow", ["SSO down", "DB slow"]),
        ("1) SSO down\n\n2) DB slow", ["SSO down", "DB slow"]),
        ("1: SSO down\n2: DB slow", ["SSO down", "DB slow"]),
        ("#1 SSO down\n#2 DB slow", ["SSO down", "DB slow"]),
        ("a) SSO down\nb) DB slow", ["SSO down", "DB slow"]),
        ("- SSO down, <@U1>, fri, else wait\n- DB slow", ["SSO down", "DB slow"]),
        ("• SSO down\n• DB slow", ["SSO down", "DB slow"]),
        ("- [ ] SSO down\n- [x] DB slow", ["SSO down", "DB slow"]),
        (":red_circle: SSO down\n:+1: DB slow", ["SSO down", "DB slow"]),
        ("🔴 SSO down\n✅ DB slow", ["SSO down", "DB slow"]),
        ("| SSO down | <@U1> | fri | wait |\n| DB slow | <@U2> | mon |", ["SSO down", "DB slow"]),
        ("SSO down owner <@U1>\nDB slow due fri", ["SSO down", "DB slow"]),
        ("- SSO down\n    • fallback: wait\n- DB slow", ["SSO down", "DB slow"]),
        ("- SSO down\n  owner: <@U1>\n- DB slow", ["SSO down", "DB slow"]),
        ("SSO down\nOwner: <@U1>\n\nDB slow\nOwner: <@U2>", ["SSO down", "DB slow"]),
        ("What: SSO down\nWhen: fri\n\nWhat: DB slow\nWhen: mon", ["SSO down", "DB slow"]),
        ("SSO down due fri\n\nDB slow due mon", ["SSO down", "DB slow"]),
        ("(1) SSO down\n(2) DB slow", ["SSO down", "DB slow"]),
        ("(a) SSO down\n(b) DB slow", ["SSO down", "DB slow"]),
        ("1️⃣ SSO down\n2️⃣ DB slow", ["SSO down", "DB slow"]),
        ("+ SSO down\n+ DB slow", ["SSO down", "DB slow"]),
        ("· SSO down\n· DB slow", ["SSO down", "DB slow"]),
        ("⁃\tSSO down\r\n⁃\tDB slow\r\n", ["SSO down", "DB slow"]),
        ("[ ] SSO down\n[x] DB slow", ["SSO down", "DB slow"]),
        ("&gt; - SSO down\n&gt; - DB slow", ["SSO down", "DB slow"]),
        ("> 1. SSO down\n>\n> 2. DB slow", ["SSO down", "DB slow"]),
        ("```\n- SSO down\n- DB slow\n```", ["SSO down", "DB slow"]),
        ("1. SSO down\n2.\n3. DB slow\n4. ", ["SSO down", "DB slow"]),
        ("SSO down owner <@U1>\nDB slow owner <@U2>\nDNS", ["SSO down", "DB slow", "DNS"]),
    ],
)
def test_a_list_has_its_items(text: str, items: list[str]) -> None:
    assert titles(text) == items


@pytest.mark.parametrize(
    "end",
    [
        "Thanks, Cem", "Liebe Grüße\nCem", "Sent from my iPhone", "Thanks,\nMaria",
        "Many thanks!\nMaria", "Best regards\nMaria", "-- \nMaria Silva\nAcme",
        "Thanks,\nMaria\nhead of support at Acme",
    ],
)  # fmt: skip
def test_what_ends_an_email_belongs_to_no_item(end: str) -> None:
    found = read(f"1. SSO down\n2. DB slow fallback wait\n\n{end}\n")
    assert found is not None
    assert found.drafts[-1].fallback == "wait"


def test_items_below_the_end_of_an_email_are_kept() -> None:
    assert titles("- SSO down\nThanks\n- DB slow") == ["SSO down", "DB slow"]


def test_a_line_that_says_only_when_belongs_to_the_one_above() -> None:
    assert read("SSO down owner <@U1> fallback wait\nneeded by friday") is None


def test_thanks_inside_a_sentence_are_part_of_it() -> None:
    found = read("- SSO down\n- DB slow fallback wait\n  thanks to the vendor, it is short")
    assert found is not None
    last = found.drafts[-1]
    assert (last.fallback, last.text) == ("wait", "DB slow thanks to the vendor, it is short")


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
        "SSO down\n- tried a restart\n- tried a rollback",
        "SSO down\n- tried a restart\n- asked <@U1> to look, owner <@U1>",
        "which db? Options:\n- A\n- B\nowner <@U1>",
        "SSO down, see the log:\n- error 500\n- error 502\nowner <@U1>, by friday, else wait",
    ],
)
def test_one_item_on_several_lines_is_not_a_list(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Before the launch:", "- SSO down\n- DB slow"),
        ("*Before the launch:*", "- SSO down\n- DB slow"),
        ("Today's blockers", "- SSO down\n- DB slow"),
        ("Standup 27 March", "- SSO down owner <@U1> fallback wait\n- DB slow"),
        ("Standup", "- SSO down\n- DB slow owner <@U1> due fri\n- DNS is down due fri"),
        ("Blockers:", "SSO down, <@U1>, fri\nDB slow due mon"),
    ],
)
def test_what_stands_above_a_list_is_none_of_its_items(heading: str, lines: str) -> None:
    found = read(f"{heading}\n{lines}")
    assert found is not None
    assert (found.heading, found.drafts[0].text) == (heading, "SSO down")


def test_each_item_says_what_it_lacks() -> None:
    found = read("Today:\n1. SSO down, <@U1>, fri, else wait\n2. DB slow due friady\n3. API down")
    assert found is not None
    asks = [draft.asks for draft in found.drafts]
    assert asks == [(), ("owner", "due", "fallback"), ("owner", "fallback")]


def test_what_belongs_to_an_item_is_read_with_it() -> None:
    found = read("- SSO down\n  owner: <@U1>\n    - due: fri\n- DB slow")
    assert found is not None
    first = found.drafts[0]
    assert (first.owner and first.owner.value, first.asks) == ("U1", ("fallback",))


@pytest.mark.parametrize(
    ("text", "kind", "kinds"),
    [
        ("- SSO down\n- DB slow", BLOCKER, [BLOCKER, BLOCKER]),
        ("- SSO down\n- Decision: which DPA", BLOCKER, [BLOCKER, DECISION]),
        ("- blocker : SSO down\n- which DPA", DECISION, [BLOCKER, DECISION]),
        ("- SSO down\n- decision pending\n- DB slow", BLOCKER, [BLOCKER] * 3),
        ("SSO down due fri\ndecision which DPA due fri", BLOCKER, [BLOCKER, DECISION]),
        ("- blocker SSO down\n- decision which DPA", None, [BLOCKER, DECISION]),
        ("Two decisions:\n- which DPA\n- which host", None, [DECISION, DECISION]),
        ("*Blockers*\n- SSO\n- DB\n\n*Decisions:*\n- which DPA", None, [BLOCKER] * 2 + [DECISION]),
        ("- which DPA\nBLOCKERS\n- SSO", DECISION, [DECISION, BLOCKER]),
    ],
)
def test_an_item_may_name_its_kind(text: str, kind: Kind | None, kinds: list[Kind]) -> None:
    found = read(text, kind)
    assert found is not None
    assert list(found.kinds) == kinds
    again = read(text, found.kind)
    assert again is not None
    assert again.kinds == found.kinds, "it is kept with this kind"


@pytest.mark.parametrize(
    "text", ["- SSO down\n- DB slow", "Blockers and decisions:\n- SSO down\n- DB slow"]
)
def test_without_a_kind_it_is_not_a_list(text: str) -> None:
    assert read(text, None) is None


def test_only_a_decision_has_options() -> None:
    found = read("- decision: which DPA options ours / theirs\n- SSO down options ours / theirs")
    assert found is not None
    assert [draft.options for draft in found.drafts] == [("ours", "theirs"), ()]


def test_what_is_more_than_twenty_is_given_back() -> None:
    found = read("\n".join(f"{number}. item {number}" for number in range(1, 24)))
    assert found is not None
    assert len(found.drafts) == 20
    assert found.left_over == ("item 21", "item 22", "item 23")
