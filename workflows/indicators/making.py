"""Make an indicator, give it to somebody else, move its days, retire it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.dm_times import in_hours_of
from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.about_indicators import Asking, Done, IndicatorChanged, IndicatorsTold
from escalation.indicators import keepers
from escalation.indicators.due_days import due_after
from escalation.indicators.indicator import (
    Better,
    Indicator,
    Scale,
    key,
    nearest,
    require_cohorts,
    require_name,
    require_scale,
)
from escalation.ladder import editing
from escalation.moves.permissions import MOST_NAMED
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.people import Person
from grammar.indicators.define import NEEDED, USAGE, Indicate
from grammar.masking import escaped
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from storage import people
from storage.channels import Channel
from storage.indicators import definitions
from storage.outbox import queue
from workflows.customers import names
from workflows.indicators import finding, shown
from workflows.indicators.finding import Asker
from workflows.transaction import directory, effects, guards, idempotency
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

MOST = 30
"""How many indicators a channel keeps at most."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was done, and the indicator as it stands."""

    done: Done
    shown: Shown
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What somebody asks for in a channel; `owner` is a user id, "" if the line names none."""

    uow: UnitOfWork
    request: Request
    said: Indicate
    actor: Person
    owner: str
    known: Channel

    def done(self, indicator: Indicator, done: Done, *, old: str = "", new: str = "") -> Indicator:
        """Write down what was done with it; tell a new owner, unless it is the actor."""
        facts = IndicatorChanged(
            channel=indicator.channel, indicator=indicator.id, what=done, old=old, new=new
        )
        by, why = self.actor.id, self.said.reason
        event = Event(at=self.uow.now, item_id=None, actor=by, reason=why, facts=facts)
        effects.write_down(self.uow, [event])
        if done in (Done.MADE, Done.OWNER) and indicator.owner != self.actor.id:
            self._tell(indicator)
        return indicator

    def _tell(self, indicator: Indicator) -> None:
        uow, to = self.uow, people.get_many(self.uow.tx, [indicator.owner])[indicator.owner]
        facts = IndicatorsTold(why=Asking.OWNED, indicators=(str(indicator.id),), by=self.actor.id)
        told = Notice(
            key=keys.indicator_owned(indicator.id, self.request.external_id, to=to.id),
            kind=NoticeKind.INDICATOR,
            place=Place.DM,
            recipient=to.id,
            planned_at=uow.now,
            not_before=in_hours_of(self.known.policy, to, uow.now),
            facts=facts,
        )
        queue.add(uow.tx, [told])


def define(
    context: WorkspaceContext, request: Request, said: Indicate, *, owner: str, now: datetime
) -> Made:
    """Make an indicator, or change or retire the one of that name, once; raises Refusal.

    `owner` is a user id, "" if the line names none.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        actor = guards.asker(uow, request.actor)
        if earlier is not None:
            (kept,) = definitions.these(uow.tx, [earlier["indicator"]])
            return _answer(uow, Done(earlier["done"]), kept, to=actor)
        known = guards.laddered(guards.channel_in_use(uow, request.channel))
        _require_may(uow, known, actor)
        asked = _Asked(uow=uow, request=request, said=said, actor=actor, owner=owner, known=known)
        done, after = _made(asked, definitions.of_channel(uow.tx, known.id))
        idempotency.remember(uow, request, indicator=after.id, done=done)
        return _answer(uow, done, after, to=actor)


def _answer(uow: UnitOfWork, done: Done, indicator: Indicator, *, to: Person) -> Made:
    found = shown.one(uow, indicator, to=to)
    return Made(done, found, shown.reader(uow, [indicator], to=to))


def _require_may(uow: UnitOfWork, known: Channel, actor: Person) -> None:
    here = directory.of_channel(uow, known.id, [known.policy])
    is_admin = actor.admin or actor.id in uow.context.admins
    if not editing.may_edit(known.policy, actor, here=here, is_admin=is_admin):
        raise keepers.change_refusal(editing.editors(known.policy, here)[:MOST_NAMED])


