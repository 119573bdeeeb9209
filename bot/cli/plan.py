"""`backstop plan B-12`: what happens to an item if nobody acts, read only from the database."""

import re

import typer

from bot.cli import check_rows, served
from bot.errors import CannotRun
from bot.process.clock import utc_now
from escalation.errors import UnreadableItem
from escalation.items import Kind
from escalation.notices.foresight import foresee
from messages.replies import plan_reply
from messages.slack import text
from storage.items import store
from workflows.transaction import directory, guards, readers
from workflows.transaction.unit_of_work import WorkspaceContext

LABEL = re.compile(r"([BD])-?(\d{1,9})", re.IGNORECASE)


def show(label: str) -> None:
    """Print each step with its instant; raises CannotRun if no item has this label."""
    kind, number = _read(label)
    with served.opened() as here:
        plans = [plan for context in here.contexts if (plan := _plan(context, kind, number))]
    if not plans:
        raise CannotRun(f"There is no {kind.letter}-{number} in {here.database}.")
    typer.echo("\n\n".join(plans))


def _read(label: str) -> tuple[Kind, int]:
    found = LABEL.fullmatch(label.strip())
    if not found:
        raise CannotRun(f"{label!r} is not an item. Use a label such as B-12 or D-7.")
    kind = Kind.BLOCKER if found[1].upper() == Kind.BLOCKER.letter else Kind.DECISION
    return kind, int(found[2])


def _plan(context: WorkspaceContext, kind: Kind, number: int) -> str:
    """The plan in plain words, with dates in the workspace's zone; "" if the item is unknown."""
    with context.reading(utc_now()) as uow:
        found = store.referred(uow.tx, kind=kind, number=number)
        for damaged in found.unreadable:
            return f"{damaged.label} cannot be read ({damaged.fault}). {check_rows.FIX}."
        if not found.items:
            return ""
        item = found.items[0]
        everybody = directory.of_items(uow, [item])
        try:
            with guards.sound(item):
                steps = foresee(item, uow.now, everybody)
        except UnreadableItem:
            return f"{item.label} cannot be planned. {check_rows.FIX}."
        reader = readers.among(uow, everybody, context.zone)
    return text.readable(plan_reply(item, steps, reader)["text"], everybody.people)
