"""The measures once more, straight from the words of docs/measures.md: hour by hour, and slow.

Here is what holds of an item and when people work; `straight_figures` counts. Everything happens on
the hour. Both share nothing with `escalation.measures` but what goes in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from escalation.measures.subjects import History, Subject
from escalation.measures.whole_weeks import Period

HOUR = timedelta(hours=1)
DONE = {"resolve", "decide", "fall_back"}
CLOSES = DONE | {"withdraw"}
CHANGES = CLOSES | {"logged", "reopen"}
Span = tuple[datetime, datetime]
Hours = tuple[int, int]


@cache
def is_work(hour: datetime, zone: str) -> bool:
    """Monday to Friday, 9 to 17."""
    local = hour.astimezone(ZoneInfo(zone))
    return local.weekday() < 5 and 9 <= local.hour < 17


@dataclass(frozen=True)
class Done:
    """Something that was done to an item."""

    at: datetime
    what: str
    by: str
    says: Any


class Straight:
    """One history and one period: what holds of an item at an instant, and who works when."""

    def __init__(self, history: History, period: Period, zone: str) -> None:
        self.history, self.zone = history, zone
        self.since, self.until = period.since, period.until
        self.ends = period.week_ends
        self.every = {one.id: self.done_to(one) for one in history.items}
        self.events = {one.id: not_undone(self.every[one.id]) for one in history.items}
        self.open = {one.id: self.open_in(one) for one in history.items}

    def done_to(self, item: Subject) -> list[Done]:
        """Everything that was done to it."""
        return [
            Done(one.at, one.action.value, one.actor, one.facts)
            for one in self.history.events
            if one.item_id == item.id
        ]

    def counts(self, item: Subject) -> bool:
        """Whether its logging was not undone."""
        undone = (one.says.what.value for one in self.every[item.id] if one.what == "undo")
        return "logged" not in undone

    def state(self, item: Subject, at: datetime) -> str:
        """`none`, `open`, or the action that closed it: what was done before an instant."""
        before = [one.what for one in self.events[item.id] if one.what in CHANGES and one.at < at]
        if not before:
            return "none"
        return before[-1] if before[-1] in CLOSES else "open"

    def open_in(self, item: Subject) -> list[datetime]:
        """The hours of the period and before in which it is open, by their beginnings."""
        found, hour = [], item.logged_at
        while hour < self.until:
            if self.state(item, hour + HOUR / 2) == "open":
                found.append(hour)
            hour += HOUR
        return found

    def closed_at(self, item: Subject, at: datetime) -> datetime:
        """When it was closed for the last time before an instant."""
        return [one.at for one in self.events[item.id] if one.at < at and one.what in CLOSES][-1]

    def first_due(self, item: Subject) -> datetime:
        """Its first due date, or that of the withdrawn one that it logs again."""
        other = self.withdrawn(item)
        return self.first_due(other) if other else item.first_due_at

    def withdrawn(self, item: Subject) -> Subject | None:
        """The latest earlier item with its words and owner withdrawn within seven days."""
        others = [one for one in self.history.items if self.counts(one) and self.is_same(one, item)]
        return max(others, key=lambda one: (one.logged_at, one.id), default=None)

    def is_same(self, other: Subject, item: Subject) -> bool:
        """Whether an item logs another one again."""
        is_earlier = (other.logged_at, other.id) < (item.logged_at, item.id)
        is_like_it = other.kind is item.kind and other.title.lower() == item.title.lower()
        has_its_owner = bool(self.owners(other) & self.owners(item))
        turns = [one for one in self.events[other.id] if one.what in CHANGES]
        is_gone = bool(turns) and turns[-1].what == "withdraw"
        is_near = is_gone and abs(turns[-1].at - item.logged_at) <= timedelta(days=7)
        return is_earlier and is_like_it and has_its_owner and is_near

    def owners(self, item: Subject) -> set[str]:
        """Everybody who ever owned it."""
        handed = [one.says for one in self.events[item.id] if one.what == "reassign"]
        return {item.owner, *(user for one in handed for user in (one.old_owner, one.new_owner))}

    def due(self, item: Subject, at: datetime) -> datetime:
        """Its date before an instant."""
        due: datetime = self.events[item.id][0].says.due_at
        for one in self.events[item.id]:
            if one.at < at and one.what in ("reschedule", "reopen"):
                due = one.says.new_due_at or due
        return due

    def is_out(self, item: Subject) -> bool:
        """Whether it was withdrawn before its first due date."""
        if self.state(item, self.until) != "withdraw":
            return False
        return self.closed_at(item, self.until) < self.first_due(item)

    def inside(self, item: Subject) -> list[Done]:
        """What was done in the period."""
        return [one for one in self.events[item.id] if self.since <= one.at < self.until]

    def person(self, user: str) -> tuple[str, tuple[Span, ...]]:
        """Somebody's zone and absences."""
        hours = self.history.people.get(user)
        return (hours.zone or self.zone, hours.absent) if hours else (self.zone, ())

    def told_from(self, user: str, at: datetime) -> datetime:
        """Their first working instant; the end of a working day counts."""
        zone, absent = self.person(user)
        while not (works(at, zone, absent) or is_day_end(at, zone, absent)):
            at += HOUR
        return at

    def after_eight_hours(self, user: str, at: datetime) -> datetime:
        """When eight of their working hours have passed."""
        zone, absent = self.person(user)
        left = 8
        while left:
            left -= works(at, zone, absent)
            at += HOUR
        return at

    def hours(self, start: datetime, end: datetime) -> Hours:
        """The working and all hours of a span."""
        every = []
        while start < end:
            every.append(start)
            start += HOUR
        return self.counted(every)

    def counted(self, hours: list[datetime]) -> Hours:
        """How many of these are working hours, and how many there are."""
        return sum(is_work(hour, self.zone) for hour in hours), len(hours)

    def open_hours(self, item: Subject, until: datetime) -> Hours:
        """How long it has been open."""
        return self.counted([hour for hour in self.open[item.id] if hour < until])

    def is_in(self, item: Subject) -> bool:
        """Whether it was logged or open in the period."""
        logged = self.since <= item.logged_at < self.until
        return logged or any(self.since <= hour < self.until for hour in self.open[item.id])

    def default_due(self, at: datetime) -> datetime:
        """The same time two working days later, from the next working instant."""
        at = self.told_from("", at)
        local, days = at.astimezone(ZoneInfo(self.zone)), 2
        while days:
            local += timedelta(days=1)
            days -= local.weekday() < 5
        return local.astimezone(at.tzinfo)

    def working_days(self, start: datetime, end: datetime) -> int:
        """The working days from one date to another."""
        if end < start:
            return -self.working_days(end, start)
        first, last = (at.astimezone(ZoneInfo(self.zone)).date() for at in (start, end))
        days = 0
        while first < last:
            first += timedelta(days=1)
            days += first.weekday() < 5
        return days


def not_undone(every: list[Done]) -> list[Done]:
    """What was not undone, without the undoing."""
    undoings = [one.says for one in every if one.what == "undo"]
    gone = [(says.what.value, says.done_at) for says in undoings]
    return [one for one in every if one.what != "undo" and (one.what, one.at) not in gone]


def works(hour: datetime, zone: str, absent: tuple[Span, ...]) -> bool:
    """Whether somebody there works in the hour that begins then."""
    return not any(start <= hour < end for start, end in absent) and is_work(hour, zone)


def is_day_end(at: datetime, zone: str, absent: tuple[Span, ...]) -> bool:
    """Whether somebody there has just worked, and is not away."""
    return works(at - HOUR, zone, absent) and not any(start <= at < end for start, end in absent)
