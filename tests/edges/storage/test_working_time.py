"""The upgrade to working time: items of every kind are converted, and nothing is sent in bulk."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from escalation.items import Item
from escalation.moves.move import Move
from escalation.notices.notice import NoticeKind
from escalation.rungs import Offset, Unit
from escalation.summary.period import slot_of
from storage.checks import discrepancies
from storage.engine.database import Database
from storage.items import chain, store
from storage.items.chain import KEYED, WrongKey
from storage.ladders.policy_json import policy_from
from storage.tables.items import EVENT, ITEM, ITEM_RUNG
from storage.tables.notices import NOTICE
from tests.support.context_fixtures import WORKSPACE, a_context, moved
from tests.support.factories import BOSS, CHANNEL, LEAD, MEMBER, OWNER, a_due, a_policy, utc
from tests.support.storage.items_of_before import (
    KINDS,
    MANY,
    NUMBERS,
    UPGRADED,
    Kind,
    live_before,
    live_in_great_numbers,
    put_right,
    steps,
)
from tests.support.storage.old_databases import made_by
from workflows.clock import fire, summary
from workflows.transaction.unit_of_work import WorkspaceContext

KEY = "k" * 32


@pytest.fixture
def before(unused_url: str) -> Iterator[Database]:
    made_by("0013", unused_url)
    with closing(Database(unused_url)) as database:
        live_before(database)
        yield database


@pytest.fixture
def upgraded_anywhere(before: Database) -> WorkspaceContext:
    before.migrate(now=UPGRADED)
    return a_context(before)


@pytest.fixture(scope="module")
def upgraded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded SQLite file, to copy."""
    path = tmp_path_factory.mktemp("upgraded") / "backstop.db"
    made_by("0013", f"sqlite:///{path}")
    with closing(Database(f"sqlite:///{path}")) as database:
        live_before(database)
        database.migrate(now=UPGRADED)
    return path


@pytest.fixture
def upgraded(upgraded_once: Path, tmp_path: Path) -> Iterator[WorkspaceContext]:
    """For what only reads and climbs on from what both kinds of database are shown to hold."""
    url = f"sqlite:///{shutil.copy(upgraded_once, tmp_path / 'backstop.db')}"
    with closing(Database(url)) as database:
        yield a_context(database)


def item_of(context: WorkspaceContext, name: str) -> Item:
    with context.database.read(WORKSPACE) as tx:
        found = store.get(tx, NUMBERS[name])
    assert found is not None, name
    return found


def live(context: WorkspaceContext, until: datetime) -> None:
    """Run every pass when it is asked for; deliver nothing."""
    while (at := next_pass(context)) is not None and at <= until:
        fire.fire_due(context, at)


def next_pass(context: WorkspaceContext) -> datetime | None:
    with context.database.read(WORKSPACE) as tx:
        return store.next_at(tx)


def notices(context: WorkspaceContext, *kinds: NoticeKind) -> list[tuple[int | None, str, str]]:
    query = select(NOTICE.c.item_id, NOTICE.c.recipient, NOTICE.c.planned_at, NOTICE.c.kind)
    with context.database.read_all() as tx:
        return [
            (row.item_id, row.recipient, f"{row.planned_at:%m-%d %H:%M}")
            for row in tx.execute(query.order_by(NOTICE.c.id))
            if row.kind in kinds or not kinds
        ]


def test_each_kind_of_item_stands_where_it_stood(upgraded_anywhere: WorkspaceContext) -> None:
    for name, kind in KINDS.items():
        if name != "unreadable":
            stands_where_it_stood(item_of(upgraded_anywhere, name), name, kind)
    with upgraded_anywhere.database.read_all() as tx:
        query = select(ITEM.c.next_at).where(ITEM.c.id == NUMBERS["unreadable"])
        next_try = tx.execute(query).scalar_one()
    assert next_try == utc("03-12 12:00"), "one that was set aside keeps its next try"


def stands_where_it_stood(item: Item, name: str, kind: Kind) -> None:
    stands = item.position
    assert {state.rung: state.fired_at for state in stands.rungs if state.fired_at} == {
        rung: utc(at) for rung, at in kind.fired.items()
    }, name
    calls = {
        state.rung: (state.called_at, state.called_by) for state in stands.rungs if state.called_at
    }
    assert calls == {rung: (utc(at), MEMBER) for rung, at in kind.called.items()}, name
    assert (item.slips, item.pull_ins) == kind.counts, name
    assert item.first_due_at == utc(kind.first or kind.due), name
    assert stands.fallback_at == (utc(kind.fallback) if kind.fallback else None), name
    assert (stands.reviewed_until, stands.unanswered, stands.kept) == (UPGRADED, 0, None), name
    assert item.next_at == (None if name == "closed" else UPGRADED), name


