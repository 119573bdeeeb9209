"""Working time from a clock that knows its hours in advance; it is Monday to Friday, 9 to 17."""

from datetime import timedelta

from escalation.calendars import calendar_of
from escalation.measures.working import WorkingClock
from tests.support.factories import a_policy, utc

MONDAY = utc("03-02 07:00")


def test_before_its_first_working_hour_nothing_is_counted() -> None:
    calendar = calendar_of("", a_policy(), MONDAY)
    clock = WorkingClock(calendar, (MONDAY, utc("03-06 17:00")))
    assert clock.worked(MONDAY, utc("03-02 08:59")) == timedelta(0)
    assert clock.worked(MONDAY, utc("03-02 10:00")) == timedelta(hours=1)
