"""Who cannot see a private channel is told label, owner and due date, and no word of its items."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from escalation.errors import BadInput, UnknownItem
from escalation.fields import Field
from escalation.items import Due, Item
from escalation.ladder.privacy import Outside
from escalation.moves.move import Edit, Move
from escalation.people import Away
from escalation.policy import Editors, Outsiders
from escalation.rungs import Target, TargetKind
from storage import channels
from storage.items import store
from tests.support.context_fixtures import (
    NOW,
    a_request,
    item_now,
    logged,
    moved,
    save_channel,
    taken,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    utc,
)
from workflows.channels import membership, setup
from workflows.channels.outside import Question, question
from workflows.clock import fire
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.precheck import precheck, subject
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.people import absence, invite
from workflows.people.invite import Asked
from workflows.transaction.unit_of_work import WorkspaceContext

DUE_AT = utc("03-05 12:00")
LEADERSHIP_AT = utc("03-06 12:00")
CANARY = "zebrafinch"
WORDS: dict[str, Any] = {
    "title": f"{CANARY} title",
    "fallback": f"{CANARY} fallback",
    "impact": f"{CANARY} impact",
}
TO_LEADS_CHANNEL = (Target(TargetKind.CHANNEL, LEADS_CHANNEL),)


def make_private(context: WorkspaceContext, *members: str, **policy: Any) -> None:
    save_channel(context, private=True, policy=a_policy(**policy))
    save_channel(context, id=LEADS_CHANNEL, name="leads")
    list_members(context, *(members or (OWNER, REPORTER)), at=DUE_AT)


def list_members(context: WorkspaceContext, *members: str, at: datetime) -> None:
    """Set the members as if they had just been listed, without anybody being removed."""
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, CHANNEL, listed=members, now=at)


def removed(context: WorkspaceContext, user: str, *, now: datetime = NOW) -> None:
    membership.changed(context, CHANNEL, user, joined=False, now=now)


def deliver(context: WorkspaceContext, now: datetime) -> dict[str, str]:
    """Send all that is due; what each recipient was sent last, as JSON."""
    sent = {}
    for call in taken(context, now):
        sent[call.channel] = json.dumps(call.args, ensure_ascii=False)
        ts = f"{call.message.rows[0].id}.000100"
        where = f"D{call.channel}" if call.channel.startswith("U") else call.channel
        dispatch.finish(context, call, Sent(channel=where, ts=ts), now=now)
    return sent


def fired(context: WorkspaceContext, *, until: datetime = DUE_AT, **policy: Any) -> Item:
    """An item of a private channel with none of those above the owner in it, past its date."""
    make_private(context, **policy)
    item = logged(context, **WORDS)
    for at in (DUE_AT, until):
        fire.fire_due(context, at)
    return item_now(context, item)


def test_a_lead_outside_is_told_number_owner_and_due_date(context: WorkspaceContext) -> None:
    item = fired(context)
    dm = deliver(context, DUE_AT)[LEAD]
    assert CANARY not in dm
    assert "*B-1*" in dm
    assert f"Owner <@{OWNER}>" in dm
    assert "Ask to be invited" in dm
    assert "You are not in its private channel" in dm
    assert (item.told, item.position.notified) == ((), (LEAD,))


def test_a_lead_inside_is_told_everything(context: WorkspaceContext) -> None:
    make_private(context, OWNER, LEAD)
    item = logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    assert f"{CANARY} title" in deliver(context, DUE_AT)[LEAD]
    assert item_now(context, item).told == (LEAD,)


def test_everything_is_told_if_the_ladder_says_so(context: WorkspaceContext) -> None:
    item = fired(context, outsiders=Outsiders.WORDS)
    assert f"{CANARY} title" in deliver(context, DUE_AT)[LEAD]
    assert (item.told, item.position.notified) == ((LEAD,), ())


def test_in_doubt_whether_somebody_is_still_inside_they_are_told_the_number(
    context: WorkspaceContext,
) -> None:
    make_private(context, OWNER, LEAD)
    list_members(context, OWNER, LEAD, at=NOW)  # three days ago
    item = logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    dm = deliver(context, DUE_AT)[LEAD]
    assert CANARY not in dm
    assert "I could not ask Slack whether you are in its private channel" in dm
    list_members(context, OWNER, LEAD, at=DUE_AT)
    resolve = {"text": "restarted", "reason": "it is"}
    moved(context, item_now(context, item), Move.RESOLVE, actor=LEAD, channel="", **resolve)


def test_what_was_posted_in_another_channel_has_no_words(context: WorkspaceContext) -> None:
    item = fired(context, lead=TO_LEADS_CHANNEL)
    post = deliver(context, DUE_AT)[LEADS_CHANNEL]
    assert CANARY not in post
    assert "Its channel is private" in post
    assert item.position.notified == (LEADS_CHANNEL,)
    moved(context, item, Move.ACKNOWLEDGE, actor=MEMBER, channel=LEADS_CHANNEL)
    with pytest.raises(UnknownItem):
        moved(context, item_now(context, item), Move.ACKNOWLEDGE, actor=MEMBER, channel="C09")


def test_a_bundle_hides_the_items_that_its_reader_may_not_see(context: WorkspaceContext) -> None:
    make_private(context)
    save_channel(context, id="C03", name="open", policy=a_policy())
    logged(context, **WORDS)
    logged(context, 2, channel="C03", title="Mail is down")
    fire.fire_due(context, DUE_AT)
    dm = deliver(context, DUE_AT)[LEAD]
    assert CANARY not in dm
    assert "2 overdue: B-1, Mail is down" in dm
    assert "*B-1* is overdue · Owner" in dm


@pytest.mark.parametrize(
    ("move", "given", "said"),
    [
        (Move.RESOLVE, {"text": CANARY}, "is closed"),
        (Move.RESCHEDULE, {"reason": CANARY, "due": None}, "has a new date"),
    ],
)
def test_they_are_told_of_a_new_date_and_of_the_end_without_words(
    context: WorkspaceContext, move: Move, given: dict[str, Any], said: str
) -> None:
    item = fired(context)
    deliver(context, DUE_AT)
    if "due" in given:
        given = {
            **given,
            "due": Due(at=utc("03-09 12:00"), zone="UTC", phrase=CANARY),
        }
    done = moved(context, item, move, actor=OWNER, now=DUE_AT, **given).item
    dm = deliver(context, DUE_AT)[LEAD]
    assert said in dm
    assert CANARY not in dm
    if not done.is_open:
        moved(context, done, Move.REOPEN, reason=CANARY, now=DUE_AT)
        dm = deliver(context, DUE_AT)[LEAD]
        assert "is open again" in dm
        assert CANARY not in dm


def test_a_slip_is_told_to_a_lead_outside_without_words(context: WorkspaceContext) -> None:
    make_private(context, slip_budget=1)
    item = moved(context, logged(context, **WORDS), Move.AGREE).item
    due = Due(at=utc("03-09 12:00"), zone="UTC", phrase=CANARY)
    moved(context, item, Move.RESCHEDULE, reason=CANARY, due=due)
    dm = deliver(context, NOW)[LEAD]
    assert "*B-1* has a new date" in dm
    assert CANARY not in dm
    assert item_now(context, item).position.notified == (LEAD,)


def test_another_fallback_is_no_news_for_them(context: WorkspaceContext) -> None:
    item = fired(context)
    deliver(context, DUE_AT)
    edit = Edit(field=Field.FALLBACK, new=CANARY)
    moved(context, item, Move.EDIT, edit=edit, reason=CANARY, actor=OWNER, now=DUE_AT)
    assert LEAD not in deliver(context, DUE_AT)


def test_nor_is_it_for_a_stand_in_outside(context: WorkspaceContext) -> None:
    make_private(context)
    item = logged(context, **WORDS)
    away = Away(until=utc("03-10 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(OWNER, number=50), away, now=NOW)
    assert CANARY not in deliver(context, NOW)[STAND_IN], "what they cover, by its number"
    edit = Edit(field=Field.FALLBACK, new=CANARY)
    moved(context, item, Move.EDIT, edit=edit, reason=CANARY, actor=REPORTER, now=NOW)
    assert STAND_IN not in deliver(context, NOW)


def test_in_a_channel_that_was_told_the_number_people_may_answer_from_anywhere(
    context: WorkspaceContext,
) -> None:
    make_private(context, lead=(Target(TargetKind.CHANNEL, LEADS_CHANNEL),))
    item = logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    with pytest.raises(UnknownItem):
        moved(context, item, Move.ACKNOWLEDGE, actor=MEMBER, channel="", now=DUE_AT)
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, LEADS_CHANNEL, listed=(MEMBER,), now=DUE_AT)
    done = moved(context, item, Move.ACKNOWLEDGE, actor=MEMBER, channel="", now=DUE_AT)
    assert CANARY not in repr(done)


def asks(actor: str, number: int, channel: str = "") -> Any:
    return a_request(actor, number=number, channel=channel)


def which(item: Item) -> Which:
    return Which(item_id=item.id)


def test_they_may_acknowledge_and_call_the_next_step_and_nothing_else(
    context: WorkspaceContext,
) -> None:
    item = fired(context)
    done = moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, channel="", now=DUE_AT)
    assert CANARY not in repr(done)
    again = moved(context, item, Move.ACKNOWLEDGE, actor=LEAD, channel="", now=DUE_AT)
    assert CANARY not in repr(again)
    item = item_now(context, item)
    called = moved(
        context, item, Move.ESCALATE, actor=LEAD, channel="", reason="no answer", now=DUE_AT
    )
    assert CANARY not in repr(called)
    assert BOSS in item_now(context, item).position.notified
    for move in set(Move) - {Move.ACKNOWLEDGE, Move.ESCALATE}:
        with pytest.raises(UnknownItem):
            moved(context, item_now(context, item), move, actor=LEAD, channel="", reason="x")
    with pytest.raises(UnknownItem):
        queries.shown(context, asks(LEAD, 70), which(item), now=DUE_AT)


def test_a_call_needs_a_reason_and_its_form_has_no_words(context: WorkspaceContext) -> None:
    item = fired(context)
    with pytest.raises(BadInput, match="Add a reason"):
        moved(context, item, Move.ESCALATE, actor=LEAD, channel="", now=DUE_AT)
    request, this = asks(LEAD, 71), which(item)
    checked = precheck(context, request, this, move=Move.ESCALATE, now=DUE_AT)
    assert CANARY not in repr(checked.item)
    shown = subject(context, request, this, move=Move.ESCALATE, now=DUE_AT)
    assert CANARY not in repr(shown)
    inside = subject(context, asks(OWNER, 72), this, move=Move.ESCALATE, now=DUE_AT)
    assert inside.title == WORDS["title"]


def test_somebody_who_was_told_nothing_finds_nothing(context: WorkspaceContext) -> None:
    item = fired(context)
    with pytest.raises(UnknownItem):
        moved(context, item, Move.ACKNOWLEDGE, actor=BOSS, channel="", now=DUE_AT)


def test_somebody_who_is_invited_may_do_what_the_others_may(context: WorkspaceContext) -> None:
    item = fired(context)
    list_members(context, OWNER, LEAD, at=DUE_AT)
    resolve = {"text": "restarted", "reason": "it is", "now": DUE_AT}
    assert not moved(context, item, Move.RESOLVE, actor=LEAD, channel="", **resolve).item.is_open


def test_a_ladder_that_lets_it_out_later_gives_the_right_to_see_it(
    context: WorkspaceContext,
) -> None:
    item = fired(context)
    with context.database.write(context.workspace) as tx:
        store.save(tx, replace(item, policy=a_policy(outsiders=Outsiders.WORDS)))
    shown = queries.shown(context, asks(LEAD, 73), which(item), now=DUE_AT)
    assert shown.item.title == WORDS["title"]


def test_a_stand_in_outside_is_told_the_number_of_what_the_owner_is_reminded_of(
    context: WorkspaceContext,
) -> None:
    make_private(context)
    item = logged(context, **WORDS)
    away = Away(until=utc("03-10 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(OWNER, number=50), away, now=NOW)
    fire.fire_due(context, DUE_AT)
    dm = deliver(context, DUE_AT)[STAND_IN]
    assert CANARY not in dm
    assert "You cover for" in dm
    item = item_now(context, item)
    done = moved(context, item, Move.ACKNOWLEDGE, actor=STAND_IN, channel="", now=DUE_AT)
    assert CANARY not in repr(done)
    with pytest.raises(UnknownItem):
        queries.shown(context, asks(STAND_IN, 70), which(item), now=DUE_AT)


def test_a_stand_in_on_a_rung_is_told_the_number_and_the_reporter_everything(
    context: WorkspaceContext,
) -> None:
    roles = (Target(TargetKind.STAND_IN), Target(TargetKind.REPORTER))
    make_private(context, lead=roles)
    item = logged(context, **WORDS)
    away = Away(until=utc("03-10 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(OWNER, number=50), away, now=NOW)
    fire.fire_due(context, DUE_AT)
    sent = deliver(context, DUE_AT)
    assert CANARY not in sent[STAND_IN]
    assert f"{CANARY} title" in sent[REPORTER]
    position = item_now(context, item).position
    assert (position.told, position.notified) == ((REPORTER,), (STAND_IN,))


def asked(context: WorkspaceContext, item: Item) -> set[str]:
    return {to for kind, _, to in told(context, item) if kind == "question"}


def test_the_last_question_goes_past_those_outside(context: WorkspaceContext) -> None:
    make_private(context)
    item = logged(context, **WORDS)
    for at in (DUE_AT, LEADERSHIP_AT, utc("03-09 12:00"), utc("03-16 12:00")):
        fire.fire_due(context, at)
    assert asked(context, item) == {REPORTER, CHANNEL}
    assert item_now(context, item).position.asked == (REPORTER,)


def test_the_last_question_goes_to_the_one_inside(context: WorkspaceContext) -> None:
    leadership = tuple(Target(TargetKind.PERSON, user) for user in (BOSS, MEMBER))
    make_private(context, OWNER, MEMBER, leadership=leadership + TO_LEADS_CHANNEL)
    item = logged(context, **WORDS)
    for at in (DUE_AT, LEADERSHIP_AT, utc("03-09 12:00"), utc("03-16 12:00")):
        fire.fire_due(context, at)
    assert asked(context, item) == {MEMBER}


def test_the_lead_who_is_inside_is_asked_for_an_invitation_once(context: WorkspaceContext) -> None:
    leads = tuple(Target(TargetKind.PERSON, user) for user in (LEAD, MEMBER))
    make_private(context, OWNER, MEMBER, lead=leads)
    item = logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    deliver(context, DUE_AT)
    first = invite.ask(context, asks(LEAD, 80), which(item), now=DUE_AT)
    assert first == Asked(label="B-1", names=(f"name of {MEMBER}",), again=False)
    second = invite.ask(context, asks(LEAD, 81), which(item), now=DUE_AT)
    assert second.again
    dm = deliver(context, DUE_AT)[MEMBER]
    assert f"<@{LEAD}> asks to be invited to <#{CHANNEL}>" in dm
    assert WORDS["title"] in dm  # the reader is inside


def test_with_nobody_inside_above_the_owner_the_reporter_is_asked(
    context: WorkspaceContext,
) -> None:
    item = fired(context)
    assert invite.ask(context, asks(LEAD, 80), which(item), now=DUE_AT).names == (
        f"name of {REPORTER}",
    )


def test_with_nobody_to_ask_the_channel_is(context: WorkspaceContext) -> None:
    item = fired(context)
    for user in (OWNER, REPORTER):
        removed(context, user, now=DUE_AT)
    assert invite.ask(context, asks(LEAD, 80), which(item), now=DUE_AT).names == ()
    assert ("invite", "thread", CHANNEL) in told(context, item)


def test_somebody_inside_needs_no_invitation(context: WorkspaceContext) -> None:
    item = fired(context)
    with pytest.raises(BadInput, match="in the channel of B-1 already"):
        invite.ask(context, asks(OWNER, 80), which(item), now=DUE_AT)
    with pytest.raises(UnknownItem):
        invite.ask(context, asks(BOSS, 81), which(item), now=DUE_AT)


def kinds_to(context: WorkspaceContext, item: Item, user: str) -> list[str]:
    return [kind for kind, _, to in told(context, item) if to == user]


def test_a_removed_owner_is_told_once_and_the_lead_of_the_gap(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD)
    item = logged(context, **WORDS)
    deliver(context, NOW)
    removed(context, OWNER)
    removed(context, OWNER)  # Slack delivers an event twice
    sent = deliver(context, NOW)
    assert f"You cannot see *B-1*: <@{LEAD}> will name a new owner." in sent[OWNER]
    assert CANARY not in sent[OWNER]
    assert "cannot see its channel" in sent[LEAD]
    assert WORDS["title"] in sent[LEAD]
    for at in (utc("03-04 12:00"), DUE_AT):
        fire.fire_due(context, at)
        assert OWNER not in deliver(context, at)
    with pytest.raises(UnknownItem):
        queries.shown(context, asks(OWNER, 70), which(item), now=DUE_AT)
    with pytest.raises(UnknownItem):
        moved(context, item_now(context, item), Move.RESOLVE, text="done", channel="")


def test_an_owner_who_is_back_before_being_told_is_told_nothing(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD)
    logged(context, **WORDS)
    deliver(context, NOW)
    removed(context, OWNER)
    membership.changed(context, CHANNEL, OWNER, joined=True, now=NOW)
    assert {OWNER, LEAD}.isdisjoint(deliver(context, NOW))
    fire.fire_due(context, DUE_AT)
    assert f"{CANARY} title" in deliver(context, DUE_AT)[OWNER]


def test_a_list_tells_who_was_removed_too(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD)
    item = logged(context, **WORDS)
    listed(context, [REPORTER, LEAD])
    assert kinds_to(context, item, OWNER) == ["gap", "logged"]
    listed(context, [OWNER, REPORTER, LEAD])
    removed_again = logged(context, 2, **WORDS)
    listed(context, [REPORTER, LEAD])
    assert kinds_to(context, removed_again, OWNER) == ["gap", "logged"]


def test_nobody_who_was_removed_is_named_as_owner(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD, MEMBER)
    removed(context, MEMBER)
    with pytest.raises(BadInput, match="is no longer in this private channel"):
        logged(context, owner=MEMBER)
    item = logged(context, 2)
    give: dict[str, Any] = {"actor": LEAD, "owner": a_person(MEMBER), "reason": "x", "now": NOW}
    with pytest.raises(BadInput, match="Invite them first, or name somebody else"):
        moved(context, item, Move.REASSIGN, **give)
    membership.changed(context, CHANNEL, MEMBER, joined=True, now=NOW)
    assert moved(context, item, Move.REASSIGN, **give).item.owner == MEMBER


def asked_before_saving(context: WorkspaceContext, **policy: Any) -> Question | None:
    ladder = a_policy(**policy)
    return question(context, asks(OWNER, 90, CHANNEL), CHANNEL, policy=ladder, now=NOW)


def test_who_saves_a_ladder_is_asked_about_those_outside(context: WorkspaceContext) -> None:
    make_private(context, OWNER, BOSS, outsiders=Outsiders.WORDS)
    found = asked_before_saving(context, leadership=TO_LEADS_CHANNEL, outsiders=Outsiders.WORDS)
    assert found is not None
    assert found.outside == Outside(people=(LEAD,), channels=(LEADS_CHANNEL,))
    assert (found.proposed, *found.public) == (Outsiders.WORDS, LEADS_CHANNEL)
    assert found.undecided == (0, 1)
    list_members(context, OWNER, LEAD, BOSS, at=NOW)
    assert asked_before_saving(context) is None
    save_channel(context)
    assert asked_before_saving(context, leadership=TO_LEADS_CHANNEL) is None


def news(context: WorkspaceContext, number: int, **policy: Any) -> str:
    """What the channel reads of a ladder that was just saved."""
    version = setup.current(context, asks(OWNER, 95, CHANNEL), CHANNEL, now=NOW).channel.policy
    ladder = a_policy(**policy, version=version.version, editors=Editors.EVERYBODY)
    request = asks(OWNER, number, CHANNEL)
    setup.configure(context, request, CHANNEL, policy=ladder, now=NOW)
    return deliver(context, NOW)[CHANNEL]


def test_the_choice_is_a_line_in_the_channel(context: WorkspaceContext) -> None:
    make_private(context, OWNER)
    save_channel(context, private=True, policy=a_policy(lead=(), leadership=()))
    sent = "People who cannot see this channel are sent"
    assert f"{sent}: number, owner and due date only" in news(context, 91, leadership=())
    assert sent not in news(context, 92, leadership=(), window_days=3)
    chosen = {"leadership": (), "window_days": 3, "outsiders": Outsiders.WORDS}
    assert f"{sent}: everything (was number, owner and due date only)" in news(
        context, 93, **chosen
    )


def test_in_a_public_channel_there_is_no_such_line(context: WorkspaceContext) -> None:
    save_channel(context, policy=a_policy(lead=(), leadership=(), outsiders=Outsiders.WORDS))
    assert "People who cannot see" not in news(context, 94, leadership=())


def listed(context: WorkspaceContext, members: Iterable[str]) -> None:
    before = membership.checked_at(context, CHANNEL, NOW)
    membership.listed(context, CHANNEL, [*members], before=before, now=NOW)


def test_a_removed_reporter_is_told_nothing_more(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD)
    item = logged(context, **WORDS)
    deliver(context, NOW)
    removed(context, REPORTER)
    moved(context, item, Move.RESOLVE, text=CANARY)
    assert REPORTER not in deliver(context, NOW)


def test_what_a_removed_person_was_sent_is_not_touched(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD)
    item = logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    assert f"{CANARY} title" in deliver(context, DUE_AT)[LEAD]
    removed(context, LEAD, now=DUE_AT)
    moved(context, item_now(context, item), Move.RESOLVE, text=CANARY, now=DUE_AT)
    sent = deliver(context, DUE_AT)
    assert {LEAD, f"D{LEAD}"}.isdisjoint(sent)
    assert f"D{OWNER}" in sent  # the owner's reminder is redrawn


def test_a_removed_lead_is_still_notified_by_number(context: WorkspaceContext) -> None:
    make_private(context, OWNER, REPORTER, LEAD, outsiders=Outsiders.WORDS)
    logged(context, **WORDS)
    fire.fire_due(context, DUE_AT)
    removed(context, LEAD, now=DUE_AT)  # before the message goes out
    dm = deliver(context, DUE_AT)[LEAD]
    assert CANARY not in dm
    assert "*B-1* is overdue" in dm


def test_leaving_a_public_channel_changes_nothing(context: WorkspaceContext) -> None:
    item = logged(context, **WORDS)
    removed(context, OWNER)
    assert kinds_to(context, item, OWNER) == ["logged"]
    assert f"{CANARY} title" in deliver(context, NOW)[OWNER]


def test_a_stand_in_sees_nothing_of_where_the_absent_person_was_removed(
    context: WorkspaceContext,
) -> None:
    make_private(context, OWNER, REPORTER, LEAD, outsiders=Outsiders.WORDS)
    item = logged(context, **WORDS)
    away = Away(until=utc("03-10 09:00"), stand_in=STAND_IN)
    absence.leave(context, a_request(OWNER, number=50), away, now=NOW)
    queries.shown(context, asks(STAND_IN, 70), which(item), now=NOW)
    removed(context, OWNER)
    with pytest.raises(UnknownItem):
        queries.shown(context, asks(STAND_IN, 71), which(item), now=NOW)
