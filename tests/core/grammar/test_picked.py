"""A picked date is read and compared like a typed one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar import picked
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueFault, DueRead, DueUnclear

NOW = datetime(2026, 3, 25, 9, 30, 40, tzinfo=UTC)


def context(zone: str = "Europe/Berlin") -> DueContext:
    return DueContext(now=NOW, calendar=Calendar(tz=ZoneInfo(zone)))


def read(at: datetime, zone: str = "Europe/Berlin") -> DueRead:
    answer = picked.read(at, context(zone))
    assert isinstance(answer, DueRead)
    return answer


@pytest.mark.parametrize(
    ("at", "phrase"),
    [
        (datetime(2026, 3, 30, 7, 15, tzinfo=UTC), "2026-03-30 09:15"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T01:30:00Z"),  # 02:30 once more
    ],
)
def test_what_is_kept_of_a_picked_date_reads_as_the_same_instant(at: datetime, phrase: str) -> None:
    assert (read(at).at, read(at).phrase) == (at, phrase)
    assert due_reader.read(phrase, context()) == read(at)


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        (NOW - timedelta(minutes=1), DueFault.PAST),
        (datetime(1653, 2, 10, tzinfo=UTC), DueFault.PAST),
        (NOW + timedelta(days=733), DueFault.TOO_FAR),
        (datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC), DueFault.TOO_FAR),
    ],
)
def test_it_is_refused_like_a_typed_one(at: datetime, fault: DueFault) -> None:
    answer = picked.read(at, context())
    assert isinstance(answer, DueUnclear)
    assert answer.fault is fault


def test_seconds_make_no_difference_and_minutes_do() -> None:
    typed = due_reader.read("48h", context())  # Friday 9:30:40 UTC
    assert isinstance(typed, DueRead)
    assert picked.is_same(typed, read(datetime(2026, 3, 27, 9, 30, tzinfo=UTC)))
    assert not picked.is_same(typed, read(datetime(2026, 3, 27, 9, 31, tzinfo=UTC)))


def test_each_instant_is_offered_once_in_its_order() -> None:
    first, second = (read(datetime(2026, 3, day, 9, 0, tzinfo=UTC)) for day in (30, 27))
    assert picked.once([first, second, first]) == (first, second)
