"""A message refused for how it is written: once more as plain text, then an alarm."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, NoticeState
from storage import people
from storage.checks.audit import Finding, Trouble
from storage.engine.database import Database
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    actions,
    item_now,
    logged,
    moved,
    taken,
    told,
)
from tests.support.factories import CHANNEL, OWNER, utc
from workflows.alarms import alarms
from workflows.clock import audit, fire
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import DeliveryResult, Later, Refused, Sent, Unknown
from workflows.outbox.undeliverable import is_of_content, spares_metadata
from workflows.transaction.unit_of_work import WorkspaceContext

ADMIN = "U09"
ALARM = f"alarm:20260302:{{}}:invalid_blocks:{ADMIN}"


@pytest.fixture
def watched(context: WorkspaceContext) -> WorkspaceContext:
    """The context, with an admin who is told what is wrong with it."""
    return replace(context, admins=frozenset({ADMIN}))


def the(context: WorkspaceContext, kind: NoticeKind) -> OutgoingCall:
    """The call of this kind, taken now; the others are sent."""
    wanted = None
    for call in taken(context):
        if call.message.kind is kind:
            wanted = call
        else:
            dispatch.finish(context, call, Sent(call.channel, call.token), now=NOW)
    assert wanted is not None
    return wanted


def refuse(
    context: WorkspaceContext, kind: NoticeKind, error: str = "invalid_blocks"
) -> OutgoingCall:
    call = the(context, kind)
    dispatch.finish(context, call, Refused(error), now=NOW)
    return call


def state_of(context: WorkspaceContext, call: OutgoingCall) -> NoticeState:
    with context.database.read_all() as tx:
        state = tx.exec_driver_sql(
            "SELECT state FROM notice WHERE id = ?", (call.message.rows[0].id,)
        ).scalar()
    return NoticeState(str(state))


def told_to_the_admin(context: WorkspaceContext) -> list[str]:
    with context.database.read(context.workspace) as tx:
        return [row.notice.key for row in queue.pending_to(tx, ADMIN)]


OF_CONTENT = (
    *("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"),
    *("message_too_long", "block_mismatch", "only_one_table_allowed", "no_text"),
    *("invalid_arguments", "invalid_arg_name", "invalid_array_arg", "missing_argument"),
    *("invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large"),
    *("metadata_must_be_sent_from_app", "too_many_attachments", "invalid_attachments"),
    *("attachment_payload_limit_exceeded", "cannot_parse_attachment", "markdown_text_conflict"),
    *("invalid_charset", "invalid_form_data", "invalid_json", "json_not_object"),
    *("invalid_post_type", "missing_post_type", "undrawable:LookupError"),
)
OF_SOMEBODY_OR_SOMEWHERE = (
    *("user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled", "is_archived"),
    *(
        "not_in_channel",
        "channel_not_found",
        "restricted_action",
        "restricted_action_thread_locked",
    ),
    *("thread_not_found", "cannot_reply_to_message", "message_not_found", "is_inactive"),
    *("slack_connect_file_link_sharing_blocked", "team_access_not_granted", "ekm_access_denied"),
)


@pytest.mark.parametrize("error", OF_CONTENT)
def test_what_slack_says_of_the_content_is_known(error: str) -> None:
    assert is_of_content(error)


def test_only_what_may_be_of_the_metadata_costs_a_message_its_token() -> None:
    costly = {"invalid_arguments", "invalid_arg_name", "invalid_array_arg", "missing_argument"}
    costly |= {error for error in OF_CONTENT if "metadata" in error}
    assert {error for error in OF_CONTENT if not spares_metadata(error)} == costly
    assert spares_metadata("request_too_large")


@pytest.mark.parametrize("error", OF_SOMEBODY_OR_SOMEWHERE)
def test_what_it_says_of_somebody_or_of_a_channel_is_not_taken_for_that(error: str) -> None:
    assert not is_of_content(error)


def test_it_goes_out_once_more_as_plain_text_and_an_admin_is_told(
    watched: WorkspaceContext,
) -> None:
    item = logged(watched)
    before = told(watched, item)
    first = refuse(watched, NoticeKind.LOGGED)
    (again,) = taken(watched)
    assert (again.token, again.message.lean) == (first.token, "invalid_blocks")
    assert again.args["text"] == first.args["text"]
    assert "blocks" not in again.args
    assert again.args["metadata"] == first.args["metadata"]
    dispatch.finish(watched, again, Sent(OWNER, "1.5"), now=NOW)
    assert state_of(watched, again) is NoticeState.SENT
    assert told_to_the_admin(watched) == [ALARM.format("plain")]
    others = [one for one in told(watched, item) if one[0] != "edit"]
    assert others == [one for one in before if one[0] not in {"card", "logged"}]


def test_refused_again_it_is_parked_and_moves_no_ladder(watched: WorkspaceContext) -> None:
    item = logged(watched)
    refuse(watched, NoticeKind.LOGGED)
    again = refuse(watched, NoticeKind.LOGGED, "msg_too_long")
    assert state_of(watched, again) is NoticeState.PARKED
    assert {kind for kind, _, _ in told(watched, item)} == {"edit"}, "of its card alone"
    assert item_now(watched, item).highest == -1
    with watched.database.read(WORKSPACE) as tx:
        owner = people.get(tx, OWNER)
    assert actions(watched, item.id) == ["logged", "parked"]
    assert owner is not None
    assert not owner.deactivated
    (alarm,) = [call for call in taken(watched) if call.channel == ADMIN]
    assert alarm.args["text"] == (
        "⚠️ Backstop has a problem: Slack refused how a message is written (msg_too_long).\n"
        "Nobody got it, not even as plain text.\n"
        f"The message: {again.token}\n"
        "Look for it in the log; the runbook says what to do. You are told of this once a day."
    )


def test_a_card_says_nothing_false_of_its_channel(watched: WorkspaceContext) -> None:
    item = logged(watched)
    refuse(watched, NoticeKind.CARD)
    refuse(watched, NoticeKind.CARD)
    assert [one for one in told(watched, item) if one[0] == "unposted"] == []
    assert told_to_the_admin(watched) == [ALARM.format("refused")]


def test_refused_for_the_person_as_plain_text_somebody_else_is_told(
    watched: WorkspaceContext,
) -> None:
    item = logged(watched)
    refuse(watched, NoticeKind.LOGGED)
    refuse(watched, NoticeKind.LOGGED, "user_disabled")
    assert "gap" in {kind for kind, _, _ in told(watched, item)}


def test_while_slack_asks_to_wait_it_stays_plain_text(watched: WorkspaceContext) -> None:
    logged(watched)
    refuse(watched, NoticeKind.LOGGED)
    dispatch.finish(watched, the(watched, NoticeKind.LOGGED), Later(), now=NOW)
    assert the(watched, NoticeKind.LOGGED).message.lean == "invalid_blocks"


@pytest.mark.parametrize("error", ["metadata_too_large", "invalid_arguments"])
def test_refused_metadata_is_left_out_and_never_taken_for_missing(
    watched: WorkspaceContext, error: str
) -> None:
    logged(watched)
    refuse(watched, NoticeKind.LOGGED, error)
    again = the(watched, NoticeKind.LOGGED)
    assert "metadata" not in again.args
    dispatch.finish(watched, again, Unknown("timeout"), now=NOW)
    (looking,) = taken(watched, NOW + timedelta(seconds=61))
    assert looking.message.look_first
    assert "metadata" not in looking.args


def test_a_card_that_cannot_be_redrawn_loses_its_blocks_and_keeps_its_words(
    watched: WorkspaceContext,
) -> None:
    item = logged(watched)
    card = the(watched, NoticeKind.CARD)
    dispatch.finish(watched, card, Sent(CHANNEL, "1.5"), now=NOW)
    moved(watched, item, Move.ACKNOWLEDGE)
    first = refuse(watched, NoticeKind.EDIT)
    again = the(watched, NoticeKind.EDIT)
    assert (again.method, again.args["blocks"]) == (dispatch.UPDATE, [])
    assert again.args["text"] == first.args["text"]


def test_a_summary_goes_out_as_plain_text_too(watched: WorkspaceContext) -> None:
    logged(watched)
    monday = utc("03-09 09:00")
    fire.queue_summaries(watched, monday)
    lean, args = "", {}
    for _ in range(4):
        for call in taken(watched, monday):
            outcome: DeliveryResult = Sent(call.channel, call.token)
            if call.message.kind is NoticeKind.SUMMARY:
                lean, args = call.message.lean, call.args
                outcome = outcome if lean else Refused("msg_blocks_too_long")
            dispatch.finish(watched, call, outcome, now=monday)
    assert lean == "msg_blocks_too_long"
    assert args["text"].startswith("*Week of Mon 9 Mar*: 1 open")
    assert "blocks" not in args


def test_an_alarm_that_is_refused_raises_no_other(watched: WorkspaceContext) -> None:
    with watched.writing(NOW) as uow:
        queue.add(uow.tx, alarms(uow, "late", named="a"))
    refuse(watched, NoticeKind.ALARM)
    refuse(watched, NoticeKind.ALARM)
    assert taken(watched) == []


def test_all_well_again_takes_no_alarm_of_a_message_back(watched: WorkspaceContext) -> None:
    logged(watched)
    refuse(watched, NoticeKind.CARD)
    refuse(watched, NoticeKind.CARD)
    with watched.writing(NOW) as uow:
        late = Finding(trouble=Trouble.LATE, what="a")
        queue.add(uow.tx, alarms(uow, late.trouble, named=late.what))
    assert audit.look(watched, NOW).findings == ()
    assert told_to_the_admin(watched) == [ALARM.format("refused")]


def test_what_cannot_be_drawn_is_parked_and_told_to_an_admin_alone(
    watched: WorkspaceContext,
) -> None:
    item = logged(watched)
    with watched.database.write(WORKSPACE) as tx:
        owners = next(row for row in queue.pending_of(tx, item.id) if row.notice.recipient == OWNER)
        tx.connection.exec_driver_sql(
            "UPDATE notice SET kind = 'summary' WHERE id = ?", (owners.id,)
        )
        tx.connection.exec_driver_sql("UPDATE notice SET facts = '{}' WHERE id = ?", (owners.id,))
    assert [call.channel for call in taken(watched)] == [CHANNEL]
    assert [kind for kind, _, _ in told(watched, item)] == []
    assert told_to_the_admin(watched) == [f"alarm:20260302:refused:undrawable:LookupError:{ADMIN}"]


def test_a_restart_knows_that_it_is_on_its_plain_try(database_url: str) -> None:
    """On both databases: refused, then the process is killed and another takes over."""
    with closing(Database(database_url)) as database:
        first_context = WorkspaceContext(
            database=database, workspace=WORKSPACE, admins=frozenset({ADMIN})
        )
        with first_context.writing(NOW) as uow:
            queue.add(uow.tx, alarms(uow, "late", named="a"))
        first = refuse(first_context, NoticeKind.ALARM)
    with closing(Database(database_url)) as database:
        (again,) = taken(replace(first_context, database=database))
    assert (again.token, again.message.lean) == (first.token, "invalid_blocks")
    assert "blocks" not in again.args
