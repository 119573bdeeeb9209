"""Replay: what a ladder would have done to a channel's items of the last weeks; changes nothing.

Reading is one transaction, and living through the items is none: it may go on slice by slice.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from escalation.errors import BadInput
from escalation.events import Event
from escalation.facts.action import Action
from escalation.facts.circumstances import Adopted
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy
from escalation.replay.comparison import Comparison, Twice, compared, twice
from escalation.replay.exceptions import Unlike, unlike
from escalation.replay.known import Known, known
from escalation.replay.past import Past
from storage import channels
from storage.channels import Channel
from storage.items import history, store
from storage.items.rows import Read
from storage.ladders import versions
from workflows.transaction import directory as item_directory
from workflows.transaction import guards, visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

WEEKS, MOST_WEEKS = 8, 52
MOST_ITEMS = 2000
"""At most so many items are lived through, the newest."""
LONGEST_ABSENCE = timedelta(days=180)
"""An absence that began longer before the first item was logged does not count."""
SLICE = 25
"""How many items are lived through before somebody else has a turn."""
TOO_LONG = f"Choose 1 to {MOST_WEEKS} weeks."

log = logging.getLogger("backstop.workflows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The items of a channel since an instant with their pasts, and the ladder to try on them."""

    pasts: tuple[Past, ...]
    known: Known
    tried: Policy
    since: datetime
    left_out: tuple[str, ...] = ()

    def slices(self) -> Iterator[tuple[Past, ...]]:
        """The items in parts that take a moment each."""
        for start in range(0, len(self.pasts), SLICE):
            yield self.pasts[start : start + SLICE]


def seen_by(
    context: WorkspaceContext,
    request: Request,
    channel: str,
    *,
    now: datetime,
    tried: Policy | None = None,
    weeks: int = WEEKS,
) -> Window:
    """What the asker may see of a channel's items; by default its own ladder is tried on them.

    Raises NotAllowed for people who may not ask, BadInput without a channel that we are in, or for
    more weeks than we look back.
    """
    with context.reading(now) as uow:
        actor, known = _askable(uow, request, channel)
        found = _found(uow, channel, weeks)
        if request.channel != channel:
            seen = visibility.seen(uow, actor, found.items)
            found = Read(items=tuple(seen))
        return _window(uow, channel, found, tried=tried or known.policy, weeks=weeks)


def require_askable(
    context: WorkspaceContext, request: Request, channel: str, *, now: datetime, weeks: int
) -> None:
    """Raise what `seen_by` raises, without reading any item."""
    _require_weeks(weeks)
    with context.reading(now) as uow:
        _askable(uow, request, channel)


def _askable(uow: UnitOfWork, request: Request, channel: str) -> tuple[Person, Channel]:
    actor = guards.asker(uow, request.actor)
    return actor, guards.laddered(guards.channel_in_use(uow, channel))


def _require_weeks(weeks: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput(TOO_LONG)


def of_channel(
    context: WorkspaceContext,
    channel: str,
    *,
    now: datetime,
    tried: Policy | None = None,
    weeks: int = WEEKS,
) -> Window | None:
    """All items of a channel, for an operator; None for an unknown channel."""
    with context.reading(now) as uow:
        known = channels.get(uow.tx, channel)
        if known is None:
            return None
        found = _found(uow, channel, weeks)
        return _window(uow, channel, found, tried=tried or known.policy, weeks=weeks)


def _found(uow: UnitOfWork, channel: str, weeks: int) -> Read:
    _require_weeks(weeks)
    since = uow.now - timedelta(weeks=weeks)
    return store.lately_open(uow.tx, channel, since=since, limit=MOST_ITEMS)


def _window(uow: UnitOfWork, channel: str, found: Read, *, tried: Policy, weeks: int) -> Window:
    items = found.items[::-1]
    events = history.of_items(uow.tx, [item.id for item in items])
    ladders = _ladders(uow, channel, chain.from_iterable(events.values()))
    pasts = tuple(Past(item, tuple(events[item.id]), ladders) for item in items)
    return Window(
        pasts=pasts,
        known=_known(uow, channel, pasts, tried=tried),
        tried=tried,
        since=uow.now - timedelta(weeks=weeks),
        left_out=tuple(one.label for one in found.unreadable),
    )


def _ladders(uow: UnitOfWork, channel: str, events: Iterable[Event]) -> dict[int, Policy]:
    """The versions of the channel's ladder from and to which its items were put, as far as kept."""
    adopted = [event.facts for event in events if isinstance(event.facts, Adopted)]
    numbers = {number for one in adopted for number in (one.old_version, one.version)}
    kept = (versions.get(uow.tx, channel, number) for number in numbers)
    return {one.policy.version: one.policy for one in kept if one}


def _known(uow: UnitOfWork, channel: str, pasts: Sequence[Past], *, tried: Policy) -> Known:
    """Everybody whom the items, their pasts and the ladders name, with the absences since then."""
    items, users = list[Item](), set[str]()
    for past in pasts:
        ladders = (past.item.policy, tried, *past.ladders.values())
        items += [replace(past.item, policy=policy) for policy in dict.fromkeys(ladders)]
        users.update(user for event in past.events for user in event.facts.users)
    absences = absences_since(uow, min((one.logged_at for one in items), default=uow.now))
    users.update(user for event in absences for user in event.facts.users)
    found = item_directory.of_items(uow, items, also=[*users, *uow.context.admins])
    return known(found.within(channel), absences)


def absences_since(uow: UnitOfWork, since: datetime) -> list[Event]:
    """When people went away and came back, from long enough before an instant on."""
    found = [
        event
        for action in (Action.AWAY, Action.BACK)
        for event in history.of_no_item(uow.tx, action, start=since - LONGEST_ABSENCE, end=uow.now)
    ]
    return sorted(found, key=lambda event: event.at)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What both ladders did to some or all items of a window, and where the history differs."""

    lives: tuple[Twice, ...]
    left_out: tuple[str, ...]
    exceptions: tuple[Unlike, ...]
    since: datetime

    @property
    def found(self) -> Comparison:
        """The comparison of both ladders."""
        return replace(compared(self.lives, self.since), left_out=self.left_out)

    def and_then(self, more: "Replayed") -> "Replayed":
        """The same with further items."""
        return Replayed(
            self.lives + more.lives,
            self.left_out + more.left_out,
            self.exceptions + more.exceptions,
            self.since,
        )


def nothing_yet(window: Window) -> Replayed:
    """A replay before its first item."""
    return Replayed((), window.left_out, (), window.since)


def some(window: Window, pasts: Iterable[Past]) -> Replayed:
    """Live through some of the items."""
    lives, left_out, exceptions = list[Twice](), list[str](), list[Unlike]()
    for past in pasts:
        life = _twice(window, past)
        if life is None:
            left_out.append(past.item.label)
            continue
        lives.append(life)
        if differs := unlike(past, life.now, window.known.directory.now):
            exceptions.append(differs)
    return Replayed(tuple(lives), tuple(left_out), tuple(exceptions), window.since)


def _twice(window: Window, past: Past) -> Twice | None:
    try:
        return twice(past, window.tried, window.known)
    except Exception:  # anything that a damaged past may raise
        log.exception("action=not_replayed item=%s", past.item.label)
        return None


def replayed(window: Window) -> Replayed:
    """Live through all of it at once."""
    found = nothing_yet(window)
    for pasts in window.slices():
        found = found.and_then(some(window, pasts))
    return found
