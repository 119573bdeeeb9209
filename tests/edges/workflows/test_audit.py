"""Each admin is told once a day of what the auditor finds, and only if it has lasted."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import inbox
from storage.checks.audit import Trouble
from storage.engine.database import Database
from storage.facts_json import encoded
from storage.items import chain, history
from storage.items.chain import WrongKey
from storage.outbox import queue
from tests.support.context_fixtures import NOW, WORKSPACE, a_new_item, a_request, logged
from tests.support.factories import BOSS
from tests.support.storage.store_fixtures import an_event
from workflows.clock import audit
from workflows.items import log as log_item
from workflows.outbox import dispatch
from workflows.transaction.unit_of_work import WorkspaceContext
from workflows.workspaces import install

MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(context: WorkspaceContext) -> WorkspaceContext:
    return WorkspaceContext(
        database=context.database, workspace=WORKSPACE, admins=frozenset({BOSS})
    )


def alarms(context: WorkspaceContext) -> list[dict[str, str]]:
    with context.database.read(context.workspace) as tx:
        waiting = queue.pending_to(tx, BOSS)
    return [encoded(row.notice.facts) for row in waiting if row.notice.kind == "alarm"]


def test_what_is_late_counts_once_it_was_seen_twice(watched: WorkspaceContext) -> None:
    logged(watched)
    late = NOW + 2 * MINUTE
    first = audit.look(watched, late, before=audit.Audit(()))
    assert (first.findings, {one.trouble for one in first.seen}) == ((), {Trouble.LATE})
    assert alarms(watched) == []
    second = audit.look(watched, late + MINUTE, before=first)
    assert {one.trouble for one in second.findings} == {Trouble.LATE}
    [facts] = alarms(watched)
    assert (facts["trouble"], facts["count"]) == ("late", "2")  # the card and the owner's message
    audit.look(watched, late + 2 * MINUTE, before=second)
    assert len(alarms(watched)) == 1


def test_what_nobody_has_heard_is_taken_back_once_all_is_well(watched: WorkspaceContext) -> None:
    item = logged(watched)
    with watched.database.write_all() as tx:
        tx.execute(text("UPDATE item SET next_at = NULL"))
    audit.look(watched, NOW)
    assert [facts["named"] for facts in alarms(watched)] == [item.label]
    with watched.database.write_all() as tx:
        tx.execute(text("UPDATE item SET next_at = 2000000000000000"))
    assert audit.look(watched, NOW).findings == ()
    assert alarms(watched) == []


def test_what_was_asked_a_month_ago_is_no_longer_known_as_answered(
    watched: WorkspaceContext,
) -> None:
    logged(watched)
    kept = NOW + inbox.KEPT
    audit.look(watched, kept)
    assert log_item.log(watched, a_request(), a_new_item(), now=kept).repeated
    audit.look(watched, kept + MINUTE)
    with watched.database.read_all() as tx:
        assert tx.execute(text("SELECT count(*) FROM inbox")).scalar() == 0


def test_an_alarm_is_drawn_without_any_item(watched: WorkspaceContext) -> None:
    logged(watched)
    with watched.database.write_all() as tx:
        tx.execute(text("UPDATE event SET actor = 'U0EVE'"))
    audit.look(watched, NOW)
    [call] = [call for call in dispatch.take(watched, NOW, limit=50) if call.channel == BOSS]
    assert "event 1" in call.args["text"]
    assert "/readyz" in call.args["text"]


def test_the_history_is_walked_once_and_then_only_what_is_new(watched: WorkspaceContext) -> None:
    logged(watched, number=1)
    first = audit.look(watched, NOW)
    assert first.walked.event_id == 1
    logged(watched, number=2)
    assert audit.look(watched, NOW, before=first).walked.event_id == 2


def test_after_a_restart_the_history_is_walked_on_from_where_it_was(
    watched: WorkspaceContext,
) -> None:
    for number in (1, 2, 3):
        logged(watched, number=number)
    audit.look(watched, NOW)
    with watched.database.write(WORKSPACE) as tx:
        assert chain.walked(tx).event_id == 3
        tx.connection.execute(text("UPDATE event SET actor = 'U0EVE' WHERE id = 1"))
        tx.connection.execute(text("UPDATE event SET actor = 'U0EVE' WHERE id = 3"))
    logged(watched, number=4)
    restarted = audit.look(watched, NOW)
    assert restarted.walked.event_id == 4, "what comes after what was walked over holds"
    assert [one.what for one in restarted.findings] == ["event 1"], "it is walked again behind that"


def test_a_bot_without_the_key_of_its_history_may_not_go_on(watched: WorkspaceContext) -> None:
    install.require_ours(watched)
    with closing(Database(watched.database.name, "k" * 32)) as keyed, keyed.write(WORKSPACE) as tx:
        history.append(tx, [an_event()])
    with pytest.raises(WrongKey, match="history of T01 is keyed, and BACKSTOP_CHAIN_KEY is not"):
        install.require_ours(watched)
