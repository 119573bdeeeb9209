"""Outside: what is asked when the ladder of a private channel names people who cannot see it."""

from dataclasses import dataclass
from datetime import datetime

from escalation.ladder import privacy
from escalation.ladder.privacy import Outside
from escalation.policy import Outsiders, Policy
from messages.reader import Reader
from storage import channels
from storage.channels import Channel
from workflows.transaction import directory, guards, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who could not see the channel, and what is chosen unless somebody chooses otherwise.

    It `is_new` unless the ladder before named the same others. `public` are the channels on the
    ladder that everybody can join. Of the rungs in `undecided` nobody can see the channel: they can
    be notified, but cannot decide.
    """

    outside: Outside
    is_new: bool
    proposed: Outsiders
    public: frozenset[str]
    undecided: tuple[int, ...]
    reader: Reader


def question(
    context: WorkspaceContext, request: Request, channel: str, *, policy: Policy, now: datetime
) -> Question | None:
    """What to ask before this ladder of the channel is saved; None if everybody on it sees it."""
    with context.reading(now) as uow:
        known = guards.channel_in_use(uow, channel)
        zone = guards.asker(uow, request.actor).zone
        return about(uow, known, policy, zone=zone)


def about(uow: UnitOfWork, known: Channel, policy: Policy, *, zone: str) -> Question | None:
    """The same within a transaction, for somebody in this zone."""
    here = directory.of_channel(uow, known.id, [known.policy, policy])
    found = privacy.outside(policy, here)
    if not found:
        return None
    return Question(
        outside=found,
        is_new=found != privacy.outside(known.policy, here),
        proposed=privacy.proposed(known.policy, policy, here),
        public=channels.public(uow.tx, found.channels),
        undecided=privacy.cannot_decide(policy, here),
        reader=readers.among(uow, here, zone).privately(),
    )
