"""The time of day in a due phrase: `5pm`, `17:00 utc`, `noon`, `eod`, `morning`."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from escalation.worktime import hours as working_hours
from escalation.worktime import wording
from escalation.worktime.hours import Calendar
from grammar.due import hour_letter
from grammar.due.hour_letter import Meant

PARTS = {
    # part of the day: (hours it covers, time if none is given)
    "morning": (range(4, 12), time(9)),
    "afternoon": (range(12, 19), time(15)),
    "evening": (range(16, 24), time(18)),
    "night": (range(18, 24), time(20)),
}
ENDS = frozenset(
    {"eod", "cob", "eob", "eop", "end of day", "end of the day", "end of play"}
    | {"close of business", "close of play", "end of business"}
)
STARTS = frozenset({"sod", "start of day", "start of the day", "first thing"})
NAMED = {"noon": time(12), "midday": time(12)}
_LAST_MONTH = 12

_TONIGHT = re.compile(r"\btonight\b|\bthis (?=(?:morning|afternoon|evening|[ap]m)\b)")
_PART = re.compile(
    r"\b(?:in the )?(morning|afternoon|evening|night)\b|(?<![\d.:])(?<![\d.:] )\b([ap]m)\b"
)
_HALVES = {"am": "morning", "pm": "afternoon"}
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})"
    r"(?:(?P<sep>[:.]| ?h ?)(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?P<unit> ?(?:h|hrs?|hours?)|(?<=h\d\d) ?m(?:in)?)?"
    r"| ?h| o'?clock)?"
    r" ?(?P<half>[ap](?:\.?m)?\.?)?"
    r"(?: ?(?P<zone>z|utc|gmt|\+[01]\d:[0-5]\d))?"
)
_MILITARY = re.compile(
    r"(?P<hour>\d{2})(?P<minute>\d{2})|(?P<h>\d{1,2})(?P<m>\d{2}) ?(?:h|hrs?|hours?)"
)
_CENTURIES = frozenset({"19", "20"})
_LEAD = re.compile(r"^(?:at|by|before|@) ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day: a wall-clock time, or the working day's `end` or `start`, or midnight.

    A `start` with a `wall` is a morning: people who start after noon get the wall-clock time.
    `loose` marks an hour that could be in either half of the day, `bare` one that is only a number,
    `year` one that may be a year (`2030`) and `counted` one that may be a span (`3h`). `night` is
    `12am`: people mean either end of the day. `zone` is the one in the text itself: UTC, or hours
    east of it.
    """

    wall: time | None = None
    end: bool = False
    start: bool = False
    midnight: bool = False
    zone: timezone | None = None
    loose: bool = False
    bare: bool = False
    year: bool = False
    counted: bool = False
    night: bool = False


END = Clock(end=True)
START = Clock(start=True)
MORNING = Clock(start=True, wall=PARTS["morning"][1])


def part_of_day(text: str) -> tuple[str, str]:
    """Split off the part of the day: `9 tonight` becomes `9 today` and `night`."""
    text = _TONIGHT.sub(lambda found: "today night" if found[0] == "tonight" else "today ", text)
    found = _PART.search(text)
    if not found:
        return text, ""
    rest = " ".join((text[: found.start()] + text[found.end() :]).split())
    return rest, found[1] or _HALVES[found[2]]


@lru_cache(maxsize=512)
def read(text: str) -> Clock | None:
    """Read the whole text as a time of day, or None."""
    text, led = _LEAD.subn("", text)
    if text in ENDS:
        return END
    if text in STARTS:
        return START
    if text == "midnight":
        return Clock(midnight=True)
    if text in NAMED:
        return Clock(wall=NAMED[text])
    clock = _digits(text)
    return replace(clock, bare=False, year=False, counted=False) if clock and led else clock


