"""The twelve people of the channel, and everybody's working time, counted in steps of five minutes.

Nothing here asks Backstop: hours and holidays are written out.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.demo.people import CHANNEL
from playground.slack import Playground

HOME = "Europe/Berlin"
PEOPLE = {
    "lea": HOME,
    "cem": HOME,
    "maria": HOME,
    "bo": HOME,
    "nils": HOME,
    "ines": "America/New_York",
    "ana": "America/New_York",
    "tom": "America/New_York",
    "dia": "America/New_York",
    "priya": "Asia/Kolkata",
    "ravi": "Asia/Kolkata",
    "uma": "Asia/Kolkata",
}
LEAD, LEADERSHIP = "lea", "cem"
LADDER = (LEAD, LEADERSHIP)
HOLIDAYS = {
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 14),
    date(2026, 5, 25),
}
"""Of Germany, on weekdays, from April to the middle of June."""
LIMIT = 8
"""Direct messages that can wait, to one person in one day of theirs."""
STEP = timedelta(minutes=5)
OPENS_AT = datetime(2026, 3, 23, 7, 30, tzinfo=UTC)
"""A Monday, half an hour before Berlin's working day; its clocks change on the Sunday."""


def add_people(slack: Playground) -> None:
    """Fill an empty workspace with them and their channel."""
    for name, zone in PEOPLE.items():
        slack.add_person(name, real_name=f"{name.title()} Quist", tz=zone, locale="en-GB")
    slack.add_channel(CHANNEL, tuple(PEOPLE))


def local(at: datetime, who: str) -> datetime:
    """An instant on somebody's clock."""
    return at.astimezone(ZoneInfo(PEOPLE[who]))


def is_workday(day: date) -> bool:
    """Whether anybody works on this day."""
    return day.weekday() < 5 and day not in HOLIDAYS


@cache
def is_open(at: datetime, zone: str) -> bool:
    """Whether it is 9:00 to 17:00 on a working day; the instant at which work ends still counts."""
    there = at.astimezone(ZoneInfo(zone))
    return is_workday(there.date()) and 9 * 60 <= there.hour * 60 + there.minute <= 17 * 60


def next_open(at: datetime, zone: str) -> datetime:
    """The first step from `at` on that lies in working time."""
    while not is_open(at, zone):
        at += STEP
    return at


def worked(at: datetime, hours: float, zone: str) -> datetime:
    """When so many hours have been worked since `at`, one step of working time at a time."""
    left = timedelta(hours=hours)
    while left > timedelta(0):
        left -= STEP if is_open(at, zone) and is_open(at + STEP, zone) else timedelta(0)
        at += STEP
    return at


def days_later(at: datetime, days: int, zone: str = HOME) -> datetime:
    """The same time of day so many working days later."""
    there = at.astimezone(ZoneInfo(zone))
    day, left = there.date(), days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return datetime.combine(day, there.time(), ZoneInfo(zone)).astimezone(UTC)


def next_bundle(at: datetime, zone: str) -> datetime:
    """The first 9:00 or 13:00 of a working day from `at` on."""
    at -= (at - OPENS_AT) % STEP
    while not (
        is_open(at, zone) and f"{at.astimezone(ZoneInfo(zone)):%H:%M}" in ("09:00", "13:00")
    ):
        at += STEP
    return at
