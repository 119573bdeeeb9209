"""Drafts on a real database: one per message, for its writer alone, for a day."""

from datetime import timedelta

import pytest

from escalation.errors import NotAllowed, Stale
from escalation.moves.move import Intent, Move
from messages.slack.blocks import Json
from storage.items import drafts as stored
from storage.items.drafts import KEPT
from tests.support.context_fixtures import (
    NOW,
    a_new_item,
    a_request,
    logged,
    save_channel,
    taken,
)
from tests.support.factories import CHANNEL, OWNER, REPORTER
from workflows.clock import audit
from workflows.items import drafts, queries, undo
from workflows.items import log as log_item
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.people import answers
from workflows.transaction.unit_of_work import Request, WorkspaceContext

MESSAGE = f"{CHANNEL}.1774.1"
SAID = Request(kind="message", external_id=MESSAGE, actor=REPORTER, channel=CHANNEL)
PRESSED = Request(kind="click", external_id="9", actor=REPORTER, channel=CHANNEL)


def keep(context: WorkspaceContext, text: str = "blocker SSO fails") -> None:
    drafts.keep(context, SAID, text, now=NOW)


def test_a_message_that_comes_again_is_kept_once_as_it_was(context: WorkspaceContext) -> None:
    keep(context)
    drafts.keep(context, SAID, "another", now=NOW + timedelta(hours=1))
    kept = drafts.opened(context, PRESSED, MESSAGE, now=NOW)
    assert (kept.text, kept.person, kept.channel) == ("blocker SSO fails", REPORTER, CHANNEL)
    assert kept.written_at == NOW


def test_it_is_there_for_a_day_and_then_the_auditor_clears_it(context: WorkspaceContext) -> None:
    keep(context)
    drafts.opened(context, PRESSED, MESSAGE, now=NOW + KEPT - timedelta(seconds=1))
    with pytest.raises(Stale, match="no longer have that line"):
        drafts.opened(context, PRESSED, MESSAGE, now=NOW + KEPT)
    for late, there in ((-1, True), (0, False)):
        audit.look(context, NOW + KEPT + timedelta(seconds=late))
        with context.database.read(context.workspace) as tx:
            assert (stored.get(tx, MESSAGE, now=NOW) is not None) is there


def test_only_its_writer_may_complete_it(context: WorkspaceContext) -> None:
    keep(context)
    other = Request(kind="click", external_id="9", actor=OWNER, channel=CHANNEL)
    with pytest.raises(NotAllowed, match="Only the person who typed this"):
        drafts.opened(context, other, MESSAGE, now=NOW)


def test_who_no_longer_sees_the_channel_completes_nothing_in_it(context: WorkspaceContext) -> None:
    keep(context)
    elsewhere = Request(kind="click", external_id="9", actor=REPORTER, channel="D1")
    drafts.opened(context, elsewhere, MESSAGE, now=NOW)
    save_channel(context, private=True)
    with pytest.raises(NotAllowed, match="people who are in that channel"):
        drafts.opened(context, elsewhere, MESSAGE, now=NOW)
    drafts.opened(context, PRESSED, MESSAGE, now=NOW)


def test_the_first_form_logs_and_every_other_gets_the_same_item(context: WorkspaceContext) -> None:
    keep(context)
    form = drafts.completion(REPORTER, MESSAGE)
    first = log_item.log(context, form, a_new_item(), now=NOW)
    again = log_item.log(context, form, a_new_item(title="another"), now=NOW)
    assert (again.repeated, again.item.id) == (True, first.item.id)
    with pytest.raises(Stale, match="You logged this already: it is B-1"):
        drafts.opened(context, PRESSED, MESSAGE, now=NOW)


def test_a_move_that_was_completed_is_done_already(context: WorkspaceContext) -> None:
    keep(context)
    item, form = logged(context), drafts.completion(REPORTER, MESSAGE)
    intent = Intent(move=Move.NOTE, actor=REPORTER, text="called them")
    which = move_item.Which(item_id=item.id)
    move_item.make(context, form, which, intent=intent, now=NOW)
    with pytest.raises(Stale, match="You completed this already"):
        drafts.opened(context, PRESSED, MESSAGE, now=NOW)


def test_a_message_of_ours_is_about_the_one_item_it_shows(context: WorkspaceContext) -> None:
    items = [logged(context, number) for number in (1, 2)]
    for call in taken(context):
        dispatch.finish(context, call, Sent(call.channel, f"{call.channel}.9"), now=NOW)
    cards, dm = f"{CHANNEL}.9", f"{OWNER}.9"
    assert queries.of_message(context, CHANNEL, "1.1", now=NOW) is None
    assert queries.of_message(context, OWNER, dm, now=NOW) is None, "a bundle of two"
    found = queries.of_message(context, CHANNEL, cards, now=NOW)
    assert found is not None
    assert found.id == items[0].id


def test_the_dm_that_answers_a_message_is_redrawn_once_it_is_there(
    context: WorkspaceContext,
) -> None:
    first: Json = {"text": "Almost there.", "blocks": []}
    then: Json = {"text": "Logged.", "blocks": []}
    answers.send(context, SAID, first, now=NOW)
    answers.redraw(context, REPORTER, MESSAGE, reply=then, cause="early", now=NOW)
    (call,) = taken(context)
    dispatch.finish(context, call, Sent("D1", "1774.2"), now=NOW)
    for cause, reply, shown in (("done", then, "Logged."), ("undone", None, "Almost there.")):
        answers.redraw(context, REPORTER, MESSAGE, reply=reply, cause=cause, now=NOW)
        (call,) = taken(context)
        where = (call.method, call.args["channel"], call.args["ts"], call.args["text"])
        assert where == ("chat.update", "D1", "1774.2", shown)
        dispatch.finish(context, call, Sent("D1", "1774.2"), now=NOW)
    answers.redraw(context, REPORTER, "another", reply=then, cause="done", now=NOW)
    answers.redraw(context, OWNER, MESSAGE, reply=then, cause="of somebody else", now=NOW)
    assert taken(context) == []


def test_a_move_that_was_undone_can_be_completed_again(context: WorkspaceContext) -> None:
    item, form = logged(context), drafts.completion(OWNER, MESSAGE)
    which, resolve = Which(item_id=item.id), Intent(move=Move.RESOLVE, actor=OWNER)
    first = move_item.make(context, form, which, intent=resolve, now=NOW)
    assert move_item.make(context, form, which, intent=resolve, now=NOW).repeated
    assert first.undo is not None
    undo.undo(context, a_request(OWNER, 8), [first.undo], now=NOW)
    assert not move_item.make(context, form, which, intent=resolve, now=NOW).repeated
    assert move_item.make(context, form, which, intent=resolve, now=NOW).repeated
