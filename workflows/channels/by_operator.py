"""A ladder that an operator applies on the command line, with the same news and history as any."""

from dataclasses import dataclass
from datetime import datetime

from escalation.events import OPERATOR
from escalation.ladder.checks import Checked
from escalation.people import Person
from escalation.policy import Outsiders, Policy
from storage import channels
from storage.channels import Channel
from workflows.channels import checking, outside, setup
from workflows.channels.outside import Question
from workflows.channels.setup import Saved
from workflows.transaction import guards
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

_OPERATOR = Person(id=OPERATOR, name=OPERATOR, admin=True)
"""Somebody who can run commands on Backstop's machine may change any ladder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The checks of a ladder, and who would newly read the words of a private channel, if any."""

    checked: Checked
    outside: Question | None


def check(context: WorkspaceContext, channel: str, policy: Policy, *, now: datetime) -> Tried:
    """Check a ladder that is to be a channel's next version; nothing is saved.

    Raises what `apply` raises, but for what the checks find.
    """
    with context.reading(now) as uow:
        known = _latest(uow, channel, policy)
        checked = checking.check(uow, channel, policy, before=known.policy)
        asks = outside.about(uow, known, policy, zone=policy.zone)
        is_asked = asks and asks.is_new and policy.outsiders is Outsiders.WORDS
        return Tried(checked=checked, outside=asks if is_asked else None)


def apply(
    context: WorkspaceContext, channel: str, policy: Policy, *, reason: str, now: datetime
) -> Saved:
    """Save a ladder as a channel's next version; new items use it.

    `policy.version` is the version that it was made from. Raises Stale if that is not the latest,
    BadInput for a channel where the bot is not, and for what stops saving.
    """
    with context.writing(now) as uow:
        known = _latest(uow, channel, policy)
        return setup.save(uow, known, policy, by=_OPERATOR, reason=reason)


def _latest(uow: UnitOfWork, channel: str, policy: Policy) -> Channel:
    known = guards.in_use(channels.get(uow.tx, channel))
    setup.require_latest(uow.context, known.policy, version=policy.version)
    return known
