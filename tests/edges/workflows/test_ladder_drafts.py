"""What somebody has changed in a ladder waits for them, and for nobody else."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from escalation.errors import BadInput, NotAllowed, Stale
from escalation.policy import Policy
from escalation.rungs import Rung
from storage.ladders import drafts as stored
from storage.tables.channels import LADDER_DRAFT
from tests.support.context_fixtures import NOW, a_request, save_channel, save_person
from tests.support.factories import CHANNEL, MEMBER, OWNER, a_policy, person_target
from workflows.channels import drafts, setup
from workflows.channels.drafts import Editing
from workflows.clock import audit
from workflows.transaction.unit_of_work import WorkspaceContext

DAY = timedelta(hours=24)
GERMAN = partial(replace, holidays="DE")


@pytest.fixture
def context(context: WorkspaceContext) -> WorkspaceContext:
    """Two people who may edit the ladder."""
    for user in (OWNER, MEMBER):
        save_person(context, user, admin=True)
    return context


def opened(context: WorkspaceContext, *, by: str = OWNER, hours: float = 0) -> Editing:
    later = NOW + timedelta(hours=hours)
    return drafts.opened(context, a_request(by), CHANNEL, now=later)


def kept(context: WorkspaceContext, number: int = 0, *, mark: str = "") -> Editing:
    mark = mark or opened(context).mark
    request = a_request(OWNER, number=number)
    return drafts.keep(context, request, CHANNEL, mark=mark, change=GERMAN, now=NOW)


def rows(context: WorkspaceContext) -> int:
    with context.database.read(context.workspace) as tx:
        return len(tx.connection.execute(select(LADDER_DRAFT.c.person)).all())


def test_a_draft_is_one_person_s_until_it_is_a_day_old(context: WorkspaceContext) -> None:
    before = opened(context)
    assert before.edited_at is None
    after = kept(context)
    assert (after.policy.holidays, after.edited_at, after.saved) == ("DE", NOW, before.policy)
    assert opened(context, hours=23.9).policy == after.policy
    assert opened(context, by=MEMBER).policy == before.policy
    ended = opened(context, hours=24)
    assert (ended.edited_at, ended.mark) == (None, before.mark)
    audit.look(context, NOW + DAY - timedelta(seconds=1))
    assert rows(context) == 1
    audit.look(context, NOW + DAY)
    assert rows(context) == 0


def test_a_change_that_comes_again_is_made_once(context: WorkspaceContext) -> None:
    mark = opened(context).mark
    once = kept(context, 1, mark=mark)
    assert kept(context, 1, mark=mark) == once
    with pytest.raises(Stale, match="changed in the meantime"):
        kept(context, 2, mark=mark)


def test_a_change_that_cannot_be_leaves_the_draft_as_it_was(context: WorkspaceContext) -> None:
    mark = kept(context).mark
    stranger = Rung(Policy().rungs[0].after, (person_target("U0NEW"),))

    def with_stranger(policy: Policy) -> Policy:
        return replace(policy, rungs=(stranger, *policy.rungs[1:]))

    request = a_request(OWNER, number=5)
    with pytest.raises(BadInput, match="I do not know that person yet") as refused:
        drafts.keep(context, request, CHANNEL, mark=mark, change=with_stranger, now=NOW)
    assert refused.value.field == "tell_people"
    assert opened(context).mark == mark


def test_what_is_wrong_already_does_not_stop_another_change(context: WorkspaceContext) -> None:
    save_channel(context, configured=True, policy=a_policy(lead=(person_target("U0NEW"),)))
    found = kept(context)
    assert [stop.rung for stop in found.checked.stops] == [0]
    assert found.policy.holidays == "DE"


def test_start_over_and_saving_forget_the_draft(context: WorkspaceContext) -> None:
    kept(context, 1)
    found = drafts.start_over(context, a_request(OWNER), CHANNEL, now=NOW)
    assert (found.edited_at, rows(context)) == (None, 0)
    policy = kept(context, 2).policy
    request = a_request(OWNER, number=3)
    assert not drafts.was_saved(context, request, now=NOW)
    setup.configure(context, request, CHANNEL, policy=policy, now=NOW)
    assert rows(context) == 0
    assert drafts.was_saved(context, request, now=NOW)
    assert not drafts.was_saved(context, a_request(OWNER, number=2), now=NOW), "it kept a draft"


def test_a_ladder_is_checked_against_the_one_that_is_saved(context: WorkspaceContext) -> None:
    same = a_policy(leadership=a_policy().lead, version=opened(context).saved.version)
    checked = drafts.check(context, a_request(OWNER), CHANNEL, policy=same, now=NOW)
    assert any("is the only person notified both" in doubt.text for doubt in checked.doubts)


def test_a_draft_that_cannot_be_read_is_none(context: WorkspaceContext) -> None:
    kept(context)
    for damaged in ("[]", "{", '{"chance": -1}'):
        with context.database.write(context.workspace) as tx:
            tx.connection.execute(update(LADDER_DRAFT).values(policy=damaged))
            assert stored.get(tx, OWNER, CHANNEL, now=NOW) is None
    assert opened(context).edited_at is None


def test_who_may_not_edit_sees_no_draft_form(context: WorkspaceContext) -> None:
    save_person(context, MEMBER)
    save_channel(context, configured=True, policy=a_policy(lead=(person_target(OWNER),)))
    with pytest.raises(NotAllowed, match="can"):
        opened(context, by=MEMBER)
