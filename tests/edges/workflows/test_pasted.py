"""Lists on a real database: logged together, each item once, all of them or none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from escalation.errors import BadInput, NotAllowed, Stale
from escalation.events import EventRef
from escalation.moves.move import Move
from escalation.moves.undo import UNDO
from messages.slack import ids
from storage import inbox
from storage.items.drafts import KEPT
from tests.support.context_fixtures import NOW, a_new_item, moved, save_channel, save_person
from tests.support.factories import CHANNEL, MEMBER, OWNER, REPORTER
from workflows.items import drafts, log, pasted, undo
from workflows.transaction.unit_of_work import Request, WorkspaceContext

NAME = "1774.ab"
TYPED = Request(kind="command", external_id=NAME, actor=REPORTER, channel=CHANNEL)
PRESSED = Request(kind="click", external_id="9", actor=REPORTER, channel=CHANNEL)
ITEMS = {
    ids.part(NAME, number): a_new_item(title=title)
    for number, title in ((1, "SSO fails"), (3, "DNS is down"))
}


def keep(context: WorkspaceContext) -> None:
    drafts.keep(context, TYPED, "blocker 1. SSO fails\n2. DB slow\n3. DNS is down", now=NOW)


def labels(context: WorkspaceContext) -> dict[int, str]:
    found = pasted.opened(context, PRESSED, NAME, most=3, now=NOW)
    return {number: item.label for number, item in found.logged.items()}


def test_what_is_logged_of_a_list_is_known_by_number(context: WorkspaceContext) -> None:
    keep(context)
    assert labels(context) == {}
    logged = pasted.log_all(context, REPORTER, ITEMS, now=NOW)
    assert [(one.item.label, one.item.title) for one in logged] == [
        ("B-1", "SSO fails"),
        ("B-2", "DNS is down"),
    ]
    assert labels(context) == {1: "B-1", 3: "B-2"}


def test_an_item_that_its_form_has_logged_is_not_logged_again(context: WorkspaceContext) -> None:
    keep(context)
    form = drafts.completion(REPORTER, ids.part(NAME, 3))
    log.log(context, form, a_new_item(title="DNS is slow"), now=NOW)
    logged = pasted.log_all(context, REPORTER, ITEMS, now=NOW)
    assert [(one.item.label, one.repeated) for one in logged] == [("B-2", False), ("B-1", True)]
    again = log.log(context, form, a_new_item(title="DNS"), now=NOW)
    assert (again.repeated, again.item.title) == (True, "DNS is slow")


def test_what_was_undone_is_open_again_and_logged_once(context: WorkspaceContext) -> None:
    keep(context)
    first, _ = pasted.log_all(context, REPORTER, ITEMS, now=NOW)
    assert first.undo is not None
    undo.undo(context, PRESSED, [first.undo], now=NOW)
    assert labels(context) == {3: "B-2"}
    with ThreadPoolExecutor(4) as threads:
        presses = [
            threads.submit(pasted.log_all, context, REPORTER, ITEMS, now=NOW) for _ in range(4)
        ]
    found = {tuple(one.item.label for one in press.result()) for press in presses}
    assert found == {("B-3", "B-2")}
    assert labels(context) == {1: "B-3", 3: "B-2"}


def test_an_undone_item_that_was_reopened_is_logged(context: WorkspaceContext) -> None:
    keep(context)
    first, _ = pasted.log_all(context, REPORTER, ITEMS, now=NOW)
    assert first.undo is not None
    undo.undo(context, PRESSED, [first.undo], now=NOW)
    moved(context, first.item, Move.REOPEN, actor=REPORTER, reason="it was right")
    assert labels(context) == {1: "B-1", 3: "B-2"}


def test_what_can_still_be_undone_is_known(context: WorkspaceContext) -> None:
    keep(context)
    first, second = pasted.log_all(context, REPORTER, ITEMS, now=NOW)

    def undoable(after: timedelta = timedelta(0)) -> tuple[EventRef, ...]:
        return pasted.opened(context, PRESSED, NAME, most=3, now=NOW + after).undo

    assert undoable() == (first.undo, second.undo)
    assert undoable(UNDO) == ()
    moved(context, first.item, Move.NOTE, text="he is ill")
    assert undoable() == (second.undo,)
    older = drafts.completion(REPORTER, ids.part(NAME, 3))  # had no name for its event
    with context.database.write(context.workspace) as tx:
        answer = {"item": second.item.id}
        inbox.remember(tx, kind=older.kind, external_id=older.external_id, answer=answer)
    assert undoable() == ()


def test_if_one_is_refused_none_is_logged(context: WorkspaceContext) -> None:
    keep(context)
    save_person(context, MEMBER, deactivated=True)
    wrong = ITEMS | {ids.part(NAME, 4): a_new_item(owner=MEMBER)}
    with pytest.raises(BadInput, match="has no active account"):
        pasted.log_all(context, REPORTER, wrong, now=NOW)
    assert labels(context) == {}
    pasted.log_all(context, REPORTER, ITEMS, now=NOW)
    assert labels(context) == {1: "B-1", 3: "B-2"}, "no number was used up"


def test_a_list_that_was_logged_as_one_item_says_so(context: WorkspaceContext) -> None:
    keep(context)
    whole = drafts.completion(REPORTER, ids.part(NAME, pasted.WHOLE))
    log.log(context, whole, a_new_item(), now=NOW)
    with pytest.raises(Stale, match="You logged all of this as one: it is B-1"):
        pasted.opened(context, PRESSED, NAME, most=3, now=NOW)


def test_presses_at_the_same_moment_log_each_item_once(context: WorkspaceContext) -> None:
    keep(context)
    with ThreadPoolExecutor(4) as threads:
        presses = [
            threads.submit(pasted.log_all, context, REPORTER, ITEMS, now=NOW) for _ in range(4)
        ]
    found = {tuple(one.item.label for one in press.result()) for press in presses}
    assert found == {("B-1", "B-2")}


def test_a_list_is_its_writers_for_a_day(context: WorkspaceContext) -> None:
    keep(context)
    other = Request(kind="click", external_id="9", actor=OWNER, channel=CHANNEL)
    with pytest.raises(NotAllowed, match="Only the person who typed this"):
        pasted.opened(context, other, NAME, most=3, now=NOW)
    with pytest.raises(Stale, match="I no longer have that list"):
        pasted.opened(context, PRESSED, NAME, most=3, now=NOW + KEPT)
    save_channel(context, private=True)
    elsewhere = Request(kind="click", external_id="9", actor=REPORTER, channel="D1")
    with pytest.raises(NotAllowed, match="people who are in that channel"):
        pasted.opened(context, elsewhere, NAME, most=3, now=NOW)
