"""Which indicator a line means: one of the channel, in a direct message one of the writer's own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.indicators import indicator as rules
from escalation.indicators.indicator import Indicator
from escalation.people import Person
from escalation.recipients import Directory
from escalation.worktime.hours import Calendar
from grammar.masking import escaped
from storage import absences, channels
from storage.about import customers
from storage.channels import Channel
from storage.indicators import definitions
from workflows.customers import names
from workflows.transaction import directory, guards, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork

MOST_OFFERED = 5
"""How many buttons offer what was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The channel of an indicator, its days and hours, and the people it may concern."""

    channel: Channel
    calendar: Calendar
    here: Directory


def known(uow: UnitOfWork, request: Request, asker: Person) -> tuple[Indicator, ...]:
    """Those that a line may mean: of its channel, or in a direct message the writer's own.

    BadInput for a channel that the bot is not in.
    """
    if guards.is_direct(request.channel):
        return own(uow, asker)
    guards.channel_in_use(uow, request.channel)
    return definitions.of_channel(uow.tx, request.channel)


def own(uow: UnitOfWork, person: Person) -> tuple[Indicator, ...]:
    """Those that somebody owns, or whose owner they cover for, in the channels that they see."""
    covers = absences.covered_by(uow.tx, person.id, now=uow.now)
    seen = visibility.visible_channels(uow, person)
    found = definitions.owned(uow.tx, [person.id, *sorted(covers)])
    return tuple(one for one in found if one.channel in seen)


def calendar_in(uow: UnitOfWork, channel: Channel) -> Calendar:
    """The days and hours of a channel."""
    return calendar_of("", channel.policy, uow.now)


def require_inside(uow: UnitOfWork, owner: Person, channel: Channel) -> None:
    """BadInput if this person cannot see the channel: they would be told nothing."""
    if _outside(uow, channel, [owner]):
        why = f"{owner.name} is not in this channel"
        raise BadInput(f"{why}. Invite them first, or name somebody else.", field=Field.OWNER)


def _outside(uow: UnitOfWork, channel: Channel, owners: Iterable[Person]) -> frozenset[str]:
    """Those who are not in a channel that they have to be in to see it."""
    asked = {one.id for one in owners if channel.private or one.guest}
    return frozenset(asked - channels.members(uow.tx, channel.id)) if asked else frozenset()


def places(uow: UnitOfWork, found: Iterable[Indicator]) -> dict[str, Where]:
    """The channels of these indicators, as far as they are known."""
    by_channel: dict[str, list[Indicator]] = {}
    for one in found:
        by_channel.setdefault(one.channel, []).append(one)
    known = {id_: channels.get(uow.tx, id_) for id_ in by_channel}
    return {id_: _where(uow, channel, by_channel[id_]) for id_, channel in known.items() if channel}


def _where(uow: UnitOfWork, channel: Channel, found: Iterable[Indicator]) -> Where:
    also = {*uow.context.admins, *(user for one in found for user in (one.owner, one.made_by))}
    here = directory.of_channel(uow, channel.id, [channel.policy], also=also)
    owners = [here.people[one.owner] for one in found if one.owner in here.people]
    removed = here.removed.get(channel.id, frozenset()) | _outside(uow, channel, owners)
    here = replace(here, removed={**here.removed, channel.id: removed})
    return Where(channel=channel, calendar=calendar_in(uow, channel), here=here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and the `line` that a button runs with another name in it."""

    uow: UnitOfWork
    person: Person
    line: Callable[[str], str]

    def offers(self, names_: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """A button for each of the first of these names."""
        return tuple((one, self.line(escaped(one))) for one in names_)[:MOST_OFFERED]


def named(asker: Asker, name: str, *, among: Sequence[Indicator]) -> Indicator:
    """The one of this name, with `for` and its customer behind it if there are several.

    BadInput offers the nearest as buttons.
    """
    said, of = name, list[str]()
    if not (found := _called(name, among)):
        said, _, whom = name.rpartition(" for ")
        found, of = _called(said, among), [whom]
    if not found:
        raise unknown(asker, name, among)
    of_them = replace(asker, line=lambda one: asker.line(f"{said} for {one}"))
    return which(of_them, found, of)[0]


def unknown(asker: Asker, name: str, among: Iterable[Indicator]) -> BadInput:
    """There is none of this name: which one is meant?"""
    lost = f"I know no indicator called “{name[: rules.LONGEST]}” here."
    like = rules.nearest(name, dict.fromkeys(one.name for one in among))
    if like:
        return BadInput(f"{lost} Which one do you mean?", offers=asker.offers(like))
    return BadInput(f"{lost} `/backstop indicators` shows those that there are.")


def which(asker: Asker, found: Sequence[Indicator], of: Sequence[str]) -> tuple[Indicator, str]:
    """The one of these that is meant, and the cohort, "" if none is named.

    `of` are the names after `for`: of a cohort, of a customer, or both. BadInput asks which.
    """
    cohorts = {rules.key(one): one for it in found for one in it.cohorts}
    said = [cohorts[rules.key(one)] for one in of if rules.key(one) in cohorts]
    others = [one for one in of if rules.key(one) not in cohorts]
    if len(said) > 1 or len(others) > 1:
        raise BadInput("Record one value at a time.")
    about = _about(asker, found, others[0]) if others else found
    if len({one.channel for one in about}) > 1:
        rooms = [where.channel.name for where in places(asker.uow, about).values()]
        named_ = " and ".join(f"#{one}" for one in rooms)
        raise BadInput(f"{about[0].name} is kept in {named_}. Type this in one of them.")
    if len({one.customer_id for one in about}) > 1:
        raise _whose(asker, about)
    return about[0], said[0] if said else ""


def cohort_of(asker: Asker, indicator: Indicator, cohort: str) -> str:
    """The cohort of a value; BadInput asks for it if the indicator has any and none is named."""
    if cohort or not indicator.cohorts:
        return cohort
    offers = asker.offers(indicator.cohorts)
    raise BadInput(f"Which cohort of {indicator.name}?", offers=offers)


def _called(name: str, among: Iterable[Indicator]) -> list[Indicator]:
    return [one for one in among if one.key == rules.key(name)]


def _about(asker: Asker, found: Sequence[Indicator], name: str) -> Sequence[Indicator]:
    """Those of the customer of this name; it may be that of a cohort, mistyped."""
    customer = names.seen(asker.uow, asker.person, name)
    about = [one for one in found if customer and one.customer_id == customer.id]
    if about:
        return about
    first = found[0].name
    if cohorts := [*dict.fromkeys(one for it in found for one in it.cohorts)]:
        offers = asker.offers(rules.nearest(name, cohorts) or cohorts)
        raise BadInput(f"{first} has no cohort “{name}”. Which one?", offers=offers)
    if any(one.customer_id for one in found):
        raise _whose(asker, found, lost=f"{first} is not kept for “{name}” here. ")
    raise BadInput(f"{first} has no cohorts and no customer. Leave out `for {name}`.")


def _whose(asker: Asker, found: Sequence[Indicator], *, lost: str = "") -> BadInput:
    """Which customer's is meant, of those that the asker sees?"""
    uow, ids = asker.uow, [one.customer_id for one in found]
    seen = customers.seen_among(uow.tx, ids, visibility.viewer(uow, asker.person))
    about = [it for one in ids if one in seen and (it := customers.get(uow.tx, one))]
    offers = asker.offers(one.name for one in about)
    return BadInput(f"{lost}Which customer's {found[0].name}?", offers=offers)
