"""A ladder in words says all of it: read back by the reader below, it is the same ladder."""

import os
import re
from calendar import day_name
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.policy import DEFAULT_RUNGS, Editors, HandOvers, Outsiders, Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from grammar.masking import unescaped
from messages.ladders.words import in_words
from messages.reader import Reader
from tests.support.factories import a_directory, a_person
from tests.support.ladders import GROUPS, HOUR, IF_SILENT, MEMBERS, MINUTE, PEOPLE, ladders

EXAMPLES = int(os.environ.get("BACKSTOP_LAW_EXAMPLES", "80"))
HERE = "C01"
READER = Reader(
    directory=a_directory(
        "03-02 09:00",
        *(a_person(user, name=name) for user, name in PEOPLE.items()),
        groups=MEMBERS,
        handles=GROUPS,
    )
)
SAID = {
    "rungs", "reminders", "reminder_days", "cadence", "hold", "chance", "slip_budget",
    "review_cycle", "zone", "start", "end", "weekdays", "holidays", "days_off", "window_days",
    "summary_weekday", "summary_time", "editors", "outsiders", "hand_overs",
}  # fmt: skip
NOT_SETTINGS = {"version", "unearned", "newcomers", "kept", "switches", "spared"}


def test_every_setting_is_generated() -> None:
    assert {field.name for field in fields(Policy)} == SAID | NOT_SETTINGS


@settings(max_examples=EXAMPLES, deadline=None)
@given(ladders(), st.sampled_from([HERE, ""]))
def test_what_is_said_is_the_ladder(ladder: Policy, channel: str) -> None:
    assert ladder_from(in_words(ladder, READER, channel=channel, is_private=True)) == ladder


# --- the reader -----------------------------------------------------------------------------------

_WHEN = r"(?P<at>at once|after \d+ working \w+)"
_NAMED = r"(?: \(“(?P<name>.*)”(?:, lead|, leadership)?\))?"
_UNLESS = r"(?P<unless>, unless somebody has acknowledged it since the date passed,)?"
_RUNG = re.compile(rf"(?:When a date passes: )?{_WHEN}{_NAMED}{_UNLESS} (?P<told>.*)\.", re.I)
_DAY = "|".join(day_name)


def ladder_from(said: list[str]) -> Policy:
    """The ladder that these sentences tell of, with everything else as it is by default."""
    last = next(n for n, one in enumerate(said) if one.endswith(" the fallback applies."))
    fallback = re.fullmatch(rf"{_WHEN} the fallback applies\.", said[last], re.I)
    assert fallback
    rungs = (*map(rung_from, said[:last]), replace(DEFAULT_RUNGS[-1], after=offset(fallback["at"])))
    rest = "\n".join(said[last + 1 :])
    start, end = found(r"Working hours are (\S+) to (\S+), ", rest)
    holidays = re.search(r"public holidays of (\S+) are off", rest)
    weekday, at = found(rf"weekly post comes on ({_DAY}) at (\S+)\.", rest)
    return Policy(
        rungs=rungs,
        **reminders(rest),
        hold=span(r"pauses escalation for", rest),
        chance=span("Each step has", rest),
        slip_budget=_NTH.index(found(r"later for the (\w+) time", rest)[0]) + 1,
        review_cycle=timedelta(days=int(found(r"Every (\d+) days", rest)[0])),
        zone=found(r"time zone of the channel is (\S+)\.\n", rest)[0],
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        weekdays=weekdays(found(r"Working hours are \S+ to \S+, (.*), in everybody", rest)[0]),
        holidays=holidays[1] if holidays else "",
        days_off=dates(rest),
        window_days=int(found(r"due (\d+) working days? after it is logged", rest)[0]),
        summary_weekday=[*day_name].index(weekday),
        summary_time=time.fromisoformat(at),
        outsiders=Outsiders.WORDS if "are sent everything" in rest else Outsiders.LABEL,
        hand_overs=HandOvers.OFFERED if "is asked first" in rest else HandOvers.AT_ONCE,
        editors=next(editors for words, editors in _EDITORS.items() if words in rest),
    )


