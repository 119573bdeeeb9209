"""Recovery, beside its story: what another bot has dealt with, and what only looks like a card."""

from datetime import timedelta

from escalation.notices import NoticeState
from storage import outbox
from storage.parcels import token
from tests.edges.desk_fixtures import NOW, WORKSPACE, desk, logged, taken
from tests.factories import CHANNEL
from workflows import recovery
from workflows.desk import Desk

__all__ = ["desk"]
LATER = NOW + timedelta(minutes=5)


def test_what_another_bot_looks_for_is_left_to_it(desk: Desk) -> None:
    logged(desk)
    begun = recovery.begin(desk, since=NOW, now=NOW)
    (where,) = recovery.conversations(desk, [begun.rows[0]], NOW)
    assert len(taken(desk, LATER)) == len(begun.rows)
    seen = {begun.rows[0].token or token(WORKSPACE, f"1:logged:{CHANNEL}"): {"ts": "17.1"}}
    recovery.settle(desk, where, channel=CHANNEL, seen=seen, now=LATER)
    with desk.database.read() as tx:
        assert outbox.backlog(tx) == {NoticeState.SENDING: len(begun.rows)}


def test_a_message_that_reads_like_no_card_is_nobodys_item(desk: Desk) -> None:
    seen = {token(WORKSPACE, f"1:logged:{CHANNEL}"): {"ts": "17.1", "text": "Good morning"}}
    assert recovery.lay_to_rest(desk, CHANNEL, seen, after=0, now=NOW) == []
