"""Queries: what somebody asked to see, limited to what they may see; changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from escalation.calendars import calendar_of
from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.by_people import Depended
from escalation.facts.shape import Facts
from escalation.items import Item
from escalation.notices.foresight import Foreseen, foresee
from escalation.people import Person
from escalation.policy import Policy
from grammar import mentioned
from grammar.due.result import DueContext
from grammar.moves.parsed import Listing, Scope
from messages.items.lists import MOST_ITEMS
from messages.reader import Reader
from messages.slack.blocks import Json
from storage import channels, home_tabs, people
from storage.channels import Channel
from storage.items import history, search
from storage.items import rows as item_rows
from storage.items.search import Search
from storage.outbox import queue
from workflows.clock import summary as weekly_summary
from workflows.items.move import Which, find
from workflows.transaction import answers, dependencies, guards, readers, visibility
from workflows.transaction import directory as item_directory
from workflows.transaction.ownership import gaps, just_named
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

MOST_STEPS = 10
MOST_WORDS = 50
"""How many words one search may have; a database limits the number of conditions."""
_OPEN = {Scope.CLOSED: False, Scope.ALL: None}  # the lists that show more than what is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The calendar and locale to read a line in, who typed it, and the channel if known."""

    context: DueContext
    person: Person | None
    channel: Channel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One item with its timeline, oldest event first."""

    item: Item
    timeline: tuple[Event, ...]
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What happens to one item if nobody acts."""

    item: Item
    steps: tuple[Foreseen, ...]
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The first items that match, and how many there are.

    `elsewhere` counts the asker's open items in channels they cannot see, if they asked for their
    own; then `covered` are those of people whom they cover for. `unreadable` has the labels of
    items that may match but cannot be read.
    """

    items: tuple[Item, ...]
    total: int
    elsewhere: int
    reader: Reader
    unreadable: tuple[str, ...] = ()
    covered: tuple[Item, ...] = ()


def reading(
    workspace_context: WorkspaceContext, actor: str, channel: str, *, now: datetime
) -> Reading:
    """How to read what this person types in this channel."""
    with workspace_context.reading(now) as uow:
        person = people.get(uow.tx, actor)
        known = channels.get(uow.tx, channel)
    policy = known.policy if known else Policy(zone=workspace_context.zone)
    calendar = calendar_of(person.zone if person else "", policy, now)
    locale = (person.locale if person else "") or "en-GB"
    context = DueContext(now=now, calendar=calendar, locale=locale)
    return Reading(context=context, person=person, channel=known)


def person(workspace_context: WorkspaceContext, user: str, *, now: datetime) -> Person | None:
    """What we know about one person."""
    with workspace_context.reading(now) as uow:
        return people.get(uow.tx, user)


def members(
    workspace_context: WorkspaceContext, channel: str, *, now: datetime
) -> dict[str, Person]:
    """The people of a channel who can own an item, as last listed, by user id."""
    with workspace_context.reading(now) as uow:
        known = people.get_many(uow.tx, channels.members(uow.tx, channel))
    return {person.id: person for person in known.values() if person.can_own}


def labelled(workspace_context: WorkspaceContext, words: str, *, now: datetime) -> str:
    """The words with the name beside each person and user group that they only mention by id."""
    ids = mentioned.unnamed(words)
    if not ids:
        return words
    with workspace_context.reading(now) as uow:
        names = {user: person.name for user, person in people.get_many(uow.tx, ids).items()}
        names |= {group: known.handle for group, known in people.groups(uow.tx, ids).items()}
    names.setdefault(workspace_context.bot_user, workspace_context.commands.backstop.strip("/"))
    return mentioned.with_names(words, names)


def shown(
    workspace_context: WorkspaceContext, request: Request, which: Which, *, now: datetime
) -> Shown:
    """One item that the asker may see; raises UnknownItem otherwise."""
    with workspace_context.reading(now) as uow:
        item = find(uow, request, which, actor=guards.asker(uow, request.actor))
        timeline = _as_seen(uow, history.timeline(uow.tx, item.id), asker=request.actor)
        named = {user for event in timeline for user in (event.actor, *event.facts.users)}
        reader = readers.to(uow, request.actor, [item], named=named)
        sees = dependencies.by_person(uow, reader.people.get(request.actor))
        said = [event.facts for event in timeline]
        reader = dependencies.shown_to(uow, reader, [item], sees=sees, said=said)
        reader = replace(_of_ladder(uow, reader, item), answers=answers.of_items(uow, [item]))
        return Shown(item=item, timeline=timeline, reader=reader)


def _as_seen(uow: UnitOfWork, events: Sequence[Event], *, asker: str) -> tuple[Event, ...]:
    """The events without what the asker may not see; those that only said that are left out."""
    sees = dependencies.by_person(uow, people.get(uow.tx, asker))
    seen = [replace(event, facts=dependencies.as_seen(uow, event.facts, sees)) for event in events]
    return tuple(one for one in seen if not isinstance(one.facts, Depended) or one.facts.others)


def of_message(
    workspace_context: WorkspaceContext, channel: str, ts: str, *, now: datetime
) -> Item | None:
    """The item that one of our messages shows; None if it shows none, or several."""
    with workspace_context.reading(now) as uow:
        rows = queue.of_message(uow.tx, channel=channel, ts=ts)
        shown = tuple(item_directory.items_of(uow, rows).values())
    return shown[0] if len(shown) == 1 else None


def planned(
    workspace_context: WorkspaceContext, request: Request, which: Which, *, now: datetime
) -> Planned:
    """The coming steps of one item that the asker may see; raises UnknownItem otherwise."""
    with workspace_context.reading(now) as uow:
        item = find(uow, request, which, actor=guards.asker(uow, request.actor))
        directory = item_directory.of_items(uow, [item])
        with guards.sound(item):
            steps = foresee(item, now, directory, count=MOST_STEPS)
        reader = _of_ladder(uow, readers.to(uow, request.actor, [item]), item)
        return Planned(item=item, steps=steps, reader=reader)


def _of_ladder(uow: UnitOfWork, reader: Reader, item: Item) -> Reader:
    """The same reader, who knows which version of the ladder the item's channel has."""
    channel = channels.get(uow.tx, item.channel)
    return replace(reader, ladder_version=channel.policy.version) if channel else reader


