"""Ladder faults: rungs that nobody can currently answer, and missing holidays."""

from collections.abc import Iterator

from bot.process.clock import utc_now
from escalation.errors import BadInput
from escalation.rungs import TargetKind
from escalation.worktime.holidays import days_off
from storage import channels, workspaces
from storage.channels import Channel
from storage.engine.database import Database
from workflows.transaction import directory as item_directory
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

UNREACHABLE = {
    TargetKind.PERSON: "has left or cannot answer",
    TargetKind.GROUP: "is a user group in which nobody can answer",
    TargetKind.CHANNEL: "is a channel that Backstop cannot post to",
}


def found(database: Database) -> list[str]:
    """One line per fault, with its fix; an unset rung is fine, since the reporter stands in."""
    return [
        fault
        for work, channel in _channels(database)
        if channel.configured or channel.ladder_fault
        for fault in _faults(work, channel)
    ]


def unset(database: Database) -> list[str]:
    """One note for each of our channels where nobody has set who is notified."""
    return [
        f"note #{channel.name} has no {names}: the reporter and the channel stand in. "
        "To set one, type there: /backstop setup"
        for _, channel in _channels(database)
        if channel.member and not channel.ladder_fault and (names := _unset(channel))
    ]


def _channels(database: Database) -> Iterator[tuple[UnitOfWork, Channel]]:
    with database.read_all() as tx:
        served = workspaces.get_all(tx)
    for workspace in served:
        with WorkspaceContext(database=database, workspace=workspace.id).reading(utc_now()) as uow:
            known = channels.get_all(uow.tx)
            yield from ((uow, channel) for channel in known if not channel.archived)


def _unset(channel: Channel) -> str:
    policy = channel.policy
    rungs = {"lead": policy.lead, "leadership": policy.leadership}
    return " and no ".join(name for name, targets in rungs.items() if not targets)


def _faults(uow: UnitOfWork, channel: Channel) -> Iterator[str]:
    if not channel.member:
        yield f"#{channel.name}: Backstop is not in it. To fix it, type there: /invite @Backstop"
    if channel.ladder_fault:
        yield (
            f"#{channel.name}: its ladder cannot be read ({channel.ladder_fault}), so nothing is "
            "logged there and it gets no weekly post. To fix it, type there: /backstop setup"
        )
    try:
        days_off(channel.policy.holidays, utc_now().year)
    except BadInput:
        yield (
            f"#{channel.name}: its holidays {channel.policy.holidays} are not known any more, so "
            "it has none. To fix it, type there: /backstop setup"
        )
    directory = item_directory.of_policies(uow, [channel.policy], also=())
    for name, targets in (("lead", channel.policy.lead), ("leadership", channel.policy.leadership)):
        for target in targets:
            if not directory.reaches(target):
                yield (
                    f"#{channel.name}: its {name} {target.id} {UNREACHABLE[target.kind]}. "
                    "To fix it, type there: /backstop setup"
                )
