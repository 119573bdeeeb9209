"""Customers of new items: made with the item or not at all, found by whoever may be shown them."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from escalation.about import customers as rules
from escalation.errors import BadInput, NotAllowed
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Edit, Move
from storage import channels
from storage.about import customers
from storage.engine.database import Database
from tests.support.context_fixtures import (
    NOW,
    a_context,
    a_new_item,
    a_request,
    item_now,
    logged,
    moved,
    save_channel,
    save_people,
    save_person,
)
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_policy
from workflows.channels import setup
from workflows.customers import names
from workflows.items import log as log_item
from workflows.transaction.unit_of_work import WorkspaceContext


def about(item: Item) -> list[str]:
    return [one.name for one in item.customers]


def made(context: WorkspaceContext) -> list[str]:
    """The names of all customers."""
    with context.database.read(context.workspace) as tx:
        ids = range(1, 30)
        return [one.name for one in (customers.get(tx, id_) for id_ in ids) if one]


def test_customers_are_stored_with_their_item(context: WorkspaceContext) -> None:
    item = logged(context, customers=("Harbor Law", "Meridian"))
    assert about(item) == about(item_now(context, item)) == ["Harbor Law", "Meridian"]
    assert about(logged(context, customers=("HARBOR LAW",), number=2)) == ["Harbor Law"]
    assert made(context) == ["Harbor Law", "Meridian"]


@pytest.mark.parametrize(
    ("names_", "why"),
    [
        (("none",), "cannot be a customer's name"),
        (("@maria",), "cannot mention anybody"),
        (("x" * 81,), "this one has 81"),
        (tuple(f"N{number}" for number in range(11)), "at most 10 customers"),
    ],
)
def test_what_is_no_name_is_refused_and_nothing_is_made(
    context: WorkspaceContext, names_: tuple[str, ...], why: str
) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        logged(context, customers=names_)
    assert (refused.value.field, made(context)) == ("customer", [])


def test_an_item_that_is_refused_makes_no_customer(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput):
        logged(context, customers=("Harbor",), owner="U99")
    assert made(context) == []


def test_a_channels_customer_counts_unless_another_is_named(context: WorkspaceContext) -> None:
    version = setup.current(context, a_request(OWNER), CHANNEL, now=NOW).channel.policy.version

    def configure(name: str | None, number: int) -> None:
        policy = a_policy(version=version + number)
        request = a_request(LEAD, number=50 + number)
        setup.configure(context, request, CHANNEL, policy=policy, customer=name, now=NOW)

    def shown() -> str:
        found = setup.current(context, a_request(OWNER), CHANNEL, now=NOW)
        usual = names.usual(context, found.channel, now=NOW)
        assert found.customer == usual
        return usual.name if usual else ""

    assert shown() == ""
    configure("Harbor", 0)
    assert shown() == "Harbor"
    configure(None, 1)
    assert shown() == "Harbor"
    assert about(logged(context)) == ["Harbor"]
    assert about(logged(context, customers=(), number=2)) == []
    assert about(logged(context, customers=("Meridian",), number=3)) == ["Meridian"]
    configure("", 2)
    assert shown() == ""
    assert about(logged(context, number=4)) == []


def test_a_channel_whose_customer_is_gone_has_none(context: WorkspaceContext) -> None:
    save_channel(context, customer_id=99)
    assert about(logged(context)) == []


def test_words_that_name_a_customer_are_asked_about(context: WorkspaceContext) -> None:
    logged(context, customers=("Harbor Law", "Meridian"))

    def asked(number: int, **changes: object) -> list[str]:
        new = a_new_item(**changes)
        first = log_item.log(context, a_request(number=number), new, now=NOW)
        again = log_item.log(context, a_request(number=number), new, now=NOW)
        assert first.maybe_about == again.maybe_about
        return [one.name for one in first.maybe_about]

    words = {"title": "Meridian's import is stuck", "impact": "as for harbor-law"}
    assert asked(2, **words) == ["Meridian", "Harbor Law"]
    assert asked(3, **words, customers=("Zeta",)) == []
    assert asked(4, **words, customers=()) == []
    assert asked(5, title="The meridians are stuck") == []


def test_only_those_who_may_be_shown_a_customer_find_it(context: WorkspaceContext) -> None:
    save_channel(context, id="C0BOARD", private=True, members_checked_at=NOW)
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, "C0BOARD", listed=[OWNER, REPORTER], now=NOW)
    item = logged(context, channel="C0BOARD", customers=("Harbor Law",))
    with context.database.write(context.workspace) as tx:
        customers.add_alias(tx, item.customers[0], "Kanzlei Hafen")
    harbor = item.customers[0]

    def found(actor: str) -> tuple[object, ...]:
        known = names.known_in(context, actor, "import of Harbor Law &amp; Co", now=NOW)
        like = names.like(context, actor, "kanzlei hafn", now=NOW)
        return dict(known), like, names.chosen(context, actor, harbor.id, now=NOW)

    assert found(OWNER) == ({"harborlaw": "Harbor Law"}, (harbor,), harbor)
    assert found(REPORTER) == found(OWNER)
    assert found(MEMBER) == found("U99") == ({}, (), None)
    save_person(context, OWNER, guest=True)
    assert found(OWNER)[1:] == ((harbor,), harbor)  # an item of it is in a channel of theirs
    save_person(context, OWNER, deactivated=True)
    assert found(OWNER) == ({}, (), None)
    assert about(logged(context, customers=("harbor law",), owner=MEMBER, number=9)) == [
        "Harbor Law"
    ]


def test_two_who_make_the_same_customers_at_once_share_them(database: Database) -> None:
    context = a_context(database)
    with context.database.write(context.workspace) as tx:
        save_people(tx)

    def log(number: int, wanted: Iterable[str]) -> list[str]:
        new = a_new_item(customers=tuple(wanted))
        return about(log_item.log(context, a_request(number=number), new, now=NOW).item)

    wanted = [f"N{number}" for number in range(rules.MOST)]
    with ThreadPoolExecutor(4) as pool:
        each = [wanted, wanted[::-1], wanted[5:] + wanted[:5], wanted]
        found = [*pool.map(log, range(4), each)]
    assert found == each
    assert sorted(made(context)) == wanted


def change(
    context: WorkspaceContext, item: Item, names_: str, *, number: int, makes: bool = False
) -> list[str]:
    """Whom the item is about after an edit."""
    edit = Edit(Field.CUSTOMER, names_, makes=makes)
    return about(moved(context, item, Move.EDIT, edit=edit, number=100 + number).item)


def test_whom_an_item_is_about_is_edited_among_those_who_are_known(
    context: WorkspaceContext,
) -> None:
    item = logged(context, customers=("Harbor Law",))
    with pytest.raises(BadInput, match="I know no customer called “Zeta”") as asked:
        change(context, item, "Harbor Law, Zeta", number=1)
    assert asked.value.offers == (("New customer: Zeta", "B-1 new customer Harbor Law, Zeta"),)
    assert change(context, item, "harbor law, Zeta", number=2, makes=True) == ["Harbor Law", "Zeta"]
    item = item_now(context, item)
    assert about(item) == ["Harbor Law", "Zeta"]
    with pytest.raises(BadInput, match="says that already"):
        change(context, item, "HARBOR LAW, zeta", number=3)
    assert change(context, item, "", number=4) == []
    assert about(item_now(context, item)) == []


@pytest.mark.parametrize(
    ("names_", "why"),
    [
        ("x" * 81, "this one has 81"),
        ("@maria", "cannot mention"),
        (", ".join(f"N{number}" for number in range(11)), "at most 10 customers"),
    ],
)
def test_an_edit_takes_no_other_names_than_logging(
    context: WorkspaceContext, names_: str, why: str
) -> None:
    item = logged(context)
    with pytest.raises(BadInput, match=why):
        change(context, item, names_, number=1, makes=True)
    assert (made(context), about(item_now(context, item))) == ([], [])


def test_an_edit_whose_move_is_refused_makes_no_customer(context: WorkspaceContext) -> None:
    item = logged(context)
    edit = Edit(Field.CUSTOMER, "Zeta", makes=True)
    with pytest.raises(NotAllowed):
        moved(context, item, Move.EDIT, actor=MEMBER, edit=edit)
    assert made(context) == []
