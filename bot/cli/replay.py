"""`backstop replay C0123`: what a ladder would have done to the last weeks; changes nothing."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typer

from bot.cli import check_rows, served
from bot.cli.files import ladder_file
from bot.cli.ladder import names_of
from bot.errors import CannotRun
from bot.process.clock import utc_now
from escalation.errors import BadInput
from escalation.policy import Policy
from escalation.replay.comparison import Comparison, Counts
from escalation.replay.exceptions import Unlike
from grammar.masking import unescaped
from messages.ladders.replay import ASSUMED, lines, sentence
from storage import channels
from workflows.channels import replay
from workflows.channels.replay import Replayed
from workflows.transaction.unit_of_work import WorkspaceContext


def show(channel: str, *, path: Path | None, weeks: int, as_json: bool) -> None:
    """Print what it would have done, and where the history differs from what the replay finds.

    Tries the ladder in the file, if there is a `path`. Raises CannotRun for an unknown channel or a
    file that cannot be read.
    """
    with served.opened() as here:
        try:
            found = [
                one
                for context in here.contexts
                if (one := _replayed(context, channel, path=path, weeks=weeks))
            ]
        except BadInput as refusal:
            raise CannotRun(f"--weeks: {refusal.text}") from None
    if not found:
        raise CannotRun(
            f"Channel {channel} was not found in {here.database}. Use an id like C0123."
        )
    for one in found:
        said = [unescaped(line) for line in lines(one.found, weeks)]
        typer.echo(_json(one) if as_json else "\n".join([*said, *_differs(one)]))


def _replayed(
    context: WorkspaceContext, channel: str, *, path: Path | None, weeks: int
) -> Replayed | None:
    tried = _tried(context, channel, path) if path else None
    window = replay.of_channel(context, channel, now=utc_now(), tried=tried, weeks=weeks)
    return replay.replayed(window) if window else None


def _tried(context: WorkspaceContext, channel: str, path: Path) -> Policy | None:
    """The ladder in a file; what it leaves out is as in the channel's own."""
    with context.reading(utc_now()) as uow:
        known = channels.get(uow.tx, channel)
        if known is None:
            return None
        return ladder_file.from_file(path, known.policy, names_of(uow.tx)).policy


def _differs(one: Replayed) -> list[str]:
    """Where the history differs from the replay, and which items cannot be replayed."""
    differs = [f"{it.label} differs from its history: {it.cause}." for it in one.exceptions]
    damaged = [f"{label} cannot be replayed. {check_rows.FIX}." for label in one.found.left_out]
    return [*differs, *damaged]


def _json(one: Replayed) -> str:
    found = one.found
    answer = {
        "items": found.items,
        "answer": unescaped(sentence(found)),
        "now": _counts(found.now),
        "then": _counts(found.then),
        "changed": _changed(found),
        "left_out": found.left_out,
        "exceptions": [_exception(it) for it in one.exceptions],
        "assumes": ASSUMED,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _counts(counts: Counts) -> dict[str, object]:
    return asdict(counts) | {"rungs": dict(counts.rungs), "escalations": counts.escalations}


def _changed(found: Comparison) -> list[dict[str, object]]:
    return [
        {
            "item": one.label,
            "rungs": [
                {"name": it.name, "now": _iso(it.now_at), "then": _iso(it.then_at)}
                for it in one.rungs
            ],
        }
        for one in found.changed
    ]


def _exception(one: Unlike) -> dict[str, object]:
    return {
        "item": one.label,
        "cause": one.cause,
        "history": one.recorded,
        "replay": one.lived,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
