"""Absences as people type them: `away friday`, `away 27 mar - 3 apr`, `away until mon 9am`.

Days without `until` are days on which somebody is away; `until` counts from now and names the day
on which they are back. The end is the start of the working day after the last one.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from escalation.absences.entering import EARLY, TOO_LONG
from escalation.worktime.hours import ONE_DAY, next_working_instant, nth_workday, wall_clock
from grammar.due import read as due_reader
from grammar.due.clock import Clock
from grammar.due.days import two_ends
from grammar.due.days.weekdays import week_start
from grammar.due.result import DueAnswer, DueContext, DueFault, DueRead, DueUnclear
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MARK, mask
from grammar.moves import later

_AWAY = re.compile(r"(?:i am |i'?m )?away(?:\s+|$)", re.IGNORECASE)
_COVERED = re.compile(
    r"(?<=[\s,;])(?:stand[- ]?in|cover(?:ed by)?)(?:\s+is)?\b[\s:=]*", re.IGNORECASE
)
_BECAUSE = re.compile(r"(?<=[\s,;])because\b[\s:]*", re.IGNORECASE)
_NAMED = re.compile(rf"@|{MARK}")
_UNTIL = re.compile(r"^(?:now\s+)?(?:until|till|til|to)\s+", re.IGNORECASE)
_FOR = re.compile(r"^(?:now\s+)?for\s+", re.IGNORECASE)
_ON = re.compile(r"^(?:on|all(?: of)?|from)\s+", re.IGNORECASE)
_FULL_STOP = re.compile(r"^\.+|(?<!\d)\.+$")
"""A full stop around the days; after a digit it belongs to the date: `1.6.`"""
_STARTING = re.compile(r"^(?:starting|beginning)(?: on)?\s+", re.IGNORECASE)
_SPAN_FIRST = re.compile(
    r"(?:for (?P<whole>\w+ \w+)|(?!an? )(?P<part>\w+ (?:days?|weeks?|months?)))"
    r" (?:from|starting|beginning)(?: on)? (?P<day>\S.*)",
    re.IGNORECASE,
)
"""`for a week from monday`; `a week from monday` may be one day."""
_BACK_ON = frozenset({"until", "till", "til"})
"""Words whose day is the first one back, not the last one away."""
_PERIOD = re.compile(
    r"(?:the )?(?:rest of )?(?:the |(?P<which>this|next) )?(?P<unit>week|month)", re.IGNORECASE
)
_HALF = re.compile(r"\b(?:in the )?(?P<half>morning|afternoon|evening|pm|am)$", re.IGNORECASE)
_HALVES = {"afternoon": time(12), "pm": time(12), "evening": time(17)}
_PROBES = (time(23, 58), time(23, 59))
"""Times that nobody types: a phrase that is read with either has no time of its own."""
MIDNIGHT = Clock(wall=time(0))
"""The time at which an absence begins on a day."""
_NEXT_YEAR = timedelta(days=180)
_WHEN = "Which days are you away?"
_EXAMPLES = ("friday", "27 mar - 3 apr", "until mon 9am")


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """When the asker, or `whom` they name, is away, and who stands in.

    `crowd` if the stand-in is not one person; `starts_at` is None for an absence from now on.
    """

    until: DueAnswer
    starts_at: datetime | None = None
    stand_in: DraftOwner | None = None
    crowd: bool = False
    whom: DraftOwner | None = None
    reason: str = ""


def read(text: str, context: DueContext, *, requester: str) -> Absence | None:
    """The absence that a line tells; None if it does not begin with `away`."""
    line = mask(text)
    found = _AWAY.match(line.text)
    if not found:
        return None
    rest, whom = line.text[found.end() :], None
    if named := _NAMED.match(rest) and line_parts.at(rest, 0, line=line, requester=requester):
        rest, whom = rest[named.end :], named.owner
    phrase, stand_in, reason = _clauses(f" {rest}")
    doubt = _doubt(phrase, stand_in, reason)
    dated = Absence(until=_unclear(line.unmask(phrase), doubt)) if doubt else None
    dated = dated or _dated(line.unmask(phrase), context)
    absence = replace(dated, whom=whom, reason=line.unmask(reason or ""))
    if stand_in is None:
        return absence
    other, more = line_parts.owner(stand_in, line, requester=requester)
    is_one = other is not None and not more and other.kind is not OwnerKind.GROUP
    return replace(absence, stand_in=other if is_one else None, crowd=not is_one)


def _doubt(phrase: str, stand_in: str | None, reason: str | None) -> str:
    """Why an absence is asked about, whatever its days are; "" if it is not."""
    if reason is not None and not reason.strip(" ?.!"):
        return "Why? Leave out `because` if nobody needs to know."
    is_asked = any(part and part.rstrip().endswith("?") for part in (phrase, stand_in))
    return (
        "Was that a question? Without the question mark, the absence is entered."
        if is_asked
        else ""
    )


def _clauses(rest: str) -> tuple[str, str | None, str | None]:
    """The days, who covers and why, if that is said: the last two in either order."""
    covered, because = _COVERED.search(rest), _BECAUSE.search(rest)
    starts = sorted(found.start() for found in (covered, because) if found)
    ends = [*starts[1:], len(rest)]
    end_of = dict(zip(starts, ends, strict=False))
    stand_in = rest[covered.end() : end_of[covered.start()]].strip() if covered else None
    reason = rest[because.end() : end_of[because.start()]].strip(" ,;") if because else None
    return rest[: starts[0]] if starts else rest, stand_in, reason


def _dated(phrase: str, context: DueContext) -> Absence:
    """The absence without its stand-in."""
    phrase = two_ends.with_months(" ".join(phrase.split()))
    phrase = _FULL_STOP.sub("", phrase.strip(" ,;!"))
    phrase = _STARTING.sub("from ", phrase.strip(" ,;!"))
    if found := _SPAN_FIRST.fullmatch(phrase):
        phrase = f"from {found['day']} for {found['whole'] or found['part']}"
    for lead in (_UNTIL, _FOR):
        if found := lead.match(phrase):
            return _until(phrase[found.end() :], context)
    if len(phrase) > due_reader.CAP or later.span(phrase, later=True):
        return Absence(until=due_reader.read(phrase, context.returning))
    bare = _ON.sub("", phrase)
    if absence := _period(bare, context) or _half(bare, context):
        return absence
    on, is_start = _on(bare, context), phrase.lower().startswith("from ")
    if isinstance(on.until, DueRead) and not is_start:
        return on
    asked = _unclear(phrase, "Until when are you away?")
    return _from_to(bare, context) or (Absence(until=asked) if is_start else on)


def _until(phrase: str, context: DueContext) -> Absence:
    """Away from now until they are back."""
    until = _in_reach(due_reader.read(phrase, context.returning))
    if isinstance(until, DueUnclear):
        until = replace(until, examples=tuple(f"until {example}" for example in until.examples))
    return Absence(until=until)


def _period(phrase: str, context: DueContext) -> Absence | None:
    """`next week`, `the rest of the week`, `next month`: its days, up to the last working one."""
    found = _PERIOD.fullmatch(phrase)
    if not found:
        return None
    ahead = (found["which"] or "").lower() == "next"
    if found["unit"].lower() == "week":
        first = week_start(context.today, context.calendar) + timedelta(days=7 * ahead)
        last = first + timedelta(days=6)
    else:
        month = context.today.year * 12 + context.today.month - 1 + ahead
        first = date(month // 12, month % 12 + 1, 1)
        last = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - ONE_DAY
    return _days(first, last, phrase=phrase, context=context)


def _half(phrase: str, context: DueContext) -> Absence | None:
    """`tomorrow afternoon`: from noon on; `friday morning`: until noon."""
    found = _HALF.search(phrase)
    if not found:
        return None
    which = found["half"].lower()
    day = _day(phrase[: found.start()].strip().removesuffix("this").strip() or "today", context)
    if isinstance(day, DueUnclear | datetime):
        return None
    noon_at = wall_clock(day, time(12), context.calendar.tz)
    if which in {"morning", "am"}:
        read = _read(phrase, noon_at, context)
        return Absence(starts_at=_ahead(_starts(day, context), context), until=read)
    starts_at = wall_clock(day, _HALVES[which], context.calendar.tz)
    read = _read(phrase, _back_after(day, context), context)
    return Absence(starts_at=_ahead(starts_at, context), until=read)


def _on(phrase: str, context: DueContext) -> Absence:
    """`friday`: away on that day; a time of day could be either end, so we ask."""
    day = _day(phrase, context)
    if isinstance(day, DueUnclear):
        return Absence(until=day)
    if isinstance(day, datetime):
        reason = "Is that when you leave, or when you are back?"
        usage = (f"until {phrase}", f"from {phrase} for 1 day")
        return Absence(until=_unclear(phrase, reason, examples=usage))
    return _days(day, day, phrase=phrase, context=context)


def _in_reach(until: DueAnswer) -> DueAnswer:
    """The same, with the rule for absences where the end is years ahead."""
    if isinstance(until, DueUnclear) and until.fault is DueFault.TOO_FAR:
        return replace(until, reason=f"{TOO_LONG} Check the year.")
    return until


def _from_to(phrase: str, context: DueContext) -> Absence | None:
    """`27 mar - 3 apr`, `wed until mon`, `2pm to 4pm`; or why that is no absence."""
    refused: DueUnclear | None = None
    for first, word, last in two_ends.split(phrase):
        starts_at = context.now if first.lower() == "now" else _start(first, context)
        if starts_at is None:
            continue
        from_there = replace(context, now=max(starts_at, context.now))
        until = _end(last, word, from_there)
        if isinstance(until, DueRead) and until.at > starts_at:
            return Absence(starts_at=_ahead(starts_at, context), until=until)
        if isinstance(until, DueUnclear) and until.fault is DueFault.TOO_FAR:
            refused = _unclear(phrase, f"{TOO_LONG} Check the year.")
        elif _is_before(until, starts_at):
            refused = _unclear(phrase, f"{EARLY} When will you be back?")
    return Absence(until=refused) if refused else None


def _is_before(until: DueAnswer, starts_at: datetime) -> bool:
    """Whether an end is before the start: read from there, it would be next year's."""
    if isinstance(until, DueRead) or len(until.choices) != 1:
        return False
    return until.choices[0].at - starts_at > _NEXT_YEAR


