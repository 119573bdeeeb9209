"""Dependencies: who may relate what, what each reader sees of the other end, and its news."""

from dataclasses import replace
from typing import Any

import pytest

from escalation.dependencies import MOST, NONE, Need, Relation, Weight
from escalation.errors import BadInput, ItemClosed, NotAllowed, Stale, UnknownItem
from escalation.events import EventRef
from escalation.facts.by_people import Depended
from escalation.facts.in_notices import NeededChanged
from escalation.facts.shape import shaped
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import Edit, Intent, Move
from escalation.notices.notice import Notice, NoticeKind
from escalation.people import Person
from messages.slack.ids import DateChoice
from storage import channels, people
from storage.engine.database import Database
from storage.items import dependencies as stored
from storage.outbox import queue
from tests.support.context_fixtures import (
    NOW,
    WORKSPACE,
    Work,
    a_context,
    a_request,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    pending,
    save_channel,
    save_people,
    save_person,
    taken,
    told,
)
from tests.support.factories import (
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_due,
    utc,
)
from workflows.items import depend, needed_date, queries
from workflows.items.move import Moved, Which
from workflows.items.undo import undo
from workflows.outbox import dispatch
from workflows.outbox.result import Sent
from workflows.transaction import needed
from workflows.transaction.unit_of_work import WorkspaceContext

EVENING = utc("03-02 20:00")
GUEST = "U0G"


def which(item: Item) -> Which:
    return Which(kind=item.kind, number=item.number)


def related(
    context: WorkspaceContext,
    item: Item,
    relation: Relation,
    *others: Item,
    actor: str = OWNER,
    number: int = 500,
    **more: Any,
) -> Moved:
    """Relate items as one person types it in the first one's channel."""
    return depend.make(
        context,
        a_request(actor, number=number, channel=more.pop("channel", item.channel)),
        which(item),
        relation=relation,
        others=[which(other) for other in others],
        now=more.pop("now", NOW),
        **more,
    )


def several(context: WorkspaceContext, count: int, **changes: Any) -> list[Item]:
    return [logged(context, 1000 + n, **changes) for n in range(count)]


def needs(context: WorkspaceContext) -> list[Need]:
    with context.database.read(WORKSPACE) as tx:
        ids = range(1, 100)
        return sorted(stored.downstream(tx, [*ids], only_open=False), key=lambda need: need.item)


def seen_by(context: WorkspaceContext, actor: str, item: Item) -> queries.Shown:
    return queries.shown(context, a_request(actor, channel=""), which(item), now=NOW)


def news(context: WorkspaceContext, item: Item) -> list[Notice]:
    """What waits to be told to its owner of what it needs."""
    rows = [row.notice for row in pending(context, item)]
    return [notice for notice in rows if notice.kind is NoticeKind.NEEDED]


def said(notice: Notice) -> NeededChanged:
    return notice.says(NeededChanged)


@pytest.fixture
def on_each(database: Database) -> WorkspaceContext:
    """The same people on each database."""
    with database.write(WORKSPACE) as tx:
        save_people(tx)
    return a_context(database)


def test_both_ends_say_it_in_their_history_and_once(on_each: WorkspaceContext) -> None:
    blocker, first, second = several(on_each, 3)
    made = related(on_each, blocker, Relation.BLOCKS, first, second)
    again = related(on_each, blocker, Relation.BLOCKS, first, second)
    assert (made.repeated, again.repeated, again.event) == (False, True, made.event)
    assert needs(on_each) == [Need(first.id, blocker.id), Need(second.id, blocker.id)]
    for item in (blocker, first, second):
        assert actions(on_each, item.id) == ["logged", "depend"]
    related(on_each, second, Relation.NO_LONGER_NEEDS, blocker, number=501)
    assert needs(on_each) == [Need(first.id, blocker.id)]
    assert actions(on_each, second.id) == ["logged", "depend", "depend"]


def test_only_what_is_new_is_said_and_nothing_new_is_refused(context: WorkspaceContext) -> None:
    blocker, first, second = several(context, 3)
    related(context, blocker, Relation.BLOCKS, first)
    made = related(context, blocker, Relation.BLOCKS, first, second, number=501)
    assert shaped(made.event.facts, Depended).others == (second.label,)
    with pytest.raises(BadInput, match="already, so nothing was changed"):
        related(context, blocker, Relation.BLOCKS, first, number=502)
    with pytest.raises(BadInput, match="does not need"):
        related(context, blocker, Relation.NO_LONGER_NEEDS, first, number=503)


