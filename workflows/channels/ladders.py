"""A channel's ladder and its earlier versions, as somebody asked to read them; changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from escalation.errors import BadInput
from messages.reader import Reader
from storage.channels import Channel
from storage.ladders import versions
from storage.ladders.versions import Version
from workflows.transaction import directory as item_directory
from workflows.transaction import guards, readers
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One version of the ladder of a channel, which has its current one.

    `before` is the number of the version before it, None if that is not kept.
    """

    channel: Channel
    version: Version
    before: int | None
    reader: Reader


def shown(
    context: WorkspaceContext, request: Request, number: int | None = None, *, now: datetime
) -> Shown:
    """The ladder of the channel in which somebody asks, or version `number` of it.

    Everybody in a channel may read it, guests too. Raises NotAllowed for people of another company,
    BadInput if the bot is not in the channel, its ladder cannot be read or has no such version.
    """
    with context.reading(now) as uow:
        asker = guards.asker(uow, request.actor)
        channel = guards.laddered(guards.channel_in_use(uow, request.channel))
        version = _version(uow, channel, channel.policy.version if number is None else number)
        also = [asker.id, *filter(None, [version.by])]
        everybody = item_directory.of_policies(uow, [version.policy], also=also)
        reader = readers.among(uow, everybody, asker.zone)
        known = versions.numbers(uow.tx, channel.id)
        before = max((one for one in known if one < version.policy.version), default=None)
        return Shown(channel=channel, version=version, before=before, reader=reader)


def _version(uow: UnitOfWork, channel: Channel, number: int) -> Version:
    """One version; of the current one the channel has the ladder, whatever is kept of it."""
    kept, current = versions.get(uow.tx, channel.id, number), channel.policy
    if number == current.version:
        return replace(kept, policy=current) if kept else Version(policy=current)
    if kept is None:
        raise BadInput(_unknown(number, {*versions.numbers(uow.tx, channel.id), current.version}))
    return kept


def _unknown(number: int, known: set[int]) -> str:
    first, last = min(known), max(known)
    those = f"versions {first} to {last}" if first < last else f"version {last}"
    return f"There is no version {number} of this ladder. Those that I have: {those}."