def listed(
    workspace_context: WorkspaceContext, request: Request, listing: Listing, *, now: datetime
) -> Listed:
    """The items that match a list command, in channels the asker can see; raises BadInput."""
    words = tuple(dict.fromkeys(listing.words.split()))
    if len(words) > MOST_WORDS:
        raise BadInput(f"That is more than {MOST_WORDS} words. Search for fewer.")
    with workspace_context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        wanted = Search(
            kind=listing.kind,
            owner=listing.owner.value if listing.owner else "",
            open=_OPEN.get(listing.scope, True),
            overdue_at=now if listing.scope is Scope.OVERDUE else None,
            due_from=listing.due.starts_at if listing.due else None,
            due_until=listing.due.ends_at if listing.due else None,
            words=words,
            gap=listing.scope is Scope.GAPS,
        )
        visible = visibility.visible(uow, asker, here=request.channel)
        found = search.find(uow.tx, wanted, visible=visible, limit=MOST_ITEMS)
        is_mine = listing == Listing(owner=listing.owner) and wanted.owner == asker.id
        owned = search.owned(uow.tx, asker.id, visible=visible, now=now) if is_mine else (0, 0)
        covered = visibility.covered(uow, asker, visible=visible) if is_mine else ()
        reader = readers.to(uow, asker.id, [*found.items, *covered])
        reader = gaps.shown_to(uow.tx, reader, found.items if wanted.gap else ())
        return Listed(
            items=found.items,
            total=found.total,
            elsewhere=owned[1],
            reader=reader,
            unreadable=tuple(one.label for one in found.unreadable),
            covered=covered,
        )


def owners(
    workspace_context: WorkspaceContext, request: Request, *, now: datetime
) -> tuple[Person, ...]:
    """Who owns an item that the asker may see."""
    with workspace_context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        visible = visibility.visible(uow, asker, here=request.channel)
        return tuple(people.get_many(uow.tx, search.owners(uow.tx, visible=visible)).values())


def colleagues(workspace_context: WorkspaceContext, *, now: datetime) -> dict[str, str]:
    """The names of everybody of our own company, by user id; also of those who have left."""
    with workspace_context.reading(now) as uow:
        known = people.get_all(uow.tx).values()
    return {one.id: one.name for one in known if not (one.bot or one.stranger)}


def these(
    workspace_context: WorkspaceContext, request: Request, ids: Sequence[int], *, now: datetime
) -> Listed:
    """The items among `ids` that the asker may see, the earliest due first."""
    with workspace_context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        found = item_rows.these(uow.tx, ids)
        seen = sorted(
            visibility.seen(uow, asker, found.items), key=lambda item: (item.due.at, item.id)
        )
        visible = visibility.visible_channels(uow, asker)
        return Listed(
            items=tuple(seen),
            total=len(seen),
            elsewhere=0,
            reader=readers.to(uow, asker.id, seen),
            unreadable=tuple(one.label for one in found.unreadable if one.channel in visible),
        )


def summary(workspace_context: WorkspaceContext, request: Request, *, now: datetime) -> Json:
    """The channel's summary as if the week ended now; BadInput if the bot is not in it."""
    with workspace_context.reading(now) as uow:
        guards.asker(uow, request.actor)
        channel = guards.channel_in_use(uow, request.channel)
        return weekly_summary.preview(uow, guards.laddered(channel))


def past_summary(
    workspace_context: WorkspaceContext, request: Request, *, weeks: int, now: datetime
) -> Json:
    """The channel's weekly post that was the latest so many weeks ago, as it was.

    Raises BadInput if there is none.
    """
    with workspace_context.reading(now) as uow:
        guards.asker(uow, request.actor)
        channel = guards.channel_in_use(uow, request.channel)
        return weekly_summary.past(uow, guards.laddered(channel), weeks=weeks)


def reader_of(
    workspace_context: WorkspaceContext,
    user: str,
    shown: Sequence[Item] = (),
    *,
    said: Iterable[Facts] = (),
    named: Iterable[str] = (),
    now: datetime,
) -> Reader:
    """How to write privately to this person about these items, and what is `said` of them."""
    with workspace_context.reading(now) as uow:
        reader = readers.to(uow, user, shown, named=named)
        sees = dependencies.by_person(uow, reader.people.get(user))
        said = [*said]
        reader = just_named.known_of(uow, reader, shown, said=said, user=user)
        return dependencies.shown_to(uow, reader, shown, sees=sees, said=said)


def home_opened(workspace_context: WorkspaceContext, user: str, *, now: datetime) -> None:
    """Somebody opened their Home tab: draw it, and keep it up to date from now on."""
    with workspace_context.writing(now) as uow:
        home_tabs.opened(uow.tx, user, now=now)
