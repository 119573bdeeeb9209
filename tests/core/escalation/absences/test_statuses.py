"""Which Slack statuses their owners are asked about."""

from typing import Any

import pytest

from escalation.absences.statuses import SlackStatus, asks
from escalation.people import Away
from tests.support.factories import a_person, utc

NOW = utc("03-03 10:00")
"""A Tuesday; everybody works from 9 to 17 in UTC."""


def asked(
    emoji: str = ":palm_tree:", text: str = "", until: str | None = "03-09 09:00", **known: Any
) -> bool:
    status = SlackStatus(emoji=emoji, text=text, until=utc(until) if until else None)
    return asks(a_person(**known), status, zone="UTC", now=NOW)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        (":palm_tree:", ""),
        (":airplane:", "Lisbon"),
        (":airplane_departure:", ""),
        (":thermometer:", ""),
        (":face_with_thermometer:", "back soon"),
        ("", "On vacation"),
        ("", "Bank holiday"),
        (":seedling:", "Parental leave"),
        ("", "OOO until Monday"),
        ("", "out of office"),
        ("", "sick"),
        ("", "Away"),
        ("", "Not here, on vacation"),
        ("", "On vacation, not available"),
        ("", "Sick, no meetings"),
        ("", "away, back on Monday"),
    ],
)
def test_what_reads_like_an_absence_is_asked_about(emoji: str, text: str) -> None:
    assert asked(emoji, text)


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        ("", ""),
        (":calendar:", "In a meeting"),
        ("", "Homesick"),
        ("", "leaves"),
        (":palm:", ""),
        ("", "Not on vacation"),
        (":palm_tree:", "not on vacation"),
        ("", "Back from vacation"),
        (":palm_tree:", "Back from Lisbon"),
        ("", "Back after sick leave"),
        ("", "returned from parental leave"),
        ("", "No longer sick"),
        ("", "isn’t away"),
        ("", "planning my holidays"),
        ("", "before the holidays"),
        ("", "Vacation is over"),
        ("", "far away"),
    ],
)
def test_anything_else_is_not(emoji: str, text: str) -> None:
    assert not asked(emoji, text)


@pytest.mark.parametrize(
    ("until", "is_asked"),
    [
        (None, False),
        ("03-03 10:00", False),
        ("03-03 13:59", False),
        ("03-03 14:00", True),  # four working hours
        ("03-04 08:00", True),  # the seven that are left of today
    ],
)
def test_it_ends_at_least_four_working_hours_ahead(until: str | None, is_asked: bool) -> None:
    assert asked(until=until) == is_asked


def test_a_known_absence_is_not_asked_about() -> None:
    on, ahead = (
        Away(until=utc("03-05 09:00")),
        Away(starts_at=utc("03-06 00:00"), until=utc("03-07 09:00")),
    )
    assert not asked(absences=(on,))
    assert not asked(absences=(ahead,))
    assert asked(absences=(ahead,), until="03-05 09:00")


def test_each_status_has_a_mark_of_its_own() -> None:
    one = SlackStatus(emoji=":palm_tree:", text="", until=NOW)
    other = SlackStatus(emoji=":palm_tree:", text="Lisbon", until=NOW)
    assert one.mark == SlackStatus(emoji=":palm_tree:", text="", until=NOW).mark
    assert len({one.mark, other.mark}) == 2
