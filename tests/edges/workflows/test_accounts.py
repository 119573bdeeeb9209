"""Changes of customers: each once, by those who may, saying nothing of what they cannot see."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from escalation.about.customers import Customer
from escalation.errors import BadInput, NotAllowed
from escalation.facts.action import Action
from escalation.facts.circumstances import CustomerChanged
from escalation.facts.shape import shaped
from escalation.fields import Field
from escalation.items import Due, Item, Trajectory
from escalation.moves.accounts import MOST_NAMES, Change
from escalation.moves.move import Edit, Move
from escalation.notices.suppression import still_wanted
from grammar.accounts import ChangeCustomer
from grammar.due.result import DueRead
from grammar.line.draft import DraftOwner, OwnerKind
from storage.about import customers
from storage.items import history
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    a_request,
    item_now,
    logged,
    moved,
    pending,
    save_channel,
    save_person,
)
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER, utc
from workflows.customers import accounts, cards
from workflows.customers.accounts import Changed
from workflows.transaction.unit_of_work import WorkspaceContext

ADMIN = "U0ADMIN"
LIVE = DueRead(at=utc("03-10 17:00"), zone="UTC", phrase="10 mar")


@pytest.fixture
def admins(context: WorkspaceContext) -> WorkspaceContext:
    save_person(context, ADMIN)
    return replace(context, admins=frozenset({ADMIN}))


def change(
    context: WorkspaceContext,
    change_: Change,
    *,
    name: str = "Harbor",
    by: str = ADMIN,
    number: int = 50,
    **given: Any,
) -> Changed:
    asked = ChangeCustomer(name=name, change=change_, rest="", **given)
    return accounts.change(context, a_request(by, number=number), asked, now=NOW)


def person(user: str) -> DraftOwner:
    return DraftOwner(kind=OwnerKind.PERSON, value=user)


def named(context: WorkspaceContext, name: str) -> Customer | None:
    with context.database.read(context.workspace) as tx:
        return customers.named(tx, [name]).get(name)


def changes(context: WorkspaceContext) -> list[tuple[str, str, str]]:
    with context.database.read(context.workspace) as tx:
        found = history.of_channel_itself(
            tx, "", action=Action.CUSTOMER, start=NOW, end=NOW + timedelta(days=1)
        )
    facts = [shaped(one.facts, CustomerChanged) for one in found]
    return [(one.change, one.old, one.new) for one in facts]


def test_a_change_is_made_once_and_kept_in_the_history(admins: WorkspaceContext) -> None:
    logged(admins, customers=("Harbor",))
    first = change(admins, Change.RENAME, words="Harbor Law")
    again = change(admins, Change.RENAME, words="Harbor Law")
    assert (first.customer, first.before) == (again.customer, again.before)
    assert (first.customer.name, first.before) == ("Harbor Law", "Harbor")
    change(admins, Change.OWNER, person=person(MEMBER), number=51)
    change(admins, Change.LIVE, due=LIVE, number=52)
    change(admins, Change.ALSO, words="Hafen", number=53)
    after = named(admins, "hafen")
    assert after
    assert (after.owner, after.live_at, after.live_zone) == (MEMBER, LIVE.at, "UTC")
    assert changes(admins) == [
        ("rename", "Harbor", "Harbor Law"),
        ("owner", "", MEMBER),
        ("live", "", "2026-03-10T17:00:00+00:00"),
        ("also", "", "Hafen"),
    ]


def test_a_name_can_be_given_back(admins: WorkspaceContext) -> None:
    logged(admins, customers=("Harbor",))
    change(admins, Change.RENAME, words="Harbor Law")
    change(admins, Change.RENAME, words="HARBOR", number=51)
    change(admins, Change.RENAME, words="Harbor", number=52)
    found = cards.card(admins, a_request(ADMIN), "harbor law", now=NOW)
    assert (found.customer.name, found.also) == ("Harbor", ("Harbor Law",))


def test_only_so_many_names_and_no_guest(admins: WorkspaceContext) -> None:
    logged(admins, customers=("Harbor",))
    for number in range(MOST_NAMES):
        change(admins, Change.ALSO, words=f"Name {number}", number=60 + number)
    with pytest.raises(BadInput, match="at most 20 other names"):
        change(admins, Change.ALSO, words="One more", number=59)
    save_person(admins, MEMBER, guest=True)
    with pytest.raises(BadInput, match="is a guest"):
        change(admins, Change.OWNER, person=person(MEMBER), number=58)


def test_merged_items_show_one_customer_and_a_repeat_changes_nothing(
    admins: WorkspaceContext,
) -> None:
    logged(admins, customers=("Harbor", "Harbor LLP"))
    theirs = logged(admins, number=2, customers=("Harbor LLP",))
    merged = change(admins, Change.MERGE, words="harbor llp", reason="one firm")
    assert change(admins, Change.MERGE, words="harbor llp", reason="one firm") == merged
    assert item_now(admins, theirs).customers == (merged.customer,)
    with pytest.raises(BadInput, match="the same customer already"):
        change(admins, Change.MERGE, words="Harbor LLP", reason="one firm", number=51)
    logged(admins, number=3, customers=("Zeta",))
    change(admins, Change.MERGE, name="Zeta", words="Harbor", reason="sold", number=52)
    with pytest.raises(BadInput, match="has been merged since"):
        change(admins, Change.MERGE, words="harbor llp", reason="one firm")


def test_a_new_name_redraws_the_cards_of_open_items(admins: WorkspaceContext) -> None:
    items = [logged(admins, number=number, customers=("Harbor",)) for number in (1, 2, 3)]
    with admins.database.write_all() as everything:
        everything.execute(text("UPDATE item SET card_ts = '1.0' WHERE number < 3"))
    moved(admins, item_now(admins, items[1]), Move.RESOLVE, text="done")
    with admins.database.write_all() as everything:
        everything.execute(text("DELETE FROM notice"))
    change(admins, Change.RENAME, words="Harbor Law")
    with admins.database.read_all() as everything:
        found = everything.execute(text("SELECT kind, item_id FROM notice")).all()
    assert [tuple(row) for row in found] == [("edit", items[0].id)]


def test_a_member_changes_nothing(admins: WorkspaceContext) -> None:
    logged(admins, customers=("Harbor",))
    for number, one in enumerate(Change):
        with pytest.raises(NotAllowed):
            change(admins, one, by=REPORTER, words="x", reason="x", number=70 + number)
    assert changes(admins) == []


def promised(context: WorkspaceContext, at: str) -> Item:
    """An item about a customer that was promised 10 March, whose account is the lead's."""
    due = Due(at=utc(at), zone="UTC", phrase="")
    logged(context, customers=("Harbor",))
    change(context, Change.OWNER, person=person(LEAD), number=81)
    change(context, Change.LIVE, due=LIVE, number=82)
    return logged(context, number=2, customers=("Harbor",), due=due)


