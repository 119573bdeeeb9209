"""A limit for what can wait: what is sent at once, what waits, and what `quiet` says of both."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import update

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.ladder.masked import masked
from escalation.moves.move import Edit, Move
from escalation.moves.urgency import URGENT
from escalation.notices.notice import NoticeKind
from escalation.people import Away
from escalation.quiet.preferences import DEFAULT, News, Preferences
from storage import installations
from storage.engine.database import Transaction
from storage.items import store
from storage.outbox import queue, restored
from storage.outbox.model import QUIET as SEARCHED_AFTER
from storage.outbox.model import StoredNotice
from storage.quiet import counted
from storage.tables.people import QUIET
from tests.support.context_fixtures import (
    NOW,
    a_request,
    at_once,
    item_now,
    logged,
    moved,
    save_channel,
    send,
    taken,
)
from tests.support.factories import CHANNEL, LEAD, OWNER, REPORTER, a_policy, utc
from workflows.channels import membership
from workflows.outbox import dispatch, restore
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Later, Refused, Sent, Unknown
from workflows.people import absence
from workflows.quiet import waits
from workflows.transaction.unit_of_work import WorkspaceContext

APRIL = Due(at=utc("04-16 12:00"), zone="UTC", phrase="16 apr")
LATER = Due(at=utc("04-17 12:00"), zone="UTC", phrase="17 apr")
AT_ONE = utc("03-02 13:00")
NEXT_MORNING = utc("03-03 09:00")
MINUTE = timedelta(minutes=1)
REQUESTS = count(1000)


def limited(context: WorkspaceContext, limit: int = 3) -> None:
    """Set the owner's limit."""
    wanted = Preferences(limit=limit)
    request = a_request(OWNER, number=900)
    waits.set_to(context, request, lambda _: wanted, now=NOW)


def items(context: WorkspaceContext, number: int) -> list[Item]:
    """So many items of the owner, logged the week before by somebody else; all is sent."""
    friday = NOW - timedelta(days=3)
    made = [logged(context, n, now=friday, due=APRIL) for n in range(1, number + 1)]
    send(context, friday)
    return made


def move(context: WorkspaceContext, item: Item, *, now: datetime = NOW, due: Due = LATER) -> Item:
    """Somebody else gives it another date."""
    return does(context, item, Move.RESCHEDULE, now=now, due=due, reason="legal needs longer")


def does(context: WorkspaceContext, item: Item, move: Move, **changes: Any) -> Item:
    """The reporter makes a move."""
    return moved(context, item, move, actor=REPORTER, number=next(REQUESTS), **changes).item


def to_owner(context: WorkspaceContext, now: datetime = NOW) -> list[OutgoingCall]:
    """The direct messages to the owner that leave now."""
    calls = [call for call in taken(context, now) if call.message.recipient == OWNER]
    return [call for call in calls if call.message.kind is not NoticeKind.EDIT]


def waiting(context: WorkspaceContext, user: str = OWNER) -> list[StoredNotice]:
    """The notices that wait for a bundle."""
    with context.database.read(context.workspace) as tx:
        return [row for row in queue.pending_to(tx, user) if row.notice.bundle_at]


def used_up(context: WorkspaceContext, more: int = 1, limit: int = 3) -> list[Item]:
    """Three messages were sent today, of a limit of three; the items that were not moved yet."""
    limited(context, limit)
    made = items(context, 3 + more)
    for minute, item in enumerate(made[:3]):
        move(context, item, now=NOW + minute * MINUTE)
        send(context, NOW + minute * MINUTE)
    return made[3:]


def told(context: WorkspaceContext) -> int:
    with context.database.read(context.workspace) as tx:
        return counted.since(tx, OWNER, NOW)


