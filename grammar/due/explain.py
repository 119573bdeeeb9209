"""Explain, as helpfully as possible, why a due phrase could not be read."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from escalation.worktime import wording
from grammar.due import clock as due_clock
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear, typed
from grammar.due.tidy import tidy
from grammar.due.words import MONTH

ReadDue = Callable[[str, DueContext], DueAnswer]

_ZONES = (
    r"(?:us )?(?:pacific|mountain|central|eastern)(?: (?:standard|daylight))?"
    "|acst|aedt|aest|akdt|akst|art|awst|brt|bst|cdt|cest|cet|cst|ct|eat|edt|eest|eet|est|et|gst|hkt"
    "|hst|ist|jst|kst|mdt|msk|mst|mt|nzdt|nzst|pdt|pkt|pst|pt|sast|sgt|wat|west|wet|wib"
)
_OFFSET = r"(?:\b(?:utc|gmt) ?[+-] ?\d{1,2}(?::?\d\d)?|\+ ?[01]?\d(?::?\d\d)?| -0\d:\d\d)"
_PLACE = (
    r"\b(?:[a-z]+ )?(?!(?:lunch|dinner|tea|break|closing|office|that|this|same|any|some|next)\b)"
    r"[a-z]+ time"
)
_ZONE = re.compile(
    rf"(?P<rest>.*?\S) ?(?:\b(?:{_ZONES})(?: time)?\b|{_OFFSET}|{_PLACE})(?P<after> .+)?"
)
_REPEAT = re.compile(r"\b(?:every|each|daily|weekly|monthly|hourly|weekdays)\b")
_VAGUE = re.compile(
    rf"^(?:in|mid|early|late|sometime|some time|around|start of|beginning of|middle of)[ -](?:in )?"
    rf"(?:the )?(?:(?:this|next) )?(?:week|month|quarter|year|{MONTH})(?: \d{{4}})?$"
)
_GONE = re.compile(r"\b(?:yesterday|ago)\b|^last \w+$")
_KNOWN = (
    (_REPEAT, DueFault.NOT_A_DATE, "I can't repeat items yet. Give one date."),
    (_GONE, DueFault.PAST, "That has passed. Name a date that lies ahead."),
    (_VAGUE, DueFault.NOT_A_DATE, "That is more than one day. Which day is it?"),
)
_BETWEEN = re.compile(r",? (?:or|and|to|through|thru|until|till|-|/|vs) | ?[-/,] ?")
_PAIR = re.compile(r"(?P<a>\d{1,2}) ?[-./] ?(?P<b>\d{1,2})")
_YEARS = re.compile(r"20[2-4]\d")
MOST_SPLITS = 4


def asked(phrase: str, choices: tuple[DueRead, ...], context: DueContext) -> DueUnclear:
    """Ask which of these dates is meant; each choice has a phrase that reads as that date."""
    ordered = sorted({choice.at: choice for choice in choices}.values(), key=lambda one: one.at)
    choices = tuple(replace(choice, phrase=typed(choice.at, context)) for choice in ordered)
    tz = context.calendar.tz
    words = " or ".join(wording.instant(choice.at, tz, now=context.now) for choice in choices)
    return DueUnclear(
        phrase=phrase,
        fault=DueFault.AMBIGUOUS,
        reason=f"Did you mean {words}?",
        choices=choices,
        examples=tuple(choice.phrase for choice in choices[:2]),
    )


def explained(unread: DueUnclear, context: DueContext, *, read: ReadDue) -> DueUnclear:
    """The refusal of a phrase that could not be read, with a clearer reason and choices."""
    text = tidy(unread.phrase)
    if not text:
        return replace(unread, reason="There is no date here.")
    for pattern, fault, reason in _KNOWN:
        if pattern.search(text):
            return replace(unread, fault=fault, reason=reason)
    zoned = _ZONE.fullmatch(text)
    if zoned and _is_read(read(zoned["rest"] + (zoned["after"] or ""), context)):
        reason = f"Times are read in your own zone, {context.zone}, unless they say UTC."
        examples = ("fri 17:00", "fri 17:00 utc")
        return replace(unread, fault=DueFault.ZONE, reason=reason, examples=examples)
    if choices := _bare(text, context, read=read):
        return asked(unread.phrase, choices, context)
    timed = text.replace(".", ":")  # `17.30`, which elsewhere in a line is a price
    if timed != text and isinstance(read(timed, context), DueRead):
        return replace(unread, examples=(timed, unread.examples[-1]))
    choices = _choices(text, context, read=read)
    return asked(unread.phrase, choices, context) if choices else unread


def _is_read(answer: DueAnswer) -> bool:
    return isinstance(answer, DueRead) or answer.fault is not DueFault.UNREAD


def _bare(text: str, context: DueContext, *, read: ReadDue) -> tuple[DueRead, ...]:
    """The one date that `8.25` or `4-22` may mean, with the time that it may be instead."""
    found = _PAIR.fullmatch(text)
    if not found:
        return ()
    day = read(f"{found['a']}/{found['b']}", context)
    dates = (day,) if isinstance(day, DueRead) else day.choices
    if len(dates) != 1:
        return ()
    time = read(text.replace(".", ":"), context)
    return (*dates, time) if isinstance(time, DueRead) else dates


def _choices(text: str, context: DueContext, *, read: ReadDue) -> tuple[DueRead, ...]:
    """What a lone number (`17`), a range or two dates (`fri or mon`) may mean."""
    text = text.removeprefix("before ")
    if text.isdecimal() and not _YEARS.fullmatch(text):
        answers = [read(f"at {text}", context), read(f"{text}th", context)]
        return tuple(answer for answer in answers if isinstance(answer, DueRead))
    for between in islice(_BETWEEN.finditer(text), MOST_SPLITS):
        first = read(text[: between.start()], context)
        if not isinstance(first, DueRead):
            continue
        second = read(text[between.end() :], context)
        if isinstance(second, DueRead):
            return (first, _on_its_day(text, between, second, context=context, read=read))
    return ()


def _on_its_day(
    text: str, between: re.Match[str], second: DueRead, *, context: DueContext, read: ReadDue
) -> DueRead:
    """The end of `fri 4-5pm` is on Friday too, not today."""
    day, time = text[: between.start()], text[between.end() :]
    if due_clock.read(tidy(time)) is None:
        return second
    days = (day.rpartition(" ")[0], day)
    answers = (read(f"{each} {time}", context) for each in days if each)
    return next((one for one in answers if isinstance(one, DueRead)), second)