def told_of(context: WorkspaceContext, item: Item) -> list[str]:
    rows = pending(context, item)
    return sorted(row.notice.recipient for row in rows if row.notice.kind == "promised")


def test_an_item_logged_or_moved_past_the_promise_is_told_once(admins: WorkspaceContext) -> None:
    item = promised(admins, "03-09 12:00")
    assert told_of(admins, item) == []
    late = Due(at=utc("03-11 12:00"), zone="UTC", phrase="")
    item = moved(admins, item, Move.RESCHEDULE, due=late, reason="x").item
    assert told_of(admins, item) == sorted([REPORTER, LEAD])
    item = moved(admins, item, Move.NOTE, text="x").item
    later = Due(at=utc("03-12 12:00"), zone="UTC", phrase="")
    item = moved(admins, item, Move.RESCHEDULE, actor=REPORTER, due=later, reason="x").item
    assert told_of(admins, item) == sorted([REPORTER, LEAD, OWNER])
    other = logged(admins, number=3, customers=("Harbor",), due=late)
    assert told_of(admins, other) == sorted([OWNER, LEAD])


def test_the_same_if_only_the_customers_change(admins: WorkspaceContext) -> None:
    promised(admins, "03-09 12:00")
    late = Due(at=utc("03-11 12:00"), zone="UTC", phrase="")
    item = logged(admins, number=3, due=late)
    item = moved(admins, item, Move.EDIT, edit=Edit(Field.CUSTOMER, "Harbor")).item
    assert told_of(admins, item) == sorted([REPORTER, LEAD])
    item = moved(admins, item, Move.EDIT, edit=Edit(Field.CUSTOMER, "none")).item
    moved(admins, item, Move.EDIT, edit=Edit(Field.CUSTOMER, "Harbor"))
    assert told_of(admins, item) == sorted([REPORTER, LEAD])


def test_what_was_dropped_unsent_is_told_the_next_time(admins: WorkspaceContext) -> None:
    item = promised(admins, "03-09 12:00")
    for number, day in enumerate((11, 9, 12, 9, 13)):
        due = Due(at=utc(f"03-{day:02} 12:00"), zone="UTC", phrase="")
        item = moved(admins, item, Move.RESCHEDULE, due=due, reason="x", number=90 + number).item
        with admins.writing(NOW) as uow:
            rows = [
                one for one in queue.pending_of(uow.tx, item.id) if one.notice.kind == "promised"
            ]
            unwanted = [one.id for one in rows if still_wanted(one.notice, item, NOW)]
            queue.supersede(uow.tx, unwanted, why="in time again", now=NOW)
        assert told_of(admins, item) == ([] if day == 9 else sorted([REPORTER, LEAD]))


