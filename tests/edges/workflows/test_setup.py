"""Only people who saw the latest version of a ladder can save it."""

from datetime import time, timedelta

import pytest

from escalation.errors import BadInput, Stale
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind
from storage import channels
from storage.channels import Channel
from tests.support.context_fixtures import NOW, a_request, save_channel, save_person
from tests.support.factories import BOSS, CHANNEL, LEAD, MEMBER, OWNER, a_policy, utc
from workflows.channels import setup
from workflows.people import sync
from workflows.transaction.unit_of_work import WorkspaceContext


def configured(context: WorkspaceContext, policy: Policy, *, by: str = LEAD) -> Channel:
    request = a_request(by, number=[LEAD, BOSS].index(by))
    return setup.configure(context, request, CHANNEL, policy=policy, now=NOW).channel


def test_of_two_people_with_the_same_form_open_the_second_overwrites_nothing(
    context: WorkspaceContext,
) -> None:
    opened = setup.current(context, a_request(OWNER), CHANNEL, now=NOW).channel.policy
    first, second = a_policy(version=opened.version, hold=timedelta(hours=1)), opened
    saved = configured(context, first)
    assert saved.policy.version == opened.version + 1
    with pytest.raises(Stale, match="Somebody changed this ladder since you opened the form"):
        configured(context, second, by=BOSS)
    with context.database.read(context.workspace) as tx:
        assert channels.get(tx, CHANNEL) == saved


def test_a_form_that_slack_sends_again_is_saved_once(context: WorkspaceContext) -> None:
    """After a crash between the commit and the answer, Slack or the person sends it again."""
    policy = setup.current(context, a_request(OWNER), CHANNEL, now=NOW).channel.policy
    first, again = configured(context, policy), configured(context, policy)
    assert (first.policy.version, again.policy.version) == (policy.version + 1,) * 2
    with context.database.read(context.workspace) as tx:
        assert channels.get(tx, CHANNEL) == first


def test_a_ladder_leads_to_nobody_who_could_never_hear(context: WorkspaceContext) -> None:
    save_person(context, MEMBER, deactivated=True)
    save_channel(context, id="C0LEFT", member=False)
    version = setup.current(context, a_request(OWNER), CHANNEL, now=NOW).channel.policy.version
    gone = (Target(TargetKind.PERSON, MEMBER),)
    left = (Target(TargetKind.CHANNEL, "C0LEFT"),)
    with pytest.raises(BadInput, match="has no active account") as refused:
        configured(context, a_policy(version=version, lead=gone))
    assert refused.value.field == "rung_0"
    with pytest.raises(BadInput, match="I am not in that channel") as refused:
        configured(context, a_policy(version=version, lead=(), leadership=left))
    assert refused.value.field == "rung_1"
    unread = (Target(TargetKind.PERSON, "U0NEW"),)
    with pytest.raises(BadInput, match="I do not know that person yet") as refused:
        configured(context, a_policy(version=version, lead=unread))
    assert refused.value.field == "rung_0"


def test_a_group_that_was_switched_off_is_neither_offered_nor_taken(
    context: WorkspaceContext,
) -> None:
    sync.save_groups(context, {"S01": ("leads", (OWNER,)), "S02": ("sre", (MEMBER,))}, NOW)
    sync.save_groups(context, {"S02": ("sre", (MEMBER,))}, NOW)
    opened = setup.current(context, a_request(OWNER), CHANNEL, now=NOW)
    assert opened.groups == {"S02": "sre"}
    group = (Target(TargetKind.GROUP, "S01"),)
    with pytest.raises(BadInput, match="Nobody in @leads can be reached") as refused:
        configured(context, a_policy(version=opened.channel.policy.version, lead=group))
    assert refused.value.field == "rung_0"


@pytest.mark.parametrize(
    ("zone", "configured", "shown", "guessed"),
    [
        ("Asia/Tokyo", False, "Asia/Tokyo", False),
        ("", False, "Europe/Berlin", True),
        ("", True, "Europe/Berlin", False),
        ("Asia/Tokyo", True, "Europe/Berlin", False),
    ],
)
def test_a_new_channel_has_the_zone_of_whoever_sets_it_up_or_a_guess(
    context: WorkspaceContext, zone: str, configured: bool, shown: str, guessed: bool
) -> None:
    save_person(context, OWNER, zone=zone)
    save_channel(context, policy=a_policy(zone="Europe/Berlin"), configured=configured)
    found = setup.current(context, a_request(OWNER), CHANNEL, now=NOW)
    assert (found.channel.policy.zone, found.zone_is_guessed) == (shown, guessed)


@pytest.mark.parametrize(
    ("was", "was_next", "weekday", "hour", "comes_at"),
    [
        (4, "03-06 09:00", 0, 8, "03-02 09:00"),  # from Friday to an hour ago: now
        (4, "03-06 09:00", 2, 9, "03-04 09:00"),  # from Friday to Wednesday
        (0, "03-09 09:00", 0, 8, "03-09 08:00"),  # this week has had its own
        (0, "", 0, 8, "03-09 08:00"),  # nothing is logged yet
    ],
)
def test_a_summary_that_is_moved_comes_once_in_each_week(
    context: WorkspaceContext, was: int, was_next: str, weekday: int, hour: int, comes_at: str
) -> None:
    before = a_policy(summary_weekday=was)
    save_channel(context, policy=before, next_summary_at=utc(was_next) if was_next else None)
    moved = a_policy(version=before.version, summary_weekday=weekday, summary_time=time(hour))
    assert configured(context, moved).next_summary_at == utc(comes_at)
