"""What is handed over all at once fits into one form and one message, whatever people wrote."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from escalation.about.customers import Customer
from escalation.handover import batches
from escalation.handover.batches import Batch, Became, Line
from escalation.handover.everything import MOST_LINES
from escalation.items import Item
from messages.handover.all_of_it import Giving, Place, form, not_mine
from messages.handover.everything import (
    About,
    answered,
    done_message,
    offered,
    outcome,
    received,
    role_words,
    went,
)
from messages.slack import budget
from messages.slack.blocks import Json
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import LEAD, MEMBER, OWNER, a_person, a_policy, an_item, utc
from tests.support.payloads import a_reader, faults, limit_faults

NOW = "03-02 09:00"
READER = a_reader(NOW)
FEW = MOST_LINES // 3


def items(count: int, **changes: Any) -> list[Item]:
    return [an_item(id=n, number=n, channel=f"C{n:03}", **changes) for n in range(1, count + 1)]


def giving(**changes: Any) -> Giving:
    given = {
        "owner": a_person(OWNER),
        "is_own": False,
        "items": items(2),
        "names": {},
        "customers": [],
        "places": [],
    }
    return Giving(**{**given, **changes})


def a_place(n: int, refused: str = "", name: str = "launch") -> Place:
    key = batches.of_role(f"C{n:03}", 0).key
    return Place(key=key, channel=f"C{n:03}", name=name, policy=a_policy(), rung=0, refused=refused)


def ticks(view: Json) -> list[str]:
    """The lines that can be ticked."""
    return [
        one["value"]
        for block in view["blocks"]
        if block["block_id" if "block_id" in block else "type"].startswith("lines.")
        for one in block["element"]["options"]
    ]


def a_batch(*lines: Line, **changes: Any) -> Batch:
    given = {"mark": "0" * 16, "actor": OWNER, "owner": OWNER, "to": MEMBER, "reason": "left"}
    return Batch(
        **{**given, "made_at": utc(NOW), "ends_at": utc("03-02 17:00"), "lines": lines, **changes}
    )


def about(shown: list[Item], **changes: Any) -> About:
    given = {"customers": {}, "roles": {}, "reader": READER}
    return About(**{"items": {item.id: item for item in shown}, **given, **changes})


def test_a_form_full_of_lines_fits() -> None:
    long = "x" * 80
    view = form(
        giving(
            items=items(MOST_LINES - 2 * FEW, title=long * 6),
            names={f"C{n:03}": long for n in range(1, 99)},
            customers=[Customer(id=n, name=long) for n in range(1, FEW + 1)],
            places=[a_place(n, name=long) for n in range(1, FEW + 1)],
            more=7,
            reason=long * 40,
        ),
        READER,
    )
    assert limit_faults(view) == []
    assert len(ticks(view)) == MOST_LINES
    assert len(view["blocks"]) <= 100
    only_items = form(giving(items=items(MOST_LINES)), READER)
    assert len(ticks(only_items)) == MOST_LINES
    assert len(only_items["blocks"]) <= 100


def test_a_form_without_a_line_says_so_and_has_nothing_to_submit() -> None:
    stays = a_place(1, refused="Only Cem or an admin can change this channel's setup.")
    view = form(
        giving(items=[], places=[stays], is_own=True, notes=["Nobody is called so."]), READER
    )
    assert "submit" not in view
    said = str(view["blocks"])
    assert "You have nothing that you can hand over." in said
    assert "the lead stays. Only Cem or an admin" in said
    assert "Nobody is called so." in said


def test_a_form_with_one_line_asks_for_no_other_person() -> None:
    view = form(giving(items=items(1)), READER)
    assert "For somebody else" not in str(view["blocks"])
    assert len(ticks(view)) == 1


def test_a_message_of_many_lines_fits_and_counts_the_rest() -> None:
    shown = items(MOST_LINES, title="the import of contracts " * 20)
    lines = [batches.of_item(item.id) for item in shown]
    batch = a_batch(*lines)
    for message in (
        received(batch, about(shown)),
        went([batch], about(shown)),
        done_message([batch, replace(batch, to=LEAD)], about(shown)),
        outcome(batch, lines, about(shown), is_giver=True),
    ):
        assert faults(message) == []
        assert budget.fits(message["blocks"])
        assert re.search(r"\+\d+ more", str(message["blocks"]))


def test_what_is_gone_since_is_named_so() -> None:
    lines = [
        replace(batches.of_item(9), became=Became.OVERTAKEN),
        replace(batches.of_customer(9), became=Became.OVERTAKEN, why="it was taken back"),
    ]
    said = answered(lines, about([]))
    assert said.count("Gone since · no longer offered") == 2


def test_an_item_that_went_on_says_with_whom() -> None:
    (item,) = items(1, owner=LEAD)
    line = replace(batches.of_item(item.id), became=Became.TAKEN)
    assert "now with *name of U03*" in received(a_batch(line, ends_at=None), about([item]))["text"]


def test_many_customers_have_no_list_of_items() -> None:
    known = {n: Customer(id=n, name=f"Harbor {n}") for n in range(1, 31)}
    lines = [batches.of_customer(n) for n in known]
    message = received(a_batch(*lines), about([], customers=known))
    assert "+10 more" in str(message["blocks"])
    assert "Show all" not in str(message["blocks"])


def test_a_step_that_a_ladder_no_longer_has_is_a_step() -> None:
    assert role_words("C01", a_policy(), 7, reader=READER) == "A step in <#C01>"


@settings(deadline=None, max_examples=60)
@given(hostile)
def test_no_text_makes_it_ping_link_or_overflow(text: str) -> None:
    said = (text * 100)[:1500].strip() or "SSO"
    everybody = {user: a_person(user, name=text) for user in (OWNER, MEMBER, LEAD)}
    reader = a_reader(NOW, people=everybody)
    (item,) = items(1, title=said[:500])
    line = batches.of_item(item.id)
    declined = replace(line, became=Became.DECLINED, why=said)
    batch = a_batch(line, reason=said)
    shown = about([item], reader=reader)
    view = form(giving(items=[item], reason=said, notes=[said]), reader)
    refusal = not_mine(batch.mark, line.key, offered(batch, [line], shown))
    for message in (
        received(batch, shown),
        received(a_batch(declined, reason=said), shown),
        went([batch], shown),
        outcome(a_batch(declined), [declined], shown, is_giver=True),
    ):
        assert faults(message) == []
        assert not re.search(r"<!(channel|here|everyone)|<!subteam", str(message["blocks"]))
    for one in (view, refusal):
        assert limit_faults(one) == []


@pytest.mark.parametrize("many", [1, 2])
def test_what_stays_is_counted(many: int) -> None:
    shown = items(many)
    lines = [replace(batches.of_item(it.id), became=Became.LAPSED) for it in shown]
    said = outcome(a_batch(*lines), lines, about(shown), is_giver=False)["text"]
    stay = "1 item stays with" if many == 1 else "2 items stay with"
    assert said.startswith(stay)
    assert "did not answer in time" in said


@pytest.mark.parametrize(
    ("whys", "words"),
    [
        (["", ""], "did not answer in time"),
        (["gone", "gone"], "has left"),
        (["removed", ""], "did not answer"),
    ],
)
def test_why_nobody_answered_is_said_of_all_lines(whys: list[str], words: str) -> None:
    shown = items(2)
    lines = [
        replace(batches.of_item(it.id), became=Became.LAPSED, why=why)
        for it, why in zip(shown, whys, strict=True)
    ]
    said = outcome(a_batch(*lines), lines, about(shown), is_giver=True)["text"]
    assert f"{words}.\n" in said
    assert "removed" not in said
