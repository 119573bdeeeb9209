"""The database gets what people type as values, never as SQL."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from escalation.items import Kind
from storage import channels, people
from storage.engine.database import Database
from storage.items import search, store
from storage.items.search import Search, Visible
from tests.support.factories import CHANNEL
from tests.support.storage.store_fixtures import WORKSPACE, stored_item

TYPED = (
    "'; DROP TABLE item; --",
    '" OR ""="',
    "1' OR '1'='1",
    "x'); DELETE FROM event; --",
    "\\'; SELECT pg_sleep(9); --",
    "$$; COPY item TO PROGRAM 'x'; $$",
    "%(title)s %s :title ? {0} {{7*7}} ${x}",
    "/* */ -- # ;;",
    "%_\\[]^*",
    "\x1a\\z",
    "NULL",
    "' || (SELECT group_concat(words) FROM item) || '",
    "'; ATTACH DATABASE '/tmp/x' AS y; --",
)
WORDS = st.sampled_from(TYPED) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)


def counted(database: Database) -> tuple[int, int]:
    """How many items and events there are."""
    with database.read_all() as tx:
        found = tx.execute(text("SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM event)"))
        row = found.one()
    return int(row[0]), int(row[1])


def test_statements_that_are_typed_are_kept_and_found_as_words(database: Database) -> None:
    for before, typed in enumerate(TYPED):
        with database.write(WORKSPACE) as tx:
            item = stored_item(tx, title=typed, fallback=typed, impact=typed, owner=typed)
        with database.read(WORKSPACE) as tx:
            kept = store.get(tx, item.id)
            found = search.find(tx, Search(words=(typed,)), visible=Visible(channels={CHANNEL}))
        assert kept is not None
        assert (kept.title, kept.fallback, kept.impact, kept.owner) == (typed,) * 4
        assert [one.id for one in found.items] == [item.id]
        assert counted(database) == (before + 1, 0)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=WORDS, other=WORDS)
def test_whatever_is_asked_for_answers_and_changes_nothing(
    database: Database, words: str, other: str
) -> None:
    """Every read that takes what people type or Slack sends, given anything at all."""
    before = counted(database)
    wanted = Search(owner=words, channel=other, words=(words, other), reached=other)
    with database.read(words) as tx:
        search.find(tx, wanted, visible=Visible(channels={other}))
        assert [*store.referred(tx, kind=Kind.BLOCKER, number=1).items] == []
        assert people.get(tx, other) is None
        assert channels.get(tx, other) is None
    assert counted(database) == before
