"""Figures of one person: one's own, or those of somebody in a channel for its lead.

Whoever asks for somebody's is kept, and that person sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.calendars import calendar_of
from escalation.errors import BadInput, NotAllowed
from escalation.load.pace import WEEKS
from escalation.measures.person_measures import OfPerson, figures_of
from escalation.measures.whole_weeks import Since, periods
from escalation.people import Person
from escalation.policy import Policy
from messages.reader import Reader
from storage import people
from storage.channels import Channel
from storage.members import insiders
from storage.stats import askers, read
from storage.stats.askers import AskedFor
from workflows.channels import setup
from workflows.stats.channel_stats import history_of, ladders_of, require_weeks
from workflows.transaction import directory, guards, idempotency, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

MOST_SHOWN = 10
"""Of those who asked for somebody's figures, the latest so many are shown."""
PACE = timedelta(weeks=WEEKS + 1)
"""How far back the pace looks, at most."""
ONLY_THE_LEAD = "Only the lead of this channel can ask for somebody's figures."
OFF = "This channel doesn't show the figures of one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStats:
    """Somebody's figures of so many weeks; `channel` is "" for those of all that they own.

    `asked` are the latest who asked for them, shown to that person alone.
    """

    person: str
    channel: str
    weeks: int
    found: OfPerson
    reader: Reader
    asked: tuple[AskedFor, ...] = ()


def own(context: WorkspaceContext, request: Request, *, weeks: int, now: datetime) -> PersonStats:
    """The asker's own, and who asked for them. Raises BadInput or NotAllowed."""
    require_weeks(weeks)
    with context.reading(now) as uow:
        person = guards.asker(uow, request.actor)
        who = askers.of(uow.tx, person.id, limit=MOST_SHOWN)
        ladder = Since(Policy(zone=person.zone or uow.context.zone))
        return PersonStats(
            person=person.id,
            channel="",
            weeks=weeks,
            found=_figures(uow, person, [ladder], weeks=weeks),
            reader=readers.to(uow, person.id, named=[one.asker for one in who]),
            asked=who,
        )


def of_other(
    context: WorkspaceContext, request: Request, user: str, *, weeks: int, now: datetime
) -> PersonStats:
    """Somebody's in the channel where its lead asks, which is kept.

    Raises NotAllowed for anybody else, BadInput without a channel, a person, or so many weeks.
    """
    require_weeks(weeks)
    with context.writing(now) as uow:
        asker = guards.asker(uow, request.actor)
        known = guards.laddered(guards.channel_in_use(uow, request.channel))
        _require_lead(uow, known, asker)
        if not askers.is_on(uow.tx, known.id):
            raise NotAllowed(OFF)
        person = people.get(uow.tx, user)
        if person is None:
            raise BadInput("I don't know that person yet. Send it again in a moment.")
        if idempotency.earlier(uow, request) is None:
            askers.keep(uow.tx, person.id, AskedFor(uow.now, asker.id, known.id))
            idempotency.remember(uow, request)
        ladders = ladders_of(uow, known)
        return PersonStats(
            person=person.id,
            channel=known.id,
            weeks=weeks,
            found=_figures(uow, person, ladders, weeks=weeks, channel=known.id),
            reader=readers.to(uow, asker.id, named=[person.id]),
        )


def switch(context: WorkspaceContext, request: Request, *, on: bool, now: datetime) -> None:
    """Let the lead ask for somebody's figures in this channel, or not.

    Those who may edit the ladder may; raises NotAllowed for others.
    """
    with context.writing(now) as uow:
        known = setup.require_asker(uow, request)
        askers.switch(uow.tx, known.id, on=on)


def _require_lead(uow: UnitOfWork, channel: Channel, asker: Person) -> None:
    here = directory.of_channel(uow, channel.id, [channel.policy])
    leads = {*here.users(channel.policy.lead)} & here.leads(channel.policy)
    if asker.id not in leads:
        raise NotAllowed(ONLY_THE_LEAD)


def _figures(
    uow: UnitOfWork, person: Person, ladders: Sequence[Since], *, weeks: int, channel: str = ""
) -> OfPerson:
    """Those of what they own, in one channel or in all that they were not removed from."""
    both = periods(ladders, uow.now, weeks=weeks)
    policy, since = ladders[-1].policy, min(both[1].since, uow.now - PACE)
    if channel:
        found = read.of_owner_in(uow.tx, person.id, channel, since=since)
    else:
        gone = insiders.removed_from(uow.tx, person.id)
        found = read.of_owner(uow.tx, person.id, since=since, but=gone)
    known = history_of(uow, found, window_days=policy.window_days)
    return figures_of(person.id, known, calendar_of("", policy, uow.now), periods=both)
