"""A telling: what one pass says about one item, collected so that nobody hears twice."""

from dataclasses import dataclass, replace

from escalation.calendars import heard_from, owners_calendar
from escalation.events import BACKSTOP, Event
from escalation.hearers import Directory, Hearer
from escalation.items import Item
from escalation.ladder import Step, StepKind, watched
from escalation.notices import Notice, NoticeKind, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Whom to tell what, what to remember, and the item with those told and any early rung."""

    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    item: Item


class Telling:
    """Collects one notice per recipient (the highest rung wins) and the events of one pass.

    `climbed` may be raised while telling, when a rung has to hear before its time.
    """

    def __init__(self, item: Item, directory: Directory) -> None:
        self.item = item
        self.directory = directory.within(item.channel)
        self.climbed = item.climbed
        self._kept: dict[str, tuple[int, Notice]] = {}
        self._told = dict.fromkeys(item.told)
        self._events: list[Event] = []

    def direct(self, hearer: Hearer, kind: NoticeKind, step: Step, **facts: str) -> None:
        """Tell somebody by direct message, outside their quiet time unless the item is urgent."""
        now = self.directory.now
        heard_at = heard_from(hearer.person, self.item, now)
        if hearer.instead_of:
            facts["for"] = hearer.instead_of
        elif hearer.person.id != self.item.owner:
            self._told[hearer.person.id] = None
        notice = self._notice(kind, step, hearer.person.id, facts=facts)
        self._keep(step, notice if heard_at == now else replace(notice, not_before=heard_at))

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
        """All that was collected, and the item that remembers it, but not who just stood in."""
        notices = tuple(notice for _, notice in self._kept.values())
        item, told = self.item, tuple(user for user in self._told if user != self.item.owner)
        if (told, self.climbed) != (item.told, item.climbed):
            item = replace(item, told=told, climbed=self.climbed)
        if self.climbed != self.item.climbed:
            calendar = owners_calendar(item, self.directory.people, self.directory.now)
            item = watched(item, self.directory.now, calendar=calendar)
        return Address(notices=notices, events=tuple(self._events), item=item)

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
        rank = {StepKind.REVIEW: 1, StepKind.RUNG: 2 + step.rung}.get(step.kind, 0)
        before = self._kept.get(notice.recipient)
        if before is not None:
            places = {before[1].place, notice.place}
            planned_at = max(before[1].planned_at, notice.planned_at)
            rank, notice = before if before[0] > rank else (rank, notice)
            notice = replace(notice, place=Place.ALOUD) if Place.ALOUD in places else notice
            notice = replace(notice, planned_at=planned_at)
        self._kept[notice.recipient] = (rank, notice)