def _start(phrase: str, context: DueContext) -> datetime | None:
    half = _half(phrase, context)
    if half is not None:
        return half.starts_at or context.now
    day = _day(phrase, context)
    if isinstance(day, DueUnclear):
        return None
    return day if isinstance(day, datetime) else _starts(day, context)


def _end(phrase: str, word: str, context: DueContext) -> DueAnswer:
    if word in _BACK_ON or word == "for":
        return due_reader.read(phrase, context.returning)
    if (half := _half(phrase, context)) is not None:
        return half.until
    day = _day(phrase, context)
    if isinstance(day, DueUnclear):
        return day
    at = day if isinstance(day, datetime) else _back_after(day, context)
    return _read(phrase, at, context)


def _day(phrase: str, context: DueContext) -> date | datetime | DueUnclear:
    """The day that a phrase names; the instant if it names a time of day, too."""
    first, second = (
        due_reader.read(phrase, replace(context, unsaid=Clock(wall=probe))) for probe in _PROBES
    )
    if isinstance(first, DueUnclear) or isinstance(second, DueUnclear):
        return _day_asked(phrase, context)
    return first.at if first.at == second.at else first.at.astimezone(context.calendar.tz).date()


def _day_asked(phrase: str, context: DueContext) -> DueUnclear:
    """Why a phrase names no day; its choices are days, without a time of day."""
    answer = due_reader.read(phrase, context.returning)
    if isinstance(answer, DueRead):
        return _unclear(phrase, _WHEN)
    choices = tuple(replace(one, phrase=one.phrase.partition(" ")[0]) for one in answer.choices)
    return replace(answer, choices=choices, examples=_EXAMPLES[:2])


def _days(first: date, last: date, *, phrase: str, context: DueContext) -> Absence:
    """Away from the first of these days to the last."""
    until = _read(phrase, _back_after(last, context), context)
    return Absence(starts_at=_ahead(_starts(first, context), context), until=until)


def _starts(day: date, context: DueContext) -> datetime:
    return wall_clock(day, time(0), context.calendar.tz)


def _back_after(day: date, context: DueContext) -> datetime:
    """The start of the first working day after this one."""
    back_on = nth_workday(day, 1, context.calendar)
    return next_working_instant(_starts(back_on, context), context.calendar)


def _ahead(at: datetime, context: DueContext) -> datetime | None:
    return at if at > context.now else None


def _read(phrase: str, at: datetime, context: DueContext) -> DueRead:
    return DueRead(at=at, zone=context.zone, phrase=phrase)


def _unclear(phrase: str, reason: str, *, examples: tuple[str, ...] = _EXAMPLES) -> DueUnclear:
    return DueUnclear(phrase=phrase, fault=DueFault.NOT_A_DATE, reason=reason, examples=examples)
