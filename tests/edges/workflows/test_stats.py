"""Figures of a channel and of one person, on a real database; nobody learns what they cannot see.

It is Mon 9 Mar 2026 12:00; the week from Mon 2 to Mon 9 March, 09:00, is the last full one.
"""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from escalation.errors import BadInput, NotAllowed, Stale
from escalation.items import Item, Kind
from escalation.moves.move import Move
from escalation.people import Away
from storage import channels
from storage.about import customers
from storage.ladders import versions
from storage.ladders.versions import Version
from storage.tables.items import ITEM
from tests.support.context_fixtures import (
    NOW,
    a_channel,
    a_new_item,
    a_request,
    logged,
    moved,
    save_channel,
    taken,
)
from tests.support.factories import CHANNEL, LEAD, MEMBER, OWNER, REPORTER, a_policy, utc
from workflows.items import log as log_item
from workflows.people import absence
from workflows.stats import channel_stats, person_stats, shown
from workflows.stats.channel_stats import Ask, Stats
from workflows.stats.person_stats import PersonStats
from workflows.transaction.unit_of_work import WorkspaceContext

SECRET = "C09"
TODAY = utc("03-09 12:00")
WEEK = Ask(weeks=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def secret(context: WorkspaceContext) -> WorkspaceContext:
    """A private channel of the owner alone, with one item about a customer of its own."""
    with context.database.write(context.workspace) as tx:
        channels.save(tx, a_channel(id=SECRET, name="secret", private=True))
        channels.set_members(tx, SECRET, listed=[OWNER], now=TODAY)
    new = a_new_item(channel=SECRET, customers=("Harbor",))
    log_item.log(context, a_request(OWNER, number=7, channel=SECRET), new, now=NOW)
    return context


@pytest.fixture
def weekly(context: WorkspaceContext) -> WorkspaceContext:
    """The channel's members are known today, and one of its two items was resolved in time."""
    with context.database.write(context.workspace) as tx:
        everybody = [OWNER, REPORTER, MEMBER, LEAD]
        channels.set_members(tx, CHANNEL, listed=everybody, now=TODAY)
    resolved(context, logged(context), at=NOW + HOUR)
    logged(context, 2)
    return context


def resolved(context: WorkspaceContext, item: Item, *, at: datetime) -> None:
    moved(context, item, Move.RESOLVE, text="done", now=at)


def seen(
    context: WorkspaceContext,
    ask: Ask = WEEK,
    *,
    by: str = OWNER,
    where: str = CHANNEL,
    customer: int = 0,
) -> Stats:
    request = a_request(by, number=99, channel=where)
    return channel_stats.seen_by(context, request, ask, now=TODAY, customer_id=customer)


def due(stats: Stats, kind: Kind = Kind.BLOCKER) -> tuple[int, int]:
    """How many of how many were closed."""
    closed = stats.found.this.closure_rate[kind].closed
    return closed.count, closed.of


def test_the_last_full_week_of_the_channel_is_counted(weekly: WorkspaceContext) -> None:
    found = seen(weekly)

    assert due(found) == (1, 2)
    assert found.found.before.closure_rate[Kind.BLOCKER].closed.of == 0
    assert found.found.this.time_to_answer.elapsed.median == HOUR


def test_only_a_kind_or_a_customer_is_counted(weekly: WorkspaceContext) -> None:
    item = logged(weekly, 3, kind=Kind.DECISION, customers=("Harbor Law",))

    only = seen(weekly, Ask(weeks=1, customer="harbor law"))
    with pytest.raises(BadInput) as refused:
        seen(weekly, Ask(weeks=1, customer="Harbour Lav"))
    assert refused.value.offers == (("Harbor Law", "stats customer Harbor Law"),)
    again = seen(weekly, WEEK, customer=item.customers[0].id)

    assert due(seen(weekly, Ask(weeks=1, kind=Kind.DECISION)), Kind.DECISION) == (0, 1)
    assert due(seen(weekly, Ask(weeks=1, kind=Kind.DECISION))) == (0, 0)
    assert due(only, Kind.DECISION) == due(again, Kind.DECISION) == (0, 1)
    assert due(only) == (0, 0)


@pytest.mark.parametrize("weeks", [0, -1, 53, 500])
def test_so_many_weeks_are_refused(weekly: WorkspaceContext, weeks: int) -> None:
    with pytest.raises(BadInput, match="1 to 52 weeks"):
        seen(weekly, Ask(weeks=weeks))
    with pytest.raises(BadInput, match="1 to 52 weeks"):
        person_stats.own(weekly, a_request(OWNER), weeks=weeks, now=TODAY)


def test_a_channel_is_found_by_its_id_or_name(secret: WorkspaceContext) -> None:
    for named in (SECRET, "secret", "Secret"):
        assert due(seen(secret, Ask(channel=named, weeks=1))) == (0, 1)


@pytest.mark.parametrize("named", [SECRET, "secret", "nowhere", "C0NOWHERE"])
def test_a_channel_one_cannot_see_is_one_that_nobody_knows(
    secret: WorkspaceContext, named: str
) -> None:
    with pytest.raises(BadInput, match="I don't know that channel, or you can't see it"):
        seen(secret, Ask(channel=named, weeks=1), by=MEMBER)


def test_a_customer_whom_one_cannot_see_is_nobody(
    secret: WorkspaceContext, weekly: WorkspaceContext
) -> None:
    """Nor does a button tell; and where nothing is about a customer, that is said."""
    with secret.database.read(secret.workspace) as tx:
        [harbor] = customers.named(tx, ["harbor"]).values()

    with pytest.raises(BadInput, match="I know no customer called “Harbor”"):
        seen(weekly, Ask(weeks=1, customer="Harbor"), by=MEMBER)
    with pytest.raises(Stale):
        seen(weekly, WEEK, by=MEMBER, customer=harbor.id)
    with pytest.raises(BadInput, match="No item here is about Harbor"):
        seen(weekly, Ask(weeks=1, customer="Harbor"))


def test_the_weeks_before_a_move_to_another_zone_keep_theirs(weekly: WorkspaceContext) -> None:
    moved_on = a_policy(version=2, zone="Asia/Tokyo")
    save_channel(weekly, policy=moved_on)
    with weekly.database.write(weekly.workspace) as tx:
        versions.keep(tx, CHANNEL, Version(policy=a_policy()))
        versions.keep(tx, CHANNEL, Version(policy=moved_on, at=utc("03-05 12:00"), by=LEAD))

    period = seen(weekly).found.this.period

    assert (period.since, period.until) == (utc("03-02 09:00"), utc("03-09 00:00"))


def test_an_owner_who_was_away_is_told_when_they_are_back(weekly: WorkspaceContext) -> None:
    """Away until Wednesday 09:00, as the history says; the acknowledgement comes an hour later."""
    back = utc("03-04 09:00")
    absence.leave(weekly, a_request(OWNER, number=50), Away(until=back), now=NOW - HOUR)
    late = logged(weekly, 3, title="Another thing")
    moved(weekly, late, Move.ACKNOWLEDGE, now=back + HOUR, number=60)

    found = seen(weekly).found.this.time_to_answer

    assert found.n == 3
    assert found.working.median == HOUR


def test_the_operator_sees_any_channel_and_no_unknown_one(secret: WorkspaceContext) -> None:
    found = channel_stats.of_channel(secret, Ask(channel=SECRET, weeks=1), now=TODAY)

    assert found
    assert due(found) == (0, 1)
    assert channel_stats.of_channel(secret, Ask(channel="C0NOWHERE"), now=TODAY) is None


# One person


def own(context: WorkspaceContext, user: str = OWNER) -> PersonStats:
    return person_stats.own(context, a_request(user, number=98), weeks=1, now=TODAY)


def asked(context: WorkspaceContext, *, by: str = LEAD, number: int = 70) -> PersonStats:
    request = a_request(by, number=number)
    return person_stats.of_other(context, request, OWNER, weeks=1, now=TODAY)


def test_ones_own_figures_are_of_all_that_one_owns(
    secret: WorkspaceContext, weekly: WorkspaceContext
) -> None:
    found = own(weekly)

    assert found.found.open == ("B-1", "B-3")
    assert found.found.overdue == 2
    assert found.found.pace is None
    assert found.found.answer.elapsed.median == HOUR
    assert found.asked == ()


def test_a_lead_sees_those_of_the_channel_alone_and_is_seen_asking(
    secret: WorkspaceContext, weekly: WorkspaceContext
) -> None:
    found = asked(weekly)
    asked(weekly)

    assert found.found.open == ("B-3",)
    assert found.asked == ()
    [one] = own(weekly).asked
    assert (one.asker, one.channel, one.at) == (LEAD, CHANNEL, TODAY)
    assert own(weekly, LEAD).asked == ()


def test_the_pace_is_that_of_eight_weeks_whatever_is_asked_for(weekly: WorkspaceContext) -> None:
    """Two closed in each of the last eight weeks, from Monday to Sunday."""
    for week in range(8):
        at = utc("01-06 12:00") + week * timedelta(weeks=1)
        for n in range(2):
            item = logged(weekly, 200 + 2 * week + n, now=at - HOUR)
            moved(weekly, item, Move.RESOLVE, text="x", now=at, number=300 + 2 * week + n)

    assert own(weekly).found.pace == 2


@pytest.mark.parametrize("by", [MEMBER, REPORTER, "U04"])
def test_nobody_else_may_ask(weekly: WorkspaceContext, by: str) -> None:
    with pytest.raises(NotAllowed, match="Only the lead"):
        asked(weekly, by=by)
    assert own(weekly).asked == ()


def test_somebody_unknown_has_no_figures(weekly: WorkspaceContext) -> None:
    with pytest.raises(BadInput, match="don't know that person"):
        person_stats.of_other(weekly, a_request(LEAD, number=71), "U0NOBODY", weeks=1, now=TODAY)


def test_a_channel_may_switch_it_off_and_on(weekly: WorkspaceContext) -> None:
    person_stats.switch(weekly, a_request(LEAD), on=False, now=TODAY)
    with pytest.raises(NotAllowed, match="doesn't show the figures of one person"):
        asked(weekly)
    person_stats.switch(weekly, a_request(LEAD), on=False, now=TODAY)
    person_stats.switch(weekly, a_request(LEAD), on=True, now=TODAY)

    assert asked(weekly).found.open == ("B-2",)


def test_who_may_not_edit_the_ladder_may_not_switch_it(weekly: WorkspaceContext) -> None:
    with pytest.raises(NotAllowed):
        person_stats.switch(weekly, a_request(MEMBER), on=False, now=TODAY)


# Shown in the channel


def test_it_is_posted_once(context: WorkspaceContext) -> None:
    said = {"text": "Figures", "blocks": []}
    for _ in range(2):
        shown.post(context, CHANNEL, said, mark="0" * 16, now=TODAY)

    [posted] = [call.args for call in taken(context, TODAY)]
    assert (posted["channel"], posted["text"]) == (CHANNEL, "Figures")


def test_it_is_not_posted_where_we_are_not(weekly: WorkspaceContext) -> None:
    save_channel(weekly, member=False)

    with pytest.raises(BadInput):
        shown.post(weekly, CHANNEL, {"text": "x", "blocks": []}, mark="1" * 16, now=TODAY)


def test_a_damaged_row_is_left_out(weekly: WorkspaceContext) -> None:
    """A ladder that cannot be read counts with the usual review cycle."""
    with weekly.database.write(weekly.workspace) as tx:
        tx.connection.execute(update(ITEM).where(ITEM.c.number == 1).values(policy="{"))
        tx.connection.execute(update(ITEM).where(ITEM.c.number == 2).values(title=b"x"))

    assert due(seen(weekly)) == (1, 1)


def test_a_message_says_when_it_was_written(weekly: WorkspaceContext) -> None:
    link = "https://acme.slack.com/archives/C01/p1772442000000100?thread_ts=1.2"
    logged(weekly, 3, permalink=link)
    logged(weekly, 4, permalink="https://acme.slack.com/archives/C01")

    found = seen(weekly).found.this.from_message.time

    assert found.n == 1
    assert found.elapsed.longest == TODAY - 3 * HOUR - utc("03-02 09:00")
