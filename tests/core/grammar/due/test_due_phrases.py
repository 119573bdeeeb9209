"""Due phrases, each with the answer a colleague would give.

It is Wednesday 25 March 2026, 10:30 in Berlin, unless a test says otherwise.

Berlin changes its clocks on Sunday 29 March; Good Friday is 3 April. The office works 9 to 17.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueFault, DueRead, DueUnclear

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(tz=BERLIN)
EASTER = Calendar(tz=BERLIN, off=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))


def at(wall: str, calendar: Calendar = OFFICE, locale: str = "en-GB") -> DueContext:
    """A reader whose wall clock shows this time."""
    now = datetime.fromisoformat(wall).replace(tzinfo=calendar.tz).astimezone(UTC)
    return DueContext(now=now, calendar=calendar, locale=locale)


NOW = at("2026-03-25 10:30")


def answer(phrase: str, context: DueContext = NOW) -> str:
    """`2026-03-27 17:00` on the reader's clock, or what is wrong."""
    found = due_reader.read(phrase, context)
    if isinstance(found, DueUnclear):
        return found.fault
    return f"{found.at.astimezone(context.calendar.tz):%Y-%m-%d %H:%M}"


def refused(phrase: str, context: DueContext = NOW) -> DueUnclear:
    found = due_reader.read(phrase, context)
    assert isinstance(found, DueUnclear), found
    return found


def understood(phrase: str, context: DueContext = NOW) -> DueRead:
    found = due_reader.read(phrase, context)
    assert isinstance(found, DueRead), found
    return found


