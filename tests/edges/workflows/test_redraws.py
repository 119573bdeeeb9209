"""A change redraws the messages in which it shows, and no others."""

from datetime import datetime
from typing import Any

import pytest

from escalation.items import Due, Item, Trajectory
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, Place
from storage.items import store
from tests.support.context_fixtures import item_now, logged, moved
from tests.support.factories import LEAD, REPORTER, STAND_IN, a_person, utc
from workflows.clock import fire
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction.unit_of_work import WorkspaceContext

OVERDUE = utc("03-05 12:30")
"""Thursday, half an hour after due: the owner was reminded three times, and the lead was told."""
MONDAY = Due(at=utc("03-09 12:00"), zone="UTC", phrase="mon noon")
WHY = "the vendor is late"


class Slack:
    """What is in Slack: each message by its ts, as its kind and where it went."""

    def __init__(self, context: WorkspaceContext) -> None:
        self.context = context
        self.posted: dict[str, str] = {}

    def deliver(self, now: datetime) -> list[str]:
        """Send everything that is due; return the messages that were redrawn."""
        redrawn = []
        while calls := dispatch.take(self.context, now, limit=50):
            for call in calls:
                ts = call.args.get("ts") or call.token
                if call.message.kind is NoticeKind.EDIT:
                    redrawn.append(self.posted[ts])
                else:
                    is_line = call.message.place is Place.THREAD
                    where = "in thread" if is_line else call.channel
                    self.posted[ts] = f"{call.message.kind} {where}"
                dispatch.finish(self.context, call, Sent(call.channel, ts), now=now)
        return sorted(redrawn)

    def lives_until(self, until: datetime) -> None:
        """Let every pass come when it is due."""
        self.deliver(until)
        while (at := self._next_at()) is not None and at <= until:
            fire.fire_due(self.context, at)
            self.deliver(at)

    def after(self, item: Item, move: Move, *, now: datetime = OVERDUE, **said: Any) -> list[str]:
        """Make a move, and return the messages that are redrawn for it."""
        moved(self.context, item_now(self.context, item), move, now=now, **said)
        return self.deliver(now)

    def _next_at(self) -> datetime | None:
        with self.context.database.read(self.context.workspace) as tx:
            return store.next_at(tx)


@pytest.fixture
def item(context: WorkspaceContext) -> Item:
    return logged(context)


@pytest.fixture
def slack(context: WorkspaceContext, item: Item) -> Slack:
    slack = Slack(context)
    slack.lives_until(OVERDUE)
    return slack


@pytest.fixture
def slack_after_a_move(slack: Slack, item: Item) -> Slack:
    slack.after(item, Move.RESCHEDULE, due=MONDAY, reason=WHY)
    return slack


def test_moving_the_date_redraws_every_message_with_buttons(slack: Slack, item: Item) -> None:
    assert slack.after(item, Move.RESCHEDULE, due=MONDAY, reason=WHY) == [
        "card C01",
        "escalation U03",
        "escalation in thread",  # it has no buttons, but is the newest in the channel
        "logged U01",
        *["reminder U01"] * 3,
    ]


def test_after_a_move_a_note_redraws_nothing(slack_after_a_move: Slack, item: Item) -> None:
    assert slack_after_a_move.after(item, Move.NOTE, text="I called them") == []


def test_a_note_by_somebody_who_was_told_redraws_the_card_which_says_so(
    slack: Slack, item: Item
) -> None:
    assert slack.after(item, Move.NOTE, text="I called them", actor=LEAD) == ["card C01"]


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Move.ACKNOWLEDGE, {}),
        (Move.SNOOZE, {"until": utc("03-06 12:00")}),
        (Move.TRAJECTORY, {"trajectory": Trajectory.WORSENING}),
        (Move.ESCALATE, {"reason": WHY}),
    ],
)
def test_a_move_that_alters_no_buttons_redraws_each_conversations_newest(
    slack_after_a_move: Slack, item: Item, move: Move, said: dict[str, Any]
) -> None:
    assert slack_after_a_move.after(item, move, **said) == [
        "card C01",
        "escalation in thread",
        "moved U02",
        "moved U03",
        "reminder U01",
    ]


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (Move.RESOLVE, {"text": "it was a typo"}),
        (Move.WITHDRAW, {"actor": REPORTER, "reason": WHY}),
        (Move.REASSIGN, {"owner": a_person(STAND_IN), "reason": WHY}),
    ],
)
def test_closing_and_handing_over_redraw_every_message_with_buttons(
    slack_after_a_move: Slack, item: Item, move: Move, said: dict[str, Any]
) -> None:
    assert slack_after_a_move.after(item, move, **said) == [
        "card C01",
        "escalation U03",
        "escalation in thread",
        "logged U01",
        "moved U02",
        "moved U03",
        *["reminder U01"] * 3,
    ]


def test_an_older_line_of_the_thread_has_no_buttons_and_stays(slack: Slack, item: Item) -> None:
    slack.lives_until(utc("03-06 13:00"))  # a working day after due leadership was told aloud
    redrawn = slack.after(item, Move.RESOLVE, now=utc("03-06 13:00"), text="it was a typo")
    assert "escalation C01" in redrawn
    assert "escalation in thread" not in redrawn
