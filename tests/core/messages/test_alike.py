"""What looks like an older item, in words."""

from dataclasses import replace

import pytest

from escalation.about.customers import Customer
from escalation.about.links import Link
from escalation.fields import TEXT_LIMIT
from escalation.items import Kind, Status
from messages import alike
from messages.forms.items import Prefill
from messages.forms.pasted import Entry, list_reply
from messages.items import cards
from messages.slack.budget import fits
from tests.support.factories import a_due, an_item, utc
from tests.support.payloads import a_reader, limit_faults

OLD = an_item(id=3, number=9, title="SSO login fails", card_ts="1.0")
NEW = an_item(number=14, title="Login fails again")
UNDONE = an_item(number=14, status=Status.WITHDRAWN, closed_by="U02")
NAME = "13345224609.738474920.8088930838d88f008e0"
URL = "https://acme.slack.com/"


def test_the_note_says_what_differs() -> None:
    same = replace(OLD, id=7, number=14, title="sso LOGIN fails")
    assert alike.note(same, OLD, a_reader()) == "Also logged as B-14"
    other = replace(
        NEW,
        impact="40 users",
        customers=(Customer(name="Harbor"), Customer(name="Zeta")),
        due=a_due("03-06 12:00"),
        fallback="fax",
        owner="U09",
        links=(Link(url="https://a.test/1", words="", n=1),),
    )
    assert alike.note(other, OLD, a_reader()) == (
        "Also logged as B-14: Login fails again · Impact: 40 users · Customer: Harbor, Zeta · "
        "Due: Fri 6 Mar 12:00 UTC · Fallback: fax · Owner: U09 · Links: https://a.test/1"
    )
    known = replace(OLD, **{name: getattr(other, name) for name in ("links", "customers")})
    assert "Links" not in alike.note(other, known, a_reader())
    assert "Customer" not in alike.note(other, known, a_reader())


def test_the_note_always_fits() -> None:
    longest = replace(
        NEW,
        title="t" * TEXT_LIMIT,
        impact="i" * TEXT_LIMIT,
        fallback="f" * TEXT_LIMIT,
        owner="U09",
        customers=tuple(Customer(name=f"{n}" * 80) for n in range(10)),
        links=tuple(Link(url=f"https://a.test/{n}{'x' * 1900}", words="", n=n) for n in range(10)),
    )
    assert len(alike.note(longest, OLD, a_reader())) <= TEXT_LIMIT


@pytest.mark.parametrize("shown", ["card", "plain"])
def test_the_card_names_what_it_is_the_same_as(shown: str) -> None:
    address = f"{URL}archives/C01/p10"
    reader = replace(a_reader(), same={UNDONE.id: Link(url=address, words="B-9")})
    if shown == "card":
        words = cards.standing(UNDONE, reader.unlinked())
        assert f"Same as <{address}|B-9>. Withdrawn by" in words
    else:
        assert "Same as B-9. Withdrawn by" in cards.standing(UNDONE, reader.plainly())
    without = replace(a_reader(), same={UNDONE.id: Link(url="", words="B-9")})
    assert "Same as B-9. Withdrawn by" in cards.standing(UNDONE, without)
    assert "Logging it was undone by" in cards.standing(UNDONE, a_reader())


@pytest.mark.parametrize(("length", "buttons"), [(20, True), (700, False)])
def test_a_long_list_that_looks_alike_fits(length: int, *, buttons: bool) -> None:
    old = replace(OLD, title="x" * length)
    entries = [
        Entry(
            number=n,
            prefill=Prefill(kind=Kind.BLOCKER),
            when="",
            logged=replace(NEW, number=n, title="y" * length, logged_at=utc("03-02 09:00")),
            alike=old,
        )
        for n in range(1, 21)
    ]
    reply = list_reply(entries[:5] if buttons else entries, replace(a_reader(), url=URL), name=NAME)
    assert fits(reply["blocks"])
    assert limit_faults(reply) == []
    assert ("Same as B-9" in str(reply["blocks"])) is buttons
    assert "This looks like" in str(reply["blocks"])
