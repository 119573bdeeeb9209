"""What a transaction changed and ended is reported once, after it is saved."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation.errors import Refusal
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind, NoticeState
from escalation.people import Away
from storage.outbox.model import LEASE
from tests.support.context_fixtures import NOW, a_request, logged, moved, taken
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_policy, utc
from workflows.channels import setup
from workflows.clock import fire
from workflows.outbox import dispatch
from workflows.outbox.result import Sent, Unknown
from workflows.people import absence
from workflows.transaction.unit_of_work import Committed, WorkspaceContext

SOON = NOW + timedelta(minutes=2)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="backstop")
    return caplog


def heard_by(context: WorkspaceContext, commits: list[Committed]) -> WorkspaceContext:
    """The same context, with its commits collected."""
    return replace(context, saved=commits.append)


def ends(commits: list[Committed]) -> list[tuple[NoticeKind, NoticeState]]:
    return [(end.notice.kind, end.state) for committed in commits for end in committed.ends]


def test_every_change_is_one_line(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    item = logged(context)
    moved(context, item, Move.ACKNOWLEDGE, now=SOON)
    moved(context, item, Move.RESOLVE, text="the vendor fixed it", now=SOON, number=8)
    said = [line.message for line in lines.records]
    where = f"channel={CHANNEL} item=B-1"
    assert said == [
        f"action=changed move=logged by={REPORTER} {where} version=0",
        f"action=changed move=acknowledge by={OWNER} {where} version=1",
        f"action=changed move=resolve by={OWNER} {where} version=2",
    ]


def test_a_redelivery_and_a_refusal_are_not_changes(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    item = logged(context)
    lines.clear()
    logged(context)
    with pytest.raises(Refusal):
        moved(context, item, Move.WITHDRAW, actor=MEMBER, now=SOON)
    assert lines.records == []


def test_the_clock_says_what_it_did(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    logged(context)
    lines.clear()
    assert fire.fire_due(context, NOW) == 0
    assert fire.queue_summaries(context, NOW) == 0
    assert lines.records == [], "an idle pass says nothing"
    fire.fire_due(context, utc("03-05 12:00"))
    said = {line.message for line in lines.records}
    where = f"by=backstop channel={CHANNEL} item=B-1 version=1"
    assert said == {
        f"action=changed move=escalated {where}",
        f"action=changed move=reminded {where}",
    }


def test_a_ladder_and_an_absence_are_lines_as_well(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    setup.configure(context, a_request(LEAD, 2), CHANNEL, policy=a_policy(), now=NOW)
    absence.leave(context, a_request(OWNER, 3), Away(until=SOON), now=NOW)
    absence.come_back(context, a_request(OWNER, 4), now=NOW)
    assert [line.message for line in lines.records] == [
        f"action=changed move=configured by={LEAD} channel={CHANNEL} item= version=",
        f"action=changed move=away by={OWNER} channel= item= version=",
        f"action=changed move=back by={OWNER} channel= item= version=",
    ]


def test_what_nobody_needs_any_more_is_one_line(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    commits: list[Committed] = []
    item = logged(context)
    moved(context, item, Move.WITHDRAW, actor=REPORTER, reason="logged twice", now=SOON)
    lines.clear()
    taken(heard_by(context, commits), SOON)
    assert (NoticeKind.LOGGED, NoticeState.SUPERSEDED) in ends(commits)
    told = [line.message for line in lines.records if "kind=logged" in line.message]
    assert len(told) == 1
    assert told[0].startswith("action=superseded kind=logged notice=")


def test_only_what_was_in_the_message_counts_as_sent(context: WorkspaceContext) -> None:
    """One of two notices in a direct message is no longer needed when it is drawn."""
    commits: list[Committed] = []
    first, second = logged(context, 1), logged(context, 2)
    moved(context, first, Move.WITHDRAW, actor=REPORTER, reason="logged twice", now=SOON)
    watched = heard_by(context, commits)
    [dm] = [call for call in taken(watched, SOON) if call.channel == OWNER]
    dispatch.finish(watched, dm, Sent("D1", "1.1"), now=SOON)
    sent = [end.notice for end in commits[-1].ends]
    assert {notice.item_id for notice in sent if notice.kind is NoticeKind.LOGGED} == {second.id}
    assert {end.state for end in commits[-1].ends} == {NoticeState.SENT}


def test_a_claim_that_has_passed_to_another_ends_nothing(context: WorkspaceContext) -> None:
    commits: list[Committed] = []
    logged(context)
    old = taken(context)
    later = NOW + LEASE + timedelta(seconds=1)
    assert len(taken(context, later)) == len(old)
    for outcome in (Unknown("timeout"), Sent("D1", "1.1")):
        dispatch.finish(heard_by(context, commits), old[0], outcome, now=later)
    assert ends(commits) == []


def test_no_line_holds_what_people_wrote(
    context: WorkspaceContext, lines: pytest.LogCaptureFixture
) -> None:
    item = logged(context, title="canary title", fallback="canary plan", impact="canary customer")
    moved(context, item, Move.NOTE, text="canary note", now=SOON, number=7)
    moved(context, item, Move.ESCALATE, reason="canary reason", now=SOON, number=8)
    moved(context, item, Move.RESOLVE, text="canary outcome", now=SOON, number=9)
    taken(context, SOON)
    assert len(lines.records) >= 4
    assert "canary" not in lines.text
