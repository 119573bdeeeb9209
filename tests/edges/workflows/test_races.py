"""Three bots that change one customer or item at once: each change is whole, in some order.

All begin together, each on a database connection of its own.
"""

from functools import partial
from typing import TypeAlias

import pytest
from sqlalchemy import select

from escalation.errors import BadInput, ItemClosed
from escalation.facts.by_people import Edited
from escalation.facts.shape import shaped
from escalation.fields import Field
from escalation.items import Item, Status
from escalation.moves.accounts import Change
from escalation.moves.move import Edit, Move
from storage.items import history
from storage.tables.customers import CUSTOMER
from tests.edges.workflows.test_accounts import ADMIN, change, changes, named
from tests.edges.workflows.test_following import crowd, following, follows
from tests.support.context_fixtures import (
    WORKSPACE,
    Work,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    save_person,
)
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER
from workflows.transaction.unit_of_work import WorkspaceContext

Bots: TypeAlias = list[WorkspaceContext]


@pytest.fixture
def two_customers(three: Bots) -> Bots:
    """An item about Harbor and one about Zeta."""
    save_person(three[0], ADMIN, admin=True)
    for number, name in enumerate(("Harbor", "Zeta"), start=1):
        logged(three[0], number, customers=(name,))
    return three


def merging(name: str, words: str, number: int) -> Work:
    return lambda bot: change(
        bot, Change.MERGE, name=name, words=words, reason="one firm", number=number
    )


def require_one_customer(bots: Bots, *known_as: str, items: int = 2) -> None:
    """Whatever came first: one customer is left, with all the names and all the items."""
    harbor = named(bots[0], "harbor")
    assert harbor is not None
    assert {named(bots[0], name) for name in known_as} == {harbor}
    with bots[0].database.read_all() as tx:
        assert list(tx.execute(select(CUSTOMER.c.id)).scalars()) == [harbor.id]
    for number in range(1, items + 1):
        item = logged(bots[0], number)  # the answer to the same request
        assert item_now(bots[0], item).customers == (harbor,)


def test_of_two_merges_each_into_the_other_one_is_made(two_customers: Bots) -> None:
    refused = at_once(two_customers, merging("Harbor", "Zeta", 51), merging("Zeta", "Harbor", 52))
    assert ["are the same customer already" in one.text for one in refused] == [True]
    require_one_customer(two_customers, "zeta")
    assert len(changes(two_customers[0])) == 1


def test_one_merge_that_arrives_three_times_is_made_once(two_customers: Bots) -> None:
    assert at_once(two_customers, *[merging("Harbor", "Zeta", 51)] * 3) == []
    require_one_customer(two_customers, "zeta")
    assert changes(two_customers[0]) == [("merge", "Zeta", "Harbor")]


def test_a_merge_loses_no_name_and_no_item_of_that_moment(two_customers: Bots) -> None:
    refused = at_once(
        two_customers,
        merging("Harbor", "Zeta", 51),
        lambda bot: change(bot, Change.RENAME, name="Zeta", words="Zeta Law", number=52),
        lambda bot: logged(bot, 3, customers=("Zeta",)),
    )
    assert refused == []
    require_one_customer(two_customers, "zeta", "zetalaw", items=3)
    assert len(changes(two_customers[0])) == 2


def test_a_name_that_two_customers_are_given_at_once_goes_to_one(two_customers: Bots) -> None:
    def also(name: str, number: int) -> Work:
        return lambda bot: change(bot, Change.ALSO, name=name, words="Hafen", number=number)

    (refused,) = at_once(two_customers, also("Harbor", 51), also("Zeta", 52))
    assert "“Hafen” is another customer." in refused.text
    assert named(two_customers[0], "hafen") in {
        named(two_customers[0], name) for name in ("harbor", "zeta")
    }


def editing(item: Item, title: str, by: str, number: int) -> Work:
    edit = Edit(Field.TITLE, title)
    return lambda bot: moved(bot, item, Move.EDIT, actor=by, edit=edit, number=number)


def edits(bot: WorkspaceContext, item: Item) -> list[tuple[str, str]]:
    """What the history says was there before each edit, and after it."""
    with bot.database.read(WORKSPACE) as tx:
        facts = [one.facts for one in history.timeline(tx, item.id)]
    found = [shaped(one, Edited) for one in facts if isinstance(one, Edited)]
    return [(one.old, one.new) for one in found]


def test_of_two_edits_of_a_field_the_later_one_stands_and_none_is_lost(three: Bots) -> None:
    item = logged(three[0])
    by_owner = editing(item, "SSO fails", OWNER, 51)
    by_reporter = editing(item, "SSO is back", REPORTER, 52)
    assert at_once(three, by_owner, by_reporter) == []
    (first, between), (still, last) = edits(three[0], item)
    assert (first, still) == (item.title, between)
    assert {between, last} == {"SSO fails", "SSO is back"}
    assert item_now(three[0], item).title == last


def test_of_two_same_edits_one_is_made(three: Bots) -> None:
    item = logged(three[0])
    works = [editing(item, "SSO fails", who, 51 + n) for n, who in enumerate((OWNER, REPORTER))]
    (refused,) = at_once(three, *works)
    assert isinstance(refused, BadInput)
    assert "says that already" in refused.text
    assert edits(three[0], item) == [(item.title, "SSO fails")]


def test_a_close_stands_whatever_edit_crosses_it(three: Bots) -> None:
    item = logged(three[0])
    refused = at_once(
        three,
        editing(item, "SSO fails", OWNER, 51),
        lambda bot: moved(bot, item, Move.RESOLVE, actor=REPORTER, text="done", number=52),
        editing(item, "SSO is back", REPORTER, 53),
    )
    after = item_now(three[0], item)
    made = edits(three[0], item)
    assert after.status is Status.RESOLVED
    assert len(made) == 2 - len(refused)
    assert all(isinstance(one, ItemClosed) for one in refused)
    assert after.title == (made[-1][1] if made else item.title)
    assert actions(three[0], item.id)[-1] == "resolve"


def test_of_two_who_would_be_the_hundredth_follower_one_is(three: Bots) -> None:
    item = logged(three[0])
    crowd(three[0], item, 99)
    people = enumerate((MEMBER, LEAD), start=51)
    works = [partial(follows, item=item, person=who, number=number) for number, who in people]
    (refused,) = at_once(three, *works)
    assert "100 people follow B-1 already" in refused.text
    assert len(following(three[0], item)) == 100
