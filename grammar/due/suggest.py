"""Suggestions for due phrases that the grammar cannot read, mostly in other languages.

A suggestion is a button to press, never an answer: about a quarter of the guesses are wrong. One
that leaves out something that was typed is not offered.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grammar.due import clock as due_clock
from grammar.due import read as due_reader
from grammar.due.days.calendar_dates import HALF_YEAR
from grammar.due.order import First
from grammar.due.result import DueContext, DueFault, DueRead, DueUnclear, typed

CAP = 60
_RISKY = re.compile(
    r"[%_]|(?:^|\s)-\d|\d-\d|'\d"  # percentages, names, ranges, short years
    r"|\b[A-Z]{2,3}T\b"  # time zones
    r"|\d ?(?:hr|h\b|hs\b|u\b|uhr|uur|heures?|horas?|ore\b|godz|時|点|시)"  # hours it drops
    r"|\b(?:a las?|às|à|alle|ore|om|um|kl\.?|o) \d{1,2}(?![\d:.h])"  # hours it takes for days
    r"|(?![0-9])\d",  # digits of other scripts
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR = re.compile(r"\d{4}")
_DIRECTIONS = {
    "en": "after early except from late mid not past since",
    "de": "ab früh nach nicht seit spät vor",
    "es": "antes desde después despues no tras",
    "fr": "après apres avant depuis dès fin pas",
    "it": "da dopo non prima",
    "nl": "na niet vanaf voor vóór",
    "pl": "nie od po przed",
    "pt": "antes após depois desde não",
}
"""Words that turn a date into another one, and that the library leaves out."""
_FILLERS = frozenset({
    "am", "at", "by", "de", "di", "do", "el", "il", "la", "le", "les", "nd", "no", "o", "of", "om",
    "on", "op", "rd", "st", "th", "the", "to", "um", "à", "às",
})  # fmt: skip
"""Words that it leaves out rightly."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the library read: on the wall clock, in which language, and whether with a time."""

    wall: datetime
    timed: bool
    words: dict[str, Any]


def replaced(line: str, phrase: str, by: str) -> list[str]:
    """The line with other words in place of the phrase, once for each place where it stands."""
    places = (found.span() for found in re.finditer(re.escape(phrase), line))
    return [f"{line[:start]}{by}{line[end:]}" for start, end in places]


def suggestion(unclear: DueUnclear, context: DueContext) -> DueRead | None:
    """The date that an unreadable phrase probably meant, if we can guess one. Never raises.

    The phrase may be in the reader's language (from the locale) or English. The suggestion's own
    phrase is one that `due_reader.read` reads as the same instant.
    """
    phrase = unclear.phrase.strip()
    readable = unclear.fault is DueFault.UNREAD and len(phrase) <= CAP and _WORD.search(phrase)
    if not readable or _RISKY.search(phrase):
        return None
    guess = _guess(phrase, context)
    if guess is None or not _is_whole(phrase.lower(), guess, context):
        return None
    at = _instant(guess, context)
    if _next_year(at, context) and not _YEAR.search(phrase):
        return None
    answer = due_reader.read(typed(at, context), context)
    return answer if isinstance(answer, DueRead) else None


def _next_year(at: datetime, context: DueContext) -> bool:
    return at.year != context.now.year and at - context.now > HALF_YEAR


def _is_whole(phrase: str, guess: _Guess, context: DueContext) -> bool:
    """Whether every weekday, number and direction that was typed is in the guess."""
    words = set(re.findall(r"[^\W\d_]+", phrase))
    turned = words & {*_DIRECTIONS["en"].split(), *_DIRECTIONS.get(context.language, "").split()}
    skipped = words & set(guess.words["skip"]) - _FILLERS
    if turned or skipped:
        return False
    named = [number for number, name in enumerate(_WEEKDAYS) if _names(phrase, name, guess)]
    numbers = {int(digits) for digits in re.findall(r"\d+", phrase)}
    return set(named) <= {guess.wall.weekday()} and numbers <= _numbers(guess, context)


def _names(phrase: str, weekday: str, guess: _Guess) -> bool:
    """Whether the phrase has this weekday in the language of the guess."""
    joined = guess.words.get("no_word_spacing")  # where one character may be part of a word
    apart = "" if joined else r"\b"
    names = [
        re.escape(name.lower()) for name in guess.words[weekday] if not joined or len(name) > 1
    ]
    return re.search(rf"{apart}(?:{'|'.join(names)}){apart}", phrase) is not None


def _numbers(guess: _Guess, context: DueContext) -> set[int]:
    """The numbers by which people may name what was guessed."""
    wall = guess.wall
    local = context.now.astimezone(context.calendar.tz)
    days = (wall.date() - local.date()).days
    months = (wall.year - local.year) * 12 + wall.month - local.month
    found = {wall.day, wall.month, wall.year, wall.year % 100, days, months}
    found |= {days // 7} if days % 7 == 0 else set()
    return found | ({wall.hour, wall.hour % 12 or 12, wall.minute} if guess.timed else set())


def _instant(guess: _Guess, context: DueContext) -> datetime:
    if not guess.timed:
        return due_clock.instant(guess.wall.date(), due_clock.END, context.calendar)
    wall = guess.wall
    return (wall if wall.tzinfo else wall.replace(tzinfo=context.calendar.tz)).astimezone(UTC)


def _guess(phrase: str, context: DueContext) -> _Guess | None:
    from dateparser import date, languages  # noqa: PLC0415 - it takes 70 ms to import, and we rarely need it

    settings = {
        # An aware base makes `3pm` unreadable (dateparser issue 1213).
        "RELATIVE_BASE": context.now.astimezone(context.calendar.tz).replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "RETURN_TIME_AS_PERIOD": True,
        "PARSERS": ["relative-time", "absolute-time"],
        "DATE_ORDER": "MDY" if context.first is First.MONTH else "DMY",
    }
    spoken = [context.language, "en"]
    try:
        found = date.DateDataParser(languages=spoken, settings=settings).get_date_data(phrase)
        words = languages.default_loader.get_locale(found.locale).info
    except Exception:  # noqa: BLE001 - it raises all sorts of errors on odd input; then we have no guess
        return None
    if found.date_obj is None or found.period not in {"day", "time"}:
        return None
    return _Guess(wall=found.date_obj, timed=found.period == "time", words=words)