def test_beyond_the_limit_a_notice_waits_with_the_instant_of_its_bundle(
    context: WorkspaceContext,
) -> None:
    (item,) = used_up(context)
    move(context, item, now=NOW + timedelta(hours=1))
    assert to_owner(context, NOW + timedelta(hours=1)) == []
    (row,) = waiting(context)
    assert (row.notice.bundle_at, row.attempts, row.token) == (AT_ONE, 0, "")
    assert not row.notice.was_held, "it did not wait for working hours"
    (call,) = to_owner(context, AT_ONE)
    assert "has a new date" in call.args["text"]
    assert "Waited for a bundle (`/backstop quiet`)" in call.args["text"]
    assert told(context) == 3, "a bundle is not counted"


def test_what_leaves_with_a_bundle_is_part_of_it(context: WorkspaceContext) -> None:
    first, second = used_up(context, 2)
    move(context, first, now=NOW + timedelta(hours=1))
    send(context, NOW + timedelta(hours=1))
    move(context, second, now=AT_ONE)
    (call,) = to_owner(context, AT_ONE)
    assert len(call.message.rows) == 2
    assert told(context) == 3


def test_after_a_downtime_the_missed_bundle_leaves_at_once(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    move(context, item, now=NOW + timedelta(hours=1))
    (call,) = to_owner(context, AT_ONE + timedelta(minutes=30))
    assert [row.notice.kind for row in call.message.rows] == [NoticeKind.MOVED]
    assert told(context) == 3


def test_the_next_day_counts_anew(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    move(context, item, now=NEXT_MORNING + timedelta(hours=1))
    assert len(to_owner(context, NEXT_MORNING + timedelta(hours=1))) == 1


def test_several_notices_in_one_message_count_as_one(context: WorkspaceContext) -> None:
    limited(context)
    for item in items(context, 5):
        move(context, item)
    (call,) = to_owner(context)
    assert len(call.message.rows) == 5
    assert told(context) == 1


def test_what_cannot_wait_leaves_without_what_can(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    move(context, item, now=now)
    logged(context, 90, now=now, due=APRIL)
    (call,) = to_owner(context, now)
    assert [row.notice.kind for row in call.message.rows] == [NoticeKind.LOGGED]
    assert len(waiting(context)) == 1


def test_what_waits_comes_once_with_its_last_state(context: WorkspaceContext) -> None:
    """Moved twice: one line with the last date, from the one that its reader knows."""
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    item = move(context, item, now=now)
    assert to_owner(context, now) == []
    move(context, item, now=now + MINUTE, due=replace(LATER, at=utc("04-20 12:00")))
    assert to_owner(context, now + MINUTE) == []
    (call,) = to_owner(context, AT_ONE)
    assert "was Thu 16 Apr 12:00 UTC, now Mon 20 Apr 12:00 UTC" in call.args["text"]
    assert len(call.message.rows) == 1


def test_a_date_that_is_back_is_not_told(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    item = move(context, item, now=now)
    assert to_owner(context, now) == []
    move(context, item, now=now + MINUTE, due=APRIL)
    assert (to_owner(context, AT_ONE), waiting(context)) == ([], [])


def test_a_closing_takes_the_place_of_what_waits(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    item = move(context, item, now=now)
    send(context, now)
    does(context, item, Move.RESOLVE, now=now + MINUTE, text="done")
    (call,) = to_owner(context, AT_ONE)
    assert [row.notice.kind for row in call.message.rows] == [NoticeKind.CLOSED]


def test_an_item_that_becomes_urgent_is_told_at_once(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    item = move(context, item, now=now)
    send(context, now)
    assert len(waiting(context)) == 1
    does(context, item, Move.EDIT, now=now + MINUTE, edit=Edit(Field.URGENT, URGENT))
    assert [row.notice.kind for row in to_owner(context, now + MINUTE)[0].message.rows] == [
        NoticeKind.MOVED
    ]


def test_an_absence_does_not_bring_a_bundle_forward(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    move(context, item, now=now)
    send(context, now)
    away = Away(until=utc("03-09 09:00"), starts_at=utc("03-05 09:00"))
    absence.leave(context, a_request(OWNER, number=901), away, now=now + MINUTE)
    assert to_owner(context, now + MINUTE) == []
    (row,) = waiting(context)
    assert not row.notice.was_held
    assert len(to_owner(context, AT_ONE)) == 1


def test_the_limit_holds_over_all_channels(context: WorkspaceContext) -> None:
    used_up(context)
    save_channel(context, id="C09", name="other")
    membership.listed(context, "C09", [OWNER, REPORTER], before=None, now=NOW)
    other = logged(context, 91, now=NOW, due=APRIL, channel="C09")
    now = NOW + timedelta(hours=1)
    send(context, now)
    move(context, other, now=now)
    assert to_owner(context, now) == []


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Sent("D1", "1.1"), 1),
        (Unknown("timeout"), 1),
        (Later(MINUTE, "ratelimited"), 1),
        (Refused("user_disabled"), 0),
    ],
)
def test_what_slack_took_or_may_have_taken_counts_once(
    context: WorkspaceContext, outcome: Sent | Unknown | Later | Refused, counts: int
) -> None:
    limited(context)
    (item,) = items(context, 1)
    move(context, item)
    (call,) = to_owner(context)
    dispatch.finish(context, call, outcome, now=NOW)
    assert told(context) == counts
    for minutes in (3, 6):
        for again in to_owner(context, NOW + minutes * MINUTE):
            if again.message.look_first:
                dispatch.not_found(context, again, NOW + minutes * MINUTE)
            else:
                dispatch.finish(context, again, Sent("D1", "1.1"), now=NOW + minutes * MINUTE)
    assert told(context) == counts


def test_a_message_that_was_counted_leaves_though_the_limit_is_reached_since(
    context: WorkspaceContext,
) -> None:
    (item,) = used_up(context, limit=4)
    move(context, item, now=NOW + 5 * MINUTE)
    (call,) = to_owner(context, NOW + 5 * MINUTE)
    dispatch.finish(context, call, Later(MINUTE, ""), now=NOW + 5 * MINUTE)
    assert told(context) == 4
    (again,) = to_owner(context, NOW + 7 * MINUTE)
    assert again.token == call.token


def test_two_bots_that_take_at_once_count_together(three: list[WorkspaceContext]) -> None:
    one, two, _ = three
    (item,) = used_up(one)
    move(one, item, now=NOW + 10 * MINUTE)
    calls = Counter[str]()

    def take(bot: WorkspaceContext) -> None:
        calls.update(call.channel for call in to_owner(bot, NOW + 10 * MINUTE))

    assert at_once([one, two], take, take) == []
    assert calls[OWNER] == 0
    assert len(waiting(one)) == 1
    bundles = Counter[str]()

    def bundle(bot: WorkspaceContext) -> None:
        bundles.update(call.channel for call in to_owner(bot, AT_ONE))

    assert at_once([one, two], bundle, bundle) == []
    assert bundles[OWNER] == 1


def test_a_restore_looks_for_what_waits_and_lets_it_wait_on(context: WorkspaceContext) -> None:
    (item,) = used_up(context)
    now = NOW + timedelta(hours=1)
    move(context, item, now=now)
    send(context, now)
    with context.database.write(context.workspace) as tx:
        doubted = restored.doubt(tx, since=NOW, now=now + MINUTE)
        assert [row.notice.bundle_at for row in doubted] == [AT_ONE]
        restored.unseen(tx, [row.id for row in doubted], now=now + MINUTE, certain=True)
    assert to_owner(context, now + MINUTE) == []
    assert len(to_owner(context, AT_ONE + SEARCHED_AFTER)) == 1


def test_what_a_restore_finds_in_slack_counts_on_its_day(context: WorkspaceContext) -> None:
    limited(context)
    for item in items(context, 2):
        move(context, item)
    logged(context, 90, due=APRIL)
    with context.database.write(context.workspace) as tx:
        rows = [row for row in restored.doubt(tx, since=NOW, now=NOW) if row.notice.place == "dm"]
        ours = installations.ensure(tx, now=NOW)
        tokens = [restored.names(row, ours)[0] for row in rows]
    in_slack = {token: {"ts": f"{NOW.timestamp():.6f}"} for token in tokens}
    where = restore.Conversation(recipient=OWNER, rows=tuple(rows))
    seen = restore.Seen(messages=in_slack)
    found = restore.settle(context, where, channel="D1", seen=seen, since=NOW, now=NOW)
    assert found == 3
    assert told(context) == 1, "one message with two moves and what never counts"


# What somebody has set, and what they are shown.


def test_what_is_set_is_kept_and_a_repeated_request_changes_it_once(
    context: WorkspaceContext,
) -> None:
    assert waits.shown(context, a_request(OWNER), now=NOW).preferences == DEFAULT
    first = frozenset({News.MOVED, News.CLOSED})

    def more(before: Preferences) -> Preferences:
        return replace(before, limit=before.limit + 1, bundles=4, first=first)

    for _ in range(2):
        found = waits.set_to(context, a_request(OWNER, number=7), more, now=NOW)
    assert found.preferences == Preferences(limit=9, bundles=4, first=first)
    assert found.changed
    assert waits.shown(context, a_request(LEAD), now=NOW).preferences == DEFAULT


def test_a_refused_number_changes_nothing(context: WorkspaceContext) -> None:
    limited(context)
    with pytest.raises(BadInput):
        waits.set_to(context, a_request(OWNER, number=8), lambda it: replace(it, limit=31), now=NOW)
    assert waits.shown(context, a_request(OWNER), now=NOW).preferences.limit == 3


@pytest.mark.parametrize("first", [["sung"], 7, None])
def test_what_cannot_be_read_counts_as_the_default(
    context: WorkspaceContext, first: object
) -> None:
    limited(context)
    with context.database.write(context.workspace) as tx:
        _spoil(tx, first)
    assert waits.shown(context, a_request(OWNER), now=NOW).preferences == DEFAULT


def _spoil(tx: Transaction, first: object) -> None:
    tx.connection.execute(update(QUIET).values(first=first))


def test_bundle_times_are_those_of_the_channel_in_which_it_is_asked(
    context: WorkspaceContext,
) -> None:
    save_channel(context, policy=a_policy(start=utc("03-02 08:00").time()))
    here = waits.shown(context, a_request(OWNER), now=NOW)
    assert here.bundles == (utc("03-02 08:00"), utc("03-02 12:30"))
    elsewhere = waits.shown(context, a_request(OWNER, channel="D1"), now=NOW)
    assert elsewhere.bundles == (utc("03-02 09:00"), utc("03-02 13:00"))


def test_what_waits_is_shown_unless_it_is_over_or_not_theirs_to_see(
    context: WorkspaceContext,
) -> None:
    first, second = used_up(context, 2)
    now = NOW + timedelta(hours=1)
    for item in (first, second):
        move(context, item, now=now)
    send(context, now)

    def shown() -> list[str]:
        found = waits.shown(context, a_request(OWNER, channel="D1"), now=now)
        return [item.title for _, item in found.waiting]

    assert shown() == [first.title, second.title]
    does(context, second, Move.RESOLVE, now=now, text="done")
    assert shown() == [first.title]
    save_channel(context, private=True)
    membership.listed(context, CHANNEL, [REPORTER], before=None, now=now)
    membership.changed(context, CHANNEL, OWNER, joined=False, now=now)
    assert shown() == []
    with context.database.write(context.workspace) as tx:
        position = replace(item_now(context, first).position, notified=(OWNER,))
        store.save(tx, item_now(context, first).at(position))
    assert shown() == [masked(first).title], "whom the ladder told its number alone"
