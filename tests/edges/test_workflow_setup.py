"""A ladder is saved by whoever saw its latest version, and by nobody else."""

import pytest

from escalation.errors import BadInput, Stale
from escalation.policy import Policy, Target, TargetKind
from storage import channels
from storage.channels import Channel
from tests.edges.desk_fixtures import NOW, WORKSPACE, a_request, desk, save_channel, save_person
from tests.factories import CHANNEL, MEMBER, OWNER, a_policy
from workflows import setup_channel
from workflows.desk import Desk

__all__ = ["desk"]


def configured(desk: Desk, policy: Policy, *, by: str = OWNER) -> Channel:
    request = a_request(by, number=[OWNER, MEMBER].index(by))
    return setup_channel.configure(desk, request, CHANNEL, policy=policy, apply=False, now=NOW)


def test_of_two_people_with_the_same_form_open_the_second_overwrites_nothing(desk: Desk) -> None:
    opened = setup_channel.current(desk, a_request(OWNER), CHANNEL, now=NOW).channel.policy
    first, second = a_policy(version=opened.version, lead=()), opened
    saved = configured(desk, first)
    assert saved.policy.version == opened.version + 1
    with pytest.raises(Stale, match="Somebody changed this ladder since you opened the form"):
        configured(desk, second, by=MEMBER)
    with desk.database.read() as tx:
        assert channels.get(tx, WORKSPACE, CHANNEL) == saved


def test_a_ladder_leads_to_nobody_who_could_never_hear(desk: Desk) -> None:
    save_person(desk, MEMBER, deactivated=True)
    save_channel(desk, id="C0LEFT", member=False)
    version = setup_channel.current(desk, a_request(OWNER), CHANNEL, now=NOW).channel.policy.version
    gone = (Target(TargetKind.PERSON, MEMBER),)
    left = (Target(TargetKind.CHANNEL, "C0LEFT"),)
    with pytest.raises(BadInput, match="has no active account") as refused:
        configured(desk, a_policy(version=version, lead=gone))
    assert refused.value.field == "lead_people"
    with pytest.raises(BadInput, match="I am not in that channel") as refused:
        configured(desk, a_policy(version=version, lead=(), leadership=left))
    assert refused.value.field == "leadership_channel"
