"""A ladder that an operator applies on the command line, with the same news and history as any."""

from datetime import datetime

from escalation.events import OPERATOR
from escalation.people import Person
from escalation.policy import Policy
from storage import channels
from workflows.channels import setup
from workflows.channels.setup import Saved
from workflows.transaction import guards
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

_OPERATOR = Person(id=OPERATOR, name=OPERATOR, admin=True)
"""Somebody who can run commands on Backstop's machine may change any ladder."""


def apply(
    context: WorkspaceContext, channel: str, policy: Policy, *, reason: str, now: datetime
) -> Saved:
    """Save a ladder as a channel's next version; new items use it.

    `policy.version` is the version that it was made from. Raises Stale if that is not the latest,
    BadInput for a channel where the bot is not, and for targets that reach nobody.
    """
    with context.writing(now) as uow:
        return _applied(uow, channel, policy, reason=reason)


def rehearse(context: WorkspaceContext, channel: str, policy: Policy, *, now: datetime) -> None:
    """Raise what `apply` would raise; nothing is saved."""
    try:
        with context.writing(now) as uow:
            _applied(uow, channel, policy, reason="")
            raise _Rehearsed
    except _Rehearsed:
        return


class _Rehearsed(Exception):
    """Takes a transaction back."""


def _applied(uow: UnitOfWork, channel: str, policy: Policy, *, reason: str) -> Saved:
    known = guards.in_use(channels.get(uow.tx, channel))
    setup.require_latest(uow.context, known.policy, version=policy.version)
    return setup.save(uow, known, policy, by=_OPERATOR, reason=reason)