def test_several_are_all_related_or_none(context: WorkspaceContext) -> None:
    blocker, first, second = several(context, 3)
    related(context, blocker, Relation.NEEDS, second)
    with pytest.raises(BadInput, match="circle"):
        related(context, blocker, Relation.BLOCKS, first, second, number=501)
    assert needs(context) == [Need(blocker.id, second.id)]
    assert actions(context, first.id) == ["logged"]


def test_a_closed_end_and_an_unknown_one_are_refused(context: WorkspaceContext) -> None:
    blocker, closed = several(context, 2)
    moved(context, closed, Move.RESOLVE)
    with pytest.raises(ItemClosed):
        related(context, blocker, Relation.BLOCKS, closed)
    with pytest.raises(ItemClosed):
        related(context, closed, Relation.BLOCKS, blocker)
    with pytest.raises(UnknownItem, match="There is no B-77 that you can see"):
        related(context, blocker, Relation.BLOCKS, replace(closed, number=77))
    assert needs(context) == []


def test_a_chain_of_30_is_one_chain_and_closes_no_circle(on_each: WorkspaceContext) -> None:
    items = several(on_each, 30)
    for n in range(29):
        related(on_each, items[n], Relation.BLOCKS, items[n + 1], number=500 + n)
    shown = seen_by(on_each, OWNER, items[0])
    assert shown.reader.dependencies[items[0].id].weight == Weight(items=29)
    with pytest.raises(BadInput) as refused:
        related(on_each, items[29], Relation.BLOCKS, items[0], number=600)
    labels = [item.label for item in items]
    assert str(refused.value).endswith(f": {' → '.join([*labels, labels[0]])}.")


def test_the_31st_is_refused_at_either_end_and_a_closed_one_makes_room(
    context: WorkspaceContext,
) -> None:
    hub, *spokes = several(context, MOST + 2)
    related(context, hub, Relation.BLOCKS, *spokes[:MOST])
    for number, ends in enumerate(((hub, Relation.BLOCKS, spokes[-1]),) * 2, 600):
        item, relation, other = ends
        with pytest.raises(BadInput, match=f"{hub.label} blocks 30 open items at most"):
            related(context, item, relation, other, number=number)
    with pytest.raises(BadInput, match=f"{hub.label} blocks 30 open items at most"):
        related(context, spokes[-1], Relation.NEEDS, hub, number=610)
    moved(context, spokes[0], Move.RESOLVE)
    related(context, hub, Relation.BLOCKS, spokes[-1], number=620)
    assert len(needs(context)) == MOST + 1


def test_of_three_people_who_would_close_a_circle_at_once_the_last_is_refused(
    three: list[WorkspaceContext],
) -> None:
    items = several(three[0], 3)

    def typed(n: int) -> Work:
        other = items[(n + 1) % 3]
        return lambda bot: related(bot, items[n], Relation.BLOCKS, other, number=500 + n)

    (refused,) = at_once(three, *map(typed, range(3)))
    assert "circle" in refused.text
    assert all(item.label in refused.text for item in items)
    assert len(needs(three[0])) == 2


@pytest.mark.parametrize("end", [0, 1])
def test_the_owner_or_the_reporter_of_one_end_may_say_it_freely(
    context: WorkspaceContext, end: int
) -> None:
    items = [logged(context, 1), logged(context, 2, owner=MEMBER)]
    actor = (OWNER, MEMBER)[end]
    related(context, items[0], Relation.BLOCKS, items[1], actor=actor)
    related(context, items[1], Relation.NO_LONGER_NEEDS, items[0], actor=REPORTER, number=501)
    assert needs(context) == []


def test_the_lead_gives_a_reason_and_a_member_may_not(context: WorkspaceContext) -> None:
    blocker, item = several(context, 2)
    with pytest.raises(NotAllowed, match="You cannot say what depends on B-1"):
        related(context, blocker, Relation.BLOCKS, item, actor=MEMBER)
    with pytest.raises(BadInput, match="`B-1 blocks B-2 because …`"):
        related(context, blocker, Relation.BLOCKS, item, actor=LEAD, number=501)
    related(context, blocker, Relation.BLOCKS, item, actor=LEAD, number=502, reason="they asked")
    assert len(needs(context)) == 1


@pytest.fixture
def two_channels(context: WorkspaceContext) -> WorkspaceContext:
    """A second public channel, with the owner alone in it."""
    save_channel(context, id=LEADS_CHANNEL, name="second")
    save_person(context, GUEST, guest=True)
    with context.database.write(WORKSPACE) as tx:
        channels.set_members(tx, LEADS_CHANNEL, listed=[OWNER], now=NOW)
    return context


