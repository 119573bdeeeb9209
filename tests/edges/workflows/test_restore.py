"""Restore: what another bot has handled already, and what only looks like a card."""

from datetime import timedelta

from escalation.notices.announcements import announce_again, card_key
from escalation.notices.notice import NoticeState
from storage import installations
from storage.checks import discrepancies
from storage.installations import Installation
from storage.items import store
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    item_now,
    logged,
    pending,
    save_channel,
    taken,
)
from tests.support.factories import CHANNEL, LEAD, OWNER, utc
from tests.support.storage.store_fixtures import backlog
from workflows.outbox import restore
from workflows.outbox.restore import Seen
from workflows.transaction.unit_of_work import WorkspaceContext

LATER = NOW + timedelta(minutes=5)
RESTORED = NOW + timedelta(days=1)


def ours(context: WorkspaceContext) -> Installation:
    with context.database.write(WORKSPACE) as tx:
        return installations.ensure(tx, now=NOW)


def seen_under(name: str, **said: str) -> Seen:
    return Seen(messages={name: said})


def test_what_another_bot_looks_for_is_left_to_it(context: WorkspaceContext) -> None:
    logged(context)
    begun = restore.begin(context, since=NOW, now=NOW)
    (where,) = restore.conversations(context, [begun.rows[0]], NOW)
    assert len(taken(context, LATER)) == len(begun.rows)
    seen = seen_under(ours(context).token(f"1:logged:{CHANNEL}"), ts="17.1")
    restore.settle(context, where, channel=CHANNEL, seen=seen, since=NOW, now=LATER)
    with context.database.read(context.workspace) as tx:
        assert backlog(tx) == {NoticeState.SENDING: len(begun.rows)}


def test_what_fell_due_is_planned_and_looked_for_wherever_it_may_have_been_said(
    context: WorkspaceContext,
) -> None:
    item, due = logged(context), utc("03-05 12:00")
    begun = restore.begin(context, since=NOW, now=due)
    assert item_now(context, item).highest == 0
    where = {one.recipient: one for one in restore.conversations(context, begun.rows, due)}
    assert set(where) == {CHANNEL, OWNER, LEAD}
    assert [one.threads for one in restore.threads(context, begun.rows, due)] == [()]

    (card,) = where[CHANNEL].rows
    seen = seen_under(ours(context).token(card.notice.key), ts="17.1")
    assert (
        restore.settle(context, where[CHANNEL], channel=CHANNEL, seen=seen, since=NOW, now=due) == 1
    )
    assert item_now(context, item).card_ts == "17.1"
    assert [one.threads for one in restore.threads(context, begun.rows, due)] == [("17.1",)]

    (told,) = where[LEAD].rows
    seen = seen_under(ours(context).token(told.notice.key), ts="17.2")
    assert restore.settle(context, where[LEAD], channel="D01", seen=seen, since=NOW, now=due) == 1
    assert restore.settle(context, where[OWNER], channel="D02", seen=None, since=NOW, now=due) == 0
    left = {(row.notice.place.value, row.notice.recipient) for row in pending(context, item)}
    assert ("dm", OWNER) in left
    assert ("dm", LEAD) not in left


def test_a_message_that_reads_like_no_card_is_nobodys_item(context: WorkspaceContext) -> None:
    seen = seen_under(ours(context).token(f"1:logged:{CHANNEL}"), ts="17.1", text="Good morning")
    assert restore.lay_to_rest(context, CHANNEL, seen, after=0, now=NOW) == []


def a_card(context: WorkspaceContext, item_id: int, channel: str = CHANNEL) -> Seen:
    """A channel's history with the card of an item with the same number."""
    name = ours(context).token(card_key(item_id, channel))
    return seen_under(name, ts=f"17.{item_id}", text=f"*B-{item_id}* is open: Nobody knows me")


def test_who_starts_again_finds_the_lost_items_that_the_killed_one_did_not(
    context: WorkspaceContext,
) -> None:
    known = logged(context)
    save_channel(context, id="C02", name="other")
    begun = restore.begin(context, since=LATER, now=RESTORED)
    first = restore.lay_to_rest(
        context, CHANNEL, a_card(context, known.id + 2), after=begun.newest_item, now=RESTORED
    )
    again = restore.begin(context, since=LATER, now=RESTORED)
    second = restore.lay_to_rest(
        context, "C02", a_card(context, known.id + 1, "C02"), after=again.newest_item, now=RESTORED
    )
    assert [item.label for item in (*first, *second)] == ["B-3", "B-2"]
    with context.database.read(WORKSPACE) as tx:
        assert [*discrepancies.found(tx)] == [], "`backstop verify` has nothing to say of them"


def test_an_item_that_is_known_is_not_laid_to_rest_again(context: WorkspaceContext) -> None:
    logged(context)
    seen = Seen(messages={**a_card(context, 1).messages, **a_card(context, 2).messages})
    lost = [restore.lay_to_rest(context, CHANNEL, seen, after=0, now=RESTORED) for _ in range(2)]
    assert [[item.label for item in found] for found in lost] == [["B-2"], []]


def test_a_card_that_was_posted_again_since_the_backup_is_the_card(
    context: WorkspaceContext,
) -> None:
    followed, other = logged(context), logged(context, 2)
    with context.database.write(WORKSPACE) as tx:
        for number, item in enumerate((followed, other)):
            store.card_posted(tx, item.id, f"17.{number}")
    again = announce_again(item_now(context, followed), now=NOW)
    seen = seen_under(ours(context).token(again.key), ts="17.8")
    for _ in range(2):
        restore.follow_cards(context, CHANNEL, seen, now=RESTORED)
    assert [item_now(context, item).card_ts for item in (followed, other)] == ["17.8", "17.1"]
    with context.database.read(WORKSPACE) as tx:
        assert queue.cards_of(tx, followed.id) == ("17.8",)


def test_after_a_restore_an_unreadable_row_stops_no_other_and_stays(
    context: WorkspaceContext,
) -> None:
    bad, good = logged(context, 1), logged(context, 2)
    with context.database.write(WORKSPACE) as tx:
        tx.connection.exec_driver_sql("UPDATE item SET policy = '{' WHERE id = 1")
    due = utc("03-05 12:00")
    begun = restore.begin(context, since=NOW, now=due + timedelta(hours=3))
    assert item_now(context, good).highest == 0
    told = [row.notice.recipient for row in begun.rows if row.notice.kind == "stopped"]
    assert sorted(told) == [CHANNEL, OWNER]
    seen = a_card(context, bad.id)
    assert restore.lay_to_rest(context, CHANNEL, seen, after=0, now=due) == []