def test_the_first_pass_tells_nobody_anything(upgraded_anywhere: WorkspaceContext) -> None:
    due = len(KINDS) - 2  # one is closed, one set aside
    assert fire.fire_due(upgraded_anywhere, UPGRADED) == due
    assert fire.fire_due(upgraded_anywhere, UPGRADED) == 0
    assert notices(upgraded_anywhere) == []


def test_what_was_owed_anyway_is_told_once(before: Database) -> None:
    with before.write_all() as tx:
        these = ITEM.c.id == NUMBERS["lead told"]
        tx.execute(ITEM.update().where(these), {"reminded_until": utc("03-10 13:00")})
    before.migrate(now=UPGRADED)
    context = a_context(before)
    fire.fire_due(context, UPGRADED)
    assert notices(context, NoticeKind.REMINDER) == [(NUMBERS["lead told"], OWNER, "03-11 09:00")]
    assert len(notices(context)) == 1


def test_a_rung_called_before_fires_when_its_date_passes(upgraded: WorkspaceContext) -> None:
    live(upgraded, utc("03-16 12:00"))
    escalations = notices(upgraded, NoticeKind.ESCALATION)
    for name in ("called, date ahead", "called past a gap", "called, history lost"):
        mine = [(user, at) for number, user, at in escalations if number == NUMBERS[name]]
        assert (LEAD, "03-13 12:00") in mine, name
        assert (BOSS, "03-16 12:00") in mine, name


def test_each_rung_goes_on_from_where_it_was(upgraded: WorkspaceContext) -> None:
    """Leadership one working day after due, the fallback after two; held until 15:00."""
    live(upgraded, utc("03-12 13:00"))
    told_of = {
        name: [(user, at) for number, user, at in notices(upgraded) if number == NUMBERS[name]]
        for name in KINDS
    }
    assert (BOSS, "03-11 13:00") in told_of["lead told"]
    assert (BOSS, "03-11 13:00") in told_of["urgent"]
    assert (BOSS, "03-11 15:00") in told_of["held"]
    assert (CHANNEL, "03-11 13:00") in told_of["leadership told"]
    assert (BOSS, "03-12 09:00") in told_of["called, date past"]
    assert (OWNER, "03-12 09:00") in told_of["snoozed"]


def test_reviews_and_last_questions_count_from_the_upgrade(upgraded: WorkspaceContext) -> None:
    live(upgraded, utc("03-18 08:00"))
    reviews = notices(upgraded, NoticeKind.REVIEW)
    assert {at for _, _, at in reviews} == {"03-16 09:00"}
    reviewed = {number for number, _, _ in reviews}
    assert {NUMBERS["moved"], NUMBERS["reopened"], NUMBERS["snoozed"]} <= reviewed
    lately = {NUMBERS[name] for name in ("untouched", "lead told", "leadership told", "all told")}
    assert not lately & reviewed, "leadership was told of them within the last cycle"
    asked = notices(upgraded, NoticeKind.QUESTION)
    assert (NUMBERS["all told"], BOSS, "03-18 09:00") in asked
    assert item_of(upgraded, "all told").position.unanswered == 1


def test_a_budget_passed_before_alarms_nobody_and_the_next_slip_goes_up(
    upgraded: WorkspaceContext,
) -> None:
    live(upgraded, utc("03-11 13:00"))
    assert notices(upgraded, NoticeKind.SLIPPED) == []
    due = a_due("03-24 17:00")
    now = utc("03-11 13:00")
    moved(upgraded, item_of(upgraded, "moved"), Move.RESCHEDULE, due=due, reason="late", now=now)
    assert notices(upgraded, NoticeKind.SLIPPED) == [(NUMBERS["moved"], BOSS, "03-11 13:00")]