def test_public_channels_may_depend_on_each_other_and_private_ones_only_on_themselves(
    two_channels: WorkspaceContext,
) -> None:
    here, there = logged(two_channels, 1), logged(two_channels, 2, channel=LEADS_CHANNEL)
    related(two_channels, here, Relation.BLOCKS, there)
    related(two_channels, here, Relation.NO_LONGER_BLOCKS, there, number=501)
    save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    for number, pair in enumerate(((here, there), (there, here)), 502):
        with pytest.raises(BadInput, match="one of them is private"):
            related(two_channels, pair[0], Relation.BLOCKS, pair[1], number=number)
    with pytest.raises(UnknownItem):
        related(two_channels, here, Relation.BLOCKS, there, actor=MEMBER, number=511)
    with two_channels.database.write(WORKSPACE) as tx:
        channels.set_members(tx, LEADS_CHANNEL, listed=[OWNER, REPORTER], now=NOW)
    inside = logged(two_channels, 3, channel=LEADS_CHANNEL)
    related(two_channels, inside, Relation.BLOCKS, there, number=512)


def test_what_became_private_is_not_even_counted(two_channels: WorkspaceContext) -> None:
    here, there = (
        logged(two_channels, 1, owner=MEMBER),
        logged(two_channels, 2, channel=LEADS_CHANNEL),
    )
    beyond = logged(two_channels, 3, owner=MEMBER)
    related(two_channels, here, Relation.BLOCKS, there)
    related(two_channels, there, Relation.BLOCKS, beyond, number=501)
    shown = seen_by(two_channels, MEMBER, here)
    assert shown.reader.dependencies[here.id].weight == Weight(items=2)
    save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    for item in (here, beyond):
        hidden = seen_by(two_channels, MEMBER, item)
        assert hidden.reader.dependencies.get(item.id, NONE) == NONE
        assert [event.action for event in hidden.timeline] == ["logged"]
        assert seen_by(two_channels, OWNER, item).reader.dependencies.keys() == {item.id}
    with pytest.raises(BadInput) as refused:
        related(two_channels, beyond, Relation.BLOCKS, here, actor=MEMBER, number=502)
    assert str(refused.value).endswith(": B-1 → … → B-3 → B-1.")


def drawn(context: WorkspaceContext, kind: NoticeKind) -> str:
    """All messages of this kind that are sent now, as Slack gets them."""
    calls = taken(context)
    return "\n".join(str(call.args) for call in calls if call.message.kind is kind)


@pytest.mark.parametrize("private", [True, False], ids=["private", "a guest looks on"])
def test_a_card_shows_only_what_everybody_in_its_channel_may_see(
    two_channels: WorkspaceContext, private: bool
) -> None:
    here, there = logged(two_channels, 1), logged(two_channels, 2, channel=LEADS_CHANNEL)
    related(two_channels, here, Relation.BLOCKS, there)
    if private:
        save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    else:
        with two_channels.database.write(WORKSPACE) as tx:
            channels.set_members(tx, CHANNEL, listed=[OWNER, GUEST], now=NOW)
    card = drawn(two_channels, NoticeKind.CARD)
    assert "Contract import" in card
    assert f"*Blocks* {there.label}" not in card
    assert "stands still" not in card
    assert f"*Needs* {here.label}" in card, "the control: those in the second see the first"


def test_a_thread_says_nothing_of_an_item_that_may_not_be_seen(
    two_channels: WorkspaceContext,
) -> None:
    here, there = logged(two_channels, 1), logged(two_channels, 2, channel=LEADS_CHANNEL)
    for call in taken(two_channels):
        finish_card(two_channels, call)
    related(two_channels, here, Relation.BLOCKS, there)
    save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    line = drawn(two_channels, NoticeKind.CHANGED)
    assert "changed what depends on it" in line
    assert f"blocks {there.label}" not in line


def finish_card(context: WorkspaceContext, call: Any) -> None:
    dispatch.finish(
        context, call, Sent(channel=call.channel, ts=f"1.{call.message.rows[0].id}"), now=NOW
    )


def test_a_form_makes_its_moves_and_relations_together_once_or_not_at_all(
    context: WorkspaceContext,
) -> None:
    item, other = logged(context, 1), logged(context, 2)
    edit = Intent(move=Move.EDIT, actor=OWNER, edit=Edit(Field.TITLE, "SSO fails"))

    def saved(relation: Relation, number: int) -> Moved:
        return depend.save(
            context,
            a_request(OWNER, number=number, channel=CHANNEL),
            which(item),
            intents=[edit] if relation is Relation.BLOCKS else [],
            relations=[(Field.BLOCKS, relation, [which(other)])],
            now=NOW,
        )

    made = saved(Relation.BLOCKS, 601)
    assert (made.item.title, actions(context, item.id)[-2:]) == ("SSO fails", ["edit", "depend"])
    assert saved(Relation.BLOCKS, 601).repeated
    with pytest.raises(BadInput, match="would be a circle") as refused:
        saved(Relation.NEEDS, 603)
    assert refused.value.field is Field.BLOCKS
    saved(Relation.NO_LONGER_BLOCKS, 604)
    assert actions(context, item.id)[-1] == "depend"


