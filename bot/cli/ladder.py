"""`backstop ladder`: a channel's ladder as a file, and a file as its ladder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bot.cli import served
from bot.cli.files import ladder_file
from bot.cli.files.targets import Names
from bot.errors import CannotRun
from bot.process.clock import utc_now
from escalation.errors import Refusal
from escalation.policy import Policy
from grammar.masking import unescaped
from messages.ladders import outsiders
from messages.ladders.differences import differences, sent_outside
from messages.slack import text
from storage import channels, people
from storage.channels import Channel
from storage.engine.database import Transaction
from workflows.channels import by_operator
from workflows.channels.by_operator import Tried
from workflows.transaction import directory, readers
from workflows.transaction.unit_of_work import WorkspaceContext


def show(channel: str) -> None:
    """Print a channel's ladder; raises CannotRun for an unknown channel."""
    with _of_channel(channel) as (context, known), context.reading(utc_now()) as uow:
        title = f"The ladder of #{known.name}. To change it: backstop ladder apply {channel} FILE"
        typer.echo(ladder_file.written(known.policy, names_of(uow.tx), title=title), nl=False)


def apply(channel: str, path: Path, *, dry_run: bool, anyway: bool, reason: str) -> None:
    """Make the ladder in a file the channel's next version, and print what that changes.

    With `dry_run` nothing is saved. Raises CannotRun, with the place of each fault in the file, and
    for what is doubtful unless it is saved `anyway`.
    """
    with _of_channel(channel) as (context, known):
        with context.reading(utc_now()) as uow:
            names = names_of(uow.tx)
        read = ladder_file.from_file(path, known.policy, names)
        policy = read.policy
        if policy == known.policy and not known.ladder_fault:
            typer.echo(f"#{known.name} has this ladder already: version {known.policy.version}.")
            return
        with _naming(path):
            tried = by_operator.check(context, channel, policy, now=utc_now())
            if faults := read.faults(tried.checked.stops):
                raise CannotRun(*(f"{path}, {fault}" for fault in faults))
            for one in _changes(context, known, policy, names=names):
                typer.echo(one)
            if (doubts := _doubts(tried, names)) and not anyway:
                raise CannotRun(*doubts, "Nothing was saved. If this is meant, add --anyway.")
            if dry_run:
                typer.echo("Nothing was saved.")
                return
            saved = by_operator.apply(context, channel, policy, reason=reason, now=utc_now())
    typer.echo(
        f"Saved as version {saved.channel.policy.version}. New items in #{known.name} use it."
    )


def _doubts(tried: Tried, names: Names) -> list[str]:
    """What is saved only if somebody says that it is meant."""
    doubts = [doubt.text for doubt in tried.checked.doubts]
    if asks := tried.outside:
        said = outsiders.question(asks.outside, asks.reader, public=asks.public)
        doubts += [_plain(one, names) for one in said]
    return doubts


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name the file whose ladder is refused."""
    try:
        yield
    except Refusal as refused:
        raise CannotRun(f"{path}: {refused.text}") from None


def names_of(tx: Transaction) -> Names:
    """Everybody and everything that a ladder of this workspace may name."""
    return Names(
        people=people.get_all(tx),
        groups={one.id: (one.handle, one.members) for one in people.all_groups(tx)},
        channels={one.id: (one.name, one.is_open) for one in channels.get_all(tx)},
    )


@contextmanager
def _of_channel(channel: str) -> Iterator[tuple[WorkspaceContext, Channel]]:
    """The workspace that a channel belongs to, and the channel; raises CannotRun."""
    with served.opened() as here:
        for context in here.contexts:
            with context.reading(utc_now()) as uow:
                known = channels.get(uow.tx, channel)
            if known:
                yield context, known
                return
    raise CannotRun(f"Channel {channel} was not found in {here.database}. Use an id like C0123.")


def _changes(
    context: WorkspaceContext, known: Channel, policy: Policy, *, names: Names
) -> list[str]:
    """What is different, in plain words."""
    with context.reading(utc_now()) as uow:
        everybody = directory.of_policies(uow, [known.policy, policy], also=())
        reader = readers.among(uow, everybody, policy.zone)
    found = [*differences(known.policy, policy, reader)]
    if known.private:
        found += sent_outside(known.policy, policy, is_first=False)
    return [_plain(one, names) for one in found]


def _plain(words: str, names: Names) -> str:
    """Words of a message as a terminal shows them: people and channels by name, no marks."""
    for channel, (name, _) in names.channels.items():
        words = words.replace(f"<#{channel}>", f"#{name}")
    return unescaped(text.readable(words, names.people).replace("*", ""))
