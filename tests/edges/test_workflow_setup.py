"""A ladder is saved by whoever saw its latest version, and by nobody else."""

import pytest

from escalation.errors import Stale
from storage import channels
from tests.edges.desk_fixtures import NOW, WORKSPACE, a_request, desk
from tests.factories import CHANNEL, MEMBER, OWNER, a_policy
from workflows import setup_channel
from workflows.desk import Desk

__all__ = ["desk"]


def test_of_two_people_with_the_same_form_open_the_second_overwrites_nothing(desk: Desk) -> None:
    opened = setup_channel.current(desk, a_request(OWNER), CHANNEL, now=NOW).channel.policy
    first, second = a_policy(version=opened.version, lead=()), opened
    saved = setup_channel.configure(
        desk, a_request(OWNER, 1), CHANNEL, policy=first, apply=False, now=NOW
    )
    assert saved.policy.version == opened.version + 1
    with pytest.raises(Stale, match="Somebody changed this ladder since you opened the form"):
        setup_channel.configure(
            desk, a_request(MEMBER, 2), CHANNEL, policy=second, apply=False, now=NOW
        )
    with desk.database.read() as tx:
        assert channels.get(tx, WORKSPACE, CHANNEL) == saved
