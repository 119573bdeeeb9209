"""Edits in one transaction: all or none, once, and with what waits for somebody's morning."""

import pytest

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Kind, Status
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.urgency import URGENT
from escalation.notices.notice import NoticeKind
from tests.support.context_fixtures import (
    NOW,
    a_request,
    actions,
    item_now,
    logged,
    moved,
    pending,
)
from tests.support.factories import OWNER, REPORTER, a_due, utc
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.transaction.unit_of_work import WorkspaceContext

SEVERAL = (
    Edit(Field.TITLE, "Import fails for Harbor"),
    Edit(Field.IMPACT, "Harbor waits"),
    Edit(Field.URGENT, URGENT),
)


def intents(*edits: Edit) -> list[Intent]:
    return [Intent(move=Move.EDIT, actor=OWNER, edit=edit) for edit in edits]


def test_several_edits_are_made_once_however_often_the_form_arrives(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    first, *also = intents(*SEVERAL)
    request, which = a_request(OWNER, number=7), Which(item_id=item.id)
    for repeated in (False, True):
        made = move_item.make(context, request, which, intent=first, also=also, now=NOW)
        assert made.repeated is repeated
    now = item_now(context, item)
    assert (now.title, now.impact, now.urgent) == (
        *("Import fails for Harbor", "Harbor waits"),
        True,
    )
    assert now.edited_at == NOW
    assert actions(context, item.id) == ["logged", "edit", "edit", "edit"]


def test_of_several_edits_one_that_is_refused_leaves_all_undone(context: WorkspaceContext) -> None:
    item = logged(context)
    first, *also = intents(*SEVERAL[:2], Edit(Field.OPTIONS, "a\nb"))
    request, which = a_request(OWNER, number=7), Which(item_id=item.id)
    with pytest.raises(BadInput, match="only a decision has options"):
        move_item.make(context, request, which, intent=first, also=also, now=NOW)
    assert item_now(context, item) == item
    assert actions(context, item.id) == ["logged"]


def test_what_is_edited_is_stored_and_found_by_its_new_words(context: WorkspaceContext) -> None:
    item = logged(context, kind=Kind.DECISION, options=("a", "b"), default="a", fallback="a")
    moved(context, item, Move.EDIT, edit=Edit(Field.OPTIONS, "b\nc"))
    now = item_now(context, item)
    assert (now.options, now.default, now.status) == (("b", "c"), "", Status.OPEN)
    moved(context, now, Move.EDIT, edit=Edit(Field.FALLBACK, "c"))
    assert (item_now(context, item).fallback, item_now(context, item).default) == ("c", "c")


def test_what_waits_for_a_morning_is_sent_once_its_item_is_urgent(
    context: WorkspaceContext,
) -> None:
    saturday = utc("03-07 10:00")
    item = logged(context, now=saturday, due=a_due("03-12 12:00"))
    (owners,) = [row for row in pending(context, item) if row.notice.kind is NoticeKind.LOGGED]
    assert owners.notice.not_before == utc("03-09 09:00")
    edit = Edit(Field.URGENT, URGENT)
    moved(context, item, Move.EDIT, actor=REPORTER, edit=edit, now=utc("03-07 11:00"))
    (owners,) = [row for row in pending(context, item) if row.notice.kind is NoticeKind.LOGGED]
    assert owners.notice.not_before == utc("03-07 11:00")


def test_a_default_and_another_fallback_are_not_logged(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput) as refused:
        logged(context, kind=Kind.DECISION, options=("a", "b"), default="a", fallback="b")
    assert refused.value.field is Field.FALLBACK
    assert refused.value.text.startswith("The default is “a”, and this says something else.")
    logged(context, kind=Kind.DECISION, options=("a", "b"), default="a", fallback="A ")
