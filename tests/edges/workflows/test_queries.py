"""Queries: plans, the summary before it is posted, Home tabs, what comes next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from escalation.errors import BadInput, UnknownItem
from escalation.items import Due, Kind
from escalation.moves.move import Move
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.parsed import Listing, Period, Scope
from storage import people
from storage.items import store
from storage.tables.items import ITEM
from tests.support.context_fixtures import (
    DUE,
    NOW,
    WORKSPACE,
    a_request,
    logged,
    moved,
    save_channel,
    save_person,
)
from tests.support.factories import MEMBER, OWNER, REPORTER, changed, utc
from workflows.clock import fire
from workflows.items import queries
from workflows.items.move import Which
from workflows.outbox import home_tabs
from workflows.people import sync
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import WorkspaceContext


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("<@U01> asks <!subteam^S01>", "<@U01|Maria &lt;M/S&gt;> asks <!subteam^S01|leads>"),
        ("<@U01|mia>, <@U99> and <!subteam^S99>", "<@U01|mia>, <@U99> and <!subteam^S99>"),
        ("<#C01> &lt;@U01&gt; <https://a.io>", "<#C01> &lt;@U01&gt; <https://a.io>"),
    ],
)
def test_whom_a_text_mentions_is_named(context: WorkspaceContext, words: str, shown: str) -> None:
    save_person(context, "U01", name="Maria <M|S>")
    sync.save_groups(context, {"S01": ("leads", (OWNER,))}, NOW)
    assert queries.labelled(context, words, now=NOW) == shown


def test_a_plan_says_what_comes_when_if_nobody_acts(context: WorkspaceContext) -> None:
    item = logged(context)
    which = Which(kind=Kind.BLOCKER, number=item.number)
    planned = queries.planned(context, a_request(MEMBER), which, now=NOW)
    assert planned.item == item
    assert [(one.step.name, one.told_at - item.due.at) for one in planned.steps[:4]] == [
        ("before-24h", timedelta(hours=-24)),
        ("before-2h", timedelta(hours=-2)),
        ("rung-0", timedelta(0)),
        ("due", timedelta(0)),
    ]


def test_there_is_no_plan_for_an_item_that_is_not_there(context: WorkspaceContext) -> None:
    with pytest.raises(UnknownItem):
        queries.planned(context, a_request(MEMBER), Which(kind=Kind.BLOCKER, number=9), now=NOW)


def test_a_list_looks_for_as_many_words_as_a_database_takes(context: WorkspaceContext) -> None:
    logged(context, title=" ".join(f"w{number}" for number in range(50)))
    words = " ".join(f"w{number % 50}" for number in range(1900))
    assert queries.listed(context, a_request(), Listing(words=words), now=NOW).total == 1
    with pytest.raises(BadInput, match="more than 50 words"):
        queries.listed(context, a_request(), Listing(words=f"{words} x"), now=NOW)


def test_a_list_has_what_is_in_scope_and_how_many_there_are(context: WorkspaceContext) -> None:
    resolved, _ = logged(context), logged(context, 2)
    moved(context, resolved, Move.RESOLVE, text="restarted it")
    listings = [Listing(), Listing(scope=Scope.CLOSED), Listing(scope=Scope.ALL)]
    found = [queries.listed(context, a_request(MEMBER), each, now=NOW) for each in listings]
    numbers = [[item.number for item in listed.items] for listed in found]
    assert [sorted(each) for each in numbers] == [[2], [1], [1, 2]]
    assert [listed.total for listed in found] == [1, 1, 2]


def test_of_some_items_only_those_are_listed_that_the_asker_may_see(
    context: WorkspaceContext,
) -> None:
    later = logged(context, due=Due(at=utc("03-06 12:00"), zone="UTC", phrase="fri noon"))
    sooner = logged(context, 2)
    these = [later.id, sooner.id, 99]

    def numbers(actor: str) -> list[int]:
        elsewhere = a_request(actor, channel="D0OWNER")
        found = queries.these(context, elsewhere, these, now=NOW).items
        return [item.number for item in found]

    assert numbers(MEMBER) == [2, 1]
    save_channel(context, private=True)  # and nobody has been seen in it yet
    assert [numbers(OWNER), numbers(MEMBER)] == [[2, 1], []]
    save_person(context, OWNER, deactivated=True)
    with context.reading(NOW) as uow:
        gone = people.get(uow.tx, OWNER)
        assert gone is not None
        assert visibility.seen(uow, gone, [sooner]) == []


def test_a_list_of_ones_own_counts_items_in_channels_one_cannot_see(
    context: WorkspaceContext,
) -> None:
    logged(context)
    save_channel(context, private=True)  # and nobody has been seen in it yet
    mine = Listing(owner=DraftOwner(kind=OwnerKind.PERSON, value=OWNER))
    elsewhere = a_request(OWNER, channel="D0OWNER")
    found = [
        queries.listed(context, elsewhere, asked, now=NOW)
        for asked in (mine, replace(mine, words="x"))
    ]
    assert [(listed.items, listed.elsewhere) for listed in found] == [((), 1), ((), 0)]


def test_a_summary_looked_at_early_has_what_was_logged_until_this_instant(
    context: WorkspaceContext,
) -> None:
    assert "0 open" in queries.summary(context, a_request(MEMBER), now=NOW)["text"]
    logged(context)
    assert "1 open" in queries.summary(context, a_request(MEMBER), now=NOW)["text"]


def test_a_channel_that_is_archived_has_no_summary(context: WorkspaceContext) -> None:
    save_channel(context, archived=True)
    with pytest.raises(BadInput, match="archived"):
        queries.summary(context, a_request(MEMBER), now=NOW)


def test_a_direct_message_has_no_summary(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput, match="Which channel is this for"):
        queries.summary(context, replace(a_request(MEMBER), channel="D01"), now=NOW)


def test_a_home_tab_counts_what_it_has_no_room_for(context: WorkspaceContext) -> None:
    for number in range(61):
        logged(context, number)
    with context.reading(NOW) as uow:
        view = home_tabs.home_view(uow, OWNER)
    assert view["blocks"][0]["text"]["text"] == "61 items need you."
    assert "+47 more: type `/backstop list mine`" in str(view["blocks"])


def test_a_home_tab_counts_what_is_overdue_though_it_shows_less(context: WorkspaceContext) -> None:
    for number in range(30):
        logged(context, number)
    later = replace(DUE, at=utc("03-20 12:00"))
    logged(context, 30, due=later)
    with context.reading(utc("03-06 12:00")) as uow:
        view = home_tabs.home_view(uow, OWNER)
    assert view["blocks"][0]["text"]["text"] == "31 items need you, *30 overdue*."


def test_a_home_tab_has_each_item_in_one_part(context: WorkspaceContext) -> None:
    """Owned, told and logged by the same person; told and logged; only logged."""
    own = logged(context, 1, owner=REPORTER)
    reached = logged(context, 2)
    logged(context, 3)
    with context.writing(NOW) as uow:
        for item in (own, reached):
            store.save(uow.tx, changed(item, told=(REPORTER,)))
    with context.reading(NOW) as uow:
        shown = str(home_tabs.home_view(uow, REPORTER)["blocks"])
    assert [shown.count(f"*{label}*") for label in ("B-1", "B-2", "B-3")] == [1, 1, 1]
    assert shown.index("Assigned to you") < shown.index("*B-1*") < shown.index("Escalated to you")
    assert shown.index("Escalated to you") < shown.index("*B-2*") < shown.index("Waiting on others")
    assert shown.index("Waiting on others") < shown.index("*B-3*")


def test_a_home_tab_once_opened_is_drawn_until_it_shows_what_is_known(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    assert home_tabs.next_home(context, NOW) is None
    queries.home_opened(context, OWNER, now=NOW)
    drawn = home_tabs.next_home(context, NOW)
    assert drawn is not None
    assert (drawn.user, "B-1" in str(drawn.view)) == (OWNER, True)
    home_tabs.shown(context, drawn, NOW)
    assert home_tabs.next_home(context, NOW) is None
    moved(context, item, Move.RESOLVE, text="restarted it")
    again = home_tabs.next_home(context, NOW)
    assert again is not None
    assert (again.user, "B-1" in str(again.view)) == (OWNER, False)


def test_while_slack_is_out_of_reach_what_waits_for_it_comes_next_no_sooner(
    context: WorkspaceContext,
) -> None:
    logged(context)
    assert fire.next_at(context, NOW) == NOW
    hour = timedelta(hours=1)
    assert fire.next_at(context, NOW, closed_for=hour) == NOW + hour


def test_what_had_no_room_is_listed_and_what_cannot_be_read_is_named(
    context: WorkspaceContext,
) -> None:
    good, bad = logged(context, 1), logged(context, 2)
    with context.database.write(WORKSPACE) as tx:
        tx.connection.execute(update(ITEM).where(ITEM.c.id == bad.id).values(policy="{"))
    listed = queries.these(context, a_request(MEMBER), [good.id, bad.id], now=NOW)
    assert ([item.id for item in listed.items], listed.unreadable) == ([good.id], (bad.label,))


def test_the_owners_of_what_the_asker_may_see_are_found(context: WorkspaceContext) -> None:
    logged(context)
    owners = queries.owners(context, a_request(), now=NOW)
    assert [one.id for one in owners] == [OWNER]


def test_a_list_of_a_period_has_what_is_due_in_it(context: WorkspaceContext) -> None:
    item = logged(context)
    at = item.due.at
    for starts_at, ends_at, total in (
        (at, at + timedelta(hours=1), 1),
        (at - timedelta(hours=1), at, 0),
        (at - timedelta(hours=1), at + timedelta(hours=1), 1),
    ):
        listing = Listing(due=Period(starts_at=starts_at, ends_at=ends_at, words="then"))
        assert queries.listed(context, a_request(), listing, now=NOW).total == total
