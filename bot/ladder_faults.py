"""Faults of ladders: rungs that nobody could answer as they are set now, and lost holidays."""

from collections.abc import Iterator

from bot.clock import utc_now
from escalation.errors import BadInput
from escalation.holiday_dates import days_off
from escalation.policy import Target, TargetKind
from storage import channels, people, workspaces
from storage.channels import Channel
from storage.database import Database, Transaction


def found(database: Database) -> list[str]:
    """One line for each, with its mend; an unset rung is none, for the reporter stands in."""
    with database.read() as tx:
        return [
            fault
            for channel in _channels(tx)
            if channel.configured
            for fault in _faults(tx, channel)
        ]


def unset(database: Database) -> list[str]:
    """One note for each channel of ours where nobody has said who hears."""
    with database.read() as tx:
        return [
            f"note #{channel.name} has no {names}: the reporter and the channel stand in. "
            "To set one, type there: /backstop setup"
            for channel in _channels(tx)
            if channel.member and (names := _unset(channel))
        ]


def _channels(tx: Transaction) -> Iterator[Channel]:
    for workspace in workspaces.get_all(tx):
        for channel in channels.get_all(tx, workspace.id):
            if not channel.archived:
                yield channel


def _unset(channel: Channel) -> str:
    policy = channel.policy
    rungs = {"lead": policy.lead, "leadership": policy.leadership}
    return " and no ".join(name for name, targets in rungs.items() if not targets)


def _faults(tx: Transaction, channel: Channel) -> Iterator[str]:
    if not channel.member:
        yield f"#{channel.name}: Backstop is not in it. To mend it, type there: /invite @Backstop"
    try:
        days_off(channel.policy.holidays, utc_now().year)
    except BadInput:
        yield (
            f"#{channel.name}: its holidays {channel.policy.holidays} are not known any more, so "
            "it has none. To mend it, type there: /backstop setup"
        )
    for name, targets in (("lead", channel.policy.lead), ("leadership", channel.policy.leadership)):
        for target in targets:
            if why := _unanswerable(tx, channel.workspace, target):
                yield (
                    f"#{channel.name}: its {name} {target.id} {why}. "
                    "To mend it, type there: /backstop setup"
                )


def _unanswerable(tx: Transaction, workspace: str, target: Target) -> str:
    """Why nobody hears through this target; "" when somebody does."""
    if target.kind is TargetKind.PERSON:
        person = people.get(tx, workspace, target.id)
        return "" if person and person.can_own else "has left or cannot answer"
    if target.kind is TargetKind.GROUP:
        group = people.groups(tx, workspace, [target.id]).get(target.id)
        return "" if group and group.members else "is a user group with nobody in it"
    known = channels.get(tx, workspace, target.id)
    return "" if known and known.member else "is a channel that Backstop is not in"
