"""Setting up a channel: who is told, in whose hours, and when the summary comes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.about.customers import Customer
from escalation.calendars import owners_calendar
from escalation.errors import NotAllowed, Refusal, Stale
from escalation.events import Event
from escalation.facts.circumstances import Adopted, Configured
from escalation.items import Item
from escalation.ladder import editing
from escalation.ladder.adopted import Adoption, adopted
from escalation.moves.permissions import MOST_NAMED
from escalation.people import Person
from escalation.policy import Outsiders, Policy
from escalation.summary.period import moved_to
from escalation.worktime.holidays import days_off
from escalation.worktime.hours import is_zone
from storage import channels, people
from storage.about import customers
from storage.channels import Channel
from storage.items import search, store
from storage.items.search import Search
from storage.ladders import drafts, versions
from storage.ladders.policy_json import differences
from storage.ladders.versions import Version
from storage.outbox import queue
from workflows import set_aside
from workflows.channels import checking, ladder_news
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

OPEN_ITEMS = 1000
"""How many open items switch to an edited ladder in one transaction."""
MOST_REDRAWN = 50
"""Cards that name the version their items keep; the others name it when they next change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A channel as its form shows it: `handles` are those of all user groups by id.

    `groups` are those of groups with members. `customer` is whom its items are about unless
    they say otherwise. The zone of a new channel is guessed where Slack has none for the asker.
    """

    channel: Channel
    groups: Mapping[str, str]
    handles: Mapping[str, str]
    open_items: int
    customer: Customer | None
    zone_is_guessed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A channel with its new ladder, and how many open items switched to it."""

    channel: Channel
    items: int


def current(
    context: WorkspaceContext, request: Request, channel: str, *, now: datetime, edits: bool = False
) -> Setup:
    """The channel's settings, or defaults in the asker's own time zone if it has none.

    Raises NotAllowed if the asker cannot see the channel or, with `edits`, may not change it;
    BadInput if the bot is not in it.
    """
    with context.reading(now) as uow:
        return found(uow, request, channel, edits=edits)


def found(uow: UnitOfWork, request: Request, channel: str, *, edits: bool) -> Setup:
    """The same within a transaction."""
    known, actor = _allowed(uow, request, channel)
    if edits:
        _require_editor(uow, known, known.policy, by=actor)
    if not known.configured:  # it may have been stored before there was a choice
        policy = replace(known.policy, outsiders=Outsiders.LABEL)
        known = replace(known, policy=policy)
    has_zone = is_zone(actor.zone)
    if not known.configured and has_zone:
        known = replace(known, policy=replace(known.policy, zone=actor.zone))
    open_items = search.find(uow.tx, Search(channel=channel), visible=None, limit=1)
    listed = people.all_groups(uow.tx)
    return Setup(
        channel=known,
        groups={group.id: group.handle for group in listed if group.members},
        handles={group.id: group.handle for group in listed},
        open_items=open_items.total,
        customer=customers.get(uow.tx, known.customer_id) if known.customer_id else None,
        zone_is_guessed=not (known.configured or has_zone),
    )


def configure(
    context: WorkspaceContext,
    request: Request,
    channel: str,
    *,
    policy: Policy,
    now: datetime,
    adoption: Adoption = Adoption.NONE,
    customer: str | None = None,
    reason: str = "",
) -> Saved:
    """Save a channel's ladder as its next version, and tell the channel and those it notifies.

    `customer` is whom its items are about from now on, "" for nobody; None leaves that as it is.
    `policy.version` is the version that was edited. Raises Stale if that is not the latest,
    NotAllowed for somebody who may not edit it, BadInput with the form's field, and what `current`
    raises.
    """
    days_off(policy.holidays, now.year)  # refuses an unknown country or region
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        known, actor = _allowed(uow, request, channel)
        if earlier is not None:
            version = replace(known.policy, version=earlier["version"])
            return Saved(channel=replace(known, policy=version), items=earlier.get("items", 0))
        require_latest(context, known.policy, version=policy.version)
        _require_editor(uow, known, policy, by=actor)
        known = replace(known, customer_id=_customer(uow, known, customer, by=actor))
        made = save(uow, known, policy, by=actor, adoption=adoption, reason=reason)
        idempotency.remember(uow, request, version=made.channel.policy.version, items=made.items)
        return made


def save(
    uow: UnitOfWork,
    known: Channel,
    policy: Policy,
    *,
    by: Person,
    adoption: Adoption = Adoption.NONE,
    reason: str = "",
    besides: Collection[str] = (),
) -> Saved:
    """Save a channel's next ladder, made by somebody who may, and tell everybody concerned.

    People in `besides` are told of it with something else.
    """
    checking.require(uow, known.id, policy, before=known.policy)
    changed = replace(
        known,
        policy=replace(policy, version=known.policy.version + 1),
        configured=True,
        ladder_fault="",
        next_summary_at=moved_to(known.next_summary_at, known.policy, policy, now=uow.now),
    )
    channels.save(uow.tx, changed)
    drafts.drop(uow.tx, by.id, known.id)
    _keep_versions(uow, known, changed, by=by, reason=reason)
    ladder_news.tell(uow, known, changed, by=by, reason=reason, besides=besides)
    effects.write_down(uow, [_event(uow, known, changed, by=by, reason=reason)])
    items = _apply(uow, changed, adoption, by=by)
    return Saved(channel=changed, items=items)


