"""Days off, one on each line."""

from datetime import date

import pytest

from escalation.errors import BadInput
from escalation.fields import Field
from grammar.due import listed
from grammar.due.result import DueContext
from tests.support.factories import a_calendar, utc

CONTEXT = DueContext(now=utc("03-05 16:30"), calendar=a_calendar("Asia/Tokyo"))  # Fri 6 Mar 01:30


def days(text: str) -> tuple[date, ...]:
    return listed.days(text, CONTEXT, field=Field.DAYS_OFF)


def test_dates_are_read_as_people_type_them_each_once_and_in_order() -> None:
    assert days("") == ()
    assert days("31 Dec 2026\n 24 dec\n\n2027-01-02; 31.12.2026") == (
        date(2026, 12, 24),
        date(2026, 12, 31),
        date(2027, 1, 2),
    )
    assert days("Dec 24, 2026") == (date(2026, 12, 24),)


def test_today_can_be_a_day_off_and_yesterday_cannot() -> None:
    assert days("6 mar") == (date(2026, 3, 6),)
    with pytest.raises(BadInput, match="“2026-03-05” has passed") as refused:
        days("24 dec\n2026-03-05")
    assert refused.value.field == Field.DAYS_OFF


@pytest.mark.parametrize("text", ["the boss's birthday", "31 feb", "mon or tue", "x" * 100])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"is not one date\. Write one date on each line"):
        days(text)
