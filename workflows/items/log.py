"""Logging: save a new item with its card, its owner's DM and its place on the ladder."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalation import refusals
from escalation.about.customers import Customer
from escalation.agreed.agreed_dates import logged
from escalation.calendars import calendar_of, default_due_at, owners_calendar
from escalation.errors import BadInput, NotAllowed
from escalation.events import Event, EventRef
from escalation.facts import by_people as facts
from escalation.facts.action import Action
from escalation.fields import Field
from escalation.items import Due, Item, Position
from escalation.ladder import plan
from escalation.moves.alike import most_alike
from escalation.notices.announcements import announce_logged
from escalation.people import Person
from escalation.policy import Policy
from escalation.summary.period import moved_to
from messages.reader import Reader
from storage import channels
from storage.about import customers
from storage.channels import Channel
from storage.items import history, store, titles
from workflows.customers import names, promises
from workflows.items import drafts
from workflows.items.new_item import NewItem
from workflows.transaction import directory, effects, guards, idempotency, readers, visibility
from workflows.transaction.ownership import just_named, load, taken_on
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The item, how to speak to its reporter, and whether it was logged before (a redelivery).

    `undo` names the event of the logging. `maybe_about` are customers that its words name, though
    nobody said that it is about them. It is `alike` an older open item of its channel.
    """

    item: Item
    reader: Reader
    maybe_about: tuple[Customer, ...] = ()
    alike: Item | None = None
    undo: EventRef | None = None
    repeated: bool = False


def log(
    workspace_context: WorkspaceContext, request: Request, new_item: NewItem, *, now: datetime
) -> Logged:
    """Log a new item once, however often the request arrives.

    Raises NotAllowed, or BadInput whose `field` is `title`, `owner`, `due`, `fallback` or `impact`
    if one of them is wrong. If it raises, nothing is changed.
    """
    with workspace_context.writing(now) as uow:
        request = drafts.current(uow, request)
        earlier = idempotency.earlier(uow, request)
        return once(uow, request, new_item, earlier=earlier)


def once(
    uow: UnitOfWork, request: Request, new_item: NewItem, *, earlier: dict[str, Any] | None
) -> Logged:
    """Log it in this transaction, unless the request came `earlier`; raises as `log` does."""
    if earlier is not None:
        item = guards.readable(uow, earlier["item"])
        reader, named = readers.to(uow, request.actor, [item]), _named(item)
        reader = just_named.known_of(uow, reader, [item], said=[named], user=request.actor)
        undo = EventRef(*earlier["undo"]) if "undo" in earlier else None
        return Logged(
            item=item,
            reader=reader,
            maybe_about=_maybe_about(uow, new_item, item, actor=request.actor),
            alike=alike(uow, request, item),
            undo=undo,
            repeated=True,
        )
    logged = _logged(uow, request, new_item)
    undo = history.newest(uow.tx, logged.item.id, Action.LOGGED)
    idempotency.remember(uow, request, item=logged.item.id, undo=[undo.id, undo.mark])
    return replace(logged, undo=undo)


def _logged(uow: UnitOfWork, request: Request, new_item: NewItem) -> Logged:
    known = channels.get(uow.tx, new_item.channel)
    policies = [known.policy] if known else []
    everybody = directory.of_policies(uow, policies, also={request.actor, new_item.owner})
    reporter = guards.may_ask(everybody.people.get(request.actor))
    chosen = request.channel != new_item.channel
    channel = guards.in_use(known, field=Field.CHANNEL if chosen else Field.NONE)
    if chosen and not visibility.sees_channel(uow, reporter, new_item.channel):
        raise NotAllowed(refusals.NOT_IN_CHANNEL, field=Field.CHANNEL)
    channel = _ready(uow, guards.laddered(channel), reporter)
    owner = guards.may_own(everybody.people.get(new_item.owner))
    guards.sees(uow, owner, channel.id)
    _require_words(new_item)
    item = _item(new_item, reporter, policy=channel.policy, now=uow.now)
    item = replace(item, customers=_customers(uow, new_item, channel, by=reporter))
    calendar = owners_calendar(item, everybody.people, uow.now)
    item = store.insert(uow.tx, plan.watched(item, uow.now, calendar=calendar))
    event = Event(
        at=uow.now,
        item_id=item.id,
        actor=request.actor,
        facts=_named(item),
    )
    notices = [
        *announce_logged(item, people=everybody.people, now=uow.now),
        *taken_on.told(uow, item, before=None, quiet=[request.actor]),
        *promises.broken(uow, item, before=None, by=request.actor),
    ]
    effects.record(uow, item, events=[event], notices=notices, redraw=effects.Redraw.NOTHING)
    reader = readers.among(uow, everybody, reporter.zone).privately()
    loads = {owner.id: load.of(uow, item, owner, reader=reporter)}
    outside = _outside(uow, request, item, owner=owner)
    return Logged(
        item=item,
        reader=replace(reader, outside=outside, loads=loads),
        maybe_about=_maybe_about(uow, new_item, item, actor=request.actor),
        alike=alike(uow, request, item),
    )


