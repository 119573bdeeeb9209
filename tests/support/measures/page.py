"""The examples of docs/measures.md: blocks of items and what happened to them, and their figures.

One line is an item: `D-1: logged Fri 27 Feb 10:00 due Mon 2 Mar 17:00, decided Mon 2 Mar 15:00`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from escalation.events import BACKSTOP, Event
from escalation.facts import by_clock, by_owners, by_people
from escalation.facts.shape import EventFacts
from escalation.items import Kind, Status, Trajectory
from escalation.measures.subjects import History, Hours, Subject
from escalation.measures.whole_weeks import Period
from escalation.rungs import Audience
from escalation.worktime.hours import Calendar

PAGE = Path(__file__).parents[3] / "docs" / "measures.md"
WHEN = r"[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d\d:\d\d"
_BLOCK = re.compile(r"^```measures\n(.*?)^```", re.S | re.M)
_ITEM = re.compile(r"(?P<first>[BD]-\d+)(?: to (?P<last>[BD]-\d+))?: (?P<acts>.+)")
_LOGGED = re.compile(
    rf"logged (?P<at>{WHEN})(?: by (?P<by>\w+) for (?P<owner>\w+))? due (?P<due>{WHEN})"
    rf"(?: from a message of (?P<message>{WHEN}))?(?P<impact> with impact)?"
)
_ACT = re.compile(
    rf"(?P<what>[a-z ]+?)(?: (?P<told>[A-Z]\w+))? (?P<at>{WHEN})"
    rf"(?: (?:to|due) (?P<due>{WHEN}))?(?: by (?P<by>\w+))?"
)
_PLAIN: dict[str, EventFacts] = {
    "resolved": by_people.Resolved(),
    "decided": by_people.Decided(),
    "fell back": by_people.FellBack(),
    "withdrawn": by_people.Withdrawn(),
    "acknowledged": by_people.Acknowledged(),
    "noted": by_people.Noted(text="on it"),
    "called": by_people.CalledForHelp(rung=0, audience=Audience.LEAD),
}
_RUNGS = {"lead": Audience.LEAD, "leadership": Audience.LEADERSHIP, "fallback": Audience.CHANNEL}


@dataclass(frozen=True)
class Act:
    """What was done to an item, when, and by whom."""

    what: str
    at: datetime
    by: str = ""
    due: datetime | None = None
    told: str = ""


@dataclass(frozen=True)
class Line:
    """An item of an example: how it was logged, and what happened to it."""

    label: str
    at: datetime
    due: datetime
    by: str
    owner: str
    title: str
    message: datetime | None
    has_impact: bool
    acts: tuple[Act, ...]

    @property
    def first_due(self) -> datetime:
        """The date it was logged with, or the counter-proposal that replaced it and stands."""
        found = [one.due for one in self.acts if one.what in ("countered", "put back")]
        return (found[-1] if found else None) or self.due


@dataclass(frozen=True)
class Example:
    """One block: its items by label, its period and calendar, and the figures it shows."""

    number: int
    since: datetime
    until: datetime
    known_until: datetime
    calendar: Calendar
    lines: dict[str, Line] = field(default_factory=dict)
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def period(self) -> Period:
        ends = (self.until - timedelta(weeks=n) for n in range(7, -1, -1))
        return Period(since=self.since, until=self.until, week_ends=tuple(ends))

    @property
    def history(self) -> History:
        lines = list(self.lines.values())
        events = [event for n, one in enumerate(lines, 1) for event in _events(n, one)]
        return History(
            items=tuple(_subject(n, one) for n, one in enumerate(lines, 1)),
            events=tuple(sorted(events, key=lambda one: one.at)),
            known_until=self.known_until,
            people={"Lea": Hours(), "Bo": Hours()},
        )


def examples() -> list[Example]:
    """Every example of the page, in order."""
    found = list[Example]()
    for number, block in enumerate(_BLOCK.findall(PAGE.read_text(encoding="utf-8")), 1):
        found.append(_example(number, block.splitlines(), found[-1] if found else None))
    return found


def _example(number: int, lines: list[str], before: Example | None) -> Example:
    zone = next((line[5:] for line in lines if line.startswith("zone ")), "UTC")
    calendar = Calendar(tz=ZoneInfo(zone))
    if "around the clock" in lines:
        calendar = replace(calendar, start=time(0), end=time(0), weekdays=frozenset(range(7)))
    if lines[0] == "same":
        assert before
        made = replace(before, number=number, figures=())
    else:
        since, until = (_when(one, zone) for one in re.findall(WHEN, lines[0]))
        known = next((line for line in lines if line.startswith("known until")), lines[0])
        made = Example(number, since, until, _when(re.findall(WHEN, known)[-1], zone), calendar)
    items = dict(made.lines)
    for line in lines:
        if found := _ITEM.fullmatch(line):
            for label in _labels(found["first"], found["last"]):
                items[label] = _line(label, found["acts"].split(", "), made.calendar.tz.key)
    figures = (line[2:].partition(": ") for line in lines if line.startswith("= "))
    return replace(made, lines=items, figures=tuple((name, said) for name, _, said in figures))


def _labels(first: str, last: str | None) -> Iterator[str]:
    letter, number = first.split("-")
    for n in range(int(number), int(last.split("-")[1] if last else number) + 1):
        yield f"{letter}-{n}"


def _when(text: str, zone: str) -> datetime:
    at = datetime.strptime(f"{text} 2026", "%a %d %b %H:%M %Y").replace(tzinfo=ZoneInfo(zone))
    assert f"{at:%a}" == text[:3], f"{text} is a {at:%a}"
    return at.astimezone(UTC)


def _line(label: str, parts: list[str], zone: str) -> Line:
    logged = _LOGGED.fullmatch(parts[0])
    assert logged, parts[0]
    titles = [one.removeprefix("titled ") for one in parts if one.startswith("titled ")]
    acts = (_act(one, zone) for one in parts[1:] if not one.startswith("titled "))
    return Line(
        label=label,
        at=_when(logged["at"], zone),
        due=_when(logged["due"], zone),
        by=logged["by"] or "Bo",
        owner=logged["owner"] or "Bo",
        title=titles[0] if titles else label,
        message=_when(logged["message"], zone) if logged["message"] else None,
        has_impact=bool(logged["impact"]),
        acts=tuple(acts),
    )


def _act(text: str, zone: str) -> Act:
    found = _ACT.fullmatch(text)
    assert found, text
    due = _when(found["due"], zone) if found["due"] else None
    return Act(
        found["what"], _when(found["at"], zone), found["by"] or "Bo", due, found["told"] or ""
    )


def _subject(number: int, line: Line) -> Subject:
    return Subject(
        id=number,
        kind=Kind.BLOCKER if line.label.startswith("B") else Kind.DECISION,
        label=line.label,
        title=line.title,
        owner=line.owner,
        reporter=line.by,
        logged_at=line.at,
        first_due_at=line.first_due,
        has_impact=line.has_impact,
        message_at=line.message,
    )


def _events(number: int, line: Line) -> Iterator[Event]:
    def event(at: datetime, by: str, facts: EventFacts) -> Event:
        return Event(at=at, item_id=number, actor=by, facts=facts)

    done = event(line.at, line.by, by_people.Logged(owner=line.owner, due_at=line.due))
    yield done
    due = line.due
    for act in line.acts:
        by, facts = act.by, _facts(act, line, due, done)
        if isinstance(facts, by_clock.OfStep):
            by = BACKSTOP
        due = act.due or due
        done = event(act.at, by, facts)
        yield done


def _facts(act: Act, line: Line, due: datetime, before: Event) -> EventFacts:
    rung, _, how = act.what.partition(" ")
    if how in ("fired", "told"):
        to = (act.told,) if act.told else ()
        number, audience = [*_RUNGS].index(rung), _RUNGS[rung]
        return by_clock.Escalated(
            step=rung, owner=line.owner, to=to, rung=number, audience=audience
        )
    if act.what in ("moved", "countered", "put back"):
        found = moved(due, act.due, first_due=line.due)
        is_counter, puts_back = act.what == "countered", act.what == "put back"
        return replace(found, is_counter=is_counter, puts_back=puts_back)
    if act.what == "agreed":
        return by_owners.Agreed(due_at=due)
    if act.what == "reopened":
        return by_people.Reopened(was=Status.RESOLVED, old_due_at=due, new_due_at=act.due)
    if act.what == "undone":
        return by_people.Undone(event=0, what=before.action, done_at=before.at)
    plain = _PLAIN.get(act.what)
    return plain or by_people.TrajectorySet(old=None, new=Trajectory(act.what))


def moved(old: datetime, new: datetime | None, *, first_due: datetime) -> by_people.Rescheduled:
    """A move of the date."""
    return by_people.Rescheduled(
        old_due_at=old, new_due_at=new, slips=0, pull_ins=0, first_due_at=first_due, drift=0
    )
