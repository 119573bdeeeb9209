"""The upgrade that stores a week's numbers as rows: earlier weeks are kept and compared."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from escalation.facts.by_clock import SummedUp
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from storage import measures
from storage.checks import sweep
from storage.engine.database import Database, OperatorTransaction, Transaction
from storage.ladders.policy_json import policy_text
from storage.outbox import queue
from storage.tables.columns import microseconds
from tests.support.context_fixtures import WORKSPACE, a_context
from tests.support.factories import CHANNEL, a_policy, utc
from tests.support.storage.old_databases import insert, insert_channel, made_by
from workflows.clock import fire, summary
from workflows.outbox import dispatch

UPGRADED = utc("03-09 09:05")
POST = Notice(
    key=keys.summary(CHANNEL, "2026-W11"),
    kind=NoticeKind.SUMMARY,
    place=Place.CHANNEL,
    recipient=CHANNEL,
    planned_at=utc("03-09 09:00"),
    not_before=utc("03-09 09:00"),
    facts=SummedUp(channel=CHANNEL, week="2026-W11"),
)
DAMAGED = {
    "2025-W01": "{",
    "2025-W02": "[]",
    "2025-W03": "",
    "2025-W04": "[" * 100_000,
    "2025-W05": json.dumps({"open": "3", "new": None, "slips": True, "steady": 2.5}),
    "2025-W06": json.dumps({"open": 2**63, "": 1, "new\0": 1, "\ud800": 1, "x" * 3000: 1}),
}
"""By week: numbers that cannot be read. Only an empty name can be stored."""
WEEKS = {
    "2026-W10": json.dumps({"open": 5, "worsening": 1}),
    "2026-W11": json.dumps({"open": 3, "worsening": 0, "mood": 9}),
}


@contextmanager
def a_database_before(url: str) -> Iterator[Database]:
    """One of the version before; the post of its last week still waits."""
    made_by("0014", url)
    with closing(Database(url)) as database:
        with database.write_all() as connection:
            insert_channel(
                connection, workspace=WORKSPACE, channel=CHANNEL, policy=policy_text(a_policy())
            )
            for week, counts in {**DAMAGED, **WEEKS}.items():
                insert_week(connection, week, counts)
            queue.add(Transaction(connection, WORKSPACE), [POST])
        yield database


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Database]:
    with a_database_before(f"sqlite:///{tmp_path / 'backstop.db'}") as database:
        yield database


@pytest.fixture
def before_anywhere(unused_url: str) -> Iterator[Database]:
    """One of each kind of database, for what the upgrade stores."""
    with a_database_before(unused_url) as database:
        yield database


def insert_week(tx: OperatorTransaction, week: str, counts: str) -> None:
    """Insert a week's summary as the version before stored it."""
    monday = datetime.strptime(f"{week}-1 09", "%G-W%V-%u %H").replace(tzinfo=UTC)
    days = {"since_at": -7, "opens_at": 0, "until_at": 7}
    spans = {name: (monday + timedelta(days=count)).isoformat() for name, count in days.items()}
    insert(
        tx,
        "summary",
        workspace=WORKSPACE,
        channel=CHANNEL,
        week=week,
        made_at=microseconds(monday),
        counts=counts,
        content=json.dumps(spans),
    )


def numbers(database: Database, week: str) -> dict[str, int]:
    with database.read(WORKSPACE) as tx:
        return measures.of_week(tx, channel=CHANNEL, week=week)


def test_every_number_that_can_be_read_comes_along(before_anywhere: Database) -> None:
    before_anywhere.migrate(now=UPGRADED)
    assert numbers(before_anywhere, "2026-W10") == {"open": 5, "worsening": 1}
    assert numbers(before_anywhere, "2026-W11") == {"open": 3, "worsening": 0, "mood": 9}
    assert {week: numbers(before_anywhere, week) for week in DAMAGED} == {
        **{week: {} for week in DAMAGED},
        "2025-W06": {"": 1},
    }
    with before_anywhere.read_all() as tx:
        assert [*sweep.unreadable(tx)] == []


def test_more_weeks_than_are_read_at_once_come_along(before_anywhere: Database) -> None:
    weeks = [f"{year}-W{week:02}" for year in range(2000, 2010) for week in range(1, 53)]
    with before_anywhere.write_all() as tx:
        for number, week in enumerate(weeks):
            insert_week(tx, week, json.dumps({"open": number}))
    before_anywhere.migrate(now=UPGRADED)
    assert len(weeks) == 520
    for number in (0, 499, 500, 519):
        assert numbers(before_anywhere, weeks[number]) == {"open": number}


def test_a_post_that_waited_leaves_once_and_is_compared_with_the_week_before(
    before: Database,
) -> None:
    before.migrate(now=UPGRADED)
    context = a_context(before)
    assert fire.queue_summaries(context, UPGRADED) == 1  # looked at: the week has its post
    [post] = dispatch.take(context, UPGRADED)
    assert post.message.rows[0].notice.key == POST.key
    said = post.args["text"]
    assert said.startswith("*Week of Mon 9 Mar*: 0 open (5 fewer)")
    assert dispatch.take(context, UPGRADED) == []


def test_the_next_week_is_compared_with_the_last_of_the_version_before(before: Database) -> None:
    before.migrate(now=UPGRADED)
    context, monday = a_context(before), utc("03-16 09:00")
    fire.queue_summaries(context, monday)
    with context.reading(monday) as uow:
        said = summary.post(uow, CHANNEL, "2026-W12")["text"]
    assert said.startswith("*Week of Mon 16 Mar*: 0 open (3 fewer)")
