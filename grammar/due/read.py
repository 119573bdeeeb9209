"""Due dates as people type them: a closed grammar that reads the whole phrase or refuses it.

It never guesses: it asks about a phrase that could mean two dates, and refuses one with anything
left over (docs/reference.md#due-dates).
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from escalation.worktime import hours as working_hours
from escalation.worktime import wording
from grammar.due import candidates as due_candidates
from grammar.due import explain
from grammar.due.candidates import Candidate
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear, Refused
from grammar.due.tidy import WRAPPING, tidy

CAP = 80
"""Longest phrase, in characters, so that no input is slow to read."""
FURTHEST = timedelta(days=732)
"""Two years, to the end of that day: anything further ahead is most likely a typo."""


@lru_cache(maxsize=256)
def read(phrase: str, context: DueContext) -> DueAnswer:
    """What the phrase means: never an instant in the past or over two years ahead. Never raises.

    Case, spaces and surrounding quotes make no difference.
    """
    trimmed = phrase.strip(WRAPPING + "\t\r\n\xa0")
    if len(trimmed) > CAP:
        reason = f"A due date is at most {CAP} characters."
        return DueUnclear(phrase=phrase, fault=DueFault.TOO_LONG, reason=reason)
    answer = _answer(trimmed, context)
    if isinstance(answer, DueUnclear) and answer.fault is DueFault.UNREAD:
        return explain.explained(answer, context, read=_answer)
    return answer


def _answer(phrase: str, context: DueContext) -> DueAnswer:
    text = tidy(phrase)
    try:
        found = due_candidates.candidates(text, context) if text.isascii() else []
    except Refused as refused:
        return DueUnclear(phrase=phrase, fault=refused.fault, reason=refused.reason)
    if not found:
        reason = "I can't read that as a date."
        return DueUnclear(phrase=phrase, fault=DueFault.UNREAD, reason=reason)
    ahead = {c.at: c for c in found if context.now < c.at <= context.now + FURTHEST}
    if not ahead:
        return _out_of_bounds(phrase, found[0], context)
    choices = tuple(_read(phrase, candidate, context) for candidate in ahead.values())
    if len(choices) == 1 and not any(candidate.surprising for candidate in ahead.values()):
        return choices[0]
    return explain.asked(phrase, choices, context)


def _out_of_bounds(phrase: str, candidate: Candidate, context: DueContext) -> DueUnclear:
    words = wording.instant(candidate.at, context.calendar.tz, now=context.now)
    if candidate.at <= context.now:
        reason = f"{words} has passed. Name a date that lies ahead."
        return DueUnclear(phrase=phrase, fault=DueFault.PAST, reason=reason)
    reason = f"{words} is more than two years ahead. Check the year."
    return DueUnclear(phrase=phrase, fault=DueFault.TOO_FAR, reason=reason)


def _read(phrase: str, candidate: Candidate, context: DueContext) -> DueRead:
    notes = [*candidate.notes]
    working_at = None
    if not context.calendar.is_workday(candidate.day):
        next_day = working_hours.nth_workday(candidate.day, 1, context.calendar)
        working_at = _on_workday(next_day, candidate, context)
        off, then = wording.day(candidate.day), wording.day(next_day)
        notes.append(f"{off} is not a working day; the next working day is {then}.")
    return DueRead(
        at=candidate.at, zone=context.zone, phrase=phrase, notes=tuple(notes), working_at=working_at
    )


def _on_workday(day: date, candidate: Candidate, context: DueContext) -> datetime:
    """That time on this working day; its end for midnight, which would be a day later."""
    calendar = context.calendar
    if candidate.at.astimezone(calendar.tz).date() != candidate.day:
        return working_hours.window(day, calendar)[1]
    return working_hours.add_working_days(candidate.at, 1, calendar)