_NTH = ["first", "second", "third", "fourth", "fifth"]
_EDITORS = {
    "lead, leadership and admins can": Editors.LADDER,
    "Everybody in the channel but guests can": Editors.EVERYBODY,
    "Only admins can": Editors.ADMINS,
}


def dates(words: str) -> tuple[date, ...]:
    read = re.search(r"Other days off: (.*)\.", words)
    each = re.findall(r"\d+ \w{3} \d{4}", read[1]) if read else []
    return tuple(datetime.strptime(one, "%d %b %Y").replace(tzinfo=UTC).date() for one in each)


def found(pattern: str, words: str) -> tuple[str, ...]:
    match = re.search(pattern, words)
    assert match, (pattern, words)
    return match.groups()


def offset(words: str) -> Offset:
    if words.lower() == "at once":
        return Offset()
    count, unit = found(r"(\d+) working (hour|day)", words)
    return Offset(int(count), Unit(f"{unit}s"))


def rung_from(sentence: str) -> Rung:
    read = _RUNG.fullmatch(sentence)
    assert read, sentence
    told = read["told"]
    shown = Shown.THREAD if re.search(r"(?:^|,? and )in the thread$", told) else Shown.NOWHERE
    aloud = re.search(r",? and (?:<#C01>|the channel) in the thread, shown in the channel$", told)
    return Rung(
        offset(read["at"]),
        () if told.startswith("nobody is set, so ") else targets(told[: aloud and aloud.start()]),
        Shown.ALOUD if aloud else shown,
        IF_SILENT if read["unless"] else Condition.OPEN,
        unmarked(read["name"] or ""),
    )


def targets(told: str) -> tuple[Target, ...]:
    """Everybody named, in order."""
    names = {name: user for user, name in PEOPLE.items()}
    handles = {handle: group for group, handle in GROUPS.items()}
    pattern = re.compile(
        r"\*(?P<person>[^*]+)\*|the \d+ (?:person|people) of @(?P<group>[\w-]+)"
        r"|<#(?P<channel>\w+)>|(?P<reporter>the reporter)|(?P<cover>the owner's stand-in)"
    )
    read = []
    for one in pattern.finditer(told):
        if one["person"]:
            read.append(Target(TargetKind.PERSON, names[unmarked(one["person"])]))
        elif one["group"]:
            read.append(Target(TargetKind.GROUP, handles[one["group"]]))
        elif one["channel"]:
            read.append(Target(TargetKind.CHANNEL, one["channel"]))
        else:
            read.append(Target(TargetKind.REPORTER if one["reporter"] else TargetKind.STAND_IN))
    return tuple(read)


def unmarked(name: str) -> str:
    """A name as it was typed: its marks are shown by their look-alikes."""
    return unescaped(name).replace("∗", "*")


def span(starts: str, words: str) -> timedelta:
    """The working time after these words; none if they are not there."""
    match = re.search(rf"{starts} (\d+) working (minute|hour)", words)
    return int(match[1]) * {"minute": MINUTE, "hour": HOUR}[match[2]] if match else 0 * HOUR


def weekdays(words: str) -> frozenset[int]:
    named = [[*day_name].index(one) for one in re.findall(_DAY, words)]
    return frozenset(range(named[0], named[1] + 1) if " to " in words else named)


def reminders(words: str) -> dict[str, Any]:
    """Those before due, with the one at due, and the cadence after it."""
    before, after = found(r"reminded (.*)at the due date, and after it (.*)\.", words)
    spans = [
        int(count) * {"minute": MINUTE, "hour": HOUR}[unit]
        for count, unit in re.findall(r"(\d+) (minute|hour)", before)
    ]
    days = [int(count) for count in re.findall(r"(\d+) working day", before)]
    each = re.search(r"first (\d+)", after)
    counts = [
        1 if one == "morning" else int(one) for one in re.findall(r"every (morning|\d+)", after)
    ]
    return {
        "reminders": (*spans, 0 * HOUR),
        "reminder_days": tuple(sorted(days)),
        "cadence": Cadence(int(each[1]) if each else 1, *counts),
    }
