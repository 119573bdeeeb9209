"""`backstop verify`: whether the history is as it was written, event by event."""

from collections.abc import Iterator

import typer

from bot import opening
from bot.refusals import CannotRun
from bot.settings import LocalSettings, load
from storage import chain, items, workspaces
from storage.chain import Chain
from storage.database import Transaction


def verify() -> None:
    """Say how many events hold in each workspace; raises CannotRun with the first that does not."""
    database = opening.current(load(LocalSettings).database_url)
    faults: list[str] = []
    with opening.explained(database), database.read_all() as everything:
        known = workspaces.get_all(everything)
        if not known:
            typer.echo("There is no history yet.")
        for workspace in known:
            tx = Transaction(everything, workspace.id)
            walked = chain.verify(tx)
            typer.echo(f"{workspace.id} {workspace.name}: {walked.events} events hold.")
            faults += _faults(tx, walked)
    database.close()
    if faults:
        raise CannotRun(*faults)


def _faults(tx: Transaction, walked: Chain) -> Iterator[str]:
    if walked.broken_at is None:
        return
    found = walked.found
    if found is None:
        yield (
            f"{tx.workspace}: the end of its history is missing, from event {walked.broken_at} on."
        )
        return
    item = items.get(tx, found.item_id) if found.item_id else None
    what = f"{found.action} of {item.label}" if item else found.action
    yield (
        f"{tx.workspace}: event {walked.broken_at} ({what} by {found.actor}, "
        f"{found.at:%Y-%m-%d %H:%M} UTC) was edited, or the one before it was removed."
    )
