"""Absences as people type them: which days, and when they are back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.absences.entering import EARLY, TOO_LONG
from escalation.dm_times import next_morning, working_from
from escalation.people import Away
from escalation.worktime.hours import Calendar
from grammar import away
from grammar.away import Absence
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line.draft import DraftOwner, OwnerKind
from tests.support.factories import OWNER, a_person, an_item, utc

BERLIN = ZoneInfo("Europe/Berlin")
NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC),  # Wednesday, 10:30 in Berlin
    calendar=Calendar(tz=BERLIN),
)
BO = DraftOwner(kind=OwnerKind.PERSON, value="U2")


QUESTION = "Was that a question? Without the question mark, the absence is entered."
WHY = "Why? Leave out `because` if nobody needs to know."


def absence(text: str) -> Absence:
    found = away.read(text, NOW, requester="U9")
    assert found is not None
    return found


def wall(at: datetime | None) -> str:
    return f"{at.astimezone(BERLIN):%a %d %b %H:%M}" if at else "now"


def spans(text: str) -> tuple[str, str]:
    found = absence(text)
    assert isinstance(found.until, DueRead), found.until
    return wall(found.starts_at), wall(found.until.at)


@pytest.mark.parametrize(
    ("text", "starts", "until"),
    [
        ("away until mon 9am", "now", "Mon 30 Mar 09:00"),
        ("away until next week", "now", "Mon 30 Mar 09:00"),
        ("away to friday", "now", "Fri 27 Mar 09:00"),
        ("away for 2 days", "now", "Fri 27 Mar 09:00"),
        ("away 2 weeks", "now", "Wed 08 Apr 09:00"),
        ("away 2h", "now", "Wed 25 Mar 12:30"),
        ("away today", "now", "Thu 26 Mar 09:00"),
        ("away this week", "now", "Mon 30 Mar 09:00"),
        ("away the rest of the week", "now", "Mon 30 Mar 09:00"),
        ("away all week", "now", "Mon 30 Mar 09:00"),
        ("away tomorrow", "Thu 26 Mar 00:00", "Fri 27 Mar 09:00"),
        ("away 27.3. - 31.3.", "Fri 27 Mar 00:00", "Wed 01 Apr 09:00"),
        ("away 27.3.", "Fri 27 Mar 00:00", "Mon 30 Mar 09:00"),
        ("away 1.6.", "Mon 01 Jun 00:00", "Tue 02 Jun 09:00"),
        ("away on 1.6. because of the move", "Mon 01 Jun 00:00", "Tue 02 Jun 09:00"),
        ("away 27.3-31.3", "Fri 27 Mar 00:00", "Wed 01 Apr 09:00"),
        ("away 24.12. - 2.1.", "Thu 24 Dec 00:00", "Mon 04 Jan 09:00"),
        ("away from 27.03.2026 until 31.03.2026", "Fri 27 Mar 00:00", "Tue 31 Mar 09:00"),
        ("away friday", "Fri 27 Mar 00:00", "Mon 30 Mar 09:00"),
        ("I'm away on friday", "Fri 27 Mar 00:00", "Mon 30 Mar 09:00"),
        ("away sat", "Sat 28 Mar 00:00", "Mon 30 Mar 09:00"),
        ("away 1 april", "Wed 01 Apr 00:00", "Thu 02 Apr 09:00"),
        ("away 4 may", "Mon 04 May 00:00", "Tue 05 May 09:00"),
        ("away next week", "Mon 30 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away next month", "Wed 01 Apr 00:00", "Fri 01 May 09:00"),
        ("away 27 mar - 3 apr", "Fri 27 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away 27 mar – 3 apr", "Fri 27 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away 2026-03-27 - 2026-04-03", "Fri 27 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away 15 june to 20 june", "Mon 15 Jun 00:00", "Mon 22 Jun 09:00"),
        ("away 15-20 june", "Mon 15 Jun 00:00", "Mon 22 Jun 09:00"),
        ("away june 15 - 20", "Mon 15 Jun 00:00", "Mon 22 Jun 09:00"),
        ("away mon to fri", "Mon 30 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away wed-fri", "now", "Mon 30 Mar 09:00"),
        ("away from wed until mon", "now", "Mon 30 Mar 09:00"),
        ("away from fri until wed", "Fri 27 Mar 00:00", "Wed 01 Apr 09:00"),
        ("away from now until fri", "now", "Fri 27 Mar 09:00"),
        ("away tomorrow until friday", "Thu 26 Mar 00:00", "Fri 27 Mar 09:00"),
        ("away from mon for 3 days", "Mon 30 Mar 00:00", "Thu 02 Apr 09:00"),
        ("away 3 days from mon", "Mon 30 Mar 00:00", "Thu 02 Apr 09:00"),
        ("away for a week from monday", "Mon 30 Mar 00:00", "Mon 06 Apr 09:00"),
        ("away 2 weeks starting 1 april", "Wed 01 Apr 00:00", "Wed 15 Apr 09:00"),
        ("away starting on mon for 3 days", "Mon 30 Mar 00:00", "Thu 02 Apr 09:00"),
        ("away tomorrow afternoon", "Thu 26 Mar 12:00", "Fri 27 Mar 09:00"),
        ("away fri pm", "Fri 27 Mar 12:00", "Mon 30 Mar 09:00"),
        ("away this afternoon", "Wed 25 Mar 12:00", "Thu 26 Mar 09:00"),
        ("away friday morning", "Fri 27 Mar 00:00", "Fri 27 Mar 12:00"),
        ("away from tomorrow to friday afternoon", "Thu 26 Mar 00:00", "Mon 30 Mar 09:00"),
        ("away from friday afternoon until wed", "Fri 27 Mar 12:00", "Wed 01 Apr 09:00"),
        ("away from this morning to fri", "now", "Mon 30 Mar 09:00"),
        ("away 2pm-4pm", "Wed 25 Mar 14:00", "Wed 25 Mar 16:00"),
        ("away tomorrow 2pm to 4pm", "Thu 26 Mar 14:00", "Thu 26 Mar 16:00"),
    ],
)
def test_days_are_days_away_and_until_counts_from_now(text: str, starts: str, until: str) -> None:
    assert spans(text) == (starts, until)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("away until they call me", "I can't read that as a date."),
        ("away whenever", "I need a day."),
        ("away yesterday", "That has passed. Name a date that lies ahead."),
        ("away fri 2pm", "Is that when you leave, or when you are back?"),
        ("away from friday", "Until when are you away?"),
        ("away from friday to whenever", "Until when are you away?"),
        ("away -friday", "I can't read that as a date."),
        ("away whenever morning", "I can't read that as a date."),
        ("away fri 2pm morning", "I can't read that as a date."),
        ("away 4/1", "Did you mean Wed 1 Apr 09:00 CEST or Mon 4 Jan 2027 09:00 CET?"),
        ("away 4/1 - 5/1", "I can't read that as a date."),
        ("away 27 mar until 26 mar", f"{EARLY} When will you be back?"),
        ("away 27 mar until 20 mar", f"{EARLY} When will you be back?"),
        ("away 26 mar - 25 mar", f"{EARLY} When will you be back?"),
        ("away 27 - 26 mar", f"{EARLY} When will you be back?"),
        ("away from 3 apr until 27 mar", f"{EARLY} When will you be back?"),
        ("away 31.3. - 27.3.", f"{EARLY} When will you be back?"),
        ("away 27 mar 5pm until 27 mar 9am", f"{EARLY} When will you be back?"),
        ("away 25 mar 2026 - 25 mar 2029", f"{TOO_LONG} Check the year."),
        ("away until 25 mar 2029", f"{TOO_LONG} Check the year."),
        ("away for 3 years", f"{TOO_LONG} Check the year."),
        ("away from monday for 3 years", f"{TOO_LONG} Check the year."),
        ("away until mon?", QUESTION),
        ("away friday stand-in @bo?", QUESTION),
        ("away until mon because", WHY),
        ("away until mon because ?", WHY),
        ("away until mon because stand-in @bo", WHY),
        ("away fri or mon", "Did you mean Fri 27 Mar 09:00 CET or Mon 30 Mar 09:00 CEST?"),
    ],
)
def test_what_is_not_a_day_or_may_be_two_is_asked_about(text: str, reason: str) -> None:
    found = absence(text)
    assert isinstance(found.until, DueUnclear)
    assert found.until.reason == reason


def test_a_day_that_is_offered_is_one() -> None:
    found = absence("away 4/1").until
    assert isinstance(found, DueUnclear)
    assert [one.phrase for one in found.choices] == ["2026-04-01", "2027-01-04"]
    assert spans("away 2026-04-01") == ("Wed 01 Apr 00:00", "Thu 02 Apr 09:00")


def test_the_last_minute_of_a_day_off_is_not_a_day_to_be_away_on() -> None:
    late = DueContext(now=datetime(2026, 3, 28, 22, 59, 30, tzinfo=UTC), calendar=NOW.calendar)
    found = away.read("away today", late, requester="U9")
    assert found is not None
    assert isinstance(found.until, DueUnclear)
    assert found.until.reason == "Which days are you away?"


def test_what_is_suggested_for_a_time_of_day_is_understood() -> None:
    found = absence("away fri 2pm").until
    assert isinstance(found, DueUnclear)
    assert found.examples == ("until fri 2pm", "from fri 2pm for 1 day")
    assert spans("away until fri 2pm") == ("now", "Fri 27 Mar 14:00")
    assert spans("away from fri 2pm for 1 day") == ("Fri 27 Mar 14:00", "Mon 30 Mar 09:00")


@pytest.mark.parametrize("text", ["away friday stand-in <@U2>", "away friday, covered by <@U2>"])
def test_a_stand_in_follows_the_days(text: str) -> None:
    assert absence(text).stand_in == BO
    assert spans(text) == ("Fri 27 Mar 00:00", "Mon 30 Mar 09:00")


@pytest.mark.parametrize("text", ["awaywards", "friday", "far away"])
def test_another_line_is_not_an_absence(text: str) -> None:
    assert away.read(text, NOW, requester="U9") is None


def test_an_absence_ahead_has_not_begun_and_one_begun_ends() -> None:
    person = a_person(OWNER, away=Away(starts_at=utc("03-05 00:00"), until=utc("03-09 09:00")))
    instants = ("03-04 23:59", "03-05 00:00", "03-09 08:59", "03-09 09:00")
    assert [person.is_away(utc(at)) for at in instants] == [False, True, True, False]
    assert person.back_at(utc("03-04 12:00")) == utc("03-04 12:00")


def test_what_waits_overnight_waits_for_an_absence_that_begins_in_the_morning() -> None:
    person = a_person(OWNER, away=Away(starts_at=utc("03-05 00:00"), until=utc("03-09 09:00")))
    item, evening = an_item(), utc("03-04 20:00")
    assert working_from(person, item, evening) == utc("03-09 09:00")
    assert next_morning(person, item, evening) == utc("03-09 09:00")
    assert working_from(person, item, utc("03-04 12:00")) == utc("03-04 12:00")


@pytest.mark.parametrize(
    ("text", "stand_in", "reason"),
    [
        ("away friday because parental leave", None, "parental leave"),
        ("away friday stand-in <@U2> because of a course", BO, "of a course"),
        ("away friday because of a course, stand-in <@U2>", BO, "of a course"),
    ],
)
def test_a_reason_comes_before_or_after_the_stand_in(
    text: str, stand_in: object, reason: str
) -> None:
    found = absence(text)
    assert (found.stand_in, found.reason) == (stand_in, reason)
    assert spans(text) == ("Fri 27 Mar 00:00", "Mon 30 Mar 09:00")


def test_an_absence_of_somebody_else_begins_with_their_name() -> None:
    found = absence("away <@U2> until mon 9am stand-in <@U9>")
    assert found.whom == BO
    assert found.stand_in is not None
    assert spans("away <@U2> until mon 9am") == ("now", "Mon 30 Mar 09:00")
    assert absence("away friday").whom is None