def _made(asked: _Asked, kept: Sequence[Indicator]) -> tuple[Done, Indicator]:
    said = asked.said
    if said.retires:
        return Done.RETIRED, _retired(asked, _meant(asked, kept))
    about = _customer(asked)
    same = [one for one in kept if one.key == key(said.name)]
    is_there = any(one.customer_id == about for one in same)
    if said.scale and said.better and said.weekdays and asked.owner and not is_there:
        if len(kept) >= MOST:
            raise BadInput(f"A channel keeps at most {MOST} indicators. Retire one first.")
        return Done.MADE, _new(asked, said.scale, said.better, days=said.weekdays, about=about)
    is_new = said.scale or said.better or said.cohorts
    is_known = same or " for " in said.name
    if is_new or not is_known or not (asked.owner or said.weekdays):
        raise _lacks(asked, kept, is_there=is_there)
    return _changed(asked, _meant(asked, kept))


def _meant(asked: _Asked, kept: Sequence[Indicator]) -> Indicator:
    said = asked.said
    name = f"{said.name} for {said.customer}" if said.customer else said.name
    return finding.named(_asker(asked), name, among=kept)


def _asker(asked: _Asked) -> Asker:
    """Who asks; a button runs the line with another name in it."""
    _, _, rest = asked.said.line.partition(escaped(asked.said.name))
    rest = rest.strip()
    return Asker(uow=asked.uow, person=asked.actor, line=lambda one: f"indicator {one} {rest}")


def _customer(asked: _Asked) -> int:
    said = asked.said
    if not said.customer:
        return 0

    def line(name: str) -> str:
        return said.line.replace(escaped(said.customer), escaped(name))

    return names.meant(asked.uow, asked.actor, said.customer, line=line)[0].id


def _new(
    asked: _Asked, scale: Scale, better: Better, *, days: frozenset[int], about: int
) -> Indicator:
    uow, said, known = asked.uow, asked.said, asked.known
    require_name(said.name)
    require_scale(scale)
    require_cohorts(said.cohorts)
    owner = _owner(asked)
    indicator = Indicator(
        channel=known.id,
        name=said.name,
        owner=owner.id,
        scale=scale,
        better=better,
        weekdays=days,
        customer_id=about,
        cohorts=said.cohorts,
        made_by=asked.actor.id,
        made_at=uow.now,
        due_at=due_after(uow.now, days, finding.calendar_in(uow, known)),
    )
    return asked.done(definitions.add(uow.tx, indicator), Done.MADE, new=owner.id)


def _owner(asked: _Asked) -> Person:
    """The person named, who has to see the channel."""
    owner = guards.may_own(people.get(asked.uow.tx, asked.owner))
    finding.require_inside(asked.uow, owner, asked.known)
    return owner


def _changed(asked: _Asked, before: Indicator) -> tuple[Done, Indicator]:
    """Another owner, other days, or both; the history has an event of each."""
    uow, said, after = asked.uow, asked.said, before
    done = Done.OWNER if asked.owner else Done.DUE
    if asked.owner:
        after = replace(after, owner=_owner(asked).id)
        asked.done(after, Done.OWNER, old=before.owner, new=after.owner)
    if said.weekdays:
        calendar = finding.calendar_in(uow, asked.known)
        due_at = due_after(uow.now, said.weekdays, calendar)
        after = replace(after, weekdays=said.weekdays, due_at=due_at)
        old, new = ("".join(map(str, sorted(one.weekdays))) for one in (before, after))
        asked.done(after, Done.DUE, old=old, new=new)
    definitions.save(uow.tx, after)
    return done, after


def _retired(asked: _Asked, before: Indicator) -> Indicator:
    after = replace(before, retired_at=asked.uow.now, retired_by=asked.actor.id)
    definitions.save(asked.uow.tx, after)
    return asked.done(after, Done.RETIRED)


def _lacks(asked: _Asked, kept: Sequence[Indicator], *, is_there: bool) -> BadInput:
    """Why a line makes no indicator, and what to type instead."""
    said, name = asked.said, asked.said.name
    if is_there:
        return BadInput(
            f"{name} is kept here already. To change it: `indicator {name} owner @maria` or "
            f"`indicator {name} due every fri`. For another scale, type `indicator {name} retire` "
            "first."
        )
    missing = ", ".join(word for word in NEEDED if word not in said.says)
    example = " ".join(["indicator", name, *(USAGE[word] for word in NEEDED)])
    lost = f"There is no indicator “{name}” here yet. To make one, add {missing}: `{example}`."
    offers = _asker(asked).offers(nearest(name, [one.name for one in kept]))
    return BadInput(f"{lost} Or did you mean another?" if offers else lost, offers=offers)
