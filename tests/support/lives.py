"""Lives: one item and everybody it may tell, run pass by pass with the pure rules."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from escalation.calendars import calendar_of, owners_calendar
from escalation.errors import Refusal
from escalation.items import Item
from escalation.ladder.plan import Step, apply, plan, question_step, watched
from escalation.moves import calls
from escalation.moves.calls import Called
from escalation.moves.move import Intent, Move
from escalation.moves.permissions import require_permission, standings
from escalation.moves.reminders import NotReminded
from escalation.moves.transitions import transition
from escalation.notices.announcements import announce_move, with_slip_told
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.review_cycles import can_be_asked, must_be_asked_again
from escalation.notices.routing import route
from escalation.people import Person
from escalation.recipients import Directory
from escalation.rungs import Offset, TargetKind, Unit
from escalation.worktime.hours import (
    Calendar,
    add_working_days,
    add_working_time,
    days_later,
    next_working_instant,
)
from tests.support.factories import (
    BOSS,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    a_due,
    a_person,
    a_policy,
    an_item,
)

BERLIN = ZoneInfo("Europe/Berlin")
ADMIN = "U09"
ZONES = ("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")


def berlin(text: str) -> datetime:
    """`03-27 17:00` on Berlin's wall clock, in 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BERLIN).astimezone(UTC)


@dataclass
class Life:
    """An item, the people, all notices so far, and the steps that fired with their due times."""

    item: Item
    people: dict[str, Person]
    told: list[Notice] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def live(self, until: datetime, *, since: datetime | None = None) -> None:
        """Run every pass when it is asked for, the first no earlier than `since`."""
        at = max(since, self.item.next_at) if since and self.item.next_at else self.item.next_at
        while at is not None and at <= until:
            self.beat(at)
            at = self.item.next_at

    def beat(self, now: datetime) -> None:
        """Run one pass."""
        before = self.item
        calendar = owners_calendar(before, self.people, now)
        planned = plan(before, before.policy, now, calendar=calendar)
        self._tell(apply(before, planned), planned.steps, now)
        stayed = replace(self.item, position=before.position, version=before.version)
        assert stayed == before, "a pass changes nothing that is not saved after it"

    def call(self, now: datetime, rung: int | None = None) -> None:
        """Somebody in the channel calls for help."""
        self.makes(Intent(move=Move.ESCALATE, actor=MEMBER, reason="help", rung=rung), now)

    def makes(self, intent: Intent, now: datetime) -> None:
        """Make one move; raises a Refusal or Called, which change nothing."""
        before, directory = self.item, self.directory(now)
        held = standings(
            self.people[intent.actor],
            before,
            in_channel=True,
            lead_ids={
                target.id
                for target in (*before.policy.lead, *before.policy.leadership)
                if target.kind is TargetKind.PERSON
            },
            admin_ids=directory.admins,
            asks_reporter=not can_be_asked(before, directory),
        )
        require_permission(held, before, intent, names={})
        owner = intent.owner.id if intent.move is Move.REASSIGN and intent.owner else before.owner
        calendar = owners_calendar(replace(before, owner=owner), self.people, now)
        made = transition(before, calls.named(before, intent, directory), now, calendar=calendar)
        self._tell(made.item, made.steps, now)
        announced = announce_move(before, self.item, made.event, directory=directory)
        self.told += announced
        after = with_slip_told(self.item, announced, directory)
        self.item = replace(watched(after, now, calendar=calendar), version=before.version + 1)

    def asks_again(self, one: str, now: datetime) -> None:
        """Somebody whom the last question waits for goes away."""
        if must_be_asked_again(self.item, self.directory(now), one):
            self._tell(self.item, [question_step(now)], now)

    def tries(self, intent: Intent, now: datetime) -> bool:
        """The same, if it is allowed."""
        try:
            self.makes(intent, now)
        except (Refusal, Called, NotReminded):
            return False
        return True

    def directory(self, now: datetime) -> Directory:
        """Everybody as known then."""
        return Directory(people=self.people, groups={}, now=now, admins=frozenset({ADMIN}))

    def _tell(self, item: Item, steps: Any, now: datetime) -> None:
        told = route(item, steps, self.directory(now))
        self.item = told.item
        self.told += told.notices
        self.steps += steps

    def hears(self, user: str, *kinds: NoticeKind) -> list[str]:
        """When somebody is told directly, on Berlin's wall clock."""
        found = [
            reaches_at(notice)
            for notice in self.told
            if notice.recipient == user and notice.place is Place.DM and notice.kind in kinds
        ]
        return [f"{at.astimezone(BERLIN):%m-%d %H:%M}" for at in found]

    def fallback(self) -> str:
        """When the fallback is announced in the channel."""
        (told,) = (
            one
            for one in self.told
            if one.kind is NoticeKind.FALLBACK and one.place is not Place.DM
        )
        return f"{told.not_before.astimezone(BERLIN):%m-%d %H:%M}"


