"""Collects what one pass says about one item, so that nobody is told twice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.calendars import owners_calendar
from escalation.copies.copied import copied
from escalation.dm_times import next_dm_at, next_morning, working_from
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import GapFound
from escalation.facts.in_notices import ForStep, Reminder
from escalation.facts.shape import EventFacts, Unable
from escalation.gaps.found import Found
from escalation.items import Item, Position
from escalation.ladder.plan import Step, StepKind, watched
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place, about
from escalation.people import Person
from escalation.recipients import Directory, Recipient
from escalation.rungs import Target

_BY_DAY = frozenset({NoticeKind.REVIEW, NoticeKind.QUESTION})
"""Notices that go out when a working day starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The notices, the events to keep, and the item with the people and rungs that were told."""

    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    item: Item


class Collector:
    """Collects one notice per recipient (the highest rung wins) and the events of one pass.

    The item's position changes along the way: when a rung is told, or fires before its time.
    """

    def __init__(self, item: Item, directory: Directory) -> None:
        self.item = item
        self.directory = directory.about(item)
        self._before = item
        self._kept: dict[str, tuple[int, Notice]] = {}
        self._told = dict.fromkeys(item.told)
        self._notified = dict.fromkeys(item.position.notified)
        self._events: list[Event] = []

    def stands(self, position: Position) -> None:
        """The item stands there from now on; nothing else of it changes in a pass."""
        self.item = self.item.at(position)

    @property
    def owner(self) -> Person | None:
        """The owner, if they can be reached and have not lost sight of the item."""
        user = self.item.owner
        return None if self.directory.was_removed(user) else self.directory.reachable(user)

    @property
    def owner_lost(self) -> Unable:
        """Why the owner cannot be told."""
        is_removed = self.directory.was_removed(self.item.owner)
        return Unable.REMOVED if is_removed else Unable.GONE

    def decides(self, people: Iterable[Recipient], targets: Iterable[Target]) -> bool:
        """Whether one of these people, or of the channels among the targets, sees the item."""
        ids = (*(one.person.id for one in people), *self.directory.channels(targets))
        return any(self.directory.may_decide(one, self.item) for one in ids)

    def direct(self, recipient: Recipient, kind: NoticeKind, step: Step, *, facts: ForStep) -> None:
        """Tell a person by direct message, outside their quiet time unless the item is urgent."""
        told_from = step.told_from(self.directory.now)
        heard_at = next_dm_at(recipient.person, self.item, told_from)
        notice = self._directly(recipient, kind, step, facts=facts)
        self._keep(step, notice if heard_at == told_from else copied(notice, not_before=heard_at))

    def direct_by_day(
        self, recipient: Recipient, kind: NoticeKind, step: Step, *, facts: ForStep
    ) -> None:
        """Tell a person when their working day starts, urgent or not.

        The exception is the end of a keep: within their working hours, ask them right then.
        """
        at = self._in_the_day(recipient.person, step)
        notice = self._directly(recipient, kind, step, facts=facts)
        self._keep(step, copied(notice, planned_at=at, not_before=at))

    def post_by_day(
        self, kind: NoticeKind, step: Step, place: Place, *, facts: ForStep, channel: str = ""
    ) -> None:
        """Tell a channel when its working day starts."""
        at = self._in_the_day(None, step)
        self._post(kind, step, place, facts=facts, channel=channel, at=at)

    def _in_the_day(self, person: Person | None, step: Step) -> datetime:
        told_from = step.told_from(self.directory.now)
        kept = self.item.position.kept
        if step.kind is StepKind.QUESTION and kept is not None and step.at == kept.until:
            return working_from(person, self.item, told_from)
        return next_morning(person, self.item, told_from)

    def post(
        self, kind: NoticeKind, step: Step, place: Place, *, facts: ForStep, channel: str = ""
    ) -> None:
        """Tell a channel without waiting; by default the item's own."""
        self._post(kind, step, place, facts=facts, channel=channel, at=step.at)

    def _post(
        self,
        kind: NoticeKind,
        step: Step,
        place: Place,
        *,
        facts: ForStep,
        channel: str,
        at: datetime,
    ) -> None:
        if channel == self.item.channel:
            place = Place.ALOUD
        to = channel or self.item.channel
        if not self.directory.may_read(to, self.item):
            self._notified[to] = None
        notice = self._notice(kind, step, to=to, facts=facts)
        self._keep(step, copied(notice, place=place, planned_at=at, not_before=at))

    def first_told_at(self, step: Step, recipients: Collection[str]) -> datetime | None:
        """When a step tells the first of these people and channels; None if it tells none of them.

        A mere line in the thread does not count.
        """
        instants = (
            notice.not_before
            for _, notice in self._kept.values()
            if notice.recipient in recipients
            and notice.place is not Place.THREAD
            and notice.says(ForStep).step == step.name
        )
        return min(instants, default=None)

    def told_directly(self, step: str) -> tuple[str, ...]:
        """The people whom the step with this name tells by direct message."""
        return tuple(
            notice.recipient
            for _, notice in self._kept.values()
            if notice.place is Place.DM and notice.says(ForStep).step == step
        )

    def remember(self, facts: EventFacts) -> None:
        """Add an event."""
        now, item_id = self.directory.now, self.item.id
        self._events.append(Event(at=now, item_id=item_id, actor=BACKSTOP, facts=facts))

    def remember_gap(self, step: Step, why: Unable, gap: Found | None = None) -> None:
        """Add an event: somebody cannot answer; with a `gap`, not only for a while."""
        found = GapFound(
            step=step.name,
            owner=self.item.owner,
            to=self.told_directly(step.name),
            planned_at=step.at,
            why=why,
            rung=gap.rung if gap else None,
            customer=gap.customer if gap else None,
            missing=gap.missing if gap else None,
        )
        self.remember(found)

    def routed(self) -> Routed:
        """Everything collected; the item's `told` leaves out people who only stood in."""
        notices = tuple(notice for _, notice in self._kept.values())
        for notice in notices:
            if isinstance(notice.facts, Reminder) and notice.facts.asks_trajectory:
                asked_at = notice.not_before
                self.stands(copied(self.item.position, trajectory_asked_at=asked_at))
        item, told = self.item, tuple(user for user in self._told if user != self.item.owner)
        notified = tuple(self._notified)
        if (told, notified) != (item.told, item.position.notified):
            item = item.at(copied(item.position, told=told, notified=notified))
        now = self.directory.now
        if item.position.rungs != self._before.position.rungs or item.next_at == now:
            calendar = owners_calendar(item, self.directory.people, now)
            item = watched(item, now, calendar=calendar)
        return Routed(notices=notices, events=tuple(self._events), item=item)

    def _directly(
        self, recipient: Recipient, kind: NoticeKind, step: Step, *, facts: ForStep
    ) -> Notice:
        if recipient.instead_of:
            facts = replace(facts, instead_of=recipient.instead_of)
        elif self.directory.may_read(recipient.person.id, self.item):
            self._told[recipient.person.id] = None
        else:
            self._notified[recipient.person.id] = None
        return self._notice(kind, step, to=recipient.person.id, facts=facts)

    def _notice(self, kind: NoticeKind, step: Step, *, to: str, facts: ForStep) -> Notice:
        return about(
            self.item,
            key=keys.of_step(self.item.id, self.item.round, step.name, to=to),
            kind=kind,
            recipient=to,
            facts=facts,
            planned_at=step.at,
            not_before=step.at,
        )

    def _keep(self, step: Step, notice: Notice) -> None:
        """Keep a recipient's notice of the higher rung, else the later one; aloud if either is.

        It takes the later planned instant of the two, because it says both.
        """
        rungs = {StepKind.RUNG: 2 + step.rung, StepKind.CALL: 2 + step.rung}
        rank = {StepKind.REVIEW: 1, StepKind.QUESTION: 1, **rungs}.get(step.kind, 0)
        before = self._kept.get(notice.recipient)
        if before is not None:
            kept, other = before, (rank, notice)
            if kept[0] <= rank:
                kept, other = other, kept
            rank, notice = kept[0], _with(kept[1], other[1])
        self._kept[notice.recipient] = (rank, notice)


def _with(kept: Notice, other: Notice) -> Notice:
    """One notice for both; if one of them waits for the morning, it does not delay the other."""
    if Place.ALOUD in (kept.place, other.place):
        kept = replace(kept, place=Place.ALOUD)
    if kept.kind in _BY_DAY:
        not_before = min(kept.not_before, other.not_before)
        return replace(kept, not_before=not_before, planned_at=min(kept.planned_at, not_before))
    if other.kind in _BY_DAY:
        return kept
    return replace(kept, planned_at=max(kept.planned_at, other.planned_at))
