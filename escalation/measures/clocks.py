"""Everybody's working hours, made once for all measures."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from escalation.measures.subjects import History, Hours
from escalation.measures.working import WorkingClock
from escalation.worktime.hours import Calendar, zone


@dataclass(frozen=True)
class Clocks:
    """The working hours of the channel, by its calendar, and of the people in its history."""

    history: History
    calendar: Calendar
    _made: dict[Hours, WorkingClock] = field(default_factory=dict)

    @cached_property
    def channel(self) -> WorkingClock:
        """The channel's own."""
        return self._of(Hours())

    def of(self, user: str) -> WorkingClock:
        """Somebody's, by user id; the channel's for people who are not known."""
        return self._of(self.history.people.get(user, Hours()))

    def _of(self, hours: Hours) -> WorkingClock:
        if hours not in self._made:
            theirs = replace(self.calendar, tz=zone(hours.zone, self.calendar.tz))
            known = (self._start, self.history.known_until)
            self._made[hours] = WorkingClock(theirs, known, absent=hours.absent)
        return self._made[hours]

    @cached_property
    def _start(self) -> datetime:
        items = self.history.items
        messages = [one.message_at for one in items if one.message_at]
        return min([self.history.known_until, *messages, *(one.logged_at for one in items)])