def _named(item: Item) -> facts.Logged:
    return facts.Logged(owner=item.owner, due_at=item.due.at)


def _outside(uow: UnitOfWork, request: Request, item: Item, *, owner: Person) -> frozenset[str]:
    """The owner, if they are not in the channel for certain; who types there is in it."""
    is_here = owner.id == request.actor and request.channel == item.channel
    return frozenset() if is_here else visibility.outside(uow, item.channel, [owner])


def alike(uow: UnitOfWork, request: Request, item: Item) -> Item | None:
    """The older open item of its channel that an open item looks like, if the asker may see it."""
    found = most_alike(item.title, titles.sharing(uow.tx, item)) if item.is_open else None
    older = store.get(uow.tx, found) if found else None
    if older is None or request.channel == older.channel:
        return older
    asker = guards.asker(uow, request.actor)
    return older if visibility.sees(uow, asker, older) else None


def _customers(
    uow: UnitOfWork, new_item: NewItem, channel: Channel, *, by: Person
) -> tuple[Customer, ...]:
    """Whom it is about: who was named, made if they are new, else whom the channel is about."""
    if new_item.customers is not None:
        return customers.make(uow.tx, new_item.customers, by=by.id)
    usual = customers.get(uow.tx, channel.customer_id) if channel.customer_id else None
    return (usual,) if usual else ()


def _maybe_about(
    uow: UnitOfWork, new_item: NewItem, item: Item, *, actor: str
) -> tuple[Customer, ...]:
    """Customers to ask about: the item names them, and nobody said whom it is about."""
    return names.mentioned(uow, actor, item) if new_item.customers is None else ()


def _item(new_item: NewItem, reporter: Person, *, policy: Policy, now: datetime) -> Item:
    chosen = new_item.due or _default_due(reporter, policy, now)
    if chosen.at <= now:
        raise BadInput("That date has passed. Try `fri 5pm` or `48h`.", field=Field.DUE)
    return Item(
        kind=new_item.kind,
        channel=new_item.channel,
        title=new_item.title.strip(),
        owner=new_item.owner,
        reporter=reporter.id,
        due=chosen,
        fallback=new_item.fallback.strip(),
        policy=policy,
        impact=new_item.impact.strip(),
        urgent=new_item.urgent,
        options=new_item.options,
        default=new_item.default,
        links=new_item.all_links,
        permalink=new_item.permalink,
        first_due_at=chosen.at,
        logged_at=now,
        agreement=logged(new_item.owner, chosen.at, by=reporter.id, at=now),
        position=Position(reminded_until=now, reviewed_until=now),
    )


def _default_due(reporter: Person, policy: Policy, now: datetime) -> Due:
    """The default due date in the reporter's working days."""
    calendar = calendar_of(reporter.zone, policy, now)
    at = default_due_at(policy, now, calendar=calendar)
    return Due(at=at, zone=calendar.tz.key, phrase="")


def _ready(uow: UnitOfWork, channel: Channel, reporter: Person) -> Channel:
    """Give a channel without a ladder the zone of the person who logged its first item."""
    zone = channel.policy.zone if channel.configured else reporter.zone or channel.policy.zone
    if channel.next_summary_at and (
        zone == channel.policy.zone or store.any_in(uow.tx, channel.id)
    ):
        return channel
    policy = replace(channel.policy, zone=zone)
    next_at = moved_to(channel.next_summary_at, channel.policy, policy, now=uow.now)
    started = replace(channel, policy=policy, next_summary_at=next_at)
    channels.save(uow.tx, started)
    return started


def _require_words(new_item: NewItem) -> None:
    for field, sentence in new_item.faults().items():
        raise BadInput(sentence, field=field)
