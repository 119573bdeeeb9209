"""Who was told of an item and who has answered: `Lea told Fri 17:00, acknowledged Fri 17:20`."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from escalation.items import Item
from escalation.ladder.answered import Answered
from escalation.rungs import Target, TargetKind
from messages.reader import Reader
from messages.slack import text

MOST = 5
"""The most names of one rung."""


def words(item: Item, reader: Reader) -> str:
    """Each rung's people, those who have answered first; "" before any was told."""
    told = sorted(reader.answers.get(item.id, ()), key=lambda one: one.told.rung)
    rungs = groupby(told, key=lambda one: one.told.rung)
    return "; ".join(_rung(list(people), reader) for _, people in rungs)


def _rung(told: list[Answered], reader: Reader) -> str:
    told.sort(key=lambda one: one.at is None)
    named, more = told[:MOST], len(told) - MOST
    clauses = [_answer(one, reader) for one in named if one.at]
    waiting = [one for one in named if not one.at]
    for at, some in groupby(waiting, key=lambda one: one.told.told_at):
        clauses.append(f"{_names(list(some), reader)}{_told(at, reader)}")
    return "; ".join([*clauses, *([f"+{more}"] if more > 0 else [])])


def _answer(one: Answered, reader: Reader) -> str:
    verb = "acknowledged" if one.is_acknowledged else "answered"
    told = _told(one.told.told_at, reader)
    at = f" {reader.when(one.at)}" if one.at else ""
    return f"{_names([one], reader)}{f'{told},' if told else ''} {verb}{at}"


def _told(at: datetime | None, reader: Reader) -> str:
    return f" told {reader.when(at)}" if at else ""


def _names(told: Sequence[Answered], reader: Reader) -> str:
    return text.listed([_name(one.told.recipient, reader) for one in told])


def _name(recipient: str, reader: Reader) -> str:
    """A person or a channel, by its id."""
    is_channel = recipient.startswith(("C", "G"))
    kind = TargetKind.CHANNEL if is_channel else TargetKind.PERSON
    return reader.target(Target(kind, recipient))