def test_a_closed_one_climbs_in_working_time_once_it_is_reopened(
    upgraded: WorkspaceContext,
) -> None:
    now = utc("03-11 13:00")
    moved(upgraded, item_of(upgraded, "closed"), Move.REOPEN, reason="back", now=now)
    live(upgraded, utc("03-18 12:00"))
    mine = [one[1:] for one in notices(upgraded) if one[0] == NUMBERS["closed"]]
    assert (LEAD, "03-13 13:00") in mine
    assert (BOSS, "03-16 13:00") in mine


def test_offsets_become_working_time_and_keep_their_order(upgraded: WorkspaceContext) -> None:
    found = {
        name: [rung.after for rung in item_of(upgraded, name).policy.rungs]
        for name in ("untouched", "equal steps", "odd steps", "short days")
    }
    at_once, day = Offset(), Offset(1, Unit.DAYS)
    assert found == {
        "untouched": [at_once, day, Offset(2, Unit.DAYS)],
        "equal steps": [at_once] * 3,
        "odd steps": [Offset(2), day, Offset(2, Unit.DAYS)],
        "short days": [at_once, day, Offset(2, Unit.DAYS)],
    }


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((0, 4, 24), [Offset(), Offset(4), Offset(4)]),  # four hours are two days there
        ((4, 5, 5), [Offset(4)] * 3),
        ((1, 24, 48), [Offset(1), Offset(1, Unit.DAYS), Offset(2, Unit.DAYS)]),
        ((3, 72, 73), [Offset(3), Offset(3, Unit.DAYS), Offset(4, Unit.DAYS)]),
    ],
)
def test_with_days_of_two_hours_no_step_comes_before_the_one_below(
    hours: tuple[float, ...], expected: list[Offset]
) -> None:
    short = {**json.loads(steps(*hours)), "start": "09:00:00", "end": "11:00:00"}
    assert [rung.after for rung in policy_from(json.dumps(short)).rungs] == expected


def test_each_channel_is_told_once_in_its_history_and_in_its_next_post(
    upgraded: WorkspaceContext,
) -> None:
    with upgraded.database.read_all() as tx:
        said = tx.execute(select(EVENT).where(EVENT.c.action == "converted")).all()
    assert [(event.actor, event.item_id, event.at) for event in said] == [
        ("backstop", None, UPGRADED)
    ] * 2
    assert {event.facts["channel"] for event in said} == {CHANNEL, "C0QUIET"}
    assert ["working time" in post for post in posts(upgraded, "03-16 09:00", "03-23 09:00")] == [
        True,
        False,
    ]


def posts(context: WorkspaceContext, *opening: str) -> list[str]:
    """What the channel's weekly posts say."""
    made = []
    for at in opening:
        fire.queue_summaries(context, utc(at))
        with context.reading(utc(at)) as uow:
            week = slot_of(a_policy(), utc(at)).week
            made.append(json.dumps(summary.post(uow, CHANNEL, week)))
    return made


@pytest.mark.parametrize("key", ["", KEY])
def test_every_chain_still_verifies(unused_url: str, key: str) -> None:
    made_by("0013", unused_url)
    with closing(Database(unused_url, key)) as database:
        live_before(database)
        put_right(database)
        database.migrate(now=UPGRADED)
        with database.read(WORKSPACE) as tx:
            walked, newest = chain.verify(tx), chain.head(tx)
            differences = [*discrepancies.found(tx)]
    assert (walked.broken_at, walked.unchecked, newest.startswith(KEYED)) == (None, 0, bool(key))
    assert differences == []


def test_a_keyed_history_is_not_gone_on_with_without_its_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'backstop.db'}"
    made_by("0013", url)
    with closing(Database(url, KEY)) as database:
        live_before(database)
    with closing(Database(url)) as database:
        with pytest.raises(WrongKey, match="BACKSTOP_CHAIN_KEY is not set"):
            database.migrate(now=UPGRADED)
        assert database.status().current == "0013"


def test_more_open_ones_than_are_read_at_once_come_along_and_none_bursts(unused_url: str) -> None:
    made_by("0013", unused_url)
    with closing(Database(unused_url)) as database:
        with database.write_all() as tx:
            live_in_great_numbers(tx)
        database.migrate(now=UPGRADED)
        context = a_context(database)
        while fire.fire_due(context, UPGRADED):
            pass
        assert notices(context) == []
        with database.read_all() as tx:
            states = select(func.count()).select_from(ITEM_RUNG)
            assert tx.execute(states).scalar_one() == MANY
            assert next_pass(context) == utc("03-11 13:00")
