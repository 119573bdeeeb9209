"""How indicators stand, as far as somebody may know: for lists, answers and the weekly post."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation.indicators import keepers
from escalation.indicators.how_it_stands import Standing, standing
from escalation.indicators.indicator import Indicator, Value
from escalation.people import Person
from messages.indicators.in_a_line import Shown
from messages.reader import Reader
from storage.about import customers
from storage.about.customers import Viewer
from storage.indicators import definitions, recorded
from workflows.indicators import finding
from workflows.indicators.finding import Asker, Where
from workflows.transaction import guards, readers, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The indicators of a channel, or of one person in a direct message ("")."""

    channel: str
    shown: tuple[Shown, ...]
    reader: Reader


def listed(context: WorkspaceContext, request: Request, *, now: datetime) -> Listed:
    """The indicators of the channel in which it is asked, in a direct message the asker's own."""
    with context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        found = finding.known(uow, request, asker)
        channel = "" if guards.is_direct(request.channel) else request.channel
        return Listed(
            channel=channel,
            shown=these(uow, found, to=asker),
            reader=reader(uow, found, to=asker),
        )


def named(context: WorkspaceContext, request: Request, name: str, *, now: datetime) -> Listed:
    """The one that somebody names; BadInput offers the nearest."""
    with context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        known = finding.known(uow, request, asker)
        by = Asker(uow=uow, person=asker, line=lambda one: f"indicator {one}")
        found = finding.named(by, name, among=known)
        return Listed(
            channel=found.channel,
            shown=these(uow, [found], to=asker),
            reader=reader(uow, [found], to=asker),
        )


def one(uow: UnitOfWork, indicator: Indicator, *, to: Person) -> Shown:
    """One of them, to a person who sees its channel."""
    return these(uow, [indicator], to=to)[0]


def these(uow: UnitOfWork, found: Iterable[Indicator], *, to: Person) -> tuple[Shown, ...]:
    """How these stand, to a person who sees their channels."""
    return _shown(uow, tuple(found), visibility.viewer(uow, to))


def reader(uow: UnitOfWork, found: Iterable[Indicator], *, to: Person) -> Reader:
    """How to write to somebody of these."""
    return readers.to(uow, to.id, named=[one.owner for one in found])


def of_week(uow: UnitOfWork, channel: str) -> tuple[Shown, ...]:
    """How the indicators of a channel stand, for its weekly post: what everybody in it may know."""
    found = definitions.of_channel(uow.tx, channel)
    return _shown(uow, found, Viewer(channels=[channel]))


def _shown(uow: UnitOfWork, found: Sequence[Indicator], viewer: Viewer) -> tuple[Shown, ...]:
    places = finding.places(uow, found)
    ids = {one.customer_id for one in found if one.customer_id}
    about = {id_: customers.get(uow.tx, id_) for id_ in customers.seen_among(uow.tx, ids, viewer)}
    return tuple(
        Shown(
            standing=_standing(uow, one, values, where=places[one.channel]),
            values=values,
            customer=about.get(one.customer_id),
        )
        for one in found
        if one.channel in places
        for values in [recorded.of(uow.tx, one)]
    )


def _standing(
    uow: UnitOfWork, indicator: Indicator, values: tuple[Value, ...], *, where: Where
) -> Standing:
    owner = indicator.owner if keepers.answering(indicator.owner, where.here) else ""
    return standing(indicator, values, owner=owner, zone=where.calendar.tz, now=uow.now)
