"""The law of silence: whatever people do or fail to do, somebody is told of an open item."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from escalation.calendars import calendar_of
from escalation.dm_times import next_dm_at
from escalation.fields import Field
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.urgency import URGENT
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import still_wanted
from escalation.people import Away
from escalation.rungs import Target, TargetKind
from escalation.worktime.holidays import days_off
from escalation.worktime.hours import ONE_DAY, next_working_instant
from tests.support.factories import (
    BOSS,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_due,
    a_person,
    a_policy,
    an_item,
    changed,
    person_target,
)
from tests.support.lives import ADMIN, BERLIN, ZONES, Life, berlin, by_the_rules, reaches_at

STARTS_AT = berlin("03-23 09:00")
PEOPLE = (OWNER, REPORTER, LEAD, BOSS, STAND_IN, MEMBER, ADMIN)
LEADERSHIPS = ((), (person_target(BOSS),), (Target(TargetKind.CHANNEL, LEADS_CHANNEL),))
MOVES = [move for move in Move if move is not Move.DECIDE]
HOUR = timedelta(hours=1)
"""Also by how much summer time stretches a week."""


class Silence(RuleBasedStateMachine):
    """One item, seven people who do what they may, and a clock that looks when asked to."""

    @initialize(
        leadership=st.sampled_from(LEADERSHIPS),
        owner=st.sampled_from([OWNER, LEAD, BOSS]),
        zones=st.lists(st.sampled_from(ZONES), min_size=len(PEOPLE), max_size=len(PEOPLE)),
        urgent=st.booleans(),
        holidays=st.sampled_from(["", "DE"]),
        cycle=st.sampled_from([3, 7, 28]),
    )
    def log(
        self, *, zones: list[str], cycle: int, leadership: tuple[Target, ...], **of: Any
    ) -> None:
        policy = a_policy(
            leadership=leadership,
            zone="Europe/Berlin",
            holidays=of["holidays"],
            review_cycle=cycle * ONE_DAY,
        )
        people = {user: a_person(user, zone=zone) for user, zone in zip(PEOPLE, zones, strict=True)}
        item = an_item(
            due=a_due(berlin("03-24 17:00")),
            policy=policy,
            owner=of["owner"],
            urgent=of["urgent"],
            logged_at=STARTS_AT,
        )
        self.now = STARTS_AT
        self.life = Life(changed(item, next_at=STARTS_AT), people)
        self.heard: list[datetime] = []
        self.waiting: list[Notice] = []
        self._look()

    @rule(
        move=st.sampled_from(MOVES),
        actor=st.sampled_from(PEOPLE),
        to=st.sampled_from(PEOPLE),
        hours=st.integers(1, 24 * 28),
    )
    def moves(self, move: Move, actor: str, to: str, hours: int) -> None:
        later = self.now + hours * HOUR
        people = self.life.people
        intent = Intent(
            move=move,
            actor=actor,
            reason="because",
            text="words",
            owner=people[to] if move is Move.REASSIGN else None,
            due=a_due(later) if move is Move.RESCHEDULE else None,
            until=later,
            edit=Edit(Field.URGENT, "" if self.life.item.urgent else URGENT),
        )
        self.life.tries(intent, self.now)
        self._look()

    @rule(user=st.sampled_from(PEOPLE), days=st.integers(0, 40), cover=st.sampled_from(PEOPLE))
    def goes(self, user: str, days: int, cover: str) -> None:
        until = self.now + days * ONE_DAY
        away = Away(until=until, stand_in=cover if cover != user else "")
        absences = (away,) if days else ()
        self.life.people[user] = replace(self.life.people[user], absences=absences)
        self._hold_again(user)
        self._look()

    @rule(hours=st.integers(1, 24 * 14))
    def waits(self, hours: int) -> None:
        until = self.now + hours * HOUR
        while (at := self._next_at()) is not None and at <= until:
            self.now = max(self.now, at)
            self.somebody_was_told_lately_or_keeps_it_open()
            self._look()
        self.now = until
        self._deliver()

    @invariant()
    def somebody_was_told_lately_or_keeps_it_open(self) -> None:
        item = self.life.item
        if not item.fallback_applies or item.position.fallback_at is None:
            return
        since = self.now - self._longest_silence()
        if item.position.fallback_at >= since:
            return
        kept = item.position.kept is not None and item.position.kept.until >= since
        assert kept or any(since <= at <= self.now for at in self.heard), self.now

    @invariant()
    def no_rung_is_later_than_the_rules_put_it(self) -> None:
        item = self.life.item
        missing = [n for n in range(len(item.policy.rungs)) if not item.has_fired(n)]
        if not item.is_open or not missing:
            return
        rung = item.policy.rungs[missing[0]]
        channel = calendar_of("", item.policy, self.now)
        is_shut = next_working_instant(self.now, channel) > self.now
        waits = rung.is_aloud and not item.urgent and is_shut
        assert waits or by_the_rules(item, missing[0]) > self.now

    def _look(self) -> None:
        """Run all passes that are due, and return what they say."""
        while (at := self.life.item.next_at) is not None and at <= self.now:
            self.life.beat(self.now)
        self._deliver()

    def _deliver(self) -> None:
        self.waiting += self.life.told
        self.life.told = []
        due = [one for one in self.waiting if reaches_at(one) <= self.now]
        self.waiting = [one for one in self.waiting if reaches_at(one) > self.now]
        item = self.life.item
        for notice in due:
            wanted = not still_wanted(notice, item, self.now)
            if wanted and notice.place is not Place.THREAD and notice.recipient != item.owner:
                self.heard.append(reaches_at(notice))

    def _next_at(self) -> datetime | None:
        instants = [self.life.item.next_at, *map(reaches_at, self.waiting)]
        return min((at for at in instants if at is not None), default=None)

    def _hold_again(self, user: str) -> None:
        """Does what `workflows.people.availability` does when people come or go."""
        mine = [one for one in self.waiting if one.recipient == user]
        for notice in mine:
            until = next_dm_at(self.life.people[user], self.life.item, self.now)
            self.waiting.remove(notice)
            self.waiting.append(replace(notice, planned_at=self.now, not_before=until))
        is_asked = any(one.kind is NoticeKind.QUESTION for one in mine)
        if is_asked and self.life.people[user].is_away(self.now):
            self.life.asks_again(user, self.now)

    def _longest_silence(self) -> timedelta:
        item = self.life.item
        plain = item.policy.review_cycle + 3 * ONE_DAY + HOUR
        off = days_off(item.policy.holidays, self.now.year)
        return plain + ONE_DAY * sum(self.now - plain <= _noon(day) <= self.now for day in off)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BERLIN)


TestSilence = Silence.TestCase
TestSilence.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
