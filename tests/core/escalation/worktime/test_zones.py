"""The wall clock in every zone, around every clock change of two years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

from escalation.ladder.timetable import reminders, rung_at
from escalation.worktime.hours import Calendar, wall_clock
from tests.support.factories import a_due, an_item, utc

YEARS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=n) for n in range(105)]
ONE_DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
BERLIN = ZoneInfo("Europe/Berlin")


def changes(tz: ZoneInfo) -> Iterator[date]:
    """The UTC dates on which a zone changes its offset."""
    for week, next_week in pairwise(YEARS):
        if offset(week, tz) != offset(next_week, tz):
            days = [week + n * ONE_DAY for n in range(8)]
            yield from (d.date() for d in days[:7] if offset(d, tz) != offset(d + ONE_DAY, tz))


def offset(at: datetime, tz: ZoneInfo) -> timedelta:
    return at.astimezone(tz).utcoffset() or timedelta()


def watched(shown: datetime, tz: ZoneInfo) -> datetime:
    """The first UTC instant at which a wall clock shows this; after the gap if none does."""
    around = shown.replace(tzinfo=UTC)
    before, after = offset(around - 2 * ONE_DAY, tz), offset(around + 2 * ONE_DAY, tz)
    tries = sorted((shown - span).replace(tzinfo=UTC) for span in {before, after})
    seen = [at for at in tries if at.astimezone(tz).replace(tzinfo=None) == shown]
    return seen[0] if seen else (shown - before).replace(tzinfo=UTC)


def test_at_every_clock_change_a_gap_moves_on_and_the_first_of_two_counts() -> None:
    changed, skipped, repeated = 0, 0, 0
    for tz in map(ZoneInfo, sorted(available_timezones())):
        for day in changes(tz):
            changed += 1
            midnight = datetime.combine(day, time())
            walls = [midnight + n * HALF_HOUR for n in range(-24, 60)]
            found = [wall_clock(wall.date(), wall.time(), tz) for wall in walls]
            assert found == [watched(wall, tz) for wall in walls], (tz.key, day)
            back = [at.astimezone(tz).replace(tzinfo=None) for at in found]
            skipped += sum(shown != wall for shown, wall in zip(back, walls, strict=True))
            repeated += sum(after - before > HALF_HOUR for before, after in pairwise(found))
    assert changed > 400, "most zones that change do so four times"
    assert skipped > 2 * 200, "an hour has two halves"
    assert repeated > 200


def test_a_due_date_in_the_gap_moves_on_by_it_and_its_ladder_with_it() -> None:
    # Berlin has no 02:30 on Sunday 29 March 2026: 03:30 is meant, which is 01:30 UTC.
    due_at = wall_clock(date(2026, 3, 29), time(2, 30), BERLIN)
    assert due_at == utc("03-29 01:30")
    item = an_item(due=a_due(due_at, zone="Europe/Berlin"), urgent=True)
    first = islice(reminders(item, item.policy, Calendar(tz=BERLIN)), 3)
    assert [reminder.at for reminder in first] == [
        utc("03-28 01:30"),
        utc("03-28 23:30"),
        utc("03-29 01:30"),
    ]
    urgent = replace(item, urgent=True)
    rungs = [rung_at(urgent, item.policy, rung) for rung in range(3)]
    assert rungs == [utc("03-29 01:30"), utc("03-30 01:30"), utc("03-31 01:30")]


def test_of_a_time_that_comes_twice_the_first_is_due() -> None:
    assert wall_clock(date(2026, 10, 25), time(2, 30), BERLIN) == utc("10-25 00:30")


def test_a_day_that_a_zone_left_out_is_the_day_after() -> None:
    # Samoa crossed the date line: after Thursday 29 December 2011 came Saturday the 31st.
    apia = ZoneInfo("Pacific/Apia")
    found = wall_clock(date(2011, 12, 30), time(12), apia)
    assert found.astimezone(apia).replace(tzinfo=None) == datetime(2011, 12, 31, 12)  # noqa: DTZ001 - what a wall shows has no zone


def test_on_both_sides_of_the_date_line_one_morning_is_a_day_apart() -> None:
    east, west = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")
    monday = date(2026, 3, 2)
    assert wall_clock(monday, time(9), east) == utc("03-01 19:00")  # UTC+14
    assert wall_clock(monday, time(9), west) == utc("03-02 20:00")  # UTC-11


def test_when_zone_rules_change_the_due_date_stays_and_mornings_follow() -> None:
    # As if Berlin stayed in winter time from 2026 on: what its clocks show in April differs.
    item = an_item(due=a_due(utc("04-02 10:00"), zone="Europe/Berlin"))
    told = {}
    for rules in ("Europe/Berlin", "Etc/GMT-1"):
        coming = islice(reminders(item, item.policy, Calendar(tz=ZoneInfo(rules))), 4)
        told[rules] = [(reminder.name, reminder.at) for reminder in coming]
    assert told["Europe/Berlin"][2:] == [
        ("due", utc("04-02 10:00")),
        ("after-1", utc("04-03 07:00")),
    ]
    assert told["Etc/GMT-1"][2:] == [("due", utc("04-02 10:00")), ("after-1", utc("04-03 08:00"))]
