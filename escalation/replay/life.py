"""A life: everything that the clock does for one item, from its logging on."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation.calendars import owners_calendar
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import ChanceMoved
from escalation.facts.by_people import Undone
from escalation.facts.circumstances import Adopted
from escalation.items import Item
from escalation.ladder.adopted import adopted
from escalation.ladder.plan import Step, apply, plan, question_step
from escalation.notices.announcements import announce_logged, announce_move, with_slip_told
from escalation.notices.foresight import held_until, reckoned_again
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.review_cycles import must_be_asked_again
from escalation.notices.routing import route
from escalation.notices.suppression import still_wanted
from escalation.policy import Policy
from escalation.recipients import Directory
from escalation.replay.known import Known, Turn
from escalation.replay.made import made_again
from escalation.replay.past import Past, begun
from escalation.worktime.hours import INSTANT

MOMENT = timedelta(minutes=1)
"""How soon after an instant people may act before the pass of the clock that it calls for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """The item in the end, what the clock did in which round, and the direct messages sent.

    Each of those is its recipient and its instant: what one person gets at one instant is bundled.
    """

    item: Item
    events: tuple[tuple[int, Event], ...]
    told: frozenset[tuple[str, datetime]]


def live(past: Past, policy: Policy | None, known: Known) -> Lived | None:
    """Live through an item's past again, on this ladder or, if None, on those that it carried.

    None if the history does not say how the item began.
    """
    item = begun(past, policy or past.first_ladder, known.directory)
    if item is None:
        return None
    life = _Life(item, known, past, keeps_ladder=policy is not None)
    began_at, ends_at = item.logged_at, known.directory.now
    turns = (one for one in known.turns if began_at < one.at <= ends_at)
    acts: list[tuple[Event | Turn, datetime]] = [
        *((_noted(one, past), one.at - INSTANT) for one in turns),
        *past.by_people(),
    ]
    for one, acted_at in sorted(acts, key=lambda act: act[0].at):
        life.run(until=max(acted_at, one.at - MOMENT))
        if isinstance(one, Turn):
            life.send(acted_at)  # what waits for this very instant is sent only after it
            life.turn(one)
        else:
            life.send(one.at)
            life.make(one)
    life.run(until=ends_at)
    life.send(ends_at)
    return Lived(item=life.item, events=tuple(life.events), told=frozenset(life.told))


def _noted(turn: Turn, past: Past) -> Turn:
    """The turn when the clock noted it, a moment later, if the history of the item says so."""
    noted = (one.at for one in past.events if isinstance(one.facts, ChanceMoved))
    at = next((at for at in noted if turn.at <= at <= turn.at + MOMENT), turn.at)
    return replace(turn, at=at)


class _Life:
    """An item on its way through its past."""

    def __init__(self, item: Item, known: Known, past: Past, *, keeps_ladder: bool) -> None:
        self.item = item
        self.events: list[tuple[int, Event]] = []
        self.told: set[tuple[str, datetime]] = set()
        self._known = known
        self._ladders = {} if keeps_ladder else past.ladders
        self._made = [past.events[0]]
        self._waiting: list[Notice] = []
        began_at, people = item.logged_at, known.at(item.logged_at).people
        self._wait_for(announce_logged(item, people=people, now=began_at))
        self._passes = [one.at for one in past.events if one.actor == BACKSTOP]

    def run(self, *, until: datetime) -> None:
        """Make every pass of the clock that the item asks for."""
        while self.item.next_at is not None and self.item.next_at <= until:
            now = self._passed_at(self.item.next_at)
            self.send(now)
            directory = self._known.at(now)
            calendar = owners_calendar(self.item, directory.people, now)
            planned = plan(self.item, self.item.policy, now, calendar=calendar)
            self.item = apply(self.item, planned)
            self._act(planned.steps, directory)

    def _passed_at(self, at: datetime) -> datetime:
        """When the clock came to an instant: a moment later, if the history says so."""
        first = bisect_left(self._passes, at)
        passed = next(iter(self._passes[first : first + 1]), at)
        return passed if passed <= at + MOMENT else at

    def make(self, event: Event) -> None:
        """Make a recorded move again."""
        directory = self._known.at(event.at)
        if isinstance(event.facts, Adopted):
            self._adopt(event.facts, directory)
            return
        made = made_again(self.item, event, directory, earlier=self._made)
        if made is None:
            return
        self._made.append(made.event)
        before, self.item = self.item, made.item
        self._route(made.steps, directory)
        if not isinstance(made.event.facts, Undone):
            announced = announce_move(before, self.item, made.event, directory=directory)
            self.item = with_slip_told(self.item, announced, directory)
            self._wait_for(announced)

    def turn(self, turn: Turn) -> None:
        """Somebody goes away or comes back: what waits for them waits until another time."""
        directory = self._known.at(turn.at)
        person, item = directory.people[turn.user], self.item
        kinds = {one.kind for one in self._waiting if one.recipient == turn.user}
        self._waiting = [
            replace(one, not_before=held_until(one, item, person, now=turn.at))
            if one.recipient == turn.user
            else one
            for one in self._waiting
        ]
        if not item.is_open:
            return
        if NoticeKind.ESCALATION in kinds:
            waiting = {one.key for one in self._waiting}
            again = reckoned_again(item, directory, waiting.issuperset)
            self.item = again or item
        is_asked = NoticeKind.QUESTION in kinds and person.is_away(turn.at)
        if is_asked and must_be_asked_again(item, directory, turn.user):
            self._act([question_step(turn.at)], directory)

    def send(self, now: datetime) -> None:
        """Send what waited for an instant before now and is still wanted then."""
        sent = [one for one in self._waiting if one.not_before < now]
        self._waiting = [one for one in self._waiting if one.not_before >= now]
        wanted = (one for one in sent if not still_wanted(one, self.item, one.not_before))
        self.told.update((one.recipient, one.not_before) for one in wanted)

    def _adopt(self, facts: Adopted, directory: Directory) -> None:
        policy = self._ladders.get(facts.version)
        if policy is not None:
            calendar = owners_calendar(self.item, directory.people, directory.now)
            self.item = adopted(self.item, policy, directory.now, calendar=calendar)

    def _act(self, steps: Iterable[Step], directory: Directory) -> None:
        """The clock carries out these steps."""
        events = self._route(steps, directory)
        self.events += [(self.item.round, one) for one in events]

    def _route(self, steps: Iterable[Step], directory: Directory) -> tuple[Event, ...]:
        told = route(self.item, steps, directory)
        self.item = told.item
        self._wait_for(told.notices)
        return told.events

    def _wait_for(self, notices: Iterable[Notice]) -> None:
        self._waiting += [one for one in notices if one.place is Place.DM]
