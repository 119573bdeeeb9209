"""A workspace context on a real SQLite file, and its people, for tests of workflows."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import chain
from threading import Barrier
from typing import Any, TypeAlias

from escalation.errors import Refusal
from escalation.facts.in_notices import Edit
from escalation.items import Due, Item, Kind
from escalation.moves.move import Intent, Move
from escalation.notices.notice import Notice
from storage import channels, people
from storage.channels import Channel
from storage.engine.database import Database, Transaction
from storage.items import history, store
from storage.outbox import queue
from storage.outbox.model import StoredNotice
from tests.support.factories import CHANNEL, MEMBER, OWNER, REPORTER, a_person, a_policy, utc
from workflows.clock import fire
from workflows.items import log as log_item
from workflows.items import move as move_item
from workflows.items.move import Moved, Which
from workflows.items.new_item import NewItem
from workflows.outbox import dispatch
from workflows.outbox.dispatch import OutgoingCall
from workflows.outbox.result import Refused, Sent
from workflows.transaction.unit_of_work import Request, WorkspaceContext

WORKSPACE = "T01"
NOW = utc("03-02 09:00")
"""A Monday, the start of the working day in UTC."""
DUE = Due(at=utc("03-05 12:00"), zone="UTC", phrase="thu noon")

Work: TypeAlias = Callable[[WorkspaceContext], object]


def a_context(database: Database) -> WorkspaceContext:
    return WorkspaceContext(database=database, workspace=WORKSPACE, bot_user="U0BOT")


def save_people(tx: Transaction, *, now: datetime = NOW, **channel: Any) -> None:
    """Store the six people and their channel, three of them in it."""
    people.save(tx, [a_person(f"U0{number}") for number in range(1, 7)], now=now)
    channels.save(tx, a_channel(**channel))
    channels.set_members(tx, CHANNEL, listed=[OWNER, REPORTER, MEMBER], now=now)


def a_channel(**changes: Any) -> Channel:
    known = {"id": CHANNEL, "name": "launch", "policy": a_policy(), "member": True}
    return Channel(**{**known, **changes})


def save_channel(context: WorkspaceContext, **changes: Any) -> None:
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(**changes))


def save_person(context: WorkspaceContext, user: str, **changes: Any) -> None:
    with context.database.write(context.workspace) as tx:
        people.save(tx, [a_person(user, **changes)], now=NOW)


def a_new_item(**changes: Any) -> NewItem:
    what = {"kind": Kind.BLOCKER, "channel": CHANNEL, "title": "Contract import is stuck"}
    return NewItem(**{**what, "owner": OWNER, "fallback": "Import by hand", "due": DUE, **changes})


def a_request(actor: str = REPORTER, number: int = 1, channel: str = CHANNEL) -> Request:
    return Request(kind="command", external_id=f"trigger-{number}", actor=actor, channel=channel)


def logged(
    context: WorkspaceContext, number: int = 1, *, now: datetime = NOW, **changes: Any
) -> Item:
    return log_item.log(context, a_request(number=number), a_new_item(**changes), now=now).item


def moved(
    context: WorkspaceContext, item: Item, move: Move, *, actor: str = OWNER, **changes: Any
) -> Moved:
    """One move, typed in the item's channel; `now` and `channel` may be among the changes."""
    now, channel = changes.pop("now", NOW), changes.pop("channel", item.channel)
    number = changes.pop("number", 100 + item.version)
    request = a_request(actor, number=number, channel=channel)
    which = Which(kind=item.kind, number=item.number)
    intent = Intent(move=move, actor=actor, **changes)
    return move_item.make(context, request, which, intent=intent, now=now)


def item_now(context: WorkspaceContext, item: Item) -> Item:
    with context.database.read(context.workspace) as tx:
        found = store.get(tx, item.id)
    assert found is not None
    return found


def actions(context: WorkspaceContext, item_id: int) -> list[str]:
    """What happened to an item, from the beginning."""
    with context.database.read(context.workspace) as tx:
        return [event.action for event in history.timeline(tx, item_id)]


def pending(context: WorkspaceContext, item: Item) -> list[StoredNotice]:
    with context.database.read(context.workspace) as tx:
        return list(queue.pending_of(tx, item.id))


def told(context: WorkspaceContext, item: Item) -> list[tuple[str, str, str]]:
    """Kind, place and recipient of every notice about an item that waits.

    Not that its card will say `not yet agreed`, if nobody answers by then.
    """
    notices = [row.notice for row in pending(context, item) if not is_of_agreement(row.notice)]
    return sorted((n.kind.value, n.place.value, n.recipient) for n in notices)


def is_of_agreement(notice: Notice) -> bool:
    """Whether it will draw a card again once its owner did not agree to the date in time."""
    return isinstance(notice.facts, Edit) and notice.facts.date_asked_at is not None


def taken(context: WorkspaceContext, now: datetime = NOW) -> list[OutgoingCall]:
    return dispatch.take(context, now, limit=50)


def live(context: WorkspaceContext, until: datetime) -> None:
    """Run every pass when it is asked for, and send everything due."""
    while (at := _next_at(context)) is not None and at <= until:
        fire.fire_due(context, at)
        send(context, at)


def _next_at(context: WorkspaceContext) -> datetime | None:
    with context.database.read(context.workspace) as tx:
        return store.next_at(tx)


def send(context: WorkspaceContext, at: datetime, *refused: str) -> None:
    """Send everything due; Slack refuses what is for these recipients."""
    while calls := taken(context, at):
        for call in calls:
            is_refused = call.message.recipient in refused
            sent = Sent(call.channel or "D1", call.token)
            outcome = Refused("user_disabled") if is_refused else sent
            dispatch.finish(context, call, outcome, now=at)


def at_once(bots: Sequence[WorkspaceContext], *works: Work) -> list[Refusal]:
    """Let each bot do one of these, all beginning together; returns the refusals."""
    start = Barrier(len(works))

    def done(bot: WorkspaceContext, work: Work) -> list[Refusal]:
        start.wait()
        try:
            work(bot)
        except Refusal as refused:
            return [refused]
        return []

    with ThreadPoolExecutor(len(works)) as threads:
        return [*chain.from_iterable(threads.map(done, bots, works))]