PHRASES = """
    today                        2026-03-25 17:00
    eod                          2026-03-25 17:00
    cob                          2026-03-25 17:00
    End of Day                   2026-03-25 17:00
    close of business            2026-03-25 17:00
    tomorrow                     2026-03-26 17:00
    tmrw                         2026-03-26 17:00
    tmrw 9                       2026-03-26 09:00
    tomorrow at 9                2026-03-26 09:00
    tomorrow 9am                 2026-03-26 09:00
    9am tomorrow                 2026-03-26 09:00
    tomorrow morning             2026-03-26 09:00
    first thing tomorrow         2026-03-26 09:00
    first thing tomorrow morning  2026-03-26 09:00
    tomorrow afternoon           2026-03-26 15:00
    tomorrow evening             2026-03-26 18:00
    tomorrow noon                2026-03-26 12:00
    first monday of april        2026-04-06 17:00
    quarter past 3               2026-03-25 15:15
    tomorrow morning at 10       2026-03-26 10:00
    10am tomorrow morning        2026-03-26 10:00
    day after tomorrow           2026-03-27 17:00
    the day after tomorrow 9am   2026-03-27 09:00
    fri                          2026-03-27 17:00
    Friday                       2026-03-27 17:00
    by fri                       2026-03-27 17:00
    due by Friday!               2026-03-27 17:00
    no later than friday         2026-03-27 17:00
    this fri                     2026-03-27 17:00
    this coming friday           2026-03-27 17:00
    fri 5pm                      2026-03-27 17:00
    fri 5 p.m.                   2026-03-27 17:00
    fri 17:30                    2026-03-27 17:30
    fri at 5.30pm                2026-03-27 17:30
    fri 17.30                    2026-03-27 17:30
    tomorrow 8.15                2026-03-26 08:15
    fri 9.00                     2026-03-27 09:00
    at 17.30                     2026-03-25 17:30
    27.3. 17.30                  2026-03-27 17:30
    2026-03-27 17.30             2026-03-27 17:30
    (fri 5pm)                    2026-03-27 17:00
    fri 17h30                    2026-03-27 17:30
    fri 15h                      2026-03-27 15:00
    fri 1730                     2026-03-27 17:30
    fri by noon                  2026-03-27 12:00
    noon on friday               2026-03-27 12:00
    eod fri                      2026-03-27 17:00
    fri eod                      2026-03-27 17:00
    5 o'clock                    2026-03-25 17:00
    fri 5pm utc                  2026-03-27 18:00
    friday 17:00z                2026-03-27 18:00
    fri 17:00+02:00              2026-03-27 16:00
    fri 5pm +05:30               2026-03-27 12:30
    wed                          2026-03-25 17:00
    wed 11                       2026-03-25 11:00
    wed 9am                      2026-04-01 09:00
    next wed                     2026-04-01 17:00
    next fri                     2026-04-03 17:00
    fri next week                2026-04-03 17:00
    next week fri                2026-04-03 17:00
    fri this week                2026-03-27 17:00
    mon                          2026-03-30 17:00
    tue 3                        2026-03-31 15:00
    fri 9                        2026-03-27 09:00
    eow                          2026-03-27 17:00
    end of the week              2026-03-27 17:00
    this week                    2026-03-27 17:00
    next week                    2026-04-03 17:00
    end of next week             2026-04-03 17:00
    eom                          2026-03-31 17:00
    end of month                 2026-03-31 17:00
    next month                   2026-04-30 17:00
    end of april                 2026-04-30 17:00
    end of may 2026              2026-05-29 17:00
    eoq                          2026-03-31 17:00
    end of q2                    2026-06-30 17:00
    next quarter                 2026-06-30 17:00
    eoy                          2026-12-31 17:00
    48h                          2026-03-27 10:30
    in 2 hours                   2026-03-25 12:30
    96h                          2026-03-29 11:30
    90 min                       2026-03-25 12:00
    1h30                         2026-03-25 12:00
    1h 30m                       2026-03-25 12:00
    1.5 hours                    2026-03-25 12:00
    an hour and a half           2026-03-25 12:00
    half an hour                 2026-03-25 11:00
    an hour from now             2026-03-25 11:30
    4 working hours              2026-03-25 14:30
    8 business hours             2026-03-26 10:30
    2d                           2026-03-27 17:00
    in 2 days                    2026-03-27 17:00
    in 2 days at 9               2026-03-27 09:00
    1w                           2026-04-01 17:00
    two weeks                    2026-04-08 17:00
    a fortnight                  2026-04-08 17:00
    2 weeks from today           2026-04-08 17:00
    in 3 months                  2026-06-25 17:00
    3 business days              2026-03-30 17:00
    3bd                          2026-03-30 17:00
    next business day            2026-03-26 17:00
    nbd                          2026-03-26 17:00
    5pm                          2026-03-25 17:00
    at 5                         2026-03-25 17:00
    9am                          2026-03-26 09:00
    03:30                        2026-03-26 03:30
    3:30                         2026-03-25 15:30
    noon                         2026-03-25 12:00
    12pm                         2026-03-25 12:00
    12am                         2026-03-26 00:00
    00:00                        2026-03-26 00:00
    midnight                     2026-03-26 00:00
    midnight tonight             2026-03-26 00:00
    today midnight               2026-03-26 00:00
    tonight                      2026-03-25 20:00
    9 tonight                    2026-03-25 21:00
    tonight at 8                 2026-03-25 20:00
    this afternoon               2026-03-25 15:00
    3 in the afternoon           2026-03-25 15:00
    this evening at 7            2026-03-25 19:00
    morning                      2026-03-26 09:00
    fri night                    2026-03-27 20:00
    27 mar                       2026-03-27 17:00
    27th                         2026-03-27 17:00
    the 1st                      2026-04-01 17:00
    mar 27                       2026-03-27 17:00
    fri 27 mar                   2026-03-27 17:00
    Fri, 27 March 2026, 5pm      2026-03-27 17:00
    friday the 27th              2026-03-27 17:00
    fri 27                       2026-03-27 17:00
    1st of april                 2026-04-01 17:00
    april 1st, 2026 5pm          2026-04-01 17:00
    1-apr-2026                   2026-04-01 17:00
    1. apr. 9:30                 2026-04-01 09:30
    1.4.                         2026-04-01 17:00
    1.4. 9:00                    2026-04-01 09:00
    01.04.2026                   2026-04-01 17:00
    1.4.26                       2026-04-01 17:00
    13/4                         2026-04-13 17:00
    4/13                         2026-04-13 17:00
    4/4                          2026-04-04 17:00
    25/12/2026                   2026-12-25 17:00
    27-03-2026                   2026-03-27 17:00
    2026-04-01                   2026-04-01 17:00
    2026/4/1                     2026-04-01 17:00
    2026-04-01 14:00             2026-04-01 14:00
    2026-04-01T14:00             2026-04-01 14:00
    2026-04-01T14:00Z            2026-04-01 16:00
    2026-04-01T14:00:00.000Z     2026-04-01 16:00
    2026-04-01 14:00+02:00       2026-04-01 14:00
    ２７ mar                      2026-03-27 17:00
"""


