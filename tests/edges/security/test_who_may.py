"""Nobody can make a move that is not theirs, through any surface.

Every actor × move × surface, compared with the table written out by hand in
`tests/core/escalation/moves/test_permissions.py`; each case on its own item in a real database.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escalation.dependencies import Relation
from escalation.errors import BadInput, NotAllowed, Refusal, UnknownItem
from escalation.fields import Field
from escalation.items import Due, Item, Kind, Trajectory
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.permissions import Standing
from grammar.moves.parsed import Listing, Scope
from storage import channels, people
from storage.items import store
from tests.core.escalation.moves.test_permissions import ROWS
from tests.support.context_fixtures import NOW, a_channel, a_new_item, item_now, save_person
from tests.support.factories import LEAD, MEMBER, OWNER, REPORTER, STAND_IN, a_person, changed
from workflows.items import log as log_item
from workflows.items import move as move_item
from workflows.items import queries
from workflows.items.move import Which
from workflows.items.precheck import precheck
from workflows.outbox import home_tabs
from workflows.transaction.unit_of_work import Request, WorkspaceContext

ROOT = Path(__file__).parents[3]
CHANNEL, DIRECT, NOWHERE = "C01", "D01", ""
REACHED, ADMIN, OUTSIDE, STRANGER, ASKED = "U07", "U08", "U09", "U10", "U11"
ACTORS = {
    OWNER: {Standing.OWNER, Standing.MEMBER},
    REPORTER: {Standing.REPORTER, Standing.MEMBER},
    REACHED: {Standing.REACHED},
    ASKED: {Standing.ASKED, Standing.REACHED},
    LEAD: {Standing.LEAD},
    ADMIN: {Standing.ADMIN},
    MEMBER: {Standing.MEMBER},
    OUTSIDE: set[Standing](),
    STRANGER: {Standing.STRANGER},
}
SURFACES = {
    "a command in its channel": ("command", CHANNEL),
    "a command elsewhere": ("command", DIRECT),
    "a button on its card": ("click", CHANNEL),
    "a form, or a button elsewhere": ("form", NOWHERE),
}
GIVEN: dict[str, Any] = {
    "text": "words",
    "owner": a_person(STAND_IN),
    "due": Due(at=NOW + timedelta(days=7), zone="UTC", phrase="mon"),
    "until": NOW + timedelta(hours=2),
    "trajectory": Trajectory.WORSENING,
    "edit": Edit(Field.TITLE, "another title"),
    "relation": Relation.BLOCKS,
    "others": ("D-7",),
    "address": "https://docs.test/1",
}


@pytest.fixture
def peopled(context: WorkspaceContext) -> WorkspaceContext:
    """The context with one person for each role somebody can have for an item."""
    for user in (REACHED, ADMIN, OUTSIDE, ASKED):
        save_person(context, user)
    save_person(context, STRANGER, stranger=True)
    return replace(context, admins=frozenset({ADMIN}))


def an_open_item(context: WorkspaceContext, move: Move, name: str) -> Item:
    """An item that allows this move: its fallback applies, and ASKED got the last question."""
    kind = Kind.DECISION if move is Move.DECIDE else Kind.BLOCKER
    request = Request(kind="command", external_id=name, actor=REPORTER, channel=CHANNEL)
    fallback = "read https://docs.test/1" if move is Move.UNLINK else "wait"
    new_item = a_new_item(kind=kind, fallback=fallback)
    item = log_item.log(context, request, new_item, now=NOW).item
    with context.database.write(context.workspace) as tx:
        known = changed(item, told=(REACHED, ASKED), asked=(ASKED,), fallback_at=NOW)
        item = store.save(tx, known)
    if move is Move.REOPEN:
        intent = Intent(move=Move.RESOLVE, actor=OWNER, text="done")
        closing = replace(request, actor=OWNER, external_id=f"{name} closed")
        move_item.make(context, closing, Which(item_id=item.id), intent=intent, now=NOW)
    return item_now(context, item)


def mark(held: set[Standing], move: Move) -> str:
    """What the table says: "+" may, "b" may with a reason, "-" may not."""
    if Standing.STRANGER in held:
        return "-"
    if move is Move.DECLINE and Standing.OWNER in held:
        return "b"  # not theirs, though somebody logged it for them
    marks = {ROWS[move][list(Standing).index(standing)] for standing in held}
    return "+" if "+" in marks else "b" if "b" in marks else "-"


@pytest.mark.parametrize("surface", SURFACES)
def test_every_actor_makes_exactly_their_moves_on_every_surface(
    peopled: WorkspaceContext, surface: str
) -> None:
    kind, channel = SURFACES[surface]
    wrong, spare = [], dict[Move, Item]()
    for actor, standings in ACTORS.items():
        held = standings | ({Standing.MEMBER} if channel == CHANNEL else set())
        for move in Move:
            item = spare.pop(move, None) or an_open_item(peopled, move, f"{actor} {move}")
            request = Request(kind=kind, external_id=f"{actor}{move}", actor=actor, channel=channel)
            seen = outcome(peopled, request, item, move=move)
            if seen != mark(held, move):
                wrong.append((actor, move.value, seen))
            if seen == "-":
                spare[move] = item
    assert wrong == []


def outcome(context: WorkspaceContext, request: Request, item: Item, *, move: Move) -> str:
    """What came of a move, in the table's marks; a refused move changes nothing."""
    which = Which(kind=item.kind, number=item.number)
    if request.kind != "command":
        which = Which(item_id=item.id, round=item.round)
    if not attempted(context, request, which, move=move, reason=""):
        assert item_now(context, item) == item
        again = replace(request, external_id=f"{request.external_id} with a reason")
        if not attempted(context, again, which, move=move, reason="because"):
            assert item_now(context, item) == item
            assert not is_offered(context, request, which, move=move)
            return "-"
        return "b"
    return "+"


