"""`backstop verify`: checks that nobody has edited the history, and that items agree with it."""

import re
from collections.abc import Iterator

import typer

from bot import database as bot_database
from bot.cli import check_rows
from bot.errors import CannotRun
from bot.process.clock import utc_now
from bot.settings import LocalSettings, load
from storage import workspaces
from storage.checks import discrepancies
from storage.engine.database import OperatorTransaction, Transaction
from storage.items import chain
from storage.items.chain import KEYED, Chain, WrongKey

NOTE = re.compile(r"(\w+):([1-9]\d{0,14}):(\S+)", re.ASCII)
UNKEYED = "{}: none of the events is keyed yet. If some were before, the history was rewritten."
NOT_NOTED = "--noted takes what `backstop verify --head` printed, such as T012AB3CD:1234:5e88…"


def verify(*, head: bool = False, noted: str = "") -> None:
    """Print how many events hold in each workspace; raises CannotRun with every fault.

    With `head`, only print the number of events and the newest hash. `noted` is a line printed that
    way earlier and kept elsewhere: the history must still contain it.
    """
    settings, line = load(LocalSettings), NOTE.fullmatch(noted)
    if noted and not line:
        raise CannotRun(NOT_NOTED)
    database = bot_database.current(settings.database_url, chain_key=settings.history_key)
    with bot_database.explained(database), database.read_all() as everything:
        faults = [*_found(everything, has_key=bool(settings.history_key), head=head)]
        faults += [] if head else check_rows.found(everything, utc_now())
        faults += [*_missing(everything, line)] if line else []
    database.close()
    if faults:
        raise CannotRun(*faults)


def _found(everything: OperatorTransaction, *, has_key: bool, head: bool) -> Iterator[str]:
    names = {known.id: known.name for known in workspaces.get_all(everything)}
    for workspace in sorted(names.keys() | discrepancies.workspaces(everything)):
        tx = Transaction(everything, workspace)
        if head:
            typer.echo(f"{workspace}:{chain.length(tx)}:{chain.head(tx)}")
            continue
        if workspace not in names:
            yield f"{workspace}: the workspace was removed, but items or events of it are left."
        try:
            if has_key:
                chain.require_key(tx)
            yield from _faults(tx, names.get(workspace, ""))
            if has_key and not chain.head(tx).startswith(KEYED):
                typer.echo(UNKEYED.format(workspace))
        except WrongKey as refused:
            yield str(refused)
    if not names and not head:
        typer.echo("No history yet.")


def _faults(tx: Transaction, name: str) -> Iterator[str]:
    """Print how many events hold, and yield the faults."""
    walked = chain.verify(tx)
    typer.echo(f"{tx.workspace} {name}: {walked.events} events hold.")
    if walked.unchecked:
        typer.echo(
            f"{tx.workspace}: the last {walked.unchecked} of them are keyed. Without "
            "BACKSTOP_CHAIN_KEY they cannot be checked."
        )
    if walked.broken_at is not None:
        yield f"{tx.workspace}: {_break(tx, walked)}"
    yield from (f"{tx.workspace}: {fault}" for fault in discrepancies.found(tx))


def _break(tx: Transaction, walked: Chain) -> str:
    found = walked.found
    if walked.is_cut:
        return f"the end of its history is missing, from event {walked.broken_at} on."
    if found is None:
        return f"event {walked.broken_at} cannot be read: it was edited."
    label = discrepancies.label(tx, found.item_id)
    what = f"{found.action} of {label}" if label else found.action
    return (
        f"event {walked.broken_at} ({what} by {found.actor}, {found.at:%Y-%m-%d %H:%M} UTC) was "
        "edited, or the one before it was removed."
    )


def _missing(everything: OperatorTransaction, noted: re.Match[str]) -> Iterator[str]:
    """Check that the history still begins with the events noted earlier."""
    workspace, count, newest = noted.groups()
    if chain.nth(Transaction(everything, workspace), int(count)) == newest:
        typer.echo(f"{workspace}: the history still begins with the {count} events noted.")
    else:
        yield (
            f"{workspace}: the history does not begin with the {count} events noted: it was "
            "rewritten, cut off, or restored from an earlier backup."
        )