def rows(table: str) -> list[tuple[str, str]]:
    """The (phrase, answer) rows of a table; two or more spaces separate the columns."""
    parted = (line.strip().rpartition("  ") for line in table.strip().splitlines())
    return [(phrase.strip(), right) for phrase, _, right in parted]


@pytest.mark.parametrize(("phrase", "expected"), rows(PHRASES))
def test_a_phrase_means_what_a_colleague_would_think(phrase: str, expected: str) -> None:
    assert answer(phrase) == expected


REFUSALS = """
    17                           ambiguous
    1234                         ambiguous
    4/1                          ambiguous
    fri 17                       ambiguous
    fri 3                        ambiguous
    fri midnight                 ambiguous
    20 mar                       ambiguous
    25 mar 9am                   ambiguous
    end of january               ambiguous
    next year                    ambiguous
    fri or mon                   ambiguous
    mon-fri                      ambiguous
    9:00-10:00                   ambiguous
    tomorrow, or friday          ambiguous
    friday -5pm                  ambiguous
    20 mar 2026                  past
    yesterday                    past
    last friday                  past
    two days ago                 past
    today 9am                    past
    mon this week                past
    0h                           past
    1 jan 2029                   too_far
    5000 days                    too_far
    9999 months                  too_far
    asap                         not_a_date
    as soon as possible          not_a_date
    never                        not_a_date
    TBD                          not_a_date
    soon!                        not_a_date
    whenever                     not_a_date
    now                          not_a_date
    24/7                         not_a_date
    every friday                 not_a_date
    weekly                       not_a_date
    31 feb                       not_a_date
    32 march                     not_a_date
    2026-02-30                   not_a_date
    50/50                        not_a_date
    thu 27 mar                   not_a_date
    mon 27                       not_a_date
    fri 5pm PST                  zone
    17:00 cet                    zone
    5pm IST                      zone
    may                          unread
    april                        unread
    99                           unread
    0                            unread
    80%                          unread
    2.3                          unread
    v2.3                         unread
    17.30                        unread
    5.30                         ambiguous
    fri 9.10                     unread
    fri 25.30                    unread
    fri 2.3                      unread
    25:00                        unread
    24:00                        unread
    13pm                         unread
    PR 1234                      unread
    7 of 9                       unread
    fri maybe                    unread
    not friday                   unread
    fri and all that             unread
    we sat down                  unread
    date field is wrong          unread
    2026-04-01-rollback          unread
    2026-04-01tomorrow           unread
    this next fri next week      unread
    next wed next week           unread
    this evening at 12           unread
    noon tonight                 unread
    midnight tomorrow morning    unread
    first thing tonight          unread
    in 3 days 4                  unread
    end of week 2026             unread
    weekend                      unread
    day                          unread
    by Easter                    unread
    demain                       unread
    übermorgen                   unread
    cet                          unread
    a b c d e f g h i j k        unread
    2026 2026                    unread
    41st                         unread
    fri 5pm +25:00               unread
"""


@pytest.mark.parametrize(("phrase", "fault"), rows(REFUSALS))
def test_what_is_not_one_future_date_is_refused(phrase: str, fault: str) -> None:
    found = refused(phrase)
    assert found.fault == fault
    assert "For example, type `" in found.text


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Asia/Tokyo"])
@pytest.mark.parametrize("phrase", ["9999-12-31", "31/12/9999", "0001-01-01 03:00", "1.1.0001"])
def test_the_ends_of_the_calendar_are_not_due_dates_in_any_zone(phrase: str, zone: str) -> None:
    night = Calendar(tz=ZoneInfo(zone), start=time(22), end=time(6))
    assert refused(phrase, at("2026-03-25 10:30", night)).fault == DueFault.NOT_A_DATE


@pytest.mark.parametrize(
    ("phrase", "example"),
    [("17.30", "17:30"), ("17.30 Fri", "17:30 fri"), ("fri 9.10", "fri 9:10")],
)
def test_a_number_that_may_be_a_time_is_asked_for_with_a_colon(phrase: str, example: str) -> None:
    found = refused(phrase)
    assert found.text == f"I can't read that as a date. For example, type `{example}` or `48h`."
    assert isinstance(due_reader.read(example, NOW), DueRead)


