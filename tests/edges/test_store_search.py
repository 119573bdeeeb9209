"""Finding items: by person, place, time and words, never outside what the asker can see."""

from datetime import timedelta

import pytest

from escalation.items import Status
from storage import search
from storage.database import Database
from storage.search import Search
from tests.edges.store_fixtures import NOW, WORKSPACE, elsewhere, stored_item
from tests.factories import BOSS, CHANNEL, LEAD, LEADS_CHANNEL, a_due

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


def labels(database: Database, wanted: Search, *, visible: frozenset[str] | None) -> list[str]:
    with database.read(WORKSPACE) as tx:
        found = search.find(tx, wanted, visible=visible)
    assert found.total == len(found.items)
    return [item.label for item in found.items]


HERE = frozenset({CHANNEL})


SEARCHES: list[tuple[Search, list[str]]] = [
    (Search(), ["B-2", "B-1"]),
    (Search(open=False), ["B-5", "B-4"]),
    (Search(open=None), ["B-2", "B-1", "B-5", "B-4"]),
    (Search(owner=LEAD), ["B-2"]),
    (Search(reached=BOSS), ["B-2"]),
    (Search(reporter=BOSS), []),
    (Search(channel=LEADS_CHANNEL), []),
    (Search(overdue_at=NOW), ["B-2"]),
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
    assert labels(searchable, Search(open=None), visible=frozenset()) == []


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