def attempted(
    context: WorkspaceContext, request: Request, which: Which, *, move: Move, reason: str
) -> bool:
    """Whether the move was made."""
    unnamed = move in {Move.ESCALATE, Move.REMIND}  # whom to tell is left to the item
    given = GIVEN | ({"owner": None} if unnamed else {})
    intent = Intent(move=move, actor=request.actor, reason=reason, **given)
    try:
        move_item.make(context, request, which, intent=intent, now=NOW)
    except (NotAllowed, BadInput) as refused:
        if any(words in refused.text for words in NOT_NOW.get(move, ())):
            # They may, but not this item, or not now; that comes before a missing reason.
            return bool(reason) or move is not Move.TAKE
        if isinstance(refused, BadInput) and refused.field != "reason":
            raise
        return False
    return True


NOT_NOW = {
    Move.REMIND: ("is yours",),
    Move.TAKE: ("is yours",),
    Move.DECLINE: ("Nobody has offered you",),
    Move.AGREE: ("You agreed",),
    Move.PUT_BACK: ("to put back",),
    Move.GAP_FINE: ("has no open ownership gap",),
}


def is_offered(context: WorkspaceContext, request: Request, which: Which, *, move: Move) -> bool:
    """Whether the form of a move would open."""
    try:
        precheck(context, request, which, move=move, now=NOW)
    except Refusal:
        return False
    return True


@cache
def called() -> dict[str, set[str]]:
    """The modules of the upper floors, and the functions each of them calls."""
    return {
        str(path.relative_to(ROOT)): {
            ast.unparse(node.func).rpartition(".")[2]
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }
        for room in ("workflows", "handlers", "bot")
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def calls(name: str) -> list[str]:
    """The modules that call this function."""
    return [module for module, names in called().items() if name in names]


def test_no_surface_goes_past_the_table() -> None:
    """Moves are applied in one place, which asks for permission; all surfaces go through it."""
    assert calls("transition") == ["workflows/items/move.py"]
    assert calls("require_permission") == ["workflows/transaction/standing.py"]
    assert calls("require_permitted") == ["workflows/items/move.py", "workflows/items/precheck.py"]
    surfaces = {
        "handlers/commands/depend.py",
        "handlers/commands/item.py",
        "handlers/forms/at_once.py",
        "handlers/forms/move.py",
    }
    assert {path for path in calls("make") if path.startswith("handlers/")} == surfaces
    assert "handlers/forms/edit.py" in calls("save")
    assert "workflows/items/depend.py" in calls("carried_out")


LOOKS: dict[str, Callable[..., object]] = {
    "show": queries.shown,
    "plan": queries.planned,
    "move": lambda context, request, which, *, now: move_item.make(
        context,
        request,
        which,
        intent=Intent(move=Move.NOTE, actor=request.actor, text="x"),
        now=now,
    ),
    "form": lambda context, request, which, *, now: precheck(
        context, request, which, move=Move.NOTE, now=now
    ),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("where", [DIRECT, NOWHERE, "C09"])
def test_what_one_may_not_see_is_answered_like_what_does_not_exist(
    peopled: WorkspaceContext, look: str, where: str
) -> None:
    """Byte for byte: by reference, by a button's id, and from another workspace."""
    with peopled.database.write(peopled.workspace) as tx:
        channels.save(tx, a_channel(private=True))
    hidden = an_open_item(peopled, Move.NOTE, "hidden")
    gone = replace(hidden, id=hidden.id + 50, number=hidden.number + 50)
    for by_id in (False, True):
        answers = {
            refusal(peopled, look, which(one, by_id=by_id), where).replace(one.label, "B-0")
            for one in (hidden, gone)
        }
        assert len(answers) == 1
    elsewhere = replace(peopled, workspace="T99")
    save_in(elsewhere)
    assert "that you can see" in refusal(elsewhere, look, which(hidden, by_id=True), CHANNEL)


def which(item: Item, *, by_id: bool) -> Which:
    return Which(item_id=item.id) if by_id else Which(kind=item.kind, number=item.number)


def save_in(context: WorkspaceContext) -> None:
    """Make OUTSIDE known in this workspace too."""
    with context.database.write(context.workspace) as tx:
        people.save(tx, [a_person(OUTSIDE)], now=NOW)


def refusal(context: WorkspaceContext, look: str, which: Which, where: str) -> str:
    request = Request(kind="command", external_id="look", actor=OUTSIDE, channel=where)
    with pytest.raises(UnknownItem) as caught:
        LOOKS[look](context, request, which, now=NOW)
    return caught.value.text


def test_lists_and_home_hold_nothing_of_what_one_may_not_see(peopled: WorkspaceContext) -> None:
    with peopled.database.write(peopled.workspace) as tx:
        channels.save(tx, a_channel(private=True))
    an_open_item(peopled, Move.NOTE, "hidden")
    request = Request(kind="command", external_id="list", actor=OUTSIDE, channel=DIRECT)
    for scope in Scope:
        for words in ("", "import", "stuck"):
            listing = Listing(scope=scope, owner=None, words=words)
            assert queries.listed(peopled, request, listing, now=NOW).total == 0
    with peopled.reading(NOW) as uow:
        assert "import" not in str(home_tabs.home_view(uow, OUTSIDE)).lower()