@pytest.fixture
def waiting(context: WorkspaceContext) -> tuple[WorkspaceContext, Item, Item]:
    """The member's item needs the owner's."""
    blocker, item = logged(context, 1), logged(context, 2, owner=MEMBER)
    related(context, blocker, Relation.BLOCKS, item)
    return context, blocker, item


Waiting = tuple[WorkspaceContext, Item, Item]


def test_the_owner_of_what_needs_it_is_told_in_their_working_hours(waiting: Waiting) -> None:
    context, blocker, item = waiting
    moved(context, blocker, Move.RESOLVE, now=EVENING, text="restarted it")
    (notice,) = news(context, item)
    assert (notice.recipient, notice.not_before) == (MEMBER, utc("03-03 09:00"))
    assert (said(notice).needed, said(notice).outcome) == (blocker.label, "restarted it")


def test_whoever_did_it_is_not_told_and_other_moves_are_no_news(waiting: Waiting) -> None:
    context, blocker, item = waiting
    member = person(context, MEMBER)
    moved(context, blocker, Move.ACKNOWLEDGE)
    moved(context, item_now(context, blocker), Move.NOTE, text="called them")
    given: dict[str, Any] = {"actor": LEAD, "owner": member, "reason": "on it"}
    moved(context, item_now(context, blocker), Move.REASSIGN, **given)
    moved(context, item_now(context, blocker), Move.RESOLVE, actor=MEMBER)
    assert news(context, item) == []


def person(context: WorkspaceContext, user: str) -> Person:
    with context.database.read(WORKSPACE) as tx:
        return people.get_many(tx, [user])[user]


@pytest.mark.parametrize("why", ["reopened", "no longer needed", "handed over", "closed"])
def test_news_that_is_overtaken_is_not_told(waiting: Waiting, why: str) -> None:
    context, blocker, item = waiting
    moved(context, blocker, Move.RESOLVE, now=EVENING)
    if why == "reopened":
        moved(context, item_now(context, blocker), Move.REOPEN, reason="again", now=EVENING)
    elif why == "no longer needed":
        with context.database.write(WORKSPACE) as tx:
            stored.remove(tx, Need(item.id, blocker.id))
    elif why == "handed over":
        other = person(context, STAND_IN)
        moved(context, item_now(context, item), Move.REASSIGN, actor=LEAD, owner=other, reason="x")
    else:
        moved(context, item_now(context, item), Move.WITHDRAW, actor=REPORTER, reason="moot")
    calls = taken(context, utc("03-03 09:00"))
    kinds = {row.notice.kind for call in calls for row in call.message.rows}
    assert NoticeKind.NEEDED not in kinds


def undone(context: WorkspaceContext, made: Moved, **more: Any) -> None:
    assert made.undo is not None
    refs = [EventRef(made.undo.id, made.undo.mark)]
    undo(context, a_request(OWNER, number=900, channel=CHANNEL), refs, now=more["now"])


def test_an_undone_closing_is_no_news_before_it_was_told_and_news_after(waiting: Waiting) -> None:
    context, blocker, item = waiting
    made = moved(context, blocker, Move.RESOLVE, now=EVENING)
    assert len(news(context, item)) == 1
    undone(context, made, now=EVENING)
    assert news(context, item) == []
    blocker = item_now(context, blocker)
    made = moved(context, blocker, Move.RESOLVE, now=utc("03-03 10:00"), number=70)
    for call in taken(context, utc("03-03 10:00")):
        finish_card(context, call)
    undone_at = utc("03-03 10:05")
    refs = [made.undo] if made.undo else []
    undo(context, a_request(OWNER, number=901, channel=CHANNEL), refs, now=undone_at)
    assert [said(one).what for one in news(context, item)] == ["undo"]


def test_an_owner_who_may_not_see_the_needed_item_is_not_told(
    two_channels: WorkspaceContext,
) -> None:
    there = logged(two_channels, 1, channel=LEADS_CHANNEL)
    item = logged(two_channels, 2, owner=MEMBER)
    related(two_channels, there, Relation.BLOCKS, item)
    save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    moved(two_channels, there, Move.RESOLVE)
    assert news(two_channels, item) == []