def by_the_rules(item: Item, number: int) -> datetime:
    """When a rung that has not fired fires: written from the rules, not from the code.

    The latest of when `_counted` puts it, the end of a hold on it, and the end of the chance of
    those below; what goes to the whole channel then waits for the channel's hours.
    """
    policy, rung = item.policy, item.policy.rungs[number]
    channel = calendar_of("", policy, item.due.at)
    counted = _counted(item, number, channel)
    below = [state for state in item.position.rungs if state.rung < number and state.fired_at]
    ends = [state.chance_ends_at for state in below if state.chance_ends_at]
    instants = [counted, *(state.fired_at for state in below if state.fired_at), *ends[-1:]]
    hold = item.position.hold
    if hold and hold.rung == number:
        instants.append(hold.until)
    latest = max(instants)
    waits = rung.is_aloud and not item.urgent
    return next_working_instant(latest, channel) if waits else latest


def _counted(item: Item, number: int, channel: Calendar) -> datetime:
    """From due, or from a later change of urgency by as much as the rung is above the last fired.

    A change brings nothing within a minute, and puts nothing off by more than a review cycle.
    """
    position, after = item.position, item.policy.rungs[number].after
    from_due = _spent(item, item.due.at, after, channel=channel)
    since = position.rungs_from
    if since is None:
        return from_due
    told = {one.rung: one.fired_at for one in position.rungs if one.fired_at}
    before = [item.policy.rungs[rung].after for rung, at in told.items() if at <= since]
    if before and after.unit is before[-1].unit:
        after = Offset(after.count - before[-1].count, after.unit)
    counted = max(_spent(item, since, after, channel=channel), since + timedelta(minutes=1))
    last = max([at for rung, at in told.items() if rung < number], default=item.due.at)
    return min(counted, max(from_due, days_later(last, item.policy.review_cycle.days, channel)))


def _spent(item: Item, since: datetime, span: Offset, *, channel: Calendar) -> datetime:
    if item.urgent:
        return since + span.elapsed
    if span.unit is Unit.DAYS:
        return add_working_days(since, span.count, channel)
    return add_working_time(since, span.elapsed, channel)


def reaches_at(notice: Notice) -> datetime:
    """When a notice reaches its recipient."""
    return max(notice.not_before, notice.planned_at)


def a_life(due: str, *, boss_in: str = "Europe/Berlin", **changes: Any) -> Life:
    """An item logged on Mon 23 Mar 2026 09:00 in Berlin, where everybody works."""
    zones = dict.fromkeys((OWNER, REPORTER, LEAD, MEMBER, ADMIN), "Europe/Berlin")
    people = {user: a_person(user, zone=zone) for user, zone in (zones | {BOSS: boss_in}).items()}
    policy = a_policy(zone="Europe/Berlin", **changes.pop("policy", {}))
    logged_at = berlin("03-23 09:00")
    item = an_item(due=a_due(berlin(due)), policy=policy, logged_at=logged_at, **changes)
    calendar = owners_calendar(item, people, logged_at)
    return Life(watched(item, logged_at, calendar=calendar), people)
