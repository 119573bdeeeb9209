"""Items saved by an older version are found by today's words, a few at a time."""

from sqlalchemy import update

from grammar.moves.parsed import Listing
from storage.tables.items import ITEM
from tests.support.context_fixtures import NOW, a_request, logged
from workflows.clock import reindex
from workflows.items import queries
from workflows.transaction.unit_of_work import WorkspaceContext


def found(context: WorkspaceContext, words: str) -> int:
    return queries.listed(context, a_request(), Listing(words=words), now=NOW).total


def test_items_of_before_are_found_once_their_words_are_folded(context: WorkspaceContext) -> None:
    for number in range(3):
        logged(context, number, title="ＡＣＭＥ in İstanbul")
    with context.database.write(context.workspace) as tx:
        tx.connection.execute(update(ITEM).values(words="", folded=False))
    assert found(context, "acme istanbul") == 0
    assert [reindex.go_on(context, NOW, limit=2) for _ in range(3)] == [2, 1, 0]
    assert found(context, "acme istanbul") == 3
