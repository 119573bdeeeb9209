"""Backstop, dateparser and parsedatetime, asked the same: this phrase, typed now, in the future."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from dateparser.date import DateDataParser

from bench.phrases.corpus import Phrase
from escalation.worktime.hours import Calendar
from grammar.due.read import read
from grammar.due.result import DueContext, DueRead
from grammar.due.suggest import suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The instant that counts without a question, or those that are offered."""

    accepted: datetime | None = None
    offered: tuple[datetime, ...] = ()


Reader = Callable[[Phrase], Answer]


def backstop(phrase: Phrase) -> Answer:
    """What people get who type the phrase: a date, or buttons with dates."""
    context = DueContext(
        now=phrase.now_utc, calendar=Calendar(tz=phrase.zone), locale=phrase.locale
    )
    found = read(phrase.phrase, context)
    if isinstance(found, DueRead):
        return Answer(accepted=found.at)
    guessed = None if found.choices else suggestion(found, context)
    choices = (guessed,) if guessed else found.choices
    return Answer(offered=tuple(choice.at for choice in choices))


def dateparser(phrase: Phrase) -> Answer:
    """With the order of day and month that the locale has, as Backstop knows it."""
    settings = {
        "RELATIVE_BASE": phrase.now,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if phrase.locale == "en-US" else "DMY",
    }
    parser = DateDataParser(languages=["en"], settings=settings)
    found: datetime | None = parser.get_date_data(phrase.phrase).date_obj
    return Answer(accepted=_in_zone(found, phrase) if found else None)


def parsedatetime(phrase: Phrase) -> Answer:
    """Only where it is installed; no part of Backstop needs it."""
    calendar = _parsedatetime("en_US" if phrase.locale == "en-US" else "en_AU")
    found, context = calendar.parseDT(phrase.phrase, sourceTime=phrase.now)
    return Answer(accepted=_in_zone(found, phrase) if context.accuracy else None)


def installed() -> Mapping[str, Reader]:
    """Every reader that can be asked here, by its name."""
    readers: dict[str, Reader] = {"Backstop": backstop, "dateparser": dateparser}
    if importlib.util.find_spec("parsedatetime"):
        readers["parsedatetime"] = parsedatetime
    return readers


@cache
def _parsedatetime(locale: str) -> Any:
    library: Any = importlib.import_module("parsedatetime")
    constants = library.Constants(locale, usePyICU=False)
    return library.Calendar(constants, version=library.VERSION_CONTEXT_STYLE)


def _in_zone(found: datetime, phrase: Phrase) -> datetime:
    return found if found.tzinfo else found.replace(tzinfo=phrase.zone)