def test_an_account_opens_no_private_channel(admins: WorkspaceContext) -> None:
    promised(admins, "03-09 12:00")
    save_channel(admins, private=True, members_checked_at=NOW)
    late = Due(at=utc("03-11 12:00"), zone="UTC", phrase="")
    item = logged(admins, number=3, customers=("Harbor",), due=late)
    assert told_of(admins, item) == [OWNER]


def test_the_worst_customer_comes_first(admins: WorkspaceContext) -> None:
    for number, name in enumerate(("Steady", "Silent", "Worse", "Busy", "Busy", "Done"), start=1):
        item = logged(admins, number=number, customers=(name,))
        if word := {"Steady": Trajectory.STEADY, "Worse": Trajectory.WORSENING}.get(name):
            moved(admins, item, Move.TRAJECTORY, trajectory=word, number=100 + number)
        if name == "Done":
            moved(admins, item, Move.RESOLVE, text="done", number=100 + number)
    found, _ = cards.listed(admins, a_request(MEMBER), now=NOW)
    assert [(one.customer.name, one.open) for one in found] == [
        ("Worse", 1),
        ("Busy", 2),
        ("Silent", 1),
        ("Steady", 1),
        ("Done", 0),
    ]


@pytest.mark.parametrize(
    ("name", "asks", "offered"),
    [
        ("Harb", "Which customer do you mean by “Harb”?", ["Harbor", "Harbor West"]),
        ("Harbour", "I know no customer called “Harbour”. Which one do you", ["Harbor"]),
        ("Qqq", "I know no customer called “Qqq”. `/backstop customers` shows", []),
        ("x" * 90, f"called “{'x' * 80}…”", []),
    ],
)
def test_a_name_that_is_not_known_gets_the_nearest(
    admins: WorkspaceContext, name: str, asks: str, offered: list[str]
) -> None:
    logged(admins, customers=("Harbor", "Harbor West", "Zeta"))
    with pytest.raises(BadInput) as refused:
        cards.card(admins, a_request(MEMBER), name, now=NOW)
    assert asks in refused.value.text
    labels = [label for label, _ in refused.value.offers]
    assert labels[: len(offered)] == offered
    asked = ChangeCustomer(name=name, change=Change.LIVE, rest="live none")
    with pytest.raises(BadInput) as refused:
        accounts.change(admins, a_request(ADMIN, number=50), asked, now=NOW)
    lines = [line for _, line in refused.value.offers]
    assert lines[: len(offered)] == [f"customer {one} live none" for one in offered]


def test_the_first_words_of_one_name_show_its_card(admins: WorkspaceContext) -> None:
    logged(admins, customers=("Harbor Law",))
    assert cards.card(admins, a_request(ADMIN), "harbor", now=NOW).customer.name == "Harbor Law"


def test_a_name_that_is_taken_or_none_is_refused(admins: WorkspaceContext) -> None:
    save_channel(admins, id="C0BOARD", private=True, members_checked_at=NOW)
    logged(admins, customers=("Harbor", "Zeta"))
    change(admins, Change.OWNER, person=person(MEMBER))
    with admins.database.write(admins.workspace) as tx:
        customers.make(tx, ["Nightfall"], by=REPORTER)
    for number, (wanted, words, says) in enumerate(
        (
            (Change.ALSO, "Zeta", "“Zeta” is another customer. If both are the same: `/backstop "),
            (Change.ALSO, "Nightfall", "“Nightfall” cannot be a name of Harbor. Choose another."),
            (Change.RENAME, "Nightfall", "“Nightfall” cannot be a name of Harbor. Choose"),
            (Change.RENAME, "none", "cannot be a customer's name"),
            (Change.RENAME, "Harbor", "Harbor is called that already."),
            (Change.ALSO, "HARBOR", "Harbor is known as “HARBOR” already."),
            (Change.LIVE, "", "Harbor has no promised date."),
            (Change.MERGE, "Nightfall", "I know no customer called “Nightfall”."),
        ),
        start=80,
    ):
        with pytest.raises(BadInput) as refused:
            change(admins, wanted, by=MEMBER, words=words, reason="x", number=number)
        assert says in refused.value.text
    change(admins, Change.OWNER, name="Zeta", person=person(OWNER), number=90)
    with pytest.raises(NotAllowed, match="Somebody else has the account of Zeta"):
        change(admins, Change.MERGE, by=MEMBER, words="Zeta", reason="x", number=91)
    with pytest.raises(BadInput) as lost:
        change(admins, Change.MERGE, by=MEMBER, words="Zetta", reason="a & b", number=92)
    assert lost.value.offers[0] == ("Zeta", 'customer Harbor merge "Zeta" because a &amp; b')