def within(part: str, clock: Clock) -> Clock | None:
    """Read a time within a part of the day (`8` at night is 20:00); None if they disagree.

    The default time, the end of the day, gives way to the part's usual time.
    """
    hours, usual = PARTS[part]
    if part == "morning" and (clock.end or clock.start):
        return MORNING
    if clock.end:
        return Clock(wall=usual)
    if clock.midnight and part in {"evening", "night"}:
        return replace(clock, night=False)
    if clock.wall is None:
        return None
    wall = clock.wall
    if clock.loose:
        wall = wall.replace(hour=wall.hour % 12 + (0 if part == "morning" else 12))
    return replace(clock, wall=wall, bare=False) if wall.hour in hours else None


def instant(day: date, clock: Clock, calendar: Calendar) -> datetime:
    """The UTC instant of that time on that date; a working day may end after midnight."""
    if clock.end:
        return working_hours.window(day, calendar)[1]
    wall = wall_time(clock, calendar)
    if clock.zone:
        return datetime.combine(day, wall, clock.zone).astimezone(UTC)
    return working_hours.wall_clock(day, wall, calendar.tz)


def wall_time(clock: Clock, calendar: Calendar) -> time:
    """The wall-clock time; for people who start after noon, morning is still 9:00."""
    if clock.start and (clock.wall is None or calendar.start < time(12)):
        return calendar.start
    return clock.wall or time(0)


def note(day: date, clock: Clock, calendar: Calendar) -> str:
    """What to say if the clocks change across that time, else ""."""
    if clock.end or clock.zone:
        return ""
    local = datetime.combine(day, wall_time(clock, calendar), calendar.tz)
    shown = local.astimezone(UTC).astimezone(calendar.tz)
    if shown.time() != local.time():
        change = f"there is no {local:%H:%M} on {wording.day(day)}"
        return f"The clocks change: {change}, so {shown:%H:%M} is meant."
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return f"{local:%H:%M} happens twice on {wording.day(day)}; the first one is meant."
    return ""


def _digits(text: str) -> Clock | None:
    if military := _MILITARY.fullmatch(text):
        clock = _clock(military["hour"] or military["h"], military["minute"] or military["m"])
        bare = military["hour"] is not None
        year = bare and military["hour"] in _CENTURIES
        return clock and replace(clock, bare=bare, year=year)
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    if found["half"]:
        return _half_day(found)
    dotted = found["sep"] == "." and not found["unit"]
    if dotted and found["minute"] != "00" and int(found["minute"]) <= _LAST_MONTH:
        return None  # `9.10` may be the ninth of October
    # Nothing is due at 3:30 at night, so `3:30` means the afternoon; `03:30` says otherwise.
    loose = 1 <= int(found["hour"]) <= 12 and found["hour"][0] != "0"
    afternoon = 12 if loose and int(found["hour"]) <= 6 else 0
    clock = _clock(found["hour"], found["minute"], found["second"], shift=afternoon)
    bare = dotted or text.isdecimal()  # `17.30` alone may be a price
    if clock is None or (bare and clock.wall == time(0)):
        return None
    counted = "h" in text and hour_letter.meant(text) is not Meant.CLOCK
    return replace(clock, loose=loose, bare=bare, counted=counted, zone=_zone(found["zone"]))


def _half_day(found: re.Match[str]) -> Clock | None:
    hour = int(found["hour"])
    if not 1 <= hour <= 12:
        return None
    shift = (12 if found["half"][0] == "p" else 0) - (12 if hour == 12 else 0)
    clock = _clock(found["hour"], found["minute"], found["second"], shift=shift)
    if clock and clock.wall == time(0):
        clock = Clock(midnight=True, night=True)
    return clock and replace(clock, zone=_zone(found["zone"]))


def _clock(*digits: str | None, shift: int = 0) -> Clock | None:
    hour, minute, second = (*(int(number or 0) for number in digits), 0)[:3]
    try:
        return Clock(wall=time(hour + shift, minute, second))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    """`utc` or `+02:00`; we do not accept a minus, because `9:00-11:00` is a range."""
    if text is None or text[0] != "+":
        return UTC if text else None
    return timezone(timedelta(hours=int(text[1:3]), minutes=int(text[4:])))
