"""How things stand in a workspace, as the operator's metrics show."""

from escalation.items import Kind
from storage import installations
from tests.support.context_fixtures import NOW, WORKSPACE, logged
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.workspaces import gauges


def test_open_items_and_the_end_of_the_history_are_counted(context: WorkspaceContext) -> None:
    assert gauges.read(context, NOW).history.events == 0
    logged(context)
    found = gauges.read(context, NOW)
    assert found.open_items == {Kind.BLOCKER: 1, Kind.DECISION: 0}
    assert found.history == gauges.history(context, NOW)
    assert found.history.events == 1


def test_metadata_counts_as_returned_until_it_is_missing(context: WorkspaceContext) -> None:
    assert gauges.read(context, NOW).echoed
    with context.database.write(WORKSPACE) as tx:
        installations.ensure(tx, now=NOW)
        installations.note_echo(tx, missing_since=NOW)
    assert not gauges.read(context, NOW).echoed
