"""Facts of earlier versions are read, would be written the same, and keep their hashes valid."""

import hashlib
import json
from typing import Any

import pytest

from escalation.facts.action import Action
from escalation.facts.by_clock import Converted
from escalation.facts.by_people import Acknowledged, Logged, Rescheduled
from escalation.facts.in_notices import Climb, Done, Reminder
from escalation.facts.shape import Other
from escalation.notices.notice import NoticeKind
from escalation.rungs import Audience
from storage.engine.database import Database, Transaction
from storage.facts_json import EVENTS, NOTICES, encoded, of_event, of_notice
from storage.items import chain, history
from storage.tables.columns import json_text, microseconds
from tests.support.factories import OWNER, utc
from tests.support.storage import facts_of_before as before
from tests.support.storage.old_databases import insert
from tests.support.storage.store_fixtures import NOW, WORKSPACE, an_event, stored_item

NONSENSE: tuple[object, ...] = ("?", "", "2026-03-05T12:00:00", 5, None, ["U01"], {"a": "b"})


@pytest.mark.parametrize(("action", "stored"), before.EVENTS)
def test_what_an_event_said_is_read_and_written_again_to_the_letter(
    action: str, stored: str
) -> None:
    facts = of_event(action, json.loads(stored))
    assert (facts.action, json_text(encoded(facts))) == (action, stored)


@pytest.mark.parametrize(("kind", "stored"), before.NOTICES)
def test_what_a_notice_said_is_read_and_written_again_to_the_letter(
    kind: NoticeKind, stored: str
) -> None:
    assert json_text(encoded(of_notice(kind, json.loads(stored)))) == stored


def test_every_action_and_every_kind_is_tried() -> None:
    assert {*dict(before.EVENTS), "converted"} == {*EVENTS} == {*Action} - {Action.OTHER}
    assert dict(before.NOTICES).keys() == NOTICES.keys() == {*NoticeKind}


def test_texts_become_what_they_mean() -> None:
    said = dict(before.EVENTS)
    assert of_event("reschedule", json.loads(said["reschedule"])) == Rescheduled(
        old_due_at=utc("03-05 12:00"),
        new_due_at=utc("03-10 12:00"),
        slips=2,
        pull_ins=0,
        first_due_at=utc("03-05 12:00"),
        drift=3,
        above=Audience.LEAD,
    )
    assert of_event("acknowledge", json.loads(said["acknowledge"])) == Acknowledged(
        rung=1, was_held=True, held_until=utc("03-06 14:00")
    )
    assert of_event("converted", json.loads(before.CONVERTED)) == Converted(channel="C01")


@pytest.mark.parametrize("action", EVENTS)
def test_unknown_keys_are_passed_over_and_nonsense_is_as_good_as_nothing(action: str) -> None:
    of_event(action, {})
    for stored in (said for known, said in before.EVENTS if known == action):
        facts = json.loads(stored)
        assert of_event(action, {**facts, "drill": "yes"}) == of_event(action, facts)
        for value in NONSENSE:
            of_event(action, dict.fromkeys(facts, value))


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_is_read_whatever_it_says(kind: NoticeKind) -> None:
    of_notice(kind, {})
    for stored in (said for known, said in before.NOTICES if known == kind):
        facts = json.loads(stored)
        assert of_notice(kind, {**facts, "drill": "yes"}) == of_notice(kind, facts)
        for value in NONSENSE:
            of_notice(kind, dict.fromkeys(facts, value))


def test_what_is_missing_is_none_or_nothing() -> None:
    assert of_event("logged", {}) == Logged(owner="", due_at=None)
    assert of_event("logged", {"due": "2026-03-05T12:00:00"}) == Logged(owner="", due_at=None)
    first = {"step": "due", "owner": OWNER}
    assert of_notice(NoticeKind.REMINDER, first) == Reminder(step="due", owner=OWNER)
    rung = {**first, "rung": "x", "audience": "everybody", "gap": "mars"}
    expected = Climb(step="due", owner=OWNER, rung=None, audience=None)
    assert of_notice(NoticeKind.ESCALATION, rung) == expected


def test_what_only_a_newer_version_knows_keeps_its_word() -> None:
    facts = of_event("merged", {"into": "B-2"})
    assert (facts, facts.action) == (Other(word="merged"), Action.OTHER)
    line = of_notice(NoticeKind.CHANGED, {"actor": OWNER, "move": "merged", "into": "B-2"})
    assert line == Done(actor=OWNER, reason="", change=Other(word="merged"))
    assert encoded(line) == {"actor": OWNER, "move": "merged", "reason": ""}


def write_down(tx: Transaction, item_id: int) -> None:
    """A history with these facts as an earlier version wrote and hashed them."""
    head = ""
    for action, stored in (*before.EVENTS, ("converted", before.CONVERTED), ("merged", "{}")):
        row: dict[str, Any] = {
            "workspace": WORKSPACE, "item_id": item_id, "at": microseconds(NOW), "actor": OWNER,
            "action": action, "reason": "so be it", "facts": stored, "prev_hash": head,
        }  # fmt: skip
        facts = json.loads(stored)
        covered = [head, row["at"], WORKSPACE, item_id, OWNER, action, "so be it", facts]
        said = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        head = row["hash"] = hashlib.sha256(said.encode()).hexdigest()
        insert(tx.connection, "event", **row)
    known = {"name": "", "bot_user": "", "walked_id": 0, "walked_hash": ""}
    insert(tx.connection, "workspace", workspace=WORKSPACE, chain_head=head, **known)


def test_the_history_of_before_holds_and_goes_on(database: Database) -> None:
    count = len(before.EVENTS) + 2
    with database.write(WORKSPACE) as tx:
        item = stored_item(tx)
        write_down(tx, item.id)
        assert (chain.verify(tx).events, chain.verify(tx).broken_at) == (count, None)
        history.append(tx, [an_event(item_id=item.id)])
        assert (chain.verify(tx).events, chain.verify(tx).broken_at) == (count + 1, None)
        timeline = history.timeline(tx, item.id)
    assert [event.action.value for event in timeline] == [
        *(action for action, _ in before.EVENTS),
        *("converted", "other", "acknowledge"),
    ]
