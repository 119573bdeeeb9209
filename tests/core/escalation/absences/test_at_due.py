"""Who is away when an item is due: Thu 5 Mar 2026 12:00; everybody works 9 to 17 in UTC."""

import pytest

from escalation.absences.at_due import away_at_due
from escalation.people import Away
from tests.support.factories import OWNER, a_directory, a_person, an_item, utc


@pytest.mark.parametrize(
    ("starts", "until", "counts"),
    [
        (None, "03-09 09:00", True),
        ("03-05 12:00", "03-09 09:00", True),
        ("03-05 12:01", "03-09 09:00", False),
        (None, "03-05 12:00", True),
        (None, "03-05 09:00", True),  # back for three hours
        (None, "03-04 16:01", True),  # back for 59 minutes and three hours
        (None, "03-04 16:00", False),  # back for four hours
        (None, "03-02 09:00", False),  # it is over
    ],
)
def test_back_less_than_four_working_hours_before_counts_as_away(
    starts: str | None, until: str, counts: bool
) -> None:
    away = Away(until=utc(until), starts_at=utc(starts) if starts else None)
    directory = a_directory("03-02 10:00", a_person(OWNER, absences=(away,)))
    assert away_at_due(an_item(), OWNER, directory) == (away if counts else None)


def test_an_unknown_person_is_not_away() -> None:
    assert away_at_due(an_item(), "U99", a_directory("03-02 10:00")) is None
