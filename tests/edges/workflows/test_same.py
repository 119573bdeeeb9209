"""What looks like an older item, and what becomes of it, on a real database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from escalation.about.links import Link
from escalation.errors import ItemClosed, NotAllowed, Stale, UnknownItem
from escalation.events import EventRef
from escalation.facts.by_people import Noted, Undone
from escalation.items import Due, Item, Kind, Status
from escalation.moves.move import Move
from storage import channels
from storage.checks import discrepancies
from storage.items import chain, history
from storage.tables.items import EVENT
from tests.support.context_fixtures import (
    NOW,
    a_channel,
    a_new_item,
    a_request,
    actions,
    item_now,
    logged,
    moved,
)
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, utc
from workflows import same
from workflows.items import log as log_item
from workflows.items import queries, undo
from workflows.items.log import Logged
from workflows.items.move import Which
from workflows.same import Same
from workflows.transaction.unit_of_work import Request, WorkspaceContext

SOON = NOW + timedelta(minutes=3)
PRIVATE = "G01"


def log(context: WorkspaceContext, number: int, **changes: object) -> Logged:
    new_item = a_new_item(**changes)
    request = a_request(number=number, channel=new_item.channel)
    return log_item.log(context, request, new_item, now=NOW)


def say(
    context: WorkspaceContext,
    item: Item,
    kept: Item,
    *,
    by: str = REPORTER,
    number: int = 50,
    now: datetime = SOON,
    channel: str = CHANNEL,
) -> Same:
    request = Request(kind="click", external_id=f"{number}", actor=by, channel=channel)
    which, other = (Which(kind=one.kind, number=one.number) for one in (item, kept))
    return same.same(context, request, which, kept=other, now=now)


def notes(context: WorkspaceContext, item: Item) -> list[str]:
    with context.database.read(context.workspace) as tx:
        events = history.timeline(tx, item.id)
    return [event.facts.text for event in events if isinstance(event.facts, Noted)]


def require_history(context: WorkspaceContext) -> None:
    with context.database.read(context.workspace) as tx:
        assert chain.verify(tx).broken_at is None
        assert [*discrepancies.found(tx)] == []


def test_the_answer_names_the_older_item_of_either_kind(context: WorkspaceContext) -> None:
    first = log(context, 1, title="Contract import is stuck")
    second = log(context, 2, title="Contract import stuck again", kind=Kind.DECISION)
    third = log(context, 3, title="SSO login fails")
    again = log(context, 2, title="Contract import stuck again", kind=Kind.DECISION)
    assert (first.alike, second.alike, third.alike) == (None, first.item, None)
    assert (again.repeated, again.alike) == (True, first.item)


def test_closed_ones_and_other_channels_are_not_offered(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id=PRIVATE, name="board", private=True))
        channels.set_members(tx, PRIVATE, listed=[REPORTER, LEAD], now=NOW)
    older = a_new_item(channel=PRIVATE, owner=LEAD)
    log_item.log(context, a_request(LEAD, number=1, channel=PRIVATE), older, now=NOW)
    closed = logged(context, 2)
    moved(context, closed, Move.RESOLVE, text="restarted it")
    assert log(context, 3).alike is None
    inside = log(context, 4, channel=PRIVATE)
    assert inside.alike is not None
    request = replace(a_request(number=4), channel="")
    with context.reading(NOW) as uow:
        assert log_item.alike(uow, request, inside.item) == inside.alike
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, PRIVATE, listed=[LEAD], now=NOW)
    with context.reading(NOW) as uow:
        assert log_item.alike(uow, request, inside.item) is None, "they left it meanwhile"


def test_the_new_one_was_never_logged_and_its_words_are_a_note(context: WorkspaceContext) -> None:
    kept = logged(context, 1)
    new = logged(
        context,
        2,
        title="Contract import stuck again",
        impact="40 users wait",
        fallback="Ask the vendor",
        owner=MEMBER,
        customers=("Harbor",),
        links=(Link(url="https://acme.test/1", words="", n=1),),
        due=Due(at=utc("03-04 12:00"), zone="UTC", phrase=""),
    )
    done = say(context, new, kept)
    assert (done.item.status, done.item.was_undone) == (Status.WITHDRAWN, True)
    assert actions(context, new.id) == ["logged", "undo"]
    assert actions(context, kept.id) == ["logged", "note"]
    assert notes(context, kept) == [
        "Also logged as B-2: Contract import stuck again · Impact: 40 users wait · "
        "Customer: Harbor · Due: Wed 4 Mar 12:00 UTC · Fallback: Ask the vendor · "
        "Owner: name of U06 · Links: https://acme.test/1"
    ]
    assert item_now(context, kept).customers == (), "nothing is added silently"
    require_history(context)


def test_what_is_the_same_in_both_is_not_noted_again(context: WorkspaceContext) -> None:
    kept, new = logged(context, 1), logged(context, 2, title="contract IMPORT is stuck")
    say(context, new, kept)
    assert notes(context, kept) == ["Also logged as B-2"]


def test_asked_again_it_is_done_once(context: WorkspaceContext) -> None:
    kept, new = logged(context, 1), logged(context, 2)
    first, again, other = (say(context, new, kept, number=n) for n in (50, 50, 51))
    assert (first.repeated, again.repeated, other.repeated) == (False, True, True)
    assert first.event == again.event == other.event
    assert len(notes(context, kept)) == 1
    assert actions(context, new.id) == ["logged", "undo"]


def test_what_was_reopened_since_can_no_longer_be_said(context: WorkspaceContext) -> None:
    kept, new = logged(context, 1), logged(context, 2)
    say(context, new, kept)
    moved(context, item_now(context, new), Move.REOPEN, actor=REPORTER, reason="it differs")
    with pytest.raises(Stale, match=r"Since then .*reopened it"):
        say(context, new, kept, number=51)
    assert item_now(context, new).is_open


@pytest.mark.parametrize("undone", [False, True])
def test_what_somebody_moved_or_undid_stays_as_it_is(
    context: WorkspaceContext, *, undone: bool
) -> None:
    kept, new = logged(context, 1), log(context, 2)
    if undone and new.undo:
        request = a_request(number=60)
        undo.undo(context, request, [EventRef(new.undo.id, new.undo.mark)], now=SOON)
    else:
        moved(context, new.item, Move.ACKNOWLEDGE)
    said = (
        r"undid logging it\. Nothing was changed\. See how it stands"
        if undone
        else r"acknowledged it\. Nothing was changed\. .*`B-2 withdraw because same as B-1`\.$"
    )
    with pytest.raises(Stale, match=rf"Since then .*{said}"):
        say(context, new.item, kept)
    assert notes(context, kept) == []


@pytest.mark.parametrize(
    ("by", "late", "error"), [(OWNER, 3, NotAllowed), (REPORTER, 10, Stale), (LEAD, 3, NotAllowed)]
)
def test_only_whoever_logged_it_may_and_for_ten_minutes(
    context: WorkspaceContext, by: str, late: int, error: type[Exception]
) -> None:
    kept, new = logged(context, 1), logged(context, 2)
    with pytest.raises(error, match=r"`B-2 withdraw because same as B-1`"):
        say(context, new, kept, by=by, now=NOW + timedelta(minutes=late))
    assert item_now(context, new).is_open
    assert notes(context, kept) == []


def test_an_older_item_that_was_closed_meanwhile_takes_nothing(context: WorkspaceContext) -> None:
    kept, new = logged(context, 1), logged(context, 2)
    moved(context, kept, Move.RESOLVE, text="restarted it")
    with pytest.raises(ItemClosed, match=r"B-1 was resolved, so nothing was changed"):
        say(context, new, kept)
    assert item_now(context, new).is_open


def test_nobody_names_an_item_that_they_cannot_see(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id=PRIVATE, name="board", private=True))
        channels.set_members(tx, PRIVATE, listed=[LEAD], now=NOW)
    hidden = log_item.log(
        context,
        a_request(LEAD, number=1, channel=PRIVATE),
        a_new_item(channel=PRIVATE, title="Whole other thing", owner=LEAD),
        now=NOW,
    ).item
    new = logged(context, 2)
    with pytest.raises(UnknownItem, match="There is no B-1 that you can see"):
        say(context, new, hidden)


def test_its_owner_is_not_told_of_what_they_cannot_see(context: WorkspaceContext) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id=PRIVATE, name="board", private=True))
        channels.set_members(tx, PRIVATE, listed=[REPORTER], now=NOW)
    kept = log(context, 1, channel=PRIVATE, owner=REPORTER).item
    new = log(context, 2, channel=PRIVATE, owner=OWNER).item
    say(context, new, kept, channel=PRIVATE)
    which = Which(kind=new.kind, number=new.number)
    for reader, label in ((REPORTER, "B-1"), (OWNER, None)):
        shown = queries.shown(context, a_request(reader, channel="D1"), which, now=SOON)
        facts = shown.timeline[-1].facts
        assert isinstance(facts, Undone)
        assert facts.same_as == label
        assert shown.reader.same_as(shown.item) == (label or "")


def test_an_item_whose_logging_a_restore_has_lost_is_left_alone(context: WorkspaceContext) -> None:
    kept, new = logged(context, 1), logged(context, 2)
    with context.database.write(context.workspace) as tx:
        tx.connection.execute(EVENT.delete().where(EVENT.c.item_id == new.id))
    with pytest.raises(Stale, match="I no longer have that"):
        say(context, new, kept)
