"""`hand over @bo to @lea because Bo has left`, in any order and as far as it was typed."""

import pytest

from escalation.items import Kind
from escalation.moves.move import Move
from grammar import read as one_door
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.everything import HandOverAll, read
from grammar.moves.parsed import Reference, Typed
from tests.core.grammar.moves.test_listings import CONTEXT

ME, BO, LEA = "U0ME", "<@U0BO|bo>", "<@U0LEA|lea>"


def whom(owner: DraftOwner | None) -> str:
    """Their user id, group id or name; "" for nobody."""
    return owner.value if owner else ""


@pytest.mark.parametrize(
    ("line", "owner", "to", "reason"),
    [
        (f"hand over {BO} to {LEA} because Bo has left", "U0BO", "U0LEA", "Bo has left"),
        (f"Hand over {BO} to {LEA} Because: Bo left.", "U0BO", "U0LEA", "Bo left"),
        (
            f"please hand over everything {BO} owns to {LEA} since he left",
            "U0BO",
            "U0LEA",
            "he left",
        ),
        (f"hand over everything of {BO} to {LEA}", "U0BO", "U0LEA", ""),
        (f"hand over {BO}'s items to {LEA}", "U0BO", "U0LEA", ""),
        (f"hand over all items of {BO}", "U0BO", "", ""),
        (f"hand over {BO} because Bo left", "U0BO", "", "Bo left"),
        (f"hand over {BO} to because Bo left", "U0BO", "", "Bo left"),
        (f"hand over {BO} {LEA}", "U0BO", "U0LEA", ""),
        (f"hand over to {LEA} everything of {BO}", "U0BO", "U0LEA", ""),
        (f"hand over to {LEA}: {BO}", "U0BO", "U0LEA", ""),
        (f"hand-over {BO} to {LEA}", "U0BO", "U0LEA", ""),
        (f"handing over my stuff to {LEA}", ME, "U0LEA", ""),
        (f"hand over my items to {LEA} because I move", ME, "U0LEA", "I move"),
        (f"hand over everything I own to {LEA}", ME, "U0LEA", ""),
        (f"hand over {BO} to me", "U0BO", ME, ""),
        (f"hand over to {LEA}", "", "U0LEA", ""),
        (f"hand everything over to {LEA}", "", "U0LEA", ""),
        (f"give all of {BO}'s items to {LEA}", "U0BO", "U0LEA", ""),
        (f"transfer everything from {BO} to {LEA}", "U0BO", "U0LEA", ""),
        (f"pass on everything to {LEA}", "", "U0LEA", ""),
        ("handover", "", "", ""),
        ("hand over!", "", "", ""),
        ("hand over @bo to @lea", "bo", "lea", ""),
        ("hand over bo to lea", "bo", "lea", ""),
        ("hand over Bo O'Neill to Lea Roth", "Bo O'Neill", "Lea Roth", ""),
        (f"hand over {BO} to <!subteam^S1|ops>", "U0BO", "S1", ""),
    ],
)
def test_it_says_whose_to_whom_and_why(line: str, owner: str, to: str, reason: str) -> None:
    found = read(line, requester=ME)
    assert found is not None
    assert (whom(found.owner), whom(found.to), found.reason) == (owner, to, reason)


@pytest.mark.parametrize(
    "line",
    [
        "hand over the keys",
        f"hand over the keys to {LEA} and go home",
        f"hand over {BO} and <@U0CEM|cem> to {LEA}",
        f"hand over {BO} to {LEA} or <@U0CEM|cem>",
        f"hand over my items of {BO} to {LEA}",
        "hand over <https://example.com> to @lea",
        f"hand over B-1 to {LEA}",
        f"give {BO} to {LEA}",
        "the hand over is late",
        "",
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert read(line, requester=ME) is None


def asked(line: str, about: Reference | None = None) -> one_door.Asked:
    context = one_door.Context(due=CONTEXT, requester=ME, about=about)
    return one_door.read(line, context).asked


def test_it_is_read_after_the_bots_own_command() -> None:
    named = DraftOwner(kind=OwnerKind.PERSON, value="U0BO")
    to = DraftOwner(kind=OwnerKind.PERSON, value="U0LEA")
    line = f"hand over {BO} to {LEA} because Bo left"
    assert asked(line) == HandOverAll(owner=named, to=to, reason="Bo left")
    assert isinstance(asked("handover"), HandOverAll)


def test_in_a_thread_it_is_about_the_item_unless_it_says_whose() -> None:
    item = Reference(Kind.BLOCKER, 1)
    found = asked(f"hand over to {LEA} because I am out", about=item)
    assert isinstance(found, Typed)
    assert (found.move, found.reference) == (Move.REASSIGN, item)
    assert isinstance(asked(f"hand over {BO} to {LEA}", about=item), HandOverAll)
