"""Reading a channel's ladder: which version, made by whom, and who may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from escalation.errors import BadInput, NotAllowed, Stale
from escalation.events import OPERATOR
from escalation.policy import Editors
from storage.tables.channels import CHANNEL as CHANNELS
from storage.tables.channels import LADDER
from tests.support.context_fixtures import NOW, a_request, save_channel, save_person
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, a_policy
from workflows.channels import by_operator, ladders, setup
from workflows.transaction.unit_of_work import WorkspaceContext


def save(context: WorkspaceContext, *, window_days: int, reason: str = "") -> None:
    version = ladders.shown(context, a_request(), now=NOW).channel.policy.version
    policy = replace(a_policy(), version=version, window_days=window_days)
    request = a_request(LEAD, number=100 + version)
    setup.configure(context, request, CHANNEL, policy=policy, reason=reason, now=NOW)


def test_the_current_ladder_and_an_earlier_one(context: WorkspaceContext) -> None:
    save(context, window_days=5, reason="slower customers")
    save(context, window_days=7)
    now = ladders.shown(context, a_request(MEMBER), now=NOW)
    assert (now.version.policy.version, now.version.policy.window_days, now.before) == (3, 7, 2)
    second = ladders.shown(context, a_request(MEMBER), 2, now=NOW)
    assert (second.version.policy.window_days, second.version.by) == (5, LEAD)
    assert (second.version.at, second.version.reason) == (NOW, "slower customers")
    assert second.channel.policy.version == 3
    assert second.reader.people[LEAD].name == "name of U03"
    first = ladders.shown(context, a_request(MEMBER), 1, now=NOW)
    assert (first.version.by, first.version.at, first.before) == ("", None, None)


def test_a_guest_may_read_it(context: WorkspaceContext) -> None:
    save_person(context, OWNER, guest=True)
    assert ladders.shown(context, a_request(OWNER), now=NOW).version.policy == a_policy()


def test_somebody_of_another_company_may_not(context: WorkspaceContext) -> None:
    save_person(context, OWNER, stranger=True)
    with pytest.raises(NotAllowed):
        ladders.shown(context, a_request(OWNER), now=NOW)


@pytest.mark.parametrize("number", [0, 3, 999_999_999])
def test_an_unknown_version_says_which_there_are(context: WorkspaceContext, number: int) -> None:
    with pytest.raises(BadInput, match=f"no version {number} of .*: version 1."):
        ladders.shown(context, a_request(), number, now=NOW)
    save(context, window_days=5)
    with pytest.raises(BadInput, match=f"no version {number} of .*: versions 1 to 2."):
        ladders.shown(context, a_request(), number, now=NOW)


def test_the_current_one_is_shown_though_it_was_saved_before_versions_were_kept(
    context: WorkspaceContext,
) -> None:
    save(context, window_days=5)
    with context.database.write(context.workspace) as tx:
        tx.connection.execute(delete(LADDER))
    shown = ladders.shown(context, a_request(), 2, now=NOW)
    assert (shown.version.policy.window_days, shown.version.by, shown.before) == (5, "", None)


def test_an_operator_may_change_any_ladder_but_not_an_older_one(context: WorkspaceContext) -> None:
    policy = replace(a_policy(), editors=Editors.ADMINS)
    assert by_operator.check(context, CHANNEL, policy, now=NOW).checked.stops == ()
    assert ladders.shown(context, a_request(), now=NOW).channel.policy.version == 1
    saved = by_operator.apply(context, CHANNEL, policy, reason="asked by phone", now=NOW)
    assert (saved.channel.policy.version, saved.items) == (2, 0)
    shown = ladders.shown(context, a_request(), now=NOW)
    assert (shown.version.by, shown.version.reason) == (OPERATOR, "asked by phone")
    assert shown.version.policy.editors is Editors.ADMINS
    with pytest.raises(Stale):
        by_operator.apply(context, CHANNEL, policy, reason="", now=NOW)
    save_channel(context, member=False)
    with pytest.raises(BadInput, match="not in this channel"):
        by_operator.check(context, CHANNEL, policy, now=NOW)
    with pytest.raises(BadInput, match="not in this channel"):
        by_operator.apply(context, CHANNEL, policy, reason="", now=NOW)


def test_where_there_is_no_ladder_to_read(context: WorkspaceContext) -> None:
    with pytest.raises(BadInput, match="Which channel"):
        ladders.shown(context, a_request(channel="D01"), now=NOW)
    with context.database.write(context.workspace) as tx:
        tx.connection.execute(update(CHANNELS).values(policy="[]"))
    with pytest.raises(BadInput, match="ladder is damaged"):
        ladders.shown(context, a_request(), now=NOW + timedelta(days=1))
    save_channel(context, member=False)
    with pytest.raises(BadInput, match="not in this channel"):
        ladders.shown(context, a_request(), now=NOW)