def why_not(uow: UnitOfWork, known: Channel, *, by: Person) -> str:
    """Why this person may not change a channel's ladder, with who can; "" if they may."""
    try:
        require_may(uow, known, by=by)
    except Refusal as refused:
        return refused.text
    return ""


def require_may(uow: UnitOfWork, known: Channel, *, by: Person) -> None:
    """The same, as a refusal."""
    guards.laddered(guards.in_use(known))
    _require_inside(uow, by, known.id)
    _require_editor(uow, known, known.policy, by=by)


def require_asker(uow: UnitOfWork, request: Request) -> Channel:
    """The channel in which somebody asks who may edit its ladder; else a refusal."""
    known, actor = _allowed(uow, request, request.channel)
    _require_editor(uow, known, known.policy, by=actor)
    return known


def _require_editor(uow: UnitOfWork, known: Channel, policy: Policy, *, by: Person) -> None:
    """Raise NotAllowed, with who may, for somebody who may not save this ladder of a channel."""
    before = known.policy
    here = item_directory.of_channel(uow, known.id, [before, policy])
    is_admin = by.admin or by.id in uow.context.admins
    if not editing.may_edit(before, by, here=here, is_admin=is_admin):
        raise editing.refusal(editing.editors(before, here)[:MOST_NAMED])
    stays = editing.may_edit(policy, by, here=here, is_admin=is_admin)
    if editing.is_stricter(policy, before) and not stays:
        raise editing.locked_out()


def _keep_versions(
    uow: UnitOfWork, before: Channel, after: Channel, *, by: Person, reason: str
) -> None:
    """Keep the new version, and the one before in case it was saved before versions were kept."""
    if not before.ladder_fault:
        versions.keep(uow.tx, before.id, Version(policy=before.policy))
    made = Version(policy=after.policy, by=by.id, at=uow.now, reason=reason)
    versions.keep(uow.tx, after.id, made)


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


def _event(uow: UnitOfWork, before: Channel, after: Channel, *, by: Person, reason: str) -> Event:
    old, new = differences(before.policy, after.policy)
    facts = Configured(channel=after.id, version=after.policy.version, old=old, new=new)
    return Event(at=uow.now, item_id=None, actor=by.id, reason=reason, facts=facts)


def _apply(uow: UnitOfWork, channel: Channel, adoption: Adoption, *, by: Person) -> int:
    """Switch open items to the new ladder, where they keep their place; how many did."""
    wanted = Search(channel=channel.id)
    found = search.find(uow.tx, wanted, visible=None, limit=OPEN_ITEMS).items
    everybody = item_directory.of_items(uow, found)
    is_admin = by.admin or by.id in uow.context.admins
    taken = [item for item in found if adoption.takes(item, uow.now)]
    for item in taken:
        with set_aside.alone(uow, item) as part:
            leads = everybody.leads(item.policy)
            policy = editing.applied_by(
                channel.policy,
                item.policy,
                editor=by.id,
                leads=leads,
                is_admin=is_admin,
                told=item.told,
            )
            calendar = owners_calendar(replace(item, policy=policy), everybody.people, uow.now)
            moved = adopted(item, policy, uow.now, calendar=calendar)
            facts = Adopted(version=policy.version, old_version=item.policy.version)
            event = Event(at=uow.now, item_id=item.id, actor=by.id, facts=facts)
            effects.record(part, store.save(part.tx, moved), events=[event], notices=[])
    _name_versions(uow, channel, [item for item in found if item not in taken])
    return len(taken)


def _name_versions(uow: UnitOfWork, channel: Channel, items: Iterable[Item]) -> None:
    """Show on the cards of items that keep their ladder which version it is."""
    shown = [item for item in items if item.card_ts][:MOST_REDRAWN]
    because = f"ladder-{channel.policy.version}"
    edits = [
        effects.edit(uow, item, channel=item.channel, ts=item.card_ts, again=because)
        for item in shown
    ]
    queue.add(uow.tx, edits)


def _allowed(uow: UnitOfWork, request: Request, channel: str) -> tuple[Channel, Person]:
    known = guards.channel_in_use(uow, channel)
    actor = guards.asker(uow, request.actor)
    if request.channel != channel:
        _require_inside(uow, actor, channel)
    if actor.guest:
        raise NotAllowed("Guests cannot set up a channel. Ask a member of the team.")
    return known, actor


def _require_inside(uow: UnitOfWork, actor: Person, channel: str) -> None:
    if not visibility.is_in(uow, actor, channel):
        raise NotAllowed(
            "Only people who are in that channel can set it up. "
            "Join it first, or try again in a minute if you are in it."
        )
