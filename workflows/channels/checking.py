"""What is known of the people, groups and channels of a ladder, to check it before it is saved."""

from escalation.errors import BadInput
from escalation.fields import rung_field
from escalation.ladder import checks
from escalation.ladder.checks import Checked, Known
from escalation.policy import Policy
from escalation.recipients import Directory
from storage import channels
from storage.items import search
from storage.items.search import Search
from workflows.transaction import directory, guards
from workflows.transaction.unit_of_work import UnitOfWork

MOST_OWNERS = 50
"""Of how many people on the first rung we count the open items."""


def check(uow: UnitOfWork, channel: str, policy: Policy, *, before: Policy) -> Checked:
    """Check a ladder that is to replace another one of this channel."""
    return checks.check(policy, before, _known(uow, channel, policy, before=before))


def require(uow: UnitOfWork, channel: str, policy: Policy, *, before: Policy) -> None:
    """Raise BadInput, with the field or that of the rung, for what stops saving."""
    for stop in check(uow, channel, policy, before=before).stops:
        field = stop.field if stop.rung is None else rung_field(stop.rung)
        raise BadInput(stop.text, field=field)


def _known(uow: UnitOfWork, channel: str, policy: Policy, *, before: Policy) -> Known:
    known = directory.of_policies(uow, [policy, before], also=()).within(channel)
    named = {one.id for one in policy.targets | before.targets if one.id in known.shut}
    unusable = {one: guards.unusable(channels.get(uow.tx, one), there=True) for one in named}
    return Known(directory=known, unusable=unusable, owned=_owned(uow, known, policy))


def _owned(uow: UnitOfWork, directory: Directory, policy: Policy) -> dict[str, int]:
    """How many open items of the channel each person on the first rung owns."""
    users = list(dict.fromkeys(directory.users(policy.lead)))[:MOST_OWNERS]
    wanted = [Search(channel=directory.channel, owner=user) for user in users]
    found = search.find_each(uow.tx, wanted, visible=None, limit=1)
    return {user: one.total for user, one in zip(users, found, strict=True)}
