"""Tracks: when an item was open, by events that were not undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.by_people import Closed, Edited, Logged, Reopened, Rescheduled, Undone
from escalation.fields import Field
from escalation.items import Status
from escalation.measures.logged_again import LoggedAgain, logged_again
from escalation.measures.subjects import History, Subject
from escalation.measures.working import NO_TIME, Spent, WorkingClock
from escalation.moves.undo import lasting

_CLOSED_AS = {
    Action.RESOLVE: Status.RESOLVED,
    Action.DECIDE: Status.DECIDED,
    Action.FALL_BACK: Status.FELL_BACK,
    Action.WITHDRAW: Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """When an item was closed, and as what."""

    at: datetime
    how: Status

    @property
    def is_done(self) -> bool:
        """Whether it was resolved, decided or fell back."""
        return self.how is not Status.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Spell:
    """An item was open from `start` until it was closed; `ending` is None if it still is open."""

    start: datetime
    ending: Ending | None = None

    def lasts_until(self, at: datetime) -> bool:
        """Whether it was not closed before an instant."""
        return self.ending is None or at <= self.ending.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """An item with what was done to it, oldest first, without what was undone.

    `dues` are its dates, and from when on it had each; `edits` are what was edited, and when.
    `first_due` is that of the withdrawn item that it logs `again` (a label), if it does.
    """

    item: Subject
    events: tuple[Event, ...]
    spells: tuple[Spell, ...]
    dues: tuple[tuple[datetime, datetime], ...]
    edits: tuple[tuple[datetime, Edited], ...]
    first_due: datetime
    again: str = ""

    @property
    def logged_at(self) -> datetime:
        """When it was logged."""
        return self.item.logged_at

    def open_at(self, at: datetime) -> bool:
        """Whether it was open just before an instant."""
        return any(one.start < at and one.lasts_until(at) for one in self.spells)

    def is_in(self, since: datetime, until: datetime) -> bool:
        """Whether it was logged or open between two instants."""
        return since <= self.logged_at < until or any(
            one.start < until and (one.ending is None or since < one.ending.at)
            for one in self.spells
        )

    def ending(self, at: datetime) -> Ending | None:
        """The closing that stands just before an instant; None if it is open then."""
        last = next((one for one in reversed(self.spells) if one.start < at), None)
        return None if last is None or last.lasts_until(at) else last.ending

    def is_out(self, at: datetime) -> bool:
        """Whether it was withdrawn before its first due date, as things stand at an instant."""
        ending = self.ending(at)
        return ending is not None and not ending.is_done and ending.at < self.first_due

    def open_time(self, at: datetime, clock: WorkingClock) -> Spent:
        """How long it had been open by an instant, all spells together."""
        begun = (one for one in self.spells if one.start < at)
        ends = ((one.start, min(one.ending.at, at) if one.ending else at) for one in begun)
        return sum((clock.spent(*span) for span in ends), NO_TIME)

    def due(self, at: datetime) -> datetime | None:
        """The due date just before an instant; None if the history does not say."""
        return next((due for since, due in reversed(self.dues) if since < at), None)

    def said_at(self, at: datetime, field: Field, *, now: bool) -> bool:
        """Whether a field was set at an instant, given whether it is set now."""
        later = (
            edit.old for edited_at, edit in self.edits if edit.field is field and edited_at >= at
        )
        return bool(next(later, now))


def _new_due(event: Event) -> datetime | None:
    facts = event.facts
    if isinstance(facts, Logged):
        return facts.due_at
    return facts.new_due_at if isinstance(facts, Rescheduled | Reopened) else None


def tracks(history: History) -> tuple[Track, ...]:
    """The tracks of all items but those whose logging was undone."""
    events = defaultdict[int, list[Event]](list)
    for event in history.events:
        events[event.item_id or 0].append(event)
    undone = {one.item_id for one in history.events if isinstance(one.facts, Undone)}
    kept = {
        one.id: lasting(events[one.id]) if one.id in undone else tuple(events[one.id])
        for one in history.items
    }
    stands = [one for one in history.items if not _stands_undone(events[one.id])]
    again = logged_again(stands, kept)
    return tuple(_track(one, kept[one.id], again.get(one.id)) for one in stands)


def _stands_undone(events: Iterable[Event]) -> bool:
    """Whether its logging was undone and it was not reopened since."""
    is_undone = False
    for event in events:
        if isinstance(event.facts, Undone) and event.facts.what is Action.LOGGED:
            is_undone = True
        is_undone = is_undone and not isinstance(event.facts, Reopened)
    return is_undone


def _track(item: Subject, events: tuple[Event, ...], again: LoggedAgain | None) -> Track:
    return Track(
        item=item,
        events=events,
        spells=tuple(_spells(item.logged_at, events)),
        dues=tuple((one.at, due) for one in events if (due := _new_due(one))),
        edits=tuple((one.at, one.facts) for one in events if isinstance(one.facts, Edited)),
        first_due=again.first_due_at if again else item.first_due_at,
        again=again.label if again else "",
    )


def _spells(logged_at: datetime, events: Iterable[Event]) -> Iterator[Spell]:
    start: datetime | None = logged_at
    for event in events:
        if isinstance(event.facts, Closed) and start is not None:
            yield Spell(start, Ending(event.at, _CLOSED_AS[event.action]))
            start = None
        elif isinstance(event.facts, Reopened):
            start = start or event.at
    if start is not None:
        yield Spell(start)
