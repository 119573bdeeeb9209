"""A word on the customer impact and the reminder that asks for one, as they are stored."""

from concurrent.futures import ThreadPoolExecutor

from escalation.facts.in_notices import Reminder
from escalation.items import Item, Trajectory
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from tests.support.context_fixtures import item_now, logged, moved, pending
from tests.support.factories import a_due, utc
from workflows.clock import fire
from workflows.transaction.unit_of_work import WorkspaceContext

DUE = a_due("03-20 12:00")
ASKED_AT = utc("03-19 12:00")
"""24 hours before due, and more than a review cycle after logging."""


def an_item_that_concerns_customers(context: WorkspaceContext) -> Item:
    return logged(context, due=DUE, impact="40 lawyers wait")


def asking(context: WorkspaceContext, item: Item) -> list[bool]:
    """Whether each reminder that waits asks for the trajectory."""
    waiting = [row.notice for row in pending(context, item)]
    reminders = [one for one in waiting if one.kind is NoticeKind.REMINDER]
    return [one.says(Reminder).asks_trajectory for one in reminders]


def test_two_passes_at_once_ask_once(context: WorkspaceContext) -> None:
    item = an_item_that_concerns_customers(context)
    fire.fire_due(context, utc("03-19 11:59"))
    with ThreadPoolExecutor(2) as threads:
        seen = [*threads.map(lambda _: fire.fire_due(context, ASKED_AT), range(2))]
    assert sorted(seen) == [0, 1]
    assert asking(context, item) == [True]
    assert item_now(context, item).position.trajectory_asked_at == ASKED_AT


def test_a_pass_after_a_word_has_lapsed_redraws_the_card_once(context: WorkspaceContext) -> None:
    item = logged(context, due=a_due("04-20 12:00"))
    said_at = utc("03-03 10:00")
    moved(context, item, Move.TRAJECTORY, trajectory=Trajectory.STEADY, now=said_at)
    assert item_now(context, item).trajectory_said_at == said_at
    fire.fire_due(context, utc("03-09 12:00"))
    assert item_now(context, item).next_at == utc("03-10 10:00")
    version = item_now(context, item).version
    assert fire.fire_due(context, utc("03-10 10:00")) == 1
    assert fire.fire_due(context, utc("03-10 10:00")) == 0
    after = item_now(context, item)
    assert after.version == version + 1
    assert after.next_at is not None
    assert after.next_at > utc("03-10 10:00")
