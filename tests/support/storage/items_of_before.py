"""Items as the version before stored them, one of each kind, and their histories."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import MetaData, Table, select

from escalation.items import Status
from storage.engine.database import Database, OperatorTransaction, Transaction
from storage.items import history
from storage.tables.items import EVENT, ITEM
from tests.support.context_fixtures import WORKSPACE
from tests.support.factories import (
    CHANNEL,
    MEMBER,
    OWNER,
    a_due,
    a_hold,
    a_person,
    event_of,
    fired,
    utc,
)
from tests.support.storage.old_databases import a_ladder, insert_channel, insert_item, insert_person

MANY = 1_200
"""More than the upgrade or a pass reads twice. 10,000 take ten seconds; try them by hand."""
UPGRADED = utc("03-11 12:00")
"""A Wednesday."""
HOUR = 3600


def steps(*hours: float) -> str:
    """A ladder of format 1 with these offsets in clock time."""
    audiences = (("lead", False), ("leadership", True), ("channel", True))
    rungs = [[round(h * HOUR), *who] for h, who in zip(hours, audiences, strict=True)]
    return a_ladder(rungs=rungs)


def told(rung: int, at: str, *, by: str = "") -> list[tuple[str, str, str, dict[str, str]]]:
    """The history of a rung that fired, or was called by somebody."""
    facts = {"rung": str(rung), "audience": ("lead", "leadership", "channel")[rung]}
    called = [(at, by, "escalate", facts)] if by else []
    return [*called, (at, "backstop", "escalated", facts)]


def went(action: str, old: str, new: str) -> tuple[str, str, str, dict[str, str]]:
    facts = {"from": utc(old).isoformat(), "to": utc(new).isoformat()}
    return ("03-03 10:00", OWNER, action, facts)


@dataclass
class Kind:
    """An item of the version before, its history, and what the upgrade makes of it."""

    due: str
    climbed: int = 0
    lived: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    stored: dict[str, Any] = field(default_factory=dict)
    fired: dict[int, str] = field(default_factory=dict)
    called: dict[int, str] = field(default_factory=dict)
    counts: tuple[int, int] = (0, 0)
    first: str = ""
    fallback: str = ""


GAP = [*told(0, "03-10 10:00", by=MEMBER), *told(1, "03-10 10:00")]
FORTH_AND_BACK = [
    went("reschedule", "03-06 17:00", "03-10 17:00"),
    went("reschedule", "03-10 17:00", "03-09 17:00"),
    went("reschedule", "03-09 17:00", "03-20 17:00"),
]
HELD = {"acknowledged_at": utc("03-11 11:00"), "hold": a_hold(1, "03-11 15:00")}
CLOSED = {"status": Status.RESOLVED, "closed_at": utc("03-09 10:00"), "closed_by": OWNER}
LEAD_TOLD, BOTH_TOLD = told(0, "03-10 13:00"), [*told(0, "03-09 13:00"), *told(1, "03-10 13:00")]
ALL_TOLD = [*told(0, "03-09 11:00"), *told(1, "03-10 11:00"), *told(2, "03-11 11:00")]
KINDS = {
    "untouched": Kind("03-12 12:00"),
    "lead told": Kind("03-10 13:00", 1, LEAD_TOLD, fired={0: "03-10 13:00"}),
    "leadership told": Kind(
        "03-09 13:00", 2, BOTH_TOLD, fired={0: "03-09 13:00", 1: "03-10 13:00"}
    ),
    "all told": Kind(
        "03-09 11:00",
        3,
        ALL_TOLD,
        fired={0: "03-09 11:00", 1: "03-10 11:00", 2: "03-11 11:00"},
        fallback="03-11 11:00",
    ),
    "called, date ahead": Kind(
        "03-13 12:00", 1, told(0, "03-10 10:00", by=MEMBER), called={0: "03-10 10:00"}
    ),
    "called, date past": Kind(
        "03-11 09:00",
        1,
        told(0, "03-10 10:00", by=MEMBER),
        fired={0: "03-10 10:00"},
        called={0: "03-10 10:00"},
    ),
    "called past a gap": Kind("03-13 12:00", 2, GAP, called={0: "03-10 10:00", 1: "03-10 10:00"}),
    "called, history lost": Kind("03-13 12:00", 1),
    "moved": Kind(
        "03-20 17:00",
        lived=FORTH_AND_BACK,
        stored={"round": 4, "slips": 3},
        counts=(2, 1),
        first="03-06 17:00",
    ),
    "reopened": Kind(
        "03-13 12:00",
        lived=[went("reopen", "03-04 12:00", "03-13 12:00")],
        stored={"round": 2},
        first="03-04 12:00",
    ),
    "closed": Kind(
        "03-06 12:00",
        1,
        [*told(0, "03-06 12:00"), ("03-09 10:00", OWNER, "resolve", {})],
        CLOSED,
        {0: "03-06 12:00"},
    ),
    "urgent": Kind("03-10 13:00", 1, LEAD_TOLD, {"urgent": True}, {0: "03-10 13:00"}),
    "held": Kind("03-10 11:00", 1, told(0, "03-10 11:00"), HELD, {0: "03-10 11:00"}),
    "snoozed": Kind("03-13 12:00", stored={"snoozed_until": utc("03-12 09:00")}),
    "equal steps": Kind("03-12 12:00", stored={"policy": steps(0, 0, 0)}),
    "odd steps": Kind("03-12 12:00", stored={"policy": steps(1.5, 5, 25)}),
    "short days": Kind(
        "03-12 12:00", stored={"policy": a_ladder(start="09:00:00", end="11:00:00")}
    ),
    "history tampered with": Kind("03-12 12:00"),
    "unreadable": Kind(
        "03-10 12:00",
        stored={"policy": '{"rungs":7}', "fault": "policy: TypeError", "stopped_at": UPGRADED},
    ),
}
NUMBERS = {name: number for number, name in enumerate(KINDS, start=1)}


def live_before(database: Database) -> None:
    """Everybody, two channels, and an item of each kind with its history."""
    with database.write_all() as connection:
        tx = Transaction(connection, WORKSPACE)
        for channel in (CHANNEL, "C0QUIET"):
            insert_channel(connection, workspace=WORKSPACE, channel=channel, policy=a_ladder())
        for number in range(1, 7):
            insert_person(connection, workspace=WORKSPACE, person=a_person(f"U0{number}"))
        for name, kind in KINDS.items():
            keep(tx, name, kind)
        connection.execute(
            EVENT.update().where(EVENT.c.item_id == NUMBERS["history tampered with"]),
            {"facts": [1]},
        )


def keep(tx: Transaction, name: str, kind: Kind) -> None:
    item: dict[str, Any] = {
        "channel": CHANNEL, "policy": a_ladder(), "due": a_due(kind.due),
        "reminded_until": UPGRADED, "rungs": fired(*range(kind.climbed)),
        "next_at": utc("03-12 12:00"),
    } | kind.stored  # fmt: skip
    stopped: dict[str, Any] = {key: item.pop(key) for key in ("fault", "stopped_at") if key in item}
    if "closed_at" in item:
        item["next_at"] = None
    insert_item(tx.connection, NUMBERS[name], workspace=WORKSPACE, **item)
    if stopped:
        tx.connection.execute(ITEM.update().where(ITEM.c.id == NUMBERS[name]), stopped)
    logged = (
        "03-02 09:00",
        OWNER,
        "logged",
        {"owner": OWNER, "due": a_due(kind.first or kind.due).at.isoformat()},
    )
    for at, actor, action, facts in (logged, *kind.lived):
        event = event_of(at=utc(at), item_id=NUMBERS[name], actor=actor, action=action, facts=facts)
        history.append(tx, [event])


def put_right(database: Database) -> None:
    """Undo the edits to the facts."""
    this = EVENT.c.item_id == NUMBERS["history tampered with"]
    facts = {"owner": OWNER, "due": a_due("03-12 12:00").at.isoformat()}
    with database.write_all() as tx:
        tx.execute(EVENT.update().where(this), {"facts": facts})


def live_in_great_numbers(tx: OperatorTransaction) -> None:
    """So many items, each a day past its date, with the lead already told."""
    insert_channel(tx, workspace=WORKSPACE, channel=CHANNEL, policy=a_ladder())
    item = {"channel": CHANNEL, "due": a_due("03-10 13:00"), "reminded_until": UPGRADED}
    insert_item(
        tx, 1, workspace=WORKSPACE, policy=a_ladder(), rungs=fired(0), next_at=UPGRADED, **item
    )
    columns = Table("item", MetaData(), autoload_with=tx).c
    (first,) = tx.execute(select(*columns)).mappings()
    copies = [{**first, "id": number, "number": number} for number in range(2, MANY + 1)]
    tx.execute(columns.id.table.insert(), copies)
    event = {
        "workspace": WORKSPACE, "at": utc("03-10 13:00"), "actor": "backstop", "reason": "",
        "action": "escalated", "facts": {"rung": "0"}, "prev_hash": "", "hash": "",
    }  # fmt: skip
    tx.execute(EVENT.insert(), [{**event, "item_id": number} for number in range(1, MANY + 1)])