def test_nothing_but_spaces_holds_no_date() -> None:
    assert refused("  ").reason == "There is no date here."


@pytest.mark.parametrize(
    ("phrase", "walls"),
    [
        ("4/1", ["2026-04-01 17:00", "2027-01-04 17:00"]),
        ("17", ["2026-03-25 17:00", "2026-04-17 17:00"]),
        ("fri 17", ["2026-03-27 17:00", "2026-04-17 17:00"]),
        ("fri midnight", ["2026-03-27 00:00", "2026-03-28 00:00"]),
        ("20 mar", ["2027-03-20 17:00"]),
        ("fri or mon", ["2026-03-27 17:00", "2026-03-30 17:00"]),
    ],
)
def test_a_question_offers_its_dates_and_each_reads_back(phrase: str, walls: list[str]) -> None:
    choices = refused(phrase).choices
    assert [choice.phrase for choice in choices] == walls
    assert [understood(choice.phrase).at for choice in choices] == [c.at for c in choices]


def test_a_choice_in_a_repeated_hour_reads_back_in_utc() -> None:
    saturday = at("2026-10-24 12:00")
    choices = refused("25 oct 01:30 utc or mon", saturday).choices
    assert [choice.phrase for choice in choices] == ["2026-10-25T01:30:00Z", "2026-10-26 17:00"]
    assert understood("2026-10-25T01:30:00Z", saturday).at == choices[0].at


@pytest.mark.parametrize(
    ("now", "phrase", "expected"),
    [
        # a weekday is today as long as its time is ahead
        ("2026-03-27 10:30", "fri", "2026-03-27 17:00"),
        ("2026-03-27 18:00", "fri", "2026-04-03 17:00"),
        ("2026-03-27 18:00", "fri 7pm", "2026-03-27 19:00"),
        ("2026-03-27 10:30", "fri midnight", "2026-03-28 00:00"),
        # the day's end, once over, is the next working day's; other times are today's if ahead
        ("2026-03-25 18:00", "eod", "2026-03-26 17:00"),
        ("2026-03-27 18:00", "eod", "2026-03-30 17:00"),
        ("2026-03-28 10:00", "eod", "2026-03-30 17:00"),
        ("2026-03-28 10:00", "5pm", "2026-03-28 17:00"),
        ("2026-03-28 07:00", "morning", "2026-03-30 09:00"),
        ("2026-03-27 18:00", "5pm", "2026-03-30 17:00"),
        ("2026-03-25 18:00", "today", "past"),
        # a period that is over is asked about
        ("2026-03-28 10:00", "eow", "ambiguous"),
        ("2026-03-28 10:00", "next week", "2026-04-03 17:00"),
        # a date without a year rolls over into the next half year only
        ("2026-11-22 10:00", "10 jan", "2027-01-10 17:00"),
        ("2026-11-22 10:00", "10 jun", "ambiguous"),
        ("2026-11-22 10:00", "wed jan 6", "2027-01-06 17:00"),
        ("2026-03-25 10:30", "fri 20 mar", "past"),
        ("2027-11-22 10:00", "29 feb", "2028-02-29 17:00"),
        # months without such a day are skipped, or end on their last
        ("2026-03-31 18:00", "the 31st", "2026-05-31 17:00"),
        ("2026-01-31 10:00", "in a month", "2026-02-28 17:00"),
    ],
)
def test_when_it_is_said_decides(now: str, phrase: str, expected: str) -> None:
    assert answer(phrase, at(now)) == expected


@pytest.mark.parametrize(
    ("zone", "locale", "phrase", "expected"),
    [
        ("America/New_York", "en-US", "4/1", "2026-04-01 17:00"),
        ("America/New_York", "en-US", "13/4", "2026-04-13 17:00"),
        ("America/New_York", "en-US", "1.4.", "2026-04-01 17:00"),
        ("America/New_York", "en-GB", "4/1", "ambiguous"),
        ("Europe/Berlin", "en-US", "4/1", "ambiguous"),
    ],
)
def test_the_month_comes_first_only_for_americans_in_america(
    zone: str, locale: str, phrase: str, expected: str
) -> None:
    reader = at("2026-03-25 10:30", Calendar(tz=ZoneInfo(zone)), locale)
    assert answer(phrase, reader) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("nbd", "2026-04-02 17:00"),
        ("2 business days", "2026-04-07 17:00"),
        ("eow", "2026-04-02 17:00"),
        ("fri", "2026-04-03 17:00"),
    ],
)
def test_working_days_skip_holidays_but_a_typed_date_is_kept(phrase: str, expected: str) -> None:
    assert answer(phrase, at("2026-04-01 10:30", EASTER)) == expected


