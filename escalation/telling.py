"""A telling: what one pass says about one item, collected so that nobody is told twice."""

from dataclasses import dataclass, replace

from escalation.calendars import heard_from, next_morning, owners_calendar
from escalation.events import BACKSTOP, Event
from escalation.hearers import Directory, Hearer
from escalation.items import Item
from escalation.ladder import Step, StepKind, watched
from escalation.notices import Notice, NoticeKind, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Whom to tell what, the events to keep, and the item with who was told and which rungs."""

    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    item: Item


class Telling:
    """Collects one notice per recipient (the highest rung wins) and the events of one pass.

    `item` changes on the way: when a rung was told, or had to fire before its time.
    """

    def __init__(self, item: Item, directory: Directory) -> None:
        self.item = item
        self.directory = directory.within(item.channel)
        self._before = item
        self._kept: dict[str, tuple[int, Notice]] = {}
        self._told = dict.fromkeys(item.told)
        self._events: list[Event] = []

    def direct(self, hearer: Hearer, kind: NoticeKind, step: Step, **facts: str) -> None:
        """Tell a person by direct message, outside their quiet time unless the item is urgent."""
        told_from = step.told_from(self.directory.now)
        heard_at = heard_from(hearer.person, self.item, told_from)
        notice = self._directly(hearer, kind, step, facts=facts)
        self._keep(step, notice if heard_at == told_from else replace(notice, not_before=heard_at))

    def ask(self, hearer: Hearer, step: Step, **facts: str) -> None:
        """Put the last question to a person when their working day starts, urgent or not."""
        morning_at = next_morning(hearer.person, self.item, step.told_from(self.directory.now))
        notice = self._directly(hearer, NoticeKind.QUESTION, step, facts=facts)
        self._keep(step, replace(notice, planned_at=morning_at, not_before=morning_at))

    def ask_channel(self, channel: str, step: Step, **facts: str) -> None:
        """Put the last question to a channel when its working day starts."""
        told_from = step.told_from(self.directory.now)
        morning_at = next_morning(None, self.item, told_from)
        place = Place.ALOUD if channel == self.item.channel else Place.CHANNEL
        notice = self._notice(NoticeKind.QUESTION, step, channel, facts=facts)
        notice = replace(notice, place=place, planned_at=morning_at, not_before=morning_at)
        self._keep(step, notice)

    def post(
        self, kind: NoticeKind, step: Step, place: Place, *, channel: str = "", **facts: str
    ) -> None:
        """Tell a channel, which never waits; without one named, the item's own."""
        if channel == self.item.channel:
            place = Place.ALOUD
        notice = self._notice(kind, step, channel or self.item.channel, facts=facts)
        self._keep(step, replace(notice, place=place))

    def remember(self, action: str, step: Step, **facts: str) -> None:
        """Leave an event of this step, with the people it tells directly."""
        told = (
            notice.recipient
            for _, notice in self._kept.values()
            if notice.place is Place.DM and notice.facts["step"] == step.name
        )
        event = Event(
            at=self.directory.now,
            item_id=self.item.id,
            actor=BACKSTOP,
            action=action,
            facts={"step": step.name, "owner": self.item.owner, "to": ",".join(told), **facts},
        )
        self._events.append(event)

    def address(self) -> Address:
        """All that was collected; the item's `told` leaves out those who only stood in."""
        notices = tuple(notice for _, notice in self._kept.values())
        item, told = self.item, tuple(user for user in self._told if user != self.item.owner)
        if told != item.told:
            item = replace(item, told=told)
        now = self.directory.now
        if item.rungs != self._before.rungs or item.next_at == now:
            calendar = owners_calendar(item, self.directory.people, now)
            item = watched(item, now, calendar=calendar)
        return Address(notices=notices, events=tuple(self._events), item=item)

    def _directly(
        self, hearer: Hearer, kind: NoticeKind, step: Step, *, facts: dict[str, str]
    ) -> Notice:
        if hearer.instead_of:
            facts = {**facts, "for": hearer.instead_of}
        else:
            self._told[hearer.person.id] = None
        return self._notice(kind, step, hearer.person.id, facts=facts)

    def _notice(
        self, kind: NoticeKind, step: Step, recipient: str, *, facts: dict[str, str]
    ) -> Notice:
        item = self.item
        return Notice(
            key=f"{item.id}:{item.round}:{step.name}:{recipient}",
            kind=kind,
            place=Place.DM,
            recipient=recipient,
            planned_at=step.at,
            not_before=step.at,
            item_id=item.id,
            round=item.round,
            urgent=item.urgent,
            facts={"step": step.name, "owner": item.owner, **facts},
        )

    def _keep(self, step: Step, notice: Notice) -> None:
        """Keep a recipient's notice of the higher rung, else the later; aloud if either is.

        It counts as planned when the later of the two was, as it says both.
        """
        rungs = {StepKind.RUNG: 2 + step.rung, StepKind.CALL: 2 + step.rung}
        rank = {StepKind.REVIEW: 1, StepKind.QUESTION: 1, **rungs}.get(step.kind, 0)
        before = self._kept.get(notice.recipient)
        if before is not None:
            places = {before[1].place, notice.place}
            planned_at = max(before[1].planned_at, notice.planned_at)
            rank, notice = before if before[0] > rank else (rank, notice)
            notice = replace(notice, place=Place.ALOUD) if Place.ALOUD in places else notice
            notice = replace(notice, planned_at=planned_at)
        self._kept[notice.recipient] = (rank, notice)
