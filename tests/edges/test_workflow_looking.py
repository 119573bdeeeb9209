"""What is only looked at: the plan of an item, and the summary before it is posted."""

from datetime import timedelta

import pytest

from escalation.errors import BadInput, UnknownItem
from escalation.items import Kind
from tests.edges.desk_fixtures import NOW, a_request, desk, logged, save_channel
from tests.factories import MEMBER
from workflows import lookup
from workflows.desk import Desk
from workflows.move_item import Which

__all__ = ["desk"]


def test_a_plan_says_what_comes_when_if_nobody_acts(desk: Desk) -> None:
    item = logged(desk)
    which = Which(kind=Kind.BLOCKER, number=item.number)
    planned = lookup.planned(desk, a_request(MEMBER), which, now=NOW)
    assert planned.item == item
    assert [(step.name, step.at - item.due.at) for step in planned.steps[:4]] == [
        ("before-24h", timedelta(hours=-24)),
        ("before-2h", timedelta(hours=-2)),
        ("rung-0", timedelta(0)),
        ("due", timedelta(0)),
    ]


def test_there_is_no_plan_for_an_item_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(UnknownItem):
        lookup.planned(desk, a_request(MEMBER), Which(kind=Kind.BLOCKER, number=9), now=NOW)


def test_a_summary_looked_at_early_has_what_was_logged_until_this_instant(desk: Desk) -> None:
    assert "0 open items" in lookup.summary(desk, a_request(MEMBER), now=NOW)["text"]
    logged(desk)
    assert "1 open item" in lookup.summary(desk, a_request(MEMBER), now=NOW)["text"]


def test_a_channel_that_is_archived_has_no_summary(desk: Desk) -> None:
    save_channel(desk, archived=True)
    with pytest.raises(BadInput, match="archived"):
        lookup.summary(desk, a_request(MEMBER), now=NOW)