def test_a_date_off_is_kept_and_the_next_working_day_offered() -> None:
    saturday = understood("sat")
    assert saturday.notes == (
        "Sat 28 Mar is not a working day; the next working day is Mon 30 Mar.",
    )
    assert saturday.working_at == datetime(2026, 3, 30, 15, tzinfo=UTC)
    assert understood("fri").notes == ()
    assert understood("fri").working_at is None
    good_friday = understood("3 apr", at("2026-03-25 10:30", EASTER))
    assert good_friday.notes == (
        "Fri 3 Apr is not a working day; the next working day is Tue 7 Apr.",
    )


def test_the_day_that_midnight_ends_is_followed_by_the_next_working_day() -> None:
    sunday = understood("due midnight", at("2026-03-29 12:00"))
    assert sunday.at == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert sunday.notes == ("Sun 29 Mar is not a working day; the next working day is Mon 30 Mar.",)
    assert sunday.working_at == datetime(2026, 3, 30, 15, tzinfo=UTC)  # Monday 17:00


@pytest.mark.parametrize(
    ("now", "phrase", "notes"),
    [
        ("2026-03-25 10:30", "eod", ()),
        (
            "2026-03-25 18:00",
            "cob",
            ("The working day is over, so this is the end of Thu 26 Mar.",),
        ),
        (
            "2026-03-27 18:00",
            "eod",
            ("The working day is over, so this is the end of Mon 30 Mar.",),
        ),
        (
            "2026-03-28 10:00",
            "eod",
            ("Today is not a working day, so this is the end of Mon 30 Mar.",),
        ),
        ("2026-03-25 18:00", "5pm", ()),
        ("2026-03-25 18:00", "fri eod", ()),
    ],
)
def test_the_end_of_the_day_after_hours_says_which_day(
    now: str, phrase: str, notes: tuple[str, ...]
) -> None:
    assert understood(phrase, at(now)).notes == notes


def test_two_ways_to_say_one_date_are_offered_once() -> None:
    assert [choice.phrase for choice in refused("fri or 27 mar").choices] == ["2026-03-27 17:00"]


def test_a_number_of_minutes_to_wait_is_not_a_number_of_months() -> None:
    assert answer("10m", NOW.returning) == "2026-03-25 10:40"
    assert answer("10m") == "ambiguous"


def test_a_weekday_of_which_no_month_has_the_number_soon_is_asked_about() -> None:
    (evening, far) = refused("mon 21").choices
    assert [evening.phrase, far.phrase] == ["2026-03-30 21:00", "2026-09-21 17:00"]


def test_a_time_the_clocks_skip_or_repeat_is_said() -> None:
    skipped, repeated = understood("29 mar 02:30"), understood("25 oct 02:30")
    assert skipped.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert skipped.notes[0] == (
        "The clocks change: there is no 02:30 on Sun 29 Mar, so 03:30 is meant."
    )
    assert repeated.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert repeated.notes[0] == "02:30 happens twice on Sun 25 Oct; the first one is meant."
    for phrase, meant in (("2026-03-29T02:30", skipped), ("2026-10-25T02:30", repeated)):
        assert (understood(phrase).at, understood(phrase).notes) == (meant.at, meant.notes)
    assert understood("2026-10-25T02:30Z").notes == repeated.notes[1:]


def test_hours_are_elapsed_time_and_days_are_the_calendars() -> None:
    friday = at("2026-03-27 10:30")
    assert understood("72h", friday).at - friday.now == timedelta(hours=72)
    assert answer("72h", friday) == "2026-03-30 11:30"
    assert answer("3d", friday) == "2026-03-30 17:00"


