"""Whether Slack returns the metadata of our messages is stored for all replicas."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import installations
from tests.edges.workflows.test_set_aside import damage
from tests.support.context_fixtures import NOW, WORKSPACE, logged, taken
from workflows.outbox import dispatch, duplicates
from workflows.outbox.result import Sent, Unknown
from workflows.transaction.unit_of_work import WorkspaceContext

LATER = NOW + timedelta(minutes=5)


def unechoed_since(context: WorkspaceContext) -> object:
    with context.database.read(WORKSPACE) as tx:
        found = installations.get(tx)
    assert found is not None
    return found.unechoed_since


def test_an_answer_without_its_metadata_is_noted_until_one_has_it_again(
    context: WorkspaceContext,
) -> None:
    with context.database.write(WORKSPACE) as tx:
        installations.ensure(tx, now=NOW)
    for number, echoed in enumerate((False, True), start=1):
        logged(context, number)
        for place, call in enumerate(taken(context, LATER)):
            there = Sent(call.args["channel"], f"{number}.{place}", echoed=echoed)
            dispatch.finish(context, call, there, now=LATER)
        assert unechoed_since(context) == (None if echoed else LATER)


def test_a_search_that_has_to_wait_is_made_when_it_may(context: WorkspaceContext) -> None:
    logged(context)
    for call in taken(context):
        dispatch.finish(context, call, Unknown("timeout"), now=NOW)
    hour_after = NOW + timedelta(hours=2)
    for call in taken(context, LATER):
        dispatch.not_found(context, call, LATER)
    for call in taken(context, LATER):
        there = Sent(call.args["channel"], f"{call.message.rows[0].id}.1")
        dispatch.finish(context, call, there, now=LATER)
    searches = duplicates.due(context, hour_after)
    assert searches
    until = hour_after + timedelta(minutes=1)
    for search in searches:
        duplicates.postpone(context, search, until=until, now=hour_after)
    assert duplicates.due(context, hour_after) == []
    assert len(duplicates.due(context, until)) == len(searches)


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE installation SET unechoed_since = ?", b"\xff"),
        ("UPDATE installation SET unechoed_since = ?", 9 * 10**18),
        ("UPDATE installation SET made_at = ?", "soon"),
        ("UPDATE installation SET secret = ?", "no digits"),
    ],
)
def test_a_damaged_installation_delivers_and_trusts_no_search(
    context: WorkspaceContext, statement: str, value: object
) -> None:
    with context.database.write(WORKSPACE) as tx:
        installations.ensure(tx, now=NOW)
    logged(context)
    damage(context, statement, value)
    assert len(taken(context)) == 2
    with context.database.read(WORKSPACE) as tx:
        found = installations.get(tx)
    assert found is not None
    assert found.is_echoed_since(NOW) == ("secret" in statement)


def test_the_last_try_of_a_call_began_with_its_claim(context: WorkspaceContext) -> None:
    logged(context)
    for call in taken(context):
        dispatch.finish(context, call, Unknown("timeout"), now=NOW)
    again = taken(context, NOW + timedelta(minutes=5))
    assert {call.last_try_at for call in again} == {NOW}
    for call in again:
        before = NOW - timedelta(hours=1)
        unrecorded = replace(call.message, tried_until=None, first_try_at=before)
        assert replace(call, message=unrecorded).last_try_at == before
