"""Suggestions for due phrases that the grammar cannot read, mostly in other languages.

A suggestion is a button to press, never an answer: about a quarter of the guesses are wrong.
"""

import re
from datetime import UTC, datetime

from grammar.due import clock as due_clock
from grammar.due import read as due_reader
from grammar.due.days import HALF_YEAR
from grammar.due.result import DueContext, DueFault, DueRead, DueUnclear, typed

CAP = 60
_RISKY = re.compile(
    r"[%_]|(?:^|\s)-\d|\d-\d"  # percentages, names, ranges
    r"|\b[A-Z]{2,3}T\b"  # time zones
    r"|\d ?(?:[Uu]hr|h\b|時|点|시)"  # hours that the library drops
    r"|(?![0-9])\d"  # digits of other scripts
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR = re.compile(r"\d{4}")


def suggestion(unclear: DueUnclear, context: DueContext) -> DueRead | None:
    """The date that an unreadable phrase probably meant, if we can guess one. Never raises.

    The phrase may be in the reader's language (from the locale) or English. The suggestion's own
    phrase is one that `due_reader.read` reads as the same instant.
    """
    phrase = unclear.phrase.strip()
    readable = unclear.fault is DueFault.UNREAD and len(phrase) <= CAP and _WORD.search(phrase)
    if not readable or _RISKY.search(phrase):
        return None
    at = _guess(phrase, context)
    if at is None or (_next_year(at, context) and not _YEAR.search(phrase)):
        return None
    answer = due_reader.read(typed(at, context), context)
    return answer if isinstance(answer, DueRead) else None


def _next_year(at: datetime, context: DueContext) -> bool:
    return at.year != context.now.year and at - context.now > HALF_YEAR


def _guess(phrase: str, context: DueContext) -> datetime | None:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - loads for 70 ms, rarely needed

    tz = context.calendar.tz
    settings = {
        # An aware base makes `3pm` unreadable (dateparser issue 1213).
        "RELATIVE_BASE": context.now.astimezone(tz).replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "RETURN_TIME_AS_PERIOD": True,
        "PARSERS": ["relative-time", "absolute-time"],
        "DATE_ORDER": "MDY" if context.month_first else "DMY",
    }
    language = re.split("[-_]", context.locale)[0].lower()
    try:
        found = DateDataParser(languages=[language, "en"], settings=settings).get_date_data(phrase)
    except Exception:  # noqa: BLE001 - on odd input the library raises anything
        return None
    if found.date_obj is None or found.period not in {"day", "time"}:
        return None
    if found.period == "day":
        return due_clock.instant(found.date_obj.date(), due_clock.END, context.calendar)
    guessed: datetime = found.date_obj
    return (guessed if guessed.tzinfo else guessed.replace(tzinfo=tz)).astimezone(UTC)
