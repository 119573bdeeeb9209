"""People come and go, and everybody still makes exactly their moves, through any surface.

Every actor × status × move × state of `tests.support.who_may_when`, whose outcomes are written from
the issue by hand, on a real database. A fair draw gives every second cell to one of the four
surfaces; `BACKSTOP_EXAMPLES=1` tries all cells on all of them. A few go through Slack itself in
`tests/stories/test_who_may_when.py`.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.process.jitter import jitter
from escalation.errors import BadInput, ItemClosed, NotAllowed, UnknownItem
from escalation.items import Item, Status
from escalation.moves.move import Intent, Move
from escalation.people import Away
from storage import absences, channels
from storage.items import store
from tests.edges.security.test_who_may import GIVEN
from tests.support import who_may_when
from tests.support.context_fixtures import (
    DUE,
    NOW,
    a_channel,
    a_new_item,
    a_request,
    item_now,
    moved,
    save_person,
)
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    MEMBER,
    OWNER,
    REPORTER,
    STAND_IN,
    a_person,
    changed,
)
from tests.support.who_may_when import ACTORS, GUEST, PARTNER, STATES, STRANGER, Cell, outcome
from workflows.channels import membership
from workflows.items import log as log_item
from workflows.items import move as move_item
from workflows.items.move import Which
from workflows.people import sync
from workflows.transaction.unit_of_work import Request, WorkspaceContext

ALL = int(os.environ.get("BACKSTOP_EXAMPLES", "0")) > 0
DIRECT, NOWHERE = "D01", ""
SURFACES = {
    "a command in its channel": ("command", CHANNEL),
    "a command elsewhere": ("command", DIRECT),
    "a button on its card": ("click", CHANNEL),
    "a form, or a button elsewhere": ("form", NOWHERE),
}
INSIDE = (OWNER, REPORTER, LEAD, BOSS, STAND_IN, MEMBER, who_may_when.ADMIN, GUEST, PARTNER)
ADDRESS = defaultdict(str, {Move.LINK: "https://docs.test/2", Move.UNLINK: "https://docs.test/1"})
CLOSINGS: dict[str, tuple[Move, str]] = {
    "resolved": (Move.RESOLVE, OWNER),
    "decided": (Move.DECIDE, OWNER),
    "fell back": (Move.FALL_BACK, OWNER),
    "withdrawn": (Move.WITHDRAW, REPORTER),
}


def dealt(state: str, surface: str) -> list[Cell]:
    """The cells of a state that this surface is tried with."""
    number, here = list(SURFACES).index(surface), SURFACES[surface][1] == CHANNEL
    found = [cell for cell in who_may_when.cells(here=here) if cell.state == state]
    jitter(7).shuffle(found)
    return found if ALL else found[number :: 2 * len(SURFACES)]


@pytest.fixture
def peopled(context: WorkspaceContext) -> WorkspaceContext:
    """The context with everybody in the table."""
    for user in (who_may_when.ADMIN, who_may_when.OUTSIDER, PARTNER):
        save_person(context, user)
    save_person(context, GUEST, guest=True)
    save_person(context, STRANGER, stranger=True)
    with context.database.write(context.workspace) as tx:
        channels.set_members(tx, CHANNEL, listed=[*INSIDE, STRANGER], now=NOW)
    return replace(context, admins=frozenset({who_may_when.ADMIN}))


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("state", STATES)
def test_whoever_comes_or_goes_everybody_makes_exactly_their_moves(
    peopled: WorkspaceContext, state: str, surface: str
) -> None:
    cells = dealt(state, surface)
    assert len(cells) >= 100
    items = {cell: an_item(peopled, cell, number) for number, cell in enumerate(used_up(cells))}
    spare = {status: an_item(peopled, Cell("", status, "", state), 9000 + number)
             for number, status in enumerate(who_may_when.STATUSES)}  # fmt: skip
    begin(peopled, state)
    wrong = []
    for cell in cells:
        item = items.get(cell, spare[cell.status])
        seen = tried(peopled, surface, item_now(peopled, item), cell)
        if seen != expected(cell, surface):
            wrong.append((cell, seen, outcome(cell)))
    assert wrong == []


def expected(cell: Cell, surface: str) -> str:
    """The outcome; a request is declined by its button alone."""
    says_no = cell.is_asked and cell.actor == "owner" and cell.intended is Move.DECLINE
    return "-" if says_no and SURFACES[surface][0] == "command" else outcome(cell)


def used_up(cells: Sequence[Cell]) -> Iterable[Cell]:
    """The cells that change their item, so that it serves no other cell."""
    return [cell for cell in cells if outcome(cell) not in ("-", "unseen")]


def an_item(context: WorkspaceContext, cell: Cell, number: int) -> Item:
    """An item of this status whose fallback applies, offered or asked for while it was open."""
    kind, status = who_may_when.STATUSES[cell.status]
    request = a_request(number=number)
    linked = replace(a_new_item(kind=kind), fallback="read https://docs.test/1")
    item = log_item.log(context, request, linked, now=NOW).item
    with context.database.write(context.workspace) as tx:
        item = store.save(tx, changed(item, fallback_at=NOW))
    if cell.state == "offered":
        make(context, item, Move.REASSIGN, actor=OWNER, owner=a_person(PARTNER))
    if cell.state == "asked for":
        make(context, item, Move.TAKE, actor=PARTNER)
    if status is not Status.OPEN:
        move, actor = CLOSINGS[cell.status]
        make(context, item, move, actor=actor, text="so it is")
    return item


def make(context: WorkspaceContext, item: Item, move: Move, *, actor: str, **more: Any) -> None:
    """A move that leads to a state."""
    number = f"{item.id}0000{item_now(context, item).version}"
    moved(context, item, move, actor=actor, number=number, reason="so it is", **more)


def begin(context: WorkspaceContext, state: str) -> None:
    """Let the owner be away or gone, if that is the state."""
    if state == "away":
        with context.database.write(context.workspace) as tx:
            absences.keep(tx, OWNER, [Away(until=DUE.at + timedelta(days=1))])
    if state == "deactivated":
        sync.person_changed(context, a_person(OWNER, deactivated=True), NOW)
    if state == "removed":
        with context.database.write(context.workspace) as tx:
            channels.save(tx, a_channel(private=True))
            channels.set_members(tx, CHANNEL, listed=INSIDE, now=NOW)
        membership.changed(context, CHANNEL, OWNER, joined=False, now=NOW)


def tried(context: WorkspaceContext, surface: str, item: Item, cell: Cell) -> str:
    """What came of it; what is refused changes nothing."""
    for reason in ("", "because"):
        try:
            after = attempted(context, surface, item, cell, reason=reason)
        except UnknownItem:
            return "unseen"
        except (NotAllowed, ItemClosed, BadInput) as refused:
            assert item_now(context, item) == item
            if isinstance(refused, BadInput) and refused.field == "reason":
                continue
            return "-"
        return came_of(item, after, is_reasoned=bool(reason))
    return "-"


def came_of(before: Item, after: Item, *, is_reasoned: bool) -> str:
    if after.owner != before.owner:
        return "because" if is_reasoned else "now"
    is_asked = after.offer is not None and after.offer != before.offer
    return "asks" if is_asked else "b" if is_reasoned else "+"


def attempted(
    context: WorkspaceContext, surface: str, item: Item, cell: Cell, *, reason: str
) -> Item:
    """The item after the move; raises what refuses it."""
    kind, channel = SURFACES[surface]
    actor, move = ACTORS[cell.actor], cell.intended
    which = Which(item_id=item.id, round=item.round)
    if kind == "command":
        which = Which(kind=item.kind, number=item.number)
    owner = a_person(PARTNER if cell.move == who_may_when.GIVEN else STAND_IN)
    presses = kind != "command" and cell.is_asked and answers(cell)
    intent = Intent(
        move=move,
        actor=actor,
        reason=reason,
        offer=item.offer.mark if presses and item.offer else None,
        **GIVEN | {"owner": owner if move is Move.REASSIGN else None, "address": ADDRESS[move]},
    )
    external_id = f"{cell.actor} {cell.move} {item.id} {reason}"
    request = Request(kind=kind, external_id=external_id, actor=actor, channel=channel)
    return move_item.make(context, request, which, intent=intent, now=NOW).item


def answers(cell: Cell) -> bool:
    """Whether the move is a button under the question."""
    return cell.intended in {Move.TAKE, Move.DECLINE} or cell.move == who_may_when.GIVEN
