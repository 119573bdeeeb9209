"""Batches: everything that one person handed over to another at once, and what became of it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select, update

from escalation.handover.batches import Batch, Became, Held, Line
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared, Row
from storage.engine.statements import insert_new, ours
from storage.tables.columns import LATEST, Soonest
from storage.tables.hand_overs import BATCH, BATCH_LINE

_IS_WAITING = BATCH_LINE.c.became == literal_column("'waiting'")
"""A literal: partial indexes are only used with literals."""
_ADD = Prepared(insert_new(BATCH))
_ADD_LINES = Prepared(insert_new(BATCH_LINE))
_OF_MARK = Prepared(
    select(BATCH).where(ours(BATCH), BATCH.c.mark == bindparam("mark")).order_by(BATCH.c.person)
)
_LINES = Prepared(
    select(BATCH_LINE)
    .where(ours(BATCH_LINE), BATCH_LINE.c.mark == bindparam("mark"))
    .order_by(BATCH_LINE.c.n)
)
_WAITING = Prepared(
    select(BATCH_LINE.c.mark, BATCH_LINE.c.person).where(
        ours(BATCH_LINE),
        BATCH_LINE.c.what == bindparam("what"),
        BATCH_LINE.c.ref == bindparam("ref"),
        _IS_WAITING,
    )
)
_ANSWER = Prepared(
    update(BATCH_LINE)
    .where(
        ours(BATCH_LINE),
        BATCH_LINE.c.mark == bindparam("_mark"),
        BATCH_LINE.c.person == bindparam("_person"),
        BATCH_LINE.c.what == bindparam("_what"),
        BATCH_LINE.c.ref == bindparam("_ref"),
        _IS_WAITING,
    )
    .values(became=bindparam("became"), why=bindparam("why"))
)
_END_AT = Prepared(
    update(BATCH)
    .where(ours(BATCH), BATCH.c.mark == bindparam("_mark"), BATCH.c.person == bindparam("_person"))
    .values(ends_at=bindparam("ends_at"))
)
_OVER = Prepared(
    select(BATCH.c.mark, BATCH.c.person)
    .where(ours(BATCH), BATCH.c.ends_at <= bindparam("now"))
    .order_by(BATCH.c.ends_at)
    .limit(bindparam("limit"))
)
_NEXT_AT = Prepared(
    select(func.min(BATCH.c.ends_at, type_=Soonest)).where(
        ours(BATCH), BATCH.c.ends_at <= bindparam("latest")
    )
)
_OFFERED_TO = Prepared(
    select(BATCH.c.mark).where(
        ours(BATCH), BATCH.c.ends_at.is_not(None), BATCH.c.person == bindparam("person")
    )
)
_HELD, _BECAME = {one.value: one for one in Held}, {one.value: one for one in Became}


def add(tx: Transaction, batch: Batch) -> None:
    """Store a new batch with its lines."""
    named = {"mark": batch.mark, "person": batch.to}
    made = {name: getattr(batch, name) for name in ("actor", "owner", "reason")}
    _ADD.change(tx, named | made | {"made_at": batch.made_at, "ends_at": batch.ends_at})
    rows = [
        named | {"n": n, "what": line.what, "ref": line.ref, "became": line.became, "why": line.why}
        for n, line in enumerate(batch.lines)
    ]
    _ADD_LINES.change(tx, *rows)


def of_mark(tx: Transaction, mark: str) -> tuple[Batch, ...]:
    """The batches of one request, one for each receiver."""
    lines = _LINES.readable(tx, {"mark": mark})
    return tuple(_batch(row, lines) for row in _OF_MARK.readable(tx, {"mark": mark}))


def get(tx: Transaction, mark: str, to: str) -> Batch | None:
    """What one receiver got in a request."""
    return next((batch for batch in of_mark(tx, mark) if batch.to == to), None)


def waiting(tx: Transaction, line: Line) -> tuple[Batch, ...]:
    """The batches in which this waits for an answer: one, or none."""
    found = _WAITING.rows(tx, {"what": line.what, "ref": line.ref})
    return _these(tx, ((row["mark"], row["person"]) for row in found))


def answer(
    tx: Transaction, batch: Batch, lines: Iterable[Line], *, became: Became, why: str
) -> None:
    """Note what became of these lines of a batch, unless that is known already."""
    rows = [
        {
            "_mark": batch.mark,
            "_person": batch.to,
            "_what": line.what,
            "_ref": line.ref,
            "became": became,
            "why": why,
        }
        for line in lines
    ]
    if rows:
        _ANSWER.change(tx, *rows)


def end_at(tx: Transaction, batch: Batch, at: datetime | None) -> None:
    """Let it end at another instant; None once nothing in it waits for an answer."""
    _END_AT.change(tx, {"_mark": batch.mark, "_person": batch.to, "ends_at": at})


def over(tx: Transaction, *, now: datetime, limit: int) -> tuple[Batch, ...]:
    """Those whose time has run out by `now`, the earliest first."""
    found = _OVER.rows(tx, {"now": now, "limit": limit})
    return _these(tx, ((row["mark"], row["person"]) for row in found))


def offered_to(tx: Transaction, person: str) -> tuple[Batch, ...]:
    """Those that wait for this person's answer."""
    found = _OFFERED_TO.rows(tx, {"person": person})
    return _these(tx, ((row["mark"], person) for row in found))


def next_at(tx: Transaction) -> datetime | None:
    """When the next one runs out; long ago, if the stored instant cannot be read."""
    earliest: datetime | None = _NEXT_AT.scalar(tx, {"latest": LATEST})
    return earliest


def _these(tx: Transaction, named: Iterable[tuple[str, str]]) -> tuple[Batch, ...]:
    found = (get(tx, mark, to) for mark, to in named)
    return tuple(batch for batch in found if batch)


def _batch(row: Row, lines: Collection[Row]) -> Batch:
    return Batch(
        mark=row["mark"],
        actor=row["actor"],
        owner=row["owner"],
        to=row["person"],
        reason=row["reason"],
        made_at=row["made_at"],
        ends_at=row["ends_at"],
        lines=tuple(
            Line(
                what=_HELD[line["what"]],
                ref=line["ref"],
                became=_BECAME[line["became"]],
                why=line["why"],
            )
            for line in lines
            if line["person"] == row["person"]
        ),
    )
