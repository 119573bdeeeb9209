"""Record a value of an indicator, or correct one."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.about_indicators import Done, IndicatorChanged
from escalation.indicators import keepers
from escalation.indicators.due_days import due_of
from escalation.indicators.how_it_stands import latest
from escalation.indicators.indicator import Indicator, Value, plain
from escalation.indicators.passing import answered, answers_for
from escalation.moves.permissions import MOST_NAMED
from escalation.people import Person
from escalation.worktime import wording
from grammar.due.result import DueContext
from grammar.indicators import amounts, to_record, value_days
from grammar.indicators.to_record import Said, ToRecord
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from storage.indicators import definitions, recorded
from workflows.indicators import finding, shown
from workflows.indicators.finding import Asker, Where
from workflows.transaction import effects, guards, idempotency
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True)
class Recorded:
    """The value that was entered, and the indicator as it stands."""

    value: Value
    shown: Shown
    reader: Reader


def enter(
    context: WorkspaceContext, request: Request, asked: ToRecord, *, due: DueContext, now: datetime
) -> Recorded:
    """Record what a line says, once; raises Refusal. Its days are those of the channel."""
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        asker = guards.asker(uow, request.actor)
        if earlier is not None:
            (kept,) = definitions.these(uow.tx, [earlier["indicator"]])
            return _answer(uow, kept, earlier["n"], to=asker)
        entered = _entry(uow, request, asked, asker=asker, due=due)
        idempotency.remember(uow, request, indicator=entered[0].id, n=entered[1])
        return _answer(uow, *entered, to=asker)


def _answer(uow: UnitOfWork, indicator: Indicator, n: int, *, to: Person) -> Recorded:
    found = shown.one(uow, indicator, to=to)
    value = next(one for one in found.values if one.n == n)
    return Recorded(value, found, shown.reader(uow, [indicator], to=to))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What somebody says of an indicator, and of which cohort."""

    uow: UnitOfWork
    by: Person
    said: Said
    indicator: Indicator
    cohort: str
    where: Where
    values: tuple[Value, ...]

    def typed(self, said: Said) -> str:
        """The line that says this instead."""
        return to_record.spelled(said, self.indicator.name, *said.of)


def _entry(
    uow: UnitOfWork, request: Request, asked: ToRecord, *, asker: Person, due: DueContext
) -> tuple[Indicator, int]:
    known = finding.known(uow, request, asker)
    name, rest = to_record.split(asked.rest, [one.name for one in known])
    if not name:
        meant, rest = to_record.unknown(asked.rest)
        if not meant[:1].isalpha():
            example = known[0].name if known else "confidence"
            raise BadInput(f"The name comes first, then the value: `record {example} 7.5`.")
        by = Asker(uow=uow, person=asker, line=lambda one: f"record {one} {rest}")
        raise finding.unknown(by, meant, known)
    said = to_record.said(rest)
    by = Asker(uow=uow, person=asker, line=lambda one: to_record.spelled(said, name, one))
    same = [one for one in known if one.name == name]
    indicator, cohort = finding.which(by, same, said.of)
    where = finding.places(uow, [indicator])[indicator.channel]
    _require_may(uow, asker, indicator, where=where)
    more = replace(by, line=lambda one: to_record.spelled(said, name, *said.of, one))
    entry = _Entry(
        uow=uow,
        by=asker,
        said=said,
        indicator=indicator,
        cohort=finding.cohort_of(more, indicator, cohort),
        where=where,
        values=recorded.of(uow.tx, indicator),
    )
    value = _value(entry, due)
    return _saved(entry, value), value.n


def _require_may(uow: UnitOfWork, asker: Person, indicator: Indicator, *, where: Where) -> None:
    policy, here = where.channel.policy, where.here
    is_admin = asker.admin or asker.id in uow.context.admins
    if keepers.may_record(indicator.owner, asker, policy, here=here, admin=is_admin):
        return
    may = dict.fromkeys([indicator.owner, *sorted(here.leads(policy))])
    people = [person for one in may if (person := here.reachable(one))]
    raise keepers.refusal([one.name for one in people[:MOST_NAMED]], indicator.name)


def _value(entry: _Entry, due: DueContext) -> Value:
    amount, said, indicator = _amount(entry), entry.said, entry.indicator
    context = replace(due, now=entry.uow.now, calendar=entry.where.calendar)
    day = value_days.day(said.day, context) if said.day else None
    value = Value(
        n=entry.values[-1].n + 1 if entry.values else 1,
        day=day or context.today,
        cohort=entry.cohort,
        amount=amount,
        due_at=due_of(day, indicator.weekdays, context.calendar)
        if day
        else answers_for(indicator, entry.values, entry.cohort),
        by=entry.by.id,
        at=entry.uow.now,
        note=said.note,
        reason=said.reason,
    )
    return _corrected(entry, value) if said.fixes else value


def _amount(entry: _Entry) -> Decimal:
    try:
        return amounts.read(entry.said.value, entry.indicator.scale)
    except BadInput as fault:
        example = entry.typed(replace(entry.said, value=plain(entry.indicator.scale.example)))
        raise BadInput(f"{fault.text} For example: `{example}`.") from fault


def _corrected(entry: _Entry, value: Value) -> Value:
    """The value in place of the last one of that cohort, and of that day if one is named."""
    said, name = entry.said, entry.indicator.name
    these = [one for one in entry.values if not said.day or one.day == value.day]
    old = latest(these, value.cohort)
    if old is None:
        when = f" of {wording.day(value.day)}" if said.day else ""
        raise BadInput(f"{name} has no value{when} to correct. Record one instead.")
    if not said.reason:
        raise BadInput(f"Add a reason: `{entry.typed(replace(said, reason='…'))}`.")
    return replace(value, day=old.day, due_at=old.due_at, corrects=old.n)


def _saved(entry: _Entry, value: Value) -> Indicator:
    uow, indicator = entry.uow, entry.indicator
    recorded.add(uow.tx, indicator, value)
    after = answered(indicator, [*entry.values, value])
    definitions.save(uow.tx, after)
    old = next((plain(one.amount) for one in entry.values if one.n == value.corrects), "")
    facts = IndicatorChanged(
        channel=indicator.channel,
        indicator=indicator.id,
        what=Done.FIXED if value.corrects else Done.RECORDED,
        old=old,
        new=plain(value.amount),
    )
    event = Event(at=uow.now, item_id=None, actor=value.by, reason=value.reason, facts=facts)
    effects.write_down(uow, [event])
    return after
