"""A hand-over of everything on a real database: all lines or none, each told once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from escalation.about.customers import Customer
from escalation.errors import BadInput, NotAllowed, Refusal, Stale
from escalation.facts.handing_over import EverythingHanded
from escalation.fields import Field
from escalation.handover import batches
from escalation.handover.batches import Batch
from escalation.handover.everything import MOST_LINES
from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from escalation.people import Away
from escalation.policy import Editors, HandOvers
from messages.slack.blocks import Json
from storage import channels
from storage.about import batches as stored
from storage.about import customers
from storage.outbox import queue
from storage.tables.channels import CHANNEL as CHANNELS
from storage.tables.customers import CUSTOMER
from storage.tables.hand_overs import BATCH
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    save_channel,
    save_person,
    send,
    told,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    a_policy,
    person_target,
    utc,
)
from tests.support.storage.store_fixtures import stored_item
from workflows.batches import answering, everything
from workflows.batches.answering import Which
from workflows.batches.everything import Wanted
from workflows.batches.holdings import Holdings
from workflows.clock import fire
from workflows.handover import lapse
from workflows.items import queries
from workflows.outbox import dispatch
from workflows.outbox.result import Refused, Sent
from workflows.transaction.unit_of_work import Request, WorkspaceContext

ENDS = NOW + timedelta(hours=8)
"""From 9:00 to 17:00 on a Monday."""


@pytest.fixture
def team(context: WorkspaceContext) -> WorkspaceContext:
    """Everybody is in the channel; the owner leads it beside LEAD and has the account of Harbor."""
    climbs(context, lead=(person_target(LEAD), person_target(OWNER)))
    save_customer(context)
    return context


def climbs(context: WorkspaceContext, **policy: Any) -> None:
    """Give the channel this ladder; everybody is in it."""
    save_channel(context, policy=a_policy(**policy))
    with context.database.write(WORKSPACE) as tx:
        channels.set_members(tx, CHANNEL, listed=[f"U0{n}" for n in range(1, 7)], now=NOW)


def about_harbor(context: WorkspaceContext, number: int = 1) -> Item:
    """Log an item about Harbor, so that its lead may give the account away."""
    item = logged(context, number)
    with context.database.write(WORKSPACE) as tx:
        customers.join(tx, item.id, customers.named(tx, ["harbor"]).values())
    return item


def a_form(actor: str, number: int = 1) -> Request:
    return Request(kind="form", external_id=f"V{number}.h", actor=actor)


def handed(
    context: WorkspaceContext, *, by: str = LEAD, to: str = MEMBER, number: int = 1, **more: Any
) -> Json:
    """Hand over all that there is, or what `only` names."""
    request = a_form(by, number)
    held = everything.opened(context, request, more.get("owner", OWNER), now=NOW)
    keys = more.get("only", [line.key for line in held.lines])
    wanted = Wanted(owner=held.owner.id, to=dict.fromkeys(keys, to), reason=more.get("why", "left"))
    return everything.hand_over(context, request, wanted, now=more.get("now", NOW))


def held(context: WorkspaceContext, by: str = LEAD, owner: str = OWNER) -> Holdings:
    return everything.opened(context, a_form(by), owner, now=NOW)


def save_customer(context: WorkspaceContext, name: str = "Harbor", owner: str = OWNER) -> Customer:
    with context.database.write(WORKSPACE) as tx:
        (made,) = customers.make(tx, [name], by=owner)
        customers.save(tx, replace(made, owner=owner))
        return replace(made, owner=owner)


def account(context: WorkspaceContext, name: str = "harbor") -> str:
    with context.database.read(WORKSPACE) as tx:
        return customers.named(tx, [name])[name].owner


def leads(context: WorkspaceContext) -> list[str]:
    with context.database.read(WORKSPACE) as tx:
        found = channels.get(tx, CHANNEL)
    assert found is not None
    return [target.id for target in found.policy.lead]


def batch_of(context: WorkspaceContext, to: str = MEMBER) -> Batch:
    """The only batch that somebody got."""
    with context.database.read(WORKSPACE) as tx:
        (mark,) = tx.connection.execute(select(BATCH.c.mark).where(BATCH.c.person == to)).scalars()
        found = stored.get(tx, mark, to)
    assert found is not None
    return found


def became(context: WorkspaceContext, to: str = MEMBER) -> list[str]:
    return [line.became.value for line in batch_of(context, to).lines]


def news(context: WorkspaceContext) -> list[tuple[str, bool]]:
    """Who waits to be told of a hand-over of everything, and whether that it is over."""
    with context.database.read(WORKSPACE) as tx:
        rows = queue.pending_kind(tx, NoticeKind.HAND_OVER)
    return sorted((it.notice.recipient, it.notice.says(EverythingHanded).is_over) for it in rows)


def pressed(by: str = MEMBER, number: int = 1) -> Request:
    return Request(kind="click", external_id=f"{by}.{number}", actor=by)


def takes(context: WorkspaceContext, key: str = "", *, by: str = MEMBER, number: int = 1) -> str:
    which = Which(mark=batch_of(context).mark, key=key)
    return answering.take(context, pressed(by, number), which, now=NOW)


def declines(context: WorkspaceContext, key: str = "", *, reason: str = "busy") -> str:
    which = Which(mark=batch_of(context).mark, key=key)
    return answering.decline(context, pressed(number=2), which, reason=reason, now=NOW)


def drawn(context: WorkspaceContext, to: str) -> str:
    """The message that somebody gets of it, in words."""
    at = utc("03-04 12:00")
    calls = dispatch.take(context, at, limit=50)
    for one in calls:
        dispatch.finish(context, one, Sent(one.channel, one.token), now=at)
    return next(str(one.args["text"]) for one in calls if one.channel == to)


def test_all_of_it_changes_hands_in_one_transaction(team: WorkspaceContext) -> None:
    first, second = about_harbor(team), logged(team, 2)
    handed(team)
    assert [item_now(team, it).owner for it in (first, second)] == [MEMBER, MEMBER]
    assert (account(team), leads(team)) == (MEMBER, [LEAD, MEMBER])
    assert became(team) == ["taken"] * 4
    assert news(team) == [(OWNER, False), (MEMBER, False)]
    for item in (first, second):
        assert [one for one in told(team, item) if one[1] == "dm" and one[0] != "logged"] == []
        assert ("changed", "thread", CHANNEL) in told(team, item)
        assert actions(team, item.id)[:2] == ["logged", "reassign"]
        assert item_now(team, item).policy.lead == (person_target(LEAD), person_target(MEMBER))


def test_a_redelivery_changes_nothing_and_says_the_same(team: WorkspaceContext) -> None:
    about_harbor(team)
    said = handed(team)
    wanted = Wanted(owner=OWNER, to={"item:1": BOSS}, reason="again")
    assert everything.hand_over(team, a_form(LEAD), wanted, now=NOW) == said
    assert became(team) == ["taken"] * 3


def test_whoever_takes_it_all_themselves_is_not_told(team: WorkspaceContext) -> None:
    logged(team)
    handed(team, to=LEAD)
    assert news(team) == [(OWNER, False)]


def test_an_owner_who_is_gone_is_told_nothing(team: WorkspaceContext) -> None:
    logged(team)
    save_person(team, OWNER, deactivated=True)
    handed(team)
    assert news(team) == [(MEMBER, False)]


def elsewhere(context: WorkspaceContext, *users: str, **channel: Any) -> None:
    """Another channel, with these people in it and nobody on its ladder."""
    policy = a_policy(lead=(), leadership=())
    save_channel(context, **{"id": "C09", "name": "other", "policy": policy, **channel})
    with context.database.write(WORKSPACE) as tx:
        channels.set_members(tx, "C09", listed=users, now=NOW)


@pytest.mark.parametrize("by", [LEAD, BOSS])
def test_who_leads_the_channel_hands_over_what_is_in_it(team: WorkspaceContext, by: str) -> None:
    item = logged(team)
    elsewhere(team, OWNER, REPORTER)
    logged(team, 2, channel="C09")
    assert [it.id for it in held(team, by).items] == [item.id]
    assert [role.channel.id for role in held(team, by).roles] == [CHANNEL]
    assert len(held(team, OWNER).items) == 2


def test_what_is_open_in_an_archived_channel_can_go(team: WorkspaceContext) -> None:
    elsewhere(team, OWNER, REPORTER)
    item = logged(team, 2, channel="C09")
    elsewhere(team, OWNER, REPORTER, archived=True, left_at=NOW)
    assert held(team, OWNER).channels["C09"].name == "other"
    handed(team, by=OWNER)
    takes(team)
    assert item_now(team, item).owner == MEMBER


def test_others_read_who_can(team: WorkspaceContext) -> None:
    logged(team)
    with pytest.raises(NotAllowed, match="Only name of U01, name of U03, name of U04 or an admin"):
        held(team, MEMBER)
    with pytest.raises(NotAllowed, match="Only name of U06 or an admin"):
        held(team, STAND_IN, MEMBER)


def test_an_admin_hands_over_what_they_see(team: WorkspaceContext) -> None:
    about_harbor(team)
    admins = replace(team, admins=frozenset({STAND_IN}))
    assert len(held(admins, STAND_IN).lines) == 3
    assert held(admins, STAND_IN, MEMBER).lines == ()


def test_a_lead_with_nothing_to_hand_over_reads_so(team: WorkspaceContext) -> None:
    assert held(team, LEAD, MEMBER).lines == ()


@pytest.mark.parametrize(
    ("user", "why"), [("U99", "I do not know that person yet"), ("U0B", "is an app")]
)
def test_nobody_has_anything_of_an_app_or_a_stranger(
    team: WorkspaceContext, user: str, why: str
) -> None:
    save_person(team, "U0B", bot=True)
    with pytest.raises(BadInput, match=why):
        held(team, LEAD, user)


def test_what_is_private_to_others_does_not_appear(team: WorkspaceContext) -> None:
    elsewhere(team, OWNER, REPORTER, private=True, policy=a_policy(lead=(person_target(OWNER),)))
    logged(team, 2, channel="C09")
    admins = replace(team, admins=frozenset({STAND_IN}))
    assert held(admins, STAND_IN).items == ()
    assert [role.channel.id for role in held(admins, STAND_IN).roles] == [CHANNEL]
    assert [role.channel.id for role in held(team, OWNER).roles] == [CHANNEL, "C09"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"to": OWNER}, "name of U01 has all of it already"),
        ({"to": ""}, "Who takes over"),
        ({"to": "U99"}, "I do not know that person yet"),
        ({"why": " "}, "Add a reason"),
        ({"only": []}, "Tick what should be handed over"),
        ({"only": ["item:99"]}, "1 line has changed since you opened this"),
        ({"only": ["item:x", "role:y"]}, "2 lines have changed since you opened this"),
        ({"only": [f"item:{'9' * 40}"]}, "1 line has changed since you opened this"),
    ],
)
def test_bad_input_changes_nothing(team: WorkspaceContext, line: dict[str, Any], why: str) -> None:
    item = about_harbor(team)
    with pytest.raises(BadInput, match=why):
        handed(team, **line)
    assert (item_now(team, item).owner, account(team), news(team)) == (OWNER, OWNER, [])


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"deactivated": True}, "has no active account"),
        ({"bot": True}, "is an app"),
        ({"stranger": True}, "belongs to another company"),
        ({"guest": True}, "is a guest and cannot have the account of Harbor"),
    ],
)
def test_a_receiver_who_cannot_have_it_is_named(
    team: WorkspaceContext, person: dict[str, Any], why: str
) -> None:
    item = about_harbor(team)
    save_person(team, MEMBER, **person)
    with pytest.raises(BadInput, match=why):
        handed(team)
    assert item_now(team, item).owner == OWNER


def test_a_receiver_who_cannot_see_an_item_is_named_with_it(team: WorkspaceContext) -> None:
    elsewhere(team, OWNER, REPORTER)
    there = logged(team, 2, channel="C09")
    here = logged(team)
    save_person(team, MEMBER, guest=True)
    keys = [batches.of_item(one.id).key for one in (here, there)]
    with pytest.raises(BadInput, match=r"^name of U06 cannot see B-1\. Nothing was handed over"):
        handed(team, by=OWNER, only=keys)
    assert item_now(team, here).owner == OWNER
    handed(team, by=OWNER, only=keys[:1])
    assert item_now(team, here).offer is not None


def test_of_many_faults_a_few_are_named(team: WorkspaceContext) -> None:
    items = [logged(team, n) for n in range(1, 11)]
    save_person(team, MEMBER, guest=True)
    with team.database.write(WORKSPACE) as tx:
        channels.set_members(tx, CHANNEL, listed=[OWNER, REPORTER], now=NOW)
    with pytest.raises(BadInput, match="B-8; and 2 more"):
        handed(team, only=[batches.of_item(one.id).key for one in items])


def test_what_was_closed_or_given_away_since_is_named(team: WorkspaceContext) -> None:
    closed, given, left = logged(team), logged(team, 2), logged(team, 3)
    keys = [batches.of_item(one.id).key for one in (closed, given, left)]
    moved(team, closed, Move.RESOLVE, text="done")
    moved(team, given, Move.REASSIGN, actor=LEAD, owner=a_person(BOSS), reason="x", number=71)
    with pytest.raises(BadInput, match="B-1 is closed; B-2 has another owner now"):
        handed(team, only=keys)
    assert item_now(team, left).owner == OWNER


def test_a_ladder_that_would_be_wrong_stops_it_and_is_named(team: WorkspaceContext) -> None:
    save_person(team, "U08", deactivated=True)
    climbs(team, lead=(person_target(OWNER), person_target("U08")))
    with pytest.raises(BadInput, match="#launch: name of U08 has no active account"):
        handed(team, by=BOSS)
    assert leads(team) == [OWNER, "U08"]


def test_a_ladder_of_admins_stays_and_says_so(team: WorkspaceContext) -> None:
    climbs(team, lead=(person_target(OWNER),), editors=Editors.ADMINS)
    item = logged(team)
    (role,) = held(team, BOSS).roles
    assert "Only an admin can change this channel's setup" in role.refused
    assert role.line not in held(team, BOSS).lines
    handed(team, by=BOSS)
    assert (item_now(team, item).owner, leads(team)) == (MEMBER, [OWNER])


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ({"archived": True}, "This channel is archived"),
        ({"member": False}, "I am not in"),
    ],
)
def test_a_ladder_of_a_channel_that_is_shut_stays(
    team: WorkspaceContext, channel: dict[str, Any], why: str
) -> None:
    save_channel(team, policy=a_policy(lead=(person_target(OWNER),)), **channel)
    roles = held(team, OWNER).roles
    assert [role.refused[: len(why)] for role in roles] in ([], [why])


def test_two_receivers_on_one_ladder_make_one_version(team: WorkspaceContext) -> None:
    both = a_policy(lead=(person_target(OWNER),), leadership=(person_target(OWNER),))
    climbs(team, lead=both.lead, leadership=both.leadership)
    item = logged(team)
    save_person(team, OWNER, deactivated=True)
    first, second = (batches.of_role(CHANNEL, rung).key for rung in (0, 1))
    to = {first: MEMBER, second: STAND_IN, batches.of_item(item.id).key: STAND_IN}
    wanted = Wanted(owner=OWNER, to=to, reason="left")
    admins = replace(team, admins=frozenset({LEAD}))
    everything.hand_over(admins, a_form(LEAD), wanted, now=NOW)
    with team.database.read(WORKSPACE) as tx:
        found = channels.get(tx, CHANNEL)
    assert found is not None
    assert found.policy.version == both.version + 1
    assert [rung.targets for rung in found.policy.rungs[:2]] == [
        (person_target(MEMBER),),
        (person_target(STAND_IN),),
    ]
    after = item_now(team, item)
    assert (after.owner, after.policy.version) == (STAND_IN, both.version + 1)


def test_one_form_takes_a_hundred_lines_and_counts_the_rest(team: WorkspaceContext) -> None:
    with team.database.write(WORKSPACE) as tx:
        for n in range(1, MOST_LINES + 6):
            stored_item(tx, number=n, owner=OWNER)
    found = held(team)
    assert (len(found.lines), found.more) == (MOST_LINES, 6)
    handed(team)
    assert (len(held(team).items), held(team).more) == (6, 0)


def test_ones_own_is_an_offer_with_one_end(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    assert batch_of(team).ends_at == ENDS
    assert became(team) == ["waiting"] * 3
    after = item_now(team, item)
    assert after.offer is not None
    assert (after.owner, after.offer.batch) == (OWNER, batch_of(team).mark)
    assert (account(team), leads(team)) == (OWNER, [LEAD, OWNER])
    assert news(team) == [(MEMBER, False)]
    assert not [one for one in told(team, item) if one[0] == "offered"]
    assert fire.next_at(team, NOW) is not None


def test_an_urgent_item_ends_it_no_earlier(team: WorkspaceContext) -> None:
    logged(team, urgent=True)
    logged(team, 2)
    handed(team, by=OWNER, now=NOW + timedelta(minutes=5))
    assert batch_of(team).ends_at == utc("03-03 09:05")


def test_where_offers_are_off_items_and_roles_go_at_once(team: WorkspaceContext) -> None:
    both = (person_target(OWNER), person_target(LEAD))
    climbs(team, lead=both, hand_overs=HandOvers.AT_ONCE)
    item = logged(team)
    handed(team, by=OWNER)
    assert item_now(team, item).owner == MEMBER
    assert leads(team) == [MEMBER, LEAD]
    assert became(team) == ["waiting", "taken", "taken"]  # the account is offered
    assert "2 lines" not in drawn(team, MEMBER)


def test_taken_as_one_everything_goes_and_the_giver_is_told_once(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    assert takes(team) == "Yours now: 1 item, 1 customer and 1 role."
    assert takes(team) == "Yours now: 1 item, 1 customer and 1 role."  # Slack sends it again
    assert (item_now(team, item).owner, account(team)) == (MEMBER, MEMBER)
    assert leads(team) == [LEAD, MEMBER]
    assert batch_of(team).ends_at is None
    assert news(team) == [(OWNER, True), (MEMBER, False)]
    assert not [one for one in told(team, item) if one[0] in ("handed", "stayed")]
    with pytest.raises(Stale, match="no longer needs an answer"):
        takes(team, number=2)
    with pytest.raises(Stale):
        answering.waiting(team, pressed(), Which(mark=batch_of(team).mark), now=NOW)


def test_refused_as_one_nothing_goes_and_lead_and_giver_are_told_once(
    team: WorkspaceContext,
) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    which = Which(mark=batch_of(team).mark)
    assert "offers you 1 item, 1 customer and 1 role" in answering.waiting(
        team, pressed(), which, now=NOW
    )
    with pytest.raises(BadInput, match="Add a reason"):
        declines(team, reason=" ")
    assert declines(team) == "You said no to 1 item, 1 customer and 1 role."
    assert (item_now(team, item).owner, account(team)) == (OWNER, OWNER)
    assert [line.why for line in batch_of(team).lines] == ["busy"] * 3
    assert news(team) == [(OWNER, True), (LEAD, True), (MEMBER, False)]


def test_line_by_line_the_rest_waits(team: WorkspaceContext) -> None:
    first, second = logged(team), logged(team, 2)
    handed(team, by=OWNER)
    of_first, of_second = (batches.of_item(one.id).key for one in (first, second))
    assert "B-1" in answering.waiting(
        team, pressed(), Which(mark=batch_of(team).mark, key=of_first), now=NOW
    )
    takes(team, of_first)
    declines(team, of_second)
    assert became(team) == ["taken", "declined", "waiting", "waiting"]
    assert news(team) == [(MEMBER, False)]
    takes(team, number=3)
    assert news(team) == [(OWNER, True), (LEAD, True), (MEMBER, False)]


def test_an_offer_is_the_receivers_alone(team: WorkspaceContext) -> None:
    logged(team)
    handed(team, by=OWNER)
    with pytest.raises(Stale):
        takes(team, by=BOSS)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ({"move": Move.RESOLVE, "text": "done"}, "overtaken"),
        ({"move": Move.RESCHEDULE, "due": None, "reason": "late"}, "overtaken"),
        ({"move": Move.TAKE, "actor": MEMBER}, "taken"),
        ({"move": Move.DECLINE, "actor": MEMBER, "reason": "busy"}, "declined"),
    ],
)
def test_what_is_done_to_an_item_answers_its_line(
    team: WorkspaceContext, act: dict[str, Any], state: str
) -> None:
    item = logged(team)
    handed(team, by=OWNER, only=[batches.of_item(item.id).key])
    if act["move"] is Move.RESCHEDULE:
        act = {**act, "due": replace(item.due, at=item.due.at + timedelta(days=1))}
    moved(team, item_now(team, item), act.pop("move"), **act)
    assert became(team) == [state]
    assert batch_of(team).ends_at is None
    assert (OWNER, True) in news(team)


def test_given_to_somebody_else_it_is_no_longer_offered(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER, only=[batches.of_item(item.id).key])
    moved(team, item_now(team, item), Move.REASSIGN, actor=LEAD, owner=a_person(BOSS), reason="x")
    assert became(team) == ["overtaken"]
    other = logged(team, 2)
    handed(team, by=OWNER, only=[batches.of_item(other.id).key], to=STAND_IN, number=2)
    moved(
        team,
        item_now(team, other),
        Move.REASSIGN,
        actor=LEAD,
        owner=a_person(STAND_IN),
        reason="x",
        number=72,
    )
    assert became(team, STAND_IN) == ["taken"]
    assert ("handed", "dm", STAND_IN) in told(team, other)


def test_a_second_offer_replaces_the_lines_of_the_first(team: WorkspaceContext) -> None:
    item = logged(team)
    key = batches.of_item(item.id).key
    handed(team, by=OWNER, only=[key])
    handed(team, by=OWNER, only=[key], to=BOSS, number=2)
    assert (became(team), became(team, BOSS)) == (["overtaken"], ["waiting"])


def test_a_second_offer_replaces_accounts_and_places_of_that_owner_alone(
    team: WorkspaceContext,
) -> None:
    logged(team)
    place = batches.of_role(CHANNEL, 0).key
    handed(team, by=LEAD, owner=LEAD, only=[place], to=BOSS, number=3)
    handed(team, by=OWNER)
    handed(team, by=OWNER, to="U05", number=2)
    assert became(team) == ["overtaken"] * 3
    assert became(team, BOSS) == ["waiting"], "somebody else on the same step"
    assert became(team, "U05") == ["waiting"] * 3
    assert (OWNER, True) not in news(team), "who replaced it knows"


def test_what_the_giver_can_no_longer_give_is_overtaken(team: WorkspaceContext) -> None:
    logged(team)
    handed(team, by=OWNER)
    save_customer(team, owner=BOSS)
    climbs(team, lead=(person_target(LEAD),))
    said = takes(team)
    assert "Yours now: 1 item." in said
    assert "somebody else has the account now" in said
    assert "the ladder has changed since" in said
    assert became(team) == ["taken", "overtaken", "overtaken"]


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"editors": Editors.ADMINS}, "Only an admin can change"),
        ({"lead": (person_target(OWNER), person_target("U08"))}, "has no active account"),
    ],
)
def test_a_ladder_that_the_giver_may_not_change_any_longer_stays(
    team: WorkspaceContext, policy: dict[str, Any], why: str
) -> None:
    handed(team, by=OWNER)
    save_person(team, "U08", deactivated=True)
    climbs(team, **{"lead": (person_target(OWNER),), **policy})
    said = takes(team)
    assert why in said
    assert leads(team)[0] == OWNER
    assert account(team) == MEMBER


def test_what_a_giver_who_has_left_offered_still_stands_but_for_ladders(
    team: WorkspaceContext,
) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    save_person(team, OWNER, deactivated=True)
    said = takes(team)
    assert "Yours now: 1 item and 1 customer." in said
    assert "Only people who are in that channel" in said
    assert (item_now(team, item).owner, account(team), leads(team)[1]) == (MEMBER, MEMBER, OWNER)
    assert news(team) == [(MEMBER, False)]


def test_the_giver_takes_it_back(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    mark = batch_of(team).mark
    with pytest.raises(Stale):
        answering.take_back(team, pressed(MEMBER), mark, now=NOW)
    for _ in range(2):  # Slack sends it twice
        assert "stays yours" in answering.take_back(team, pressed(OWNER), mark, now=NOW)
    assert (item_now(team, item).offer, became(team)) == (None, ["overtaken"] * 3)
    assert actions(team, item.id) == ["logged", "offer", "undo"]
    with pytest.raises(Stale):
        answering.take_back(team, pressed(OWNER, 2), mark, now=NOW)
    assert [one for one in dispatch.take(team, NOW, limit=50) if one.channel == MEMBER] == []


def test_its_end_is_the_end_of_every_line(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    assert lapse.end_due(team, ENDS - timedelta(seconds=1), limit=50) == 0
    assert became(team) == ["waiting"] * 3
    lapse.end_due(team, ENDS, limit=50)
    assert became(team) == ["lapsed"] * 3
    assert (item_now(team, item).offer, batch_of(team).ends_at) == (None, None)
    assert news(team) == [(OWNER, True), (LEAD, True), (MEMBER, False)]
    assert ("changed", "thread", CHANNEL) in told(team, item)
    assert lapse.end_due(team, ENDS, limit=50) == 0


def test_of_many_some_end_in_each_pass(team: WorkspaceContext) -> None:
    for n in range(1, 4):
        logged(team, n)
    handed(team, by=OWNER)
    assert lapse.end_due(team, ENDS, limit=2) == 2
    assert became(team).count("lapsed") == 2
    assert lapse.end_due(team, ENDS, limit=2) == 1
    assert became(team) == ["lapsed"] * 5


def test_without_an_item_it_ends_too(team: WorkspaceContext) -> None:
    handed(team, by=OWNER)
    lapse.end_due(team, ENDS, limit=50)
    assert became(team) == ["lapsed"] * 2
    assert news(team) == [(OWNER, True), (MEMBER, False)]


def test_a_receiver_who_leaves_ends_it(team: WorkspaceContext) -> None:
    logged(team)
    handed(team, by=OWNER)
    with team.writing(NOW) as uow:
        lapse.of_leaver(uow, MEMBER)
    assert became(team) == ["lapsed"] * 3


def test_a_new_owner_whom_slack_cannot_reach_leaves_a_gap(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, only=[batches.of_item(item.id).key])
    send(team, NOW, MEMBER)
    assert actions(team, item.id)[-1] == "gap"


def test_what_makes_a_ladder_doubtful_needs_a_tick(team: WorkspaceContext) -> None:
    climbs(team, lead=(person_target(OWNER),))
    key = batches.of_role(CHANNEL, 0).key
    wanted = Wanted(owner=OWNER, to={key: BOSS}, reason="left")
    with pytest.raises(BadInput, match="Tick this if you want it so") as refused:
        everything.hand_over(team, a_form(BOSS), wanted, now=NOW)
    assert refused.value.field is Field.ANYWAY
    assert leads(team) == [OWNER]
    everything.hand_over(team, a_form(BOSS), replace(wanted, anyway=True), now=NOW)
    assert leads(team) == [BOSS]


def test_an_absence_of_the_receiver_moves_the_one_end(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    away = Away(until=utc("03-04 09:00"), starts_at=utc("03-02 13:00"))
    with team.writing(NOW) as uow:
        person = replace(a_person(MEMBER), absences=(away,))
        lapse.move_ends(uow, person)
        lapse.move_ends(uow, person)
    assert batch_of(team).ends_at == utc("03-04 13:00")  # 4 hours on Monday, 4 on Wednesday
    offer = item_now(team, item).offer
    assert offer is not None
    assert offer.ends_at == utc("03-04 13:00")
    with team.writing(utc("03-05 09:00")) as uow:
        lapse.move_ends(uow, a_person(MEMBER))
    assert batch_of(team).ends_at == utc("03-04 13:00")  # it is over: the next pass ends it


def test_an_offer_without_items_moves_too(team: WorkspaceContext) -> None:
    handed(team, by=OWNER)
    away = Away(until=utc("03-04 09:00"), starts_at=utc("03-02 13:00"))
    with team.writing(NOW) as uow:
        lapse.move_ends(uow, replace(a_person(MEMBER), absences=(away,)))
    assert batch_of(team).ends_at == utc("03-04 13:00")


def test_an_offer_that_slack_refuses_ends(team: WorkspaceContext) -> None:
    item = logged(team)
    handed(team, by=OWNER)
    call = next(one for one in dispatch.take(team, NOW, limit=50) if one.channel == MEMBER)
    dispatch.finish(team, call, Refused("restricted_action"), now=NOW)
    assert became(team) == ["lapsed"] * 3
    assert item_now(team, item).offer is None
    with team.writing(NOW) as uow:
        facts = EverythingHanded(mark="0" * 16, to=MEMBER)
        lapse.refused(uow, [replace(call.message.rows[0].notice, facts=facts)])


def test_a_name_may_be_of_anybody_in_the_company_and_of_who_has_left(
    team: WorkspaceContext,
) -> None:
    save_person(team, OWNER, deactivated=True)
    save_person(team, "U0B", bot=True)
    save_person(team, "U0S", stranger=True)
    known = queries.colleagues(team, now=NOW)
    assert sorted(known) == [f"U0{n}" for n in range(1, 7)]


def test_two_who_submit_at_once_and_one_counts(three: list[WorkspaceContext]) -> None:
    item = logged(three[0])
    key = batches.of_item(item.id).key
    (refused,) = at_once(
        three[:2],
        lambda bot: handed(bot, by=LEAD, only=[key], to=MEMBER, number=501),
        lambda bot: handed(bot, by=BOSS, only=[key], to=STAND_IN, number=502),
    )
    assert isinstance(refused, Refusal)
    assert item_now(three[0], item).owner in (MEMBER, STAND_IN)


def test_the_receivers_message_shows_what_becomes_of_it(team: WorkspaceContext) -> None:
    first, second = logged(team), logged(team, 2)
    handed(team, by=OWNER)
    send(team, ENDS)
    takes(team, batches.of_item(first.id).key)
    said = drawn(team, MEMBER)
    assert "offers you 1 item, 1 customer and 1 role" in said
    assert "✓ yours" in said
    takes(team, batches.of_item(second.id).key, number=2)
    assert "offers you 1 customer and 1 role" in drawn(team, MEMBER)


def test_giver_lead_and_previous_owner_read_what_came_of_it(team: WorkspaceContext) -> None:
    first, second = logged(team), about_harbor(team, 2)
    handed(team, by=OWNER)
    takes(team, batches.of_item(first.id).key)
    declines(team)
    send(team, NOW)
    assert news(team) == []
    handed(team, number=2, only=[batches.of_item(second.id).key])
    assert "handed over 1 item to" in drawn(team, OWNER)
    assert item_now(team, second).owner == MEMBER


def test_what_one_answer_changes_is_drawn_once(team: WorkspaceContext) -> None:
    for n in range(1, 4):
        logged(team, n)
    handed(team, by=OWNER)
    send(team, NOW)
    takes(team)
    with team.database.read(WORKSPACE) as tx:
        edits = queue.pending_kind(tx, NoticeKind.EDIT)
    assert [row.notice.recipient for row in edits].count(MEMBER) == 1


def test_customers_and_channels_that_are_gone_are_said_so(team: WorkspaceContext) -> None:
    handed(team, by=OWNER)
    with team.database.write(WORKSPACE) as tx:
        tx.connection.execute(CUSTOMER.delete())
        tx.connection.execute(CHANNELS.delete())
    said = takes(team)
    assert "Gone since" in said
