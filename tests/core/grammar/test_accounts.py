"""What is typed about a customer: the card, and what should change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.items import Kind
from escalation.moves.accounts import Change
from escalation.worktime.hours import Calendar
from grammar import read as one_door
from grammar.accounts import ChangeCustomer, CustomerCard, PromiseUnclear, line_about, merging
from grammar.due.result import DueContext
from grammar.moves.parsed import Reference, Typed, Unclear
from grammar.subcommands import Subcommand, Unfinished

KNOWN = {
    "harbor": "Harbor",
    "harborlaw": "Harbor Law",
    "livenation": "Live Nation",
    "gh": "G&H",
    "also": "Also",
}
DUE = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=ZoneInfo("Europe/Berlin"))
)


def asked(line: str, about: Reference | None = None) -> one_door.Asked:
    context = one_door.Context(due=DUE, requester="U9", customers=KNOWN, about=about)
    return one_door.read(line, context).asked


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("customer Harbor", "Harbor"),
        ("Customer: harbor law?", "harbor law"),
        ("customers Harbor.", "Harbor"),
        ('customer "Harbor Law"', "Harbor Law"),
        ("customer Live Nation", "Live Nation"),
        ("customer Live Nations", "Live Nations"),
        ("customer G&amp;H", "G&H"),
        ("customer also", "also"),
        ("customer Harbour Law West", "Harbour Law West"),
        ("customer Go Live Inc", "Go Live Inc"),
        ("customer Zeta owner", "Zeta owner"),
        ("customer Harbor Law's?", "Harbor Law"),
        ("What blocks harbor law?", "harbor law"),
        ("what's blocking G&amp;H", "G&H"),
        ('who is blocking "Harbor"?', "Harbor"),
        ("customer 'Harbor Law'", "'Harbor Law"),
    ],
)
def test_a_name_alone_asks_for_the_card(line: str, name: str) -> None:
    assert asked(line) == CustomerCard(name)


@pytest.mark.parametrize(
    ("line", "name", "change", "words"),
    [
        ('customer Harbor also "Harbor LLP"', "Harbor", Change.ALSO, "Harbor LLP"),
        ("customer Harbor: also known as Harbor LLP", "Harbor", Change.ALSO, "Harbor LLP"),
        ("customer Harbor Law rename to Harbor", "Harbor Law", Change.RENAME, "Harbor"),
        ("customer Harbor renamed Live Nation", "Harbor", Change.RENAME, "Live Nation"),
        ("customer Harbor also: :tada:", "Harbor", Change.ALSO, ":tada:"),
        ("customer Live Nation also Live", "Live Nation", Change.ALSO, "Live"),
        ('customer "Go Live Inc" also Golive', "Go Live Inc", Change.ALSO, "Golive"),
        ("customer Zeta also Zet", "Zeta", Change.ALSO, "Zet"),
        ('customer Harbor also "Zet, Inc"', "Harbor", Change.ALSO, "Zet, Inc"),
        ('customer Harbor also "Q&amp;A"', "Harbor", Change.ALSO, "Q&A"),
        ("customer Harbor also 'Zet'", "Harbor", Change.ALSO, "Zet"),
        ("customer Harbor also ‘Zet’s’", "Harbor", Change.ALSO, "Zet’s"),
        ("customer Harbor's also Zet", "Harbor", Change.ALSO, "Zet"),
        ("customer Harbor’s: rename Zet", "Harbor", Change.RENAME, "Zet"),
        ("customer 'Harbor' also Zet", "'Harbor", Change.ALSO, "Zet"),
        ("customer Harbor merge G&amp;H because same", "Harbor", Change.MERGE, "G&H"),
    ],
)
def test_another_name(line: str, name: str, change: Change, words: str) -> None:
    found = asked(line)
    assert isinstance(found, ChangeCustomer)
    assert (found.name, found.change, found.words) == (name, change, words)
    assert found.reason == ("same" if change is Change.MERGE else "")


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("customer Harbor owner <@U1|maria>", "U1"),
        ("customer Harbor owner is me", "U9"),
        ("customer Harbor owner none", None),
        ("customer Harbor owner @tom", "tom"),
    ],
)
def test_the_owner_of_the_account(line: str, owner: str | None) -> None:
    found = asked(line)
    assert isinstance(found, ChangeCustomer)
    assert found.change is Change.OWNER
    assert (found.person.value if found.person else None) == owner


def test_the_promised_date() -> None:
    found = asked("customer Harbor live on 15 apr because they asked")
    assert isinstance(found, ChangeCustomer)
    assert found.due
    assert found.due.at == datetime(2026, 4, 15, 15, tzinfo=UTC)
    assert (found.change, found.reason) == (Change.LIVE, "they asked")
    removed = asked("customer Harbor live none")
    assert isinstance(removed, ChangeCustomer)
    assert removed.due is None
    unclear = asked("customer Harbor live 4/1")
    assert isinstance(unclear, PromiseUnclear)
    assert [one.phrase for one in unclear.due.choices] == ["2026-04-01 17:00", "2027-01-04 17:00"]


@pytest.mark.parametrize(
    ("line", "reason", "usage"),
    [
        ("customer Harbor owner", "Who has the account?", "customer Harbor owner @maria"),
        ("customer Harbor owner maria", "Who has the account?", "customer Harbor owner @maria"),
        ("customer Harbor owner <@U1> <@U2>", "Who has the account?", "customer Harbor owner none"),
        ("customer Harbor live", "Which date was promised?", "customer Harbor live 15 apr"),
        ("customer Harbor also", "Which other name?", 'customer Harbor also "Harbor LLP"'),
        ("customer Harbor rename", "What is the new name?", "customer Harbor rename Harbor Legal"),
        (
            "customer Harbor also Zet LLP, Zet GmbH",
            "Name one at a time.",
            'customer Harbor also "Zet LLP"',
        ),
        (
            "customer Harbor rename Zet, Inc",
            "Name one at a time.",
            'customer Harbor rename "Zet, Inc"',
        ),
        (
            "customer Harbor merge Zet, Inc because same",
            "Name one at a time.",
            'customer Harbor merge "Zet, Inc" because same',
        ),
        (
            "customer Harbor merge Zeta",
            "Add a reason.",
            'customer Harbor merge "Zeta" because …',
        ),
        (
            "customer Harbor merge into Zeta because same",
            "The name that stays comes first.",
            'customer Zeta merge "Harbor" because …',
        ),
        (
            "customer Harbor merge into",
            "The name that stays comes first.",
            'customer Meridian merge "Harbor" because …',
        ),
    ],
)
def test_what_is_missing_is_asked_for(line: str, reason: str, usage: str) -> None:
    found = asked(line)
    assert isinstance(found, Unclear)
    assert found.reason.startswith(reason)
    assert usage in found.usage


def test_the_list_and_what_is_about_no_customer() -> None:
    assert asked("customers") == asked("Customers!") == Subcommand.CUSTOMERS
    assert isinstance(asked("customer"), Unfinished)
    assert isinstance(asked("customer-facing"), Unclear)
    found = asked("B-1 customer Harbor")
    assert isinstance(found, Typed)


def test_what_blocks_somebody_who_is_no_customer_is_no_card() -> None:
    for line in ("what blocks Zeta?", "what blocks B-12?", "what blocks?", "what blocks us"):
        assert not isinstance(asked(line), CustomerCard)


def test_in_a_thread_a_name_alone_is_about_the_item() -> None:
    about = Reference(Kind.BLOCKER, 7)
    found = asked("customer Harbor", about)
    assert isinstance(found, Typed)
    assert found.reference == about
    assert isinstance(asked("customer Harbor also Harb", about), ChangeCustomer)


@pytest.mark.parametrize("name", ["Harbor", "Live Nation", "G&H", "Go Live Inc", "A, B", "Also"])
def test_a_line_that_we_write_is_read_as_meant(name: str) -> None:
    assert asked(line_about(name)) == CustomerCard(name)
    found = asked(line_about(name, "also Zet"))
    assert isinstance(found, ChangeCustomer)
    assert (found.name, found.rest) == (name, "also Zet")
    merge = asked(merging(name, "Owner & Co", "both {sign}"))
    assert isinstance(merge, ChangeCustomer)
    assert (merge.name, merge.words, merge.reason) == (name, "Owner & Co", "both {sign}")
