"""Setting up a channel: who is told, in whose hours, and when the summary comes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.about.customers import Customer
from escalation.calendars import owners_calendar
from escalation.errors import BadInput, NotAllowed, Stale
from escalation.events import Event
from escalation.facts.by_people import Configured
from escalation.fields import LEAD, LEADERSHIP
from escalation.ladder import plan
from escalation.people import Person
from escalation.policy import Policy, TargetKind
from escalation.summary.period import moved_to
from escalation.worktime.holidays import days_off
from escalation.worktime.hours import is_zone
from storage import channels, people
from storage.about import customers
from storage.channels import Channel
from storage.items import search, store
from storage.items.search import Search
from workflows import set_aside
from workflows.transaction import (
    directory as item_directory,
)
from workflows.transaction import (
    effects,
    guards,
    idempotency,
    visibility,
)
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

_NOBODY = "Nobody in that group can be reached: it is empty or switched off. Choose another."
OPEN_ITEMS = 1000
"""How many open items switch to an edited ladder in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A channel as its form shows it: `groups` maps user groups to handles, `members` to users.

    `customer` is whom its items are about unless they say otherwise. The zone of a new channel is
    guessed where Slack has none for the asker.
    """

    channel: Channel
    groups: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    open_items: int
    customer: Customer | None
    zone_is_guessed: bool


def current(context: WorkspaceContext, request: Request, channel: str, *, now: datetime) -> Setup:
    """The channel's settings, or defaults in the asker's own time zone if it has none.

    Raises NotAllowed if the asker cannot see the channel, BadInput if the bot is not in it.
    """
    with context.reading(now) as uow:
        known, actor = _allowed(uow, request, channel)
        has_zone = is_zone(actor.zone)
        if not known.configured and has_zone:
            known = replace(known, policy=replace(known.policy, zone=actor.zone))
        wanted = Search(channel=channel)
        found = search.find(uow.tx, wanted, visible=None, limit=1)
        listed = people.all_groups(uow.tx)
        return Setup(
            channel=known,
            groups={group.id: group.handle for group in listed if group.members},
            members={group.id: group.members for group in listed},
            open_items=found.total,
            customer=customers.get(uow.tx, known.customer_id) if known.customer_id else None,
            zone_is_guessed=not (known.configured or has_zone),
        )


def configure(
    context: WorkspaceContext,
    request: Request,
    channel: str,
    *,
    policy: Policy,
    apply: bool,
    now: datetime,
    customer: str | None = None,
) -> Channel:
    """Save a channel's ladder as its next version; with `apply`, its open items switch to it.

    `customer` is whom its items are about from now on, "" for nobody; None leaves that as it is.
    `policy.version` is the version that was edited. Raises Stale if that is not the latest,
    BadInput with the form's field, and what `current` raises.
    """
    days_off(policy.holidays, now.year)  # refuses an unknown country or region
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        known, actor = _allowed(uow, request, channel)
        if earlier is not None:
            return replace(known, policy=replace(known.policy, version=earlier["version"]))
        require_latest(context, known.policy, version=policy.version)
        _require_recipients(uow, policy)
        changed = replace(
            known,
            policy=replace(policy, version=known.policy.version + 1),
            configured=True,
            ladder_fault="",
            next_summary_at=moved_to(known.next_summary_at, known.policy, policy, now=now),
            customer_id=_customer(uow, known, customer, by=actor),
        )
        channels.save(uow.tx, changed)
        effects.write_down(uow, [_event(uow, changed, actor)])
        if apply:
            _apply(uow, changed)
        idempotency.remember(uow, request, version=changed.policy.version)
        return changed


def _customer(uow: UnitOfWork, channel: Channel, name: str | None, *, by: Person) -> int | None:
    if name is None:
        return channel.customer_id
    found = customers.make(uow.tx, [name] if name else [], by=by.id)
    return found[0].id if found else None


def require_latest(context: WorkspaceContext, policy: Policy, *, version: int) -> None:
    """Raise Stale if the form was opened with another version of the ladder than this."""
    if version != policy.version:
        raise Stale(
            "Somebody changed this ladder since you opened the form. Close it and open it again: "
            f"`{context.commands.backstop} setup`."
        )


def _require_recipients(uow: UnitOfWork, policy: Policy) -> None:
    """Raise BadInput, under its field, for a person, group or channel that reaches nobody."""
    directory = item_directory.of_policies(uow, [policy], also=())
    for asked, targets in ((LEAD, policy.lead), (LEADERSHIP, policy.leadership)):
        for target in targets:
            if directory.reaches(target):
                continue
            if target.kind is TargetKind.PERSON:
                guards.may_own(directory.people.get(target.id), field=asked.people)
            if target.kind is TargetKind.CHANNEL:
                guards.in_use(channels.get(uow.tx, target.id), field=asked.channel)
            raise BadInput(_NOBODY, field=asked.group)


def _event(uow: UnitOfWork, channel: Channel, actor: Person) -> Event:
    return Event(
        at=uow.now,
        item_id=None,
        actor=actor.id,
        facts=Configured(channel=channel.id, version=channel.policy.version),
    )


def _apply(uow: UnitOfWork, channel: Channel) -> None:
    """Switch open items to the new ladder; they keep their place on it."""
    wanted = Search(channel=channel.id)
    found = search.find(uow.tx, wanted, visible=None, limit=OPEN_ITEMS).items
    owners = people.get_many(uow.tx, {item.owner for item in found})
    for item in found:
        with set_aside.alone(uow, item) as part:
            policy = channel.policy
            calendar = owners_calendar(replace(item, policy=policy), owners, uow.now)
            adopted = plan.adopted(item, policy, uow.now, calendar=calendar)
            effects.record(part, store.save(part.tx, adopted), events=[], notices=[])


def _allowed(uow: UnitOfWork, request: Request, channel: str) -> tuple[Channel, Person]:
    known = guards.channel_in_use(uow, channel)
    actor = guards.asker(uow, request.actor)
    if request.channel != channel and not visibility.is_in(uow, actor, channel):
        raise NotAllowed("Only people who are in that channel can set it up. Join it first.")
    if actor.guest:
        raise NotAllowed("Guests cannot set up a channel. Ask a member of the team.")
    return known, actor
