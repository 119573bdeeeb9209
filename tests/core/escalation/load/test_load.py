"""Load by hand: Berlin, 9 to 17, Monday to Friday; it is Wed 25 March 2026 10:30."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from escalation.events import Event
from escalation.facts.circumstances import CameBack, WentAway
from escalation.load.days import Span, days, worked
from escalation.load.pace import pace, past, weeks
from escalation.load.until_due import Load, ahead, room
from escalation.people import Away
from escalation.worktime.hours import Calendar
from tests.support.factories import BOSS, LEAD, OWNER, a_person

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = Calendar(tz=BERLIN)
CLOSED = (2, 3, 4, 3, 2, 5, 3, 2)
"""In the weeks from Mon 26 January to Sun 22 March."""


def at(day: int, clock: str, *, month: int = 3) -> datetime:
    hour, _, minute = clock.partition(":")
    local = datetime(2026, month, day, int(hour), int(minute), tzinfo=BERLIN)
    return local.astimezone(UTC)


NOW = at(25, "10:30")
FRIDAY, NOON = at(27, "17:00"), at(27, "12:00")
ON_FRIDAY = (at(27, "0:00"), at(30, "9:00"))


def a_load(others: int = 4, *, room: int | None, left: timedelta = timedelta(hours=20)) -> Load:
    return Load(user=OWNER, others=others, left=left, room=room)


def closings(counts: tuple[int, ...] = CLOSED) -> list[datetime]:
    """So many on each Tuesday noon of these weeks."""
    first = datetime(2026, 1, 27, 11, tzinfo=UTC)
    return [
        first + timedelta(weeks=week) for week, count in enumerate(counts) for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("due_at", "pace", "absent", "count", "has_room", "is_said"),
    [
        (FRIDAY, 3, (), 3, 2, True),  # 3 x 3 / 5 = 1.8
        (FRIDAY, 3, (ON_FRIDAY,), 2, 2, True),  # 3 x 2 / 5 = 1.2
        (NOON, 3, (), 2, 2, True),
        (FRIDAY, 9, (), 3, 6, False),  # 9 x 3 / 5 = 5.4
    ],
)
def test_five_are_asked_of_somebody(
    due_at: datetime, pace: int, absent: tuple[Span, ...], count: int, has_room: int, is_said: bool
) -> None:
    assert days(NOW, due_at, CALENDAR, absent=absent) == count
    found = room(Fraction(pace), NOW, due_at, calendar=CALENDAR, absent=absent)
    assert found == has_room
    load = a_load(room=found)
    assert (load.asked, load.is_said) == (5, is_said)


@pytest.mark.parametrize(("others", "is_said"), [(4, True), (3, False)])
def test_without_a_known_pace_five_are_said(others: int, is_said: bool) -> None:
    assert a_load(others, room=None, left=timedelta(0)).is_said is is_said


@pytest.mark.parametrize(("minutes", "is_said"), [(239, True), (240, False)])
def test_less_than_four_working_hours_are_said(minutes: int, is_said: bool) -> None:
    assert a_load(0, room=1, left=timedelta(minutes=minutes)).is_said is is_said


def test_a_day_counts_with_half_of_its_hours() -> None:
    assert days(at(25, "13:00"), at(25, "17:00"), CALENDAR, absent=()) == 1
    assert days(at(25, "13:01"), at(25, "17:00"), CALENDAR, absent=()) == 0
    assert days(at(25, "17:00"), at(26, "13:00"), CALENDAR, absent=()) == 1
    assert days(at(25, "17:00"), at(26, "12:59"), CALENDAR, absent=()) == 0
    assert days(at(25, "11:00"), at(25, "15:00"), CALENDAR, absent=()) == 1


def test_days_off_and_absences_do_not_count() -> None:
    off = Calendar(tz=BERLIN, off=frozenset({date(2026, 3, 26)}))
    assert days(NOW, FRIDAY, off, absent=()) == 2
    afternoon = (at(26, "13:01"), at(26, "17:00"))
    assert days(NOW, FRIDAY, CALENDAR, absent=[afternoon]) == 3
    assert days(NOW, FRIDAY, CALENDAR, absent=[(at(26, "12:59"), at(26, "17:00"))]) == 2
    assert worked(NOW, FRIDAY, CALENDAR, absent=[afternoon]) == timedelta(hours=18, minutes=31)
    assert days(NOW, at(24, "10:00"), CALENDAR, absent=()) == 0


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    nights = Calendar(tz=BERLIN, start=time(22), end=time(6))
    assert days(at(26, "1:00"), at(27, "3:00"), nights, absent=()) == 2
    assert days(at(26, "2:01"), at(27, "1:59"), nights, absent=()) == 0


def test_the_weeks_are_the_last_eight_full_ones_of_the_persons_zone() -> None:
    found = weeks(NOW, CALENDAR)
    assert len(found) == 8
    assert (found[0][0], found[-1][1]) == (at(26, "0:00", month=1), at(23, "0:00"))
    assert weeks(at(22, "23:59"), CALENDAR)[-1][1] == at(16, "0:00")
    assert weeks(at(23, "0:00"), CALENDAR)[-1][1] == at(23, "0:00")


def test_the_pace_is_the_median() -> None:
    assert pace(closings(), NOW, CALENDAR, absent=()) == 3  # 2 2 2 3 3 3 4 5


def test_an_even_number_of_weeks_may_give_a_half() -> None:
    counts = (1, 1, 1, 1, 2, 2, 2, 2)
    assert pace(closings(counts), NOW, CALENDAR, absent=()) == Fraction(3, 2)
    assert room(Fraction(3, 2), NOW, FRIDAY, calendar=CALENDAR, absent=()) == 1  # 0.9


@pytest.mark.parametrize(
    ("counts", "known"),
    [((1, 1, 1, 0, 0, 0, 0, 0), None), ((1, 1, 1, 1, 0, 0, 0, 0), Fraction(1, 2))],
)
def test_it_is_known_from_four_weeks_with_one(
    counts: tuple[int, ...], known: Fraction | None
) -> None:
    assert pace(closings(counts), NOW, CALENDAR, absent=()) == known


def test_a_week_away_for_three_days_is_left_out() -> None:
    counts = (1, 1, 1, 1, 9, 9, 9, 9)
    three = (at(26, "13:00", month=1), at(28, "17:00", month=1))
    assert pace(closings(counts), NOW, CALENDAR, absent=[three]) == 5  # half of Monday is there
    longer = (at(26, "12:59", month=1), three[1])
    assert pace(closings(counts), NOW, CALENDAR, absent=[longer]) == 9
    assert (
        pace(closings((0, 1, 1, 1, 1)), NOW, CALENDAR, absent=[(three[0], at(10, "9:00", month=2))])
        is None
    )


def test_past_absences_are_those_of_the_history() -> None:
    bo = a_person(OWNER)
    monday, wednesday, next_monday = at(2, "9:00"), at(4, "9:00"), at(9, "9:00")
    history = [
        Event(item_id=None, at=monday, actor=OWNER, facts=WentAway(until=next_monday, beside=0)),
        Event(item_id=None, at=monday, actor=BOSS, facts=WentAway(until=next_monday, beside=0)),
        Event(
            item_id=None,
            at=at(3, "9:00"),
            actor=LEAD,
            facts=WentAway(until=at(20, "9:00"), starts_at=at(16, "9:00"), person=OWNER, beside=1),
        ),
        Event(item_id=None, at=wednesday, actor=OWNER, facts=CameBack(until=next_monday)),
    ]
    found = past(bo, history, NOW)
    assert found == [
        (monday, at(3, "9:00")),
        (at(3, "9:00"), wednesday),
        (at(16, "9:00"), at(20, "9:00")),
    ]
    assert past(bo, (), NOW) == []


def test_who_is_away_from_now_on() -> None:
    until, later = at(26, "9:00"), at(30, "9:00")
    bo = a_person(OWNER, absences=(Away(until=until), Away(starts_at=FRIDAY, until=later)))
    assert ahead(bo, NOW) == [(NOW, until), (FRIDAY, later)]
