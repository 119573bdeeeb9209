"""The measures of a channel: one reading of its items and events, then pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from escalation.about.customers import Customer
from escalation.calendars import calendar_of
from escalation.errors import BadInput, Stale
from escalation.items import Kind
from escalation.measures.measure import Compared, Wanted, compare
from escalation.measures.people_at_work import hours, involved
from escalation.measures.subjects import History
from escalation.measures.whole_weeks import Since, periods
from escalation.people import Person
from escalation.refusals import OLDER
from storage import channels, people
from storage.about import customers
from storage.channels import Channel
from storage.ladders import versions
from storage.stats import read
from storage.stats.read import Found
from workflows.channels.replay import absences_since
from workflows.customers import names
from workflows.transaction import guards, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

WEEKS, MOST_WEEKS = 8, 52
TOO_LONG = f"Choose 1 to {MOST_WEEKS} weeks, for example `stats 8 weeks`."
NOT_SEEN = "I don't know that channel, or you can't see it. Type `stats` in the channel itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks for: a channel by id or name ("" for this one), and which items."""

    channel: str = ""
    weeks: int = WEEKS
    kind: Kind | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What was asked for of a channel, and what was found; `customer` if only that counts."""

    channel: Channel
    ask: Ask
    found: Compared
    customer: Customer | None = None


def seen_by(
    context: WorkspaceContext,
    request: Request,
    ask: Ask,
    *,
    now: datetime,
    customer_id: int = 0,
) -> Stats:
    """What the asker may see; the customer may be named or given by its id.

    Raises NotAllowed for people who may not ask; BadInput for a channel that they cannot see, for a
    customer whom nobody knows there, and for more weeks than we look back.
    """
    require_weeks(ask.weeks)
    with context.reading(now) as uow:
        person = guards.asker(uow, request.actor)
        if not ask.channel or ask.channel == request.channel:
            known = guards.laddered(guards.channel_in_use(uow, request.channel))
        else:
            known = guards.laddered(
                _there(uow, ask.channel, visibility.visible_channels(uow, person))
            )
        customer = _named(uow, person, ask.customer) or _known(uow, person, customer_id)
        return _stats(uow, known, ask, customer=customer)


def of_channel(context: WorkspaceContext, ask: Ask, *, now: datetime) -> Stats | None:
    """The same for the operator, by the channel's id; None for an unknown channel."""
    require_weeks(ask.weeks)
    with context.reading(now) as uow:
        known = channels.get(uow.tx, ask.channel)
        return _stats(uow, known, ask) if known else None


def require_weeks(weeks: int) -> None:
    """Raise BadInput for more weeks than we look back, or none."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput(TOO_LONG)


def _there(uow: UnitOfWork, named: str, visible: Collection[str]) -> Channel:
    """The channel of this id or name, if the asker sees it."""
    known = channels.get(uow.tx, named)
    if known is None:
        every = (one for one in channels.get_all(uow.tx) if one.id in visible)
        known = next((one for one in every if one.name == named.casefold()), None)
    if known is None or known.id not in visible:
        raise BadInput(NOT_SEEN)
    return known


def _named(uow: UnitOfWork, person: Person, name: str) -> Customer | None:
    """The customer of this name, or BadInput with the nearest; None for no name."""
    return names.meant(uow, person, name, line=_line, shows=True)[0] if name else None


def _known(uow: UnitOfWork, person: Person, id_: int) -> Customer | None:
    """The customer with this id; Stale if the person no longer sees it."""
    if not id_:
        return None
    if not customers.seen_among(uow.tx, [id_], visibility.viewer(uow, person)):
        raise Stale(OLDER)
    return customers.get(uow.tx, id_)


def _line(name: str) -> str:
    return f"stats customer {name}"


def _stats(
    uow: UnitOfWork, channel: Channel, ask: Ask, *, customer: Customer | None = None
) -> Stats:
    both = periods(ladders_of(uow, channel), uow.now, weeks=ask.weeks)
    since = min(both[1].since, both[1].week_ends[0])
    read_now = read.of_channel(uow.tx, channel.id, since=since)
    known = history_of(uow, read_now, window_days=channel.policy.window_days)
    wanted = Wanted(kind=ask.kind, customer=customer.id if customer else 0)
    if customer and not any(customer.id in one.customers for one in known.items):
        raise BadInput(f"No item here is about {customer.name}.")
    calendar = calendar_of("", channel.policy, uow.now)
    return Stats(
        channel=channel,
        ask=ask,
        found=compare(known, both, calendar, wanted=wanted),
        customer=customer,
    )


def ladders_of(uow: UnitOfWork, channel: Channel) -> tuple[Since, ...]:
    """The ladders that the channel had, as far as they are kept, and the one it has."""
    kept = [Since(one.policy, one.at) for one in versions.every(uow.tx, channel.id)]
    if any(one.policy.version == channel.policy.version for one in kept):
        return tuple(kept)
    return (*kept, Since(channel.policy))


def history_of(uow: UnitOfWork, found: Found, *, window_days: int) -> History:
    """What was found, with the hours of everybody in it."""
    first = min((one.logged_at for one in found.items), default=uow.now)
    everybody = people.get_many(uow.tx, involved(found.events))
    absences = absences_since(uow, first)
    return History(
        items=found.items,
        events=found.events,
        known_until=uow.now,
        people=hours(everybody, absences, uow.now),
        window_days=window_days,
    )
