"""Versions of a channel's ladder: who saved them, who is told, which open items take them over."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from escalation.errors import NotAllowed, Stale
from escalation.facts.action import Action
from escalation.facts.circumstances import Configured
from escalation.facts.in_notices import LadderChanged
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Move
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.policy import Editors, Policy
from escalation.rungs import Offset, Rung, Unit
from storage.engine.prepared import Prepared
from storage.items import history
from storage.ladders import versions
from storage.outbox.rows import SELECT, fetch
from tests.support.context_fixtures import (
    NOW,
    a_request,
    item_now,
    live,
    logged,
    moved,
    save_channel,
    save_person,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LONG,
    MEMBER,
    OWNER,
    a_due,
    a_policy,
    person_target,
    utc,
)
from workflows.channels import ladder_news, setup
from workflows.channels.setup import Saved
from workflows.transaction.unit_of_work import WorkspaceContext

LATER_FALLBACK = a_policy(
    rungs=(*a_policy().rungs[:2], replace(a_policy().rungs[2], after=Offset(3, Unit.DAYS)))
)


def saved(
    context: WorkspaceContext,
    policy: Policy,
    *,
    by: str = LEAD,
    now: datetime = NOW,
    adoption: Adoption = Adoption.NONE,
    reason: str = "",
) -> Saved:
    current = setup.current(context, a_request(by), CHANNEL, now=now).channel.policy
    request = a_request(by, number=100 + current.version)
    policy = replace(policy, version=current.version)
    return setup.configure(
        context, request, CHANNEL, policy=policy, adoption=adoption, reason=reason, now=now
    )


def news(context: WorkspaceContext) -> list[Notice]:
    with context.database.read(context.workspace) as tx:
        rows = fetch(tx, Prepared(SELECT), {})
    return [
        row.notice
        for row in rows
        if row.notice.kind is NoticeKind.LADDER and row.state.value == "pending"
    ]


def test_each_version_is_kept_with_who_made_it_and_why(context: WorkspaceContext) -> None:
    saved(context, LATER_FALLBACK, reason="launch week")
    with context.database.read(context.workspace) as tx:
        first, second = (versions.get(tx, CHANNEL, number) for number in (1, 2))
        assert versions.get(tx, CHANNEL, 3) is None
    assert first is not None
    assert second is not None
    assert (first.policy, first.by, first.at) == (a_policy(), "", None)
    assert second.policy == replace(LATER_FALLBACK, version=2)
    assert (second.by, second.at, second.reason) == (LEAD, NOW, "launch week")


def test_the_history_keeps_the_old_and_the_new_values(context: WorkspaceContext) -> None:
    saved(context, replace(a_policy(), window_days=5), reason="slower customers")
    with context.database.read(context.workspace) as tx:
        (event,) = history.of_channel_itself(
            tx, CHANNEL, action=Action.CONFIGURED, start=NOW, end=NOW + timedelta(seconds=1)
        )
    assert (event.actor, event.reason) == (LEAD, "slower customers")
    assert event.facts == Configured(
        channel=CHANNEL, version=2, old='{"window_days":2}', new='{"window_days":5}'
    )


def test_the_channel_is_told_at_once_and_leads_in_their_hours_but_the_editor(
    context: WorkspaceContext,
) -> None:
    save_person(context, BOSS, zone="America/New_York")
    at = utc("03-02 10:00")  # Monday, 05:00 in New York
    saved(context, LATER_FALLBACK, now=at)
    told = {(one.place, one.recipient): one.not_before for one in news(context)}
    assert told == {
        (Place.CHANNEL, CHANNEL): at,
        (Place.DM, BOSS): utc("03-02 14:00"),  # 09:00 there
    }


def test_old_and_new_leads_are_told(context: WorkspaceContext) -> None:
    saved(context, a_policy(lead=(person_target(MEMBER),)), by=BOSS)
    assert {one.recipient for one in news(context)} == {CHANNEL, LEAD, MEMBER}


def test_two_changes_before_somebodys_morning_are_one_message(context: WorkspaceContext) -> None:
    save_channel(context, configured=True)
    night = utc("03-02 20:00")
    saved(context, LATER_FALLBACK, now=night)
    saved(context, replace(LATER_FALLBACK, hold=timedelta(hours=1)), now=night)
    (direct,) = (one for one in news(context) if one.place is Place.DM)
    assert (direct.recipient, direct.not_before) == (BOSS, utc("03-03 09:00"))
    facts = direct.says(LadderChanged)
    assert (facts.since, facts.version) == (1, 3)
    with context.reading(utc("03-03 09:00")) as uow:
        words = ladder_news.message(uow, direct)["text"]
    assert words == (
        f"*name of {LEAD}* changed the setup of <#{CHANNEL}> (version 3).\n"
        "• The fallback applies: 3 working days after the due date "
        "(was 2 working days after the due date)\n"
        "• Pause after an acknowledgement: 1 working hour (was 4 working hours)\n"
        f"All of it: `/backstop ladder` in <#{CHANNEL}>"
    )


def test_steps_that_came_or_went_are_told_in_the_order_of_the_ladder(
    context: WorkspaceContext,
) -> None:
    save_channel(context, configured=True)
    lead, leadership, _ = a_policy().rungs
    third = Rung(Offset(2, Unit.DAYS), (person_target(MEMBER),))
    last = LATER_FALLBACK.rungs[2]
    three = replace(a_policy(), rungs=(lead, leadership, third, last))
    for policy, told in (
        (
            three,
            [
                f"Step 3: *name of {MEMBER}*",
                "Step 3 is notified: 2 working days after the due date, in the thread",
                "The fallback applies: 3 working days after the due date "
                "(was 2 working days after the due date)",
            ],
        ),
        (
            replace(three, rungs=(replace(lead, after=Offset(1)), leadership, last)),
            [
                "The lead is notified: 1 working hour after the due date, in the thread "
                "(was at once, in the thread)",
                "Step 3 was removed",
            ],
        ),
    ):
        saved(context, policy)
        told_here = [one for one in news(context) if one.place is Place.CHANNEL]
        notice = max(told_here, key=lambda one: one.says(LadderChanged).version)
        with context.reading(NOW) as uow:
            words = ladder_news.message(uow, notice)["text"].split("\n")
        assert [line for line in words if line.startswith("•")] == [f"• {one}" for one in told]


def test_a_member_may_not_edit_once_a_lead_is_set_and_is_told_who_can(
    context: WorkspaceContext,
) -> None:
    with pytest.raises(NotAllowed, match="Only name of U03, name of U04 or an admin"):
        saved(context, LATER_FALLBACK, by=MEMBER)
    save_channel(context, policy=a_policy(lead=(), leadership=()))
    assert saved(context, a_policy(), by=MEMBER).channel.policy.lead == a_policy().lead
    with pytest.raises(NotAllowed):
        saved(context, LATER_FALLBACK, by=MEMBER)


def test_nobody_locks_themselves_out(context: WorkspaceContext) -> None:
    with pytest.raises(NotAllowed, match="could not change the setup again"):
        saved(context, replace(a_policy(), editors=Editors.ADMINS))
    save_person(context, LEAD, admin=True)
    done = saved(context, replace(a_policy(), editors=Editors.ADMINS))
    assert done.channel.policy.editors is Editors.ADMINS
    with pytest.raises(NotAllowed, match="Only an admin"):
        saved(context, a_policy(), by=BOSS)


def test_open_items_switch_all_or_those_not_yet_due_or_none(context: WorkspaceContext) -> None:
    late = logged(context, 1, due=a_due("03-02 12:00"))
    ahead = logged(context, 2, due=a_due("03-10 12:00"))
    now = utc("03-04 10:00")
    assert saved(context, LATER_FALLBACK, now=now).items == 0
    done = saved(context, LATER_FALLBACK, now=now, adoption=Adoption.NOT_DUE)
    assert done.items == 1
    versions_ = {item_now(context, one).policy.version for one in (late, ahead)}
    assert versions_ == {1, 3}
    done = saved(context, LATER_FALLBACK, now=now, adoption=Adoption.ALL)
    assert done.items == 2
    assert {item_now(context, one).policy.version for one in (late, ahead)} == {4}


def test_nobody_withdraws_an_item_as_the_lead_that_they_made_themselves(
    context: WorkspaceContext,
) -> None:
    save_channel(context, policy=a_policy(lead=(), leadership=()))
    item = logged(context)
    mine = a_policy(lead=(person_target(MEMBER),), leadership=())
    saved(context, mine, by=MEMBER, adoption=Adoption.ALL)
    with pytest.raises(NotAllowed):
        moved(context, item, Move.WITHDRAW, actor=MEMBER, reason="nobody needs it")
    again = logged(context, 2)  # logged with that ladder, so the say over it is the lead's
    moved(context, again, Move.WITHDRAW, actor=MEMBER, reason="nobody needs it", number=8)
    assert not item_now(context, again).is_open


def test_of_two_who_save_the_same_version_the_second_is_told(context: WorkspaceContext) -> None:
    policy = a_policy()
    for by in (LEAD, BOSS):
        request = a_request(by, number=50 + [LEAD, BOSS].index(by))
        if by == BOSS:
            with pytest.raises(Stale):
                setup.configure(context, request, CHANNEL, policy=policy, now=NOW)
        else:
            setup.configure(context, request, CHANNEL, policy=policy, now=NOW)
    assert OWNER not in {one.recipient for one in news(context)}


def test_a_lead_whose_account_is_gone_is_not_told(context: WorkspaceContext) -> None:
    save_person(context, BOSS, deactivated=True)
    saved(context, a_policy(leadership=()))
    assert {one.recipient for one in news(context)} == {CHANNEL}


def test_on_a_shorter_ladder_the_fallback_is_never_what_was_left_out(
    context: WorkspaceContext,
) -> None:
    """A rung that was left out had the place that the fallback has now."""
    save_channel(context, policy=a_policy(rungs=LONG))
    item = logged(context)
    live(context, utc("03-05 12:00"))
    moved(context, item_now(context, item), Move.ACKNOWLEDGE, now=utc("03-05 13:00"))
    live(context, utc("03-09 18:00"))
    assert item_now(context, item).rung(2).left_out_at is not None
    saved(context, a_policy(), adoption=Adoption.ALL, now=utc("03-09 18:00"))
    live(context, utc("03-10 12:00"))
    assert item_now(context, item).fallback_applies