def test_night_shifts_end_in_the_morning_after() -> None:
    night = Calendar(tz=BERLIN, start=time(22), end=time(6))
    assert answer("fri", at("2026-03-25 10:30", night)) == "2026-03-28 06:00"
    assert understood("fri", at("2026-03-25 10:30", night)).notes == ()
    assert answer("tomorrow morning", at("2026-03-25 10:30", night)) == "2026-03-26 09:00"


@pytest.mark.parametrize(
    ("weekdays", "phrase", "expected"),
    [
        ({6, 0, 1, 2, 3}, "eow", "2026-03-26 17:00"),  # Sunday to Thursday
        ({6, 0, 1, 2, 3}, "next week", "2026-04-02 17:00"),
        ({0, 2, 4}, "eow", "2026-03-27 17:00"),  # with gaps, weeks begin on Monday
        ({0, 1, 2, 3, 4, 5, 6}, "eow", "2026-03-29 17:00"),
    ],
)
def test_a_week_ends_where_the_working_week_does(
    weekdays: set[int], phrase: str, expected: str
) -> None:
    calendar = Calendar(tz=BERLIN, weekdays=frozenset(weekdays))
    assert answer(phrase, at("2026-03-25 10:30", calendar)) == expected


def test_a_period_without_a_working_day_is_refused() -> None:
    off = frozenset(date(2026, 3, 30) + timedelta(days=n) for n in range(7))
    assert answer("next week", at("2026-03-25 10:30", Calendar(tz=BERLIN, off=off))) == "unread"


def test_a_phrase_over_the_limit_is_refused_with_the_limit() -> None:
    found = refused("fri " * 21)
    assert found.fault is DueFault.TOO_LONG
    assert "80 characters" in found.reason


def test_an_absence_until_a_day_ends_when_its_work_starts() -> None:
    assert answer("mon", NOW.returning) == "2026-03-30 09:00"
    assert answer("mon 3pm", NOW.returning) == "2026-03-30 15:00"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("sat 4 apr", "2026-04-07 09:00"),  # Easter Monday is off as well
        ("mon 6 apr", "2026-04-07 09:00"),
        ("6 apr", "2026-04-07 09:00"),
        ("sun", "2026-03-30 09:00"),
        ("tue", "2026-03-31 09:00"),
        ("sat 4 apr 3pm", "2026-04-04 15:00"),  # a time that was said counts
        ("next month", "2026-04-01 09:00"),
    ],
)
def test_the_end_of_an_absence_on_a_day_off_is_the_next_working_day(
    phrase: str, expected: str
) -> None:
    easter = Calendar(tz=BERLIN, off=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
    assert answer(phrase, at("2026-03-25 10:30", easter).returning) == expected
    assert answer("sat 4 apr", at("2026-03-25 10:30", easter)) == "2026-04-04 17:00"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("fri eod", "2026-03-27 17:00"),
        ("mon sod", "2026-03-30 09:00"),
        ("mon morning", "2026-03-30 09:00"),
        ("mon afternoon", "2026-03-30 15:00"),
        ("eod", "2026-03-25 17:00"),
        ("8 working hours", "2026-03-26 10:30"),
        ("next week", "2026-03-30 09:00"),
        ("next month", "2026-04-01 09:00"),
        ("next week 2pm", "2026-03-30 14:00"),
        ("this week", "2026-03-30 09:00"),
        ("eow", "2026-03-30 09:00"),
        ("end of next week", "2026-04-06 09:00"),
        ("end of april", "2026-05-01 09:00"),
        ("today", "past"),
    ],
)
def test_the_end_of_an_absence_reads_the_hours_of_the_office(phrase: str, expected: str) -> None:
    assert answer(phrase, NOW.returning) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("mon", "2026-03-30 14:00"),
        ("mon sod", "2026-03-30 14:00"),
        ("mon morning", "2026-03-30 09:00"),
        ("mon eod", "2026-03-30 22:00"),
    ],
)
def test_who_starts_after_noon_is_back_when_their_work_starts(phrase: str, expected: str) -> None:
    late = at("2026-03-25 10:30", Calendar(tz=BERLIN, start=time(14), end=time(22)))
    assert answer(phrase, late.returning) == expected


def test_who_works_around_the_clock_is_back_as_the_day_begins() -> None:
    always = at("2026-03-25 10:30", Calendar(tz=BERLIN, start=time(0), end=time(0)))
    assert answer("mon", always.returning) == "2026-03-30 00:00"
