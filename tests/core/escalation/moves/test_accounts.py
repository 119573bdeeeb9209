"""Accounts of customers: who may change what, and which items are later than promised."""

from dataclasses import replace

import pytest

from escalation.about.customers import Customer
from escalation.dependencies import Dependencies, Weight
from escalation.errors import NotAllowed
from escalation.items import Closing, Due, Item, Status
from escalation.moves.accounts import (
    Change,
    Role,
    in_order,
    is_theirs_too,
    late,
    may,
    merged,
    merges_others,
    newly_late,
    require_may,
)
from escalation.notices.bundling import gathered
from escalation.notices.promises import announce_promises
from escalation.notices.suppression import still_wanted
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER, a_person, an_item, utc

HARBOR = Customer(id=3, name="Harbor", owner=LEAD, live_at=utc("04-15 21:30"), live_zone="UTC")
TABLE = """
            account lead admin
    owner   +       +    +
    live    +       +    +
    also    +       +    +
    rename  +       +    +
    merge   +       -    +
"""
ROWS = {row.split()[0]: row.split()[1:] for row in TABLE.strip().splitlines()[1:]}
CASES = [
    (role, change, ROWS[change][column]) for change in Change for column, role in enumerate(Role)
]


@pytest.mark.parametrize(("role", "change", "expected"), CASES)
def test_each_role_may_do_exactly_what_the_table_says(
    role: Role, change: Change, expected: str
) -> None:
    assert may({role}, change) is (expected == "+")
    assert not may((), change)


def test_a_refusal_names_the_accounts_owner_and_no_lead() -> None:
    with pytest.raises(NotAllowed) as refused:
        require_may(HARBOR, Change.RENAME, (), owner="Lea", to_give="x")
    assert refused.value.text == (
        "You cannot rename Harbor. Only Lea, the lead of a channel with an item about it or an "
        "admin can do that."
    )
    with pytest.raises(NotAllowed) as refused:
        require_may(HARBOR, Change.MERGE, {Role.LEAD}, owner="", to_give="customer … owner @maria")
    assert refused.value.text == (
        "You cannot merge Harbor. Only an admin can do that. Nobody has the account yet: a lead or "
        "an admin can assign it with `customer … owner @maria`."
    )
    require_may(HARBOR, Change.MERGE, {Role.ACCOUNT}, owner="Lea", to_give="")


def test_nobody_merges_away_somebody_elses_customer() -> None:
    theirs, nobodys = Customer(name="Zeta", owner=MEMBER), Customer(name="Zeta")
    account = {Role.ACCOUNT}
    assert is_theirs_too(nobodys, actor=LEAD, roles=account)
    assert is_theirs_too(HARBOR, actor=LEAD, roles=account)
    assert not is_theirs_too(theirs, actor=LEAD, roles=account)
    assert is_theirs_too(theirs, actor=LEAD, roles={Role.ADMIN})
    assert merges_others(theirs).text == (
        "Somebody else has the account of Zeta. Only an admin can do that."
    )


def test_of_two_that_become_one_the_kept_ones_owner_and_date_count() -> None:
    other = Customer(name="Zeta", owner=MEMBER, live_at=utc("05-01 12:00"), live_zone="Asia/Tokyo")
    assert merged(HARBOR, other) == (LEAD, HARBOR.live_at, "UTC")
    assert merged(Customer(name="New"), other) == (MEMBER, other.live_at, "Asia/Tokyo")


def due(at: str, *about: Customer) -> Item:
    return replace(an_item(customers=about), due=Due(at=utc(at), zone="UTC", phrase=""))


@pytest.mark.parametrize(
    ("at", "zone", "is_late"),
    [
        ("04-15 12:00", "UTC", False),
        ("04-15 23:59", "UTC", False),  # later, and on the day that was promised
        ("04-16 00:01", "UTC", True),
        ("04-16 06:00", "America/Los_Angeles", False),  # there it is 15 April still
        ("04-16 08:00", "America/Los_Angeles", True),
        ("04-16 00:01", "no such zone", True),
    ],
)
def test_an_item_is_late_after_the_day_that_was_promised(
    at: str, zone: str, *, is_late: bool
) -> None:
    promised = replace(HARBOR, live_zone=zone)
    assert late(due(at, Customer(name="Zeta"), promised)) == ((promised,) if is_late else ())


def test_a_change_of_date_or_customers_makes_an_item_late_anew() -> None:
    zeta = replace(HARBOR, id=4, name="Zeta")
    item = due("04-20 12:00", HARBOR, zeta)
    assert newly_late(item, before=None) == (HARBOR, zeta)
    assert newly_late(item, before=due("04-19 12:00", HARBOR, zeta)) == (HARBOR, zeta)
    assert newly_late(item, before=due("04-20 12:00", HARBOR)) == (zeta,)
    assert newly_late(item, before=replace(item, urgent=True)) == ()
    closed = replace(item, closing=Closing(status=Status.RESOLVED, at=item.due.at))
    assert newly_late(item, before=closed) == (HARBOR, zeta)


PEOPLE = {user: a_person(user) for user in (OWNER, REPORTER, LEAD)}


def test_whoever_has_to_know_is_told_once_for_each_promise() -> None:
    zeta = replace(HARBOR, id=4, name="Zeta", owner="")
    item = due("04-20 12:00", HARBOR, zeta)
    at = utc("03-04 12:00")
    told = announce_promises(item, by=REPORTER, people=PEOPLE, now=at)
    assert [(one.recipient, one.key.split(":")[1]) for one in told] == [
        (OWNER, "promised-3-202604152130"),
        (LEAD, "promised-3-202604152130"),
        (OWNER, "promised-4-202604152130"),
    ]
    assert len(gathered(told)) == 2  # as one recipient's: one for each customer
    again = announce_promises(due("04-21 12:00", HARBOR), by=REPORTER, people=PEOPLE, now=at)
    assert {one.key for one in again} <= {one.key for one in told}
    assert announce_promises(due("04-15 12:00", HARBOR), by="", people=PEOPLE, now=at) == ()
    gone = {OWNER: replace(a_person(OWNER), deactivated=True)}
    assert announce_promises(item, by="", people=gone, now=at) == ()


def test_what_is_in_time_again_is_not_told() -> None:
    item, at = due("04-20 12:00", HARBOR), utc("03-04 12:00")
    notice = announce_promises(item, by=REPORTER, people=PEOPLE, now=at)[0]
    assert still_wanted(notice, item, at) == ""
    assert still_wanted(notice, due("04-14 12:00", HARBOR), at) == "in time again"
    another = replace(HARBOR, live_at=utc("04-16 12:00"))
    assert still_wanted(notice, due("04-20 12:00", another), at) == "in time again"


def test_open_items_are_shown_by_weight() -> None:
    early, late_, heavy = (
        replace(due(at, HARBOR), id=number)
        for number, at in enumerate(("03-05 12:00", "03-06 12:00", "03-07 12:00"), start=1)
    )
    both = replace(late_, customers=(HARBOR, replace(HARBOR, id=4)))
    known = {3: Dependencies(weight=Weight(customers=2, items=1))}
    assert in_order([early, heavy, both], known) == (heavy, both, early)
