"""Searching items by person, place, time and words, never beyond what the asker can see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, text, update

from escalation.items import Status
from storage.engine.database import Database, Transaction
from storage.items import search, store
from storage.items import words as item_words
from storage.items.search import Search, Visible
from storage.tables.items import ITEM
from tests.support.context_fixtures import a_context
from tests.support.factories import BOSS, CHANNEL, LEAD, LEADS_CHANNEL, OWNER, REPORTER, a_due
from tests.support.storage.store_fixtures import NOW, WORKSPACE, elsewhere, stored_item
from workflows.clock import reindex

HOUR = timedelta(hours=1)


@pytest.fixture
def searchable(database: Database) -> Database:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, title="Import 100% STRASSE", due=a_due(NOW + HOUR))
        stored_item(tx, title="Login", owner=LEAD, due=a_due(NOW), told=(BOSS,))
        stored_item(tx, title="Hidden", channel=LEADS_CHANNEL, reporter=BOSS)
        for closed_at in (NOW - HOUR, NOW):
            stored_item(tx, title="Done", status=Status.RESOLVED, closed_at=closed_at)
        stored_item(elsewhere(tx), title="Import elsewhere")
    return database


def labels(database: Database, wanted: Search, *, visible: Visible | None) -> list[str]:
    with database.read(WORKSPACE) as tx:
        found = search.find(tx, wanted, visible=visible)
    assert found.total == len(found.items)
    return [item.label for item in found.items]


HERE = Visible(channels={CHANNEL})


SEARCHES: list[tuple[Search, list[str]]] = [
    (Search(), ["B-2", "B-1"]),
    (Search(open=False), ["B-5", "B-4"]),
    (Search(open=None), ["B-2", "B-1", "B-5", "B-4"]),
    (Search(owner=LEAD), ["B-2"]),
    (Search(reached=BOSS), ["B-2"]),
    (Search(reporter=BOSS), []),
    (Search(channel=LEADS_CHANNEL), []),
    (Search(overdue_at=NOW), ["B-2"]),
    (Search(on_ladder=(LEAD,)), ["B-2", "B-1"]),
    (Search(on_ladder=("U0", LEADS_CHANNEL)), []),
    (Search(words=("straße",)), ["B-1"]),
    (Search(words=("login", "hand")), ["B-2"]),
    (Search(words=("login", "straße")), []),
    (Search(words=("%",)), ["B-1"]),
    (Search(words=("_",)), []),
    (Search(words=("\\",)), []),
]


def test_a_search_finds(searchable: Database) -> None:
    for wanted, expected in SEARCHES:
        assert labels(searchable, wanted, visible=HERE) == expected, wanted


def test_who_can_see_no_channel_finds_nothing(searchable: Database) -> None:
    assert labels(searchable, Search(open=None), visible=Visible()) == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (OWNER, ["B-1"]),  # owns it
        (LEAD, ["B-2"]),  # owns it
        (BOSS, ["B-2"]),  # was told of it; what they logged is elsewhere
        (REPORTER, ["B-2", "B-1"]),  # logged them
        ("U0NOBODY", []),
    ],
)
def test_of_a_channel_that_we_have_left_it_shows_what_they_take_part_in(
    searchable: Database, person: str, expected: list[str]
) -> None:
    theirs = Visible(left={CHANNEL}, person=person)
    assert labels(searchable, Search(), visible=theirs) == expected
    with searchable.read(WORKSPACE) as tx:
        assert search.owned(tx, OWNER, visible=replace(theirs, person=OWNER), now=NOW) == (0, 1)


def test_the_operator_sees_every_channel(searchable: Database) -> None:
    assert labels(searchable, Search(channel=LEADS_CHANNEL), visible=None) == ["B-3"]


def test_a_list_knows_how_many_there_are_in_all(searchable: Database) -> None:
    with searchable.read(WORKSPACE) as tx:
        wanted = Search(open=None)
        pages = [search.find(tx, wanted, visible=HERE, limit=limit) for limit in (3, 4, 5)]
    assert [(len(page.items), page.total) for page in pages] == [(3, 4), (4, 4), (4, 4)]


def test_a_week_has_what_is_open_and_what_was_closed_since(searchable: Database) -> None:
    with searchable.read(WORKSPACE) as tx:
        found = search.of_a_week(tx, channel=CHANNEL, closed_since=NOW)
    assert sorted(item.label for item in found.items) == ["B-1", "B-2", "B-5"]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("İstanbul office", ("istanbul", "İSTANBUL", "i\u0307stanbul")),
        ("Cafe\u0301 Noir", ("café", "CAFÉ", "cafe\u0301")),
        ("Café Noir", ("café", "cafe\u0301")),
        ("ＡＣＭＥ １２", ("acme", "１２", "ACME", "12")),
        ("ﬃx the Straße", ("ffix", "STRASSE", "straße")),
        ("Ακμής", ("ΑΚΜΉΣ", "ακμήσ")),
        ("50％ done", ("50%", "％")),
        ("ｶﾞ report", ("ガ",)),
    ],
)
def test_words_are_found_however_they_are_written(
    database: Database, title: str, asked: tuple[str, ...]
) -> None:
    with database.write(WORKSPACE) as tx:
        stored_item(tx, title=title)
    for word in asked:
        assert labels(database, Search(words=(word,)), visible=HERE) == ["B-1"], word


def test_an_item_of_29_february_is_found(database: Database) -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    with database.write(WORKSPACE) as tx:
        stored_item(tx, title="29 February", logged_at=leap, due=a_due(leap), next_at=leap)
    assert labels(database, Search(words=("29", "FEBRUARY")), visible=HERE) == ["B-1"]
    assert labels(database, Search(overdue_at=leap), visible=HERE) == ["B-1"]


def as_before(tx: Transaction, *, options: str = "[]") -> None:
    """Save it as an older version did."""
    tx.connection.execute(update(ITEM).values(words=func.lower(ITEM.c.title), folded=False))
    torn = text("UPDATE item SET options = :options WHERE number = 1")
    tx.connection.execute(torn, {"options": options})


def test_what_an_older_version_has_saved_is_folded_a_few_at_a_time(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        for _ in range(5):
            stored_item(tx, title="ＡＣＭＥ", fallback="Cafe\u0301")
        stored_item(elsewhere(tx), title="ＡＣＭＥ")
        as_before(tx, options="{")
    context = a_context(database)
    assert [reindex.go_on(context, NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(labels(database, Search(words=("acme", "café")), visible=None)) == 4
    with database.read("T02") as tx:
        assert item_words.any_unfolded(tx), "another workspace is its own bot's"


def test_what_is_saved_meanwhile_is_folded_already(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx, title="ＡＣＭＥ")
        as_before(tx)
        store.save(tx, replace(item, impact="done"))
        assert not item_words.any_unfolded(tx)