def test_news_drawn_again_names_nothing_that_may_no_longer_be_seen(
    two_channels: WorkspaceContext,
) -> None:
    there = logged(two_channels, 1, channel=LEADS_CHANNEL)
    item = logged(two_channels, 2, owner=MEMBER)
    related(two_channels, there, Relation.BLOCKS, item)
    moved(two_channels, there, Move.RESCHEDULE, due=a_due("03-11 12:00"), reason="late")
    notices = news(two_channels, item)
    with two_channels.reading(NOW) as uow:
        assert [said(one).days for one in needed.as_seen(uow, notices)] == [4]
    save_channel(two_channels, id=LEADS_CHANNEL, name="second", private=True)
    with two_channels.reading(NOW) as uow:
        (hidden,) = needed.as_seen(uow, notices)
        assert needed.unwanted(uow, notices[0]) == "no longer needed"
    assert (said(hidden).needed, said(hidden).title, said(hidden).days) == ("", "", 0)


@pytest.fixture
def late(waiting: Waiting) -> Waiting:
    """What the member's item needs has moved four working days on, past the item's own date."""
    context, blocker, item = waiting
    moved(context, blocker, Move.RESCHEDULE, due=a_due("03-11 12:00"), reason="late")
    return context, blocker, item


def answered(late: Waiting, *, moves: bool, actor: str = MEMBER, number: int = 800) -> Moved:
    context, _, item = late
    with context.database.read(WORKSPACE) as tx:
        row = next(r for r in queue.of_moment(tx, item.id, NOW) if r.notice.kind == "needed")
    chosen = DateChoice(moves=moves, days=4, key=row.notice.key)
    request = a_request(actor, number=number, channel=CHANNEL)
    return needed_date.answer(context, request, chosen, now=NOW)


def test_the_owner_moves_theirs_as_far_or_keeps_it(late: Waiting) -> None:
    context, blocker, item = late
    answered(late, moves=False)
    assert item_now(context, item).due == item.due
    assert actions(context, item.id)[-1] == "note"
    with context.database.read(WORKSPACE) as tx:
        assert stored.kept_for(tx, Need(item.id, blocker.id)) == utc("03-11 12:00")
    with context.reading(NOW) as uow:
        assert [said(one).days for one in needed.as_seen(uow, news(context, item))] == [0]
    made = answered(late, moves=True, number=801)
    assert made.item.due.at == utc("03-11 12:00")
    assert answered(late, moves=True, number=801).repeated
    with pytest.raises(Stale):
        answered(late, moves=True, number=802)


@pytest.mark.parametrize("since", ["closed", "moved", "no longer needed"])
def test_an_offer_that_is_over_does_nothing(late: Waiting, since: str) -> None:
    context, blocker, item = late
    if since == "closed":
        moved(context, item_now(context, blocker), Move.RESOLVE, number=71)
    elif since == "moved":
        due = a_due("03-12 12:00")
        moved(context, item_now(context, blocker), Move.RESCHEDULE, due=due, reason="x", number=71)
    else:
        with context.database.write(WORKSPACE) as tx:
            stored.remove(tx, Need(item.id, blocker.id))
    for number, moves in enumerate((True, False), 810):
        with pytest.raises(Stale, match=f"{blocker.label} has changed since"):
            answered(late, moves=moves, number=number)
    assert item_now(context, item).due == item.due
    assert "note" not in actions(context, item.id)


def test_only_the_owner_is_asked_and_only_about_what_is_known(late: Waiting) -> None:
    with pytest.raises(NotAllowed, match=f"Only name of {MEMBER} is asked"):
        answered(late, moves=True, actor=OWNER)
    context, _, item = late
    assert told(context, item)
    (notice,) = news(context, item)
    lost = replace(said(notice), needed="")
    unknown = replace(notice, key="7:B-9:1:U1", facts=lost)
    with context.database.write(WORKSPACE) as tx:
        queue.add(
            tx, [unknown, replace(unknown, key="7:B-9:2:U1", facts=replace(lost, new_due_at=None))]
        )
    for number, key in enumerate(("7:B-9:1:U1", "7:B-9:2:U1", "7:B-9:3:U1"), 803):
        chosen = DateChoice(moves=True, days=4, key=key)
        with pytest.raises(Stale):
            needed_date.answer(context, a_request(MEMBER, number=number), chosen, now=NOW)
    with context.reading(NOW) as uow:
        assert needed.unwanted(uow, unknown) == "no longer needed"
