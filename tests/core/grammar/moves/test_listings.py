"""Whose list is meant when a name was typed in plain words, and which one."""

from dataclasses import replace

import pytest

from escalation.items import Kind
from grammar.due.result import DueContext
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves import read as move_reader
from grammar.moves.listings import of_somebody
from grammar.moves.parsed import Listing, Scope, Unclear
from tests.support.factories import a_calendar, utc

CONTEXT = DueContext(now=utc("03-02 09:00"), calendar=a_calendar())
PEOPLE = {"U1": "Tom Becker", "U2": "Maria Silva", "U3": "Maria Lopez Diaz"}
TOMS = Listing(owner=DraftOwner(kind=OwnerKind.PERSON, value="U1"))


def listed(typed: str) -> Listing | Unclear:
    """What the list asks for, once these people are known."""
    asked = move_reader.read(typed, CONTEXT, requester="U9")
    assert isinstance(asked, Listing)
    return of_somebody(asked, typed, PEOPLE, context=CONTEXT, requester="U9")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("list tom", TOMS),
        ("list Tom Becker", TOMS),
        ("list becker overdue", replace(TOMS, scope=Scope.OVERDUE)),
        ("list closed tom", replace(TOMS, scope=Scope.CLOSED)),
        ("list decisions tom", replace(TOMS, kind=Kind.DECISION)),
        ("list tom decisions", replace(TOMS, kind=Kind.DECISION)),
        ("list tom sso login", replace(TOMS, words="sso login")),
        ("list tom mine", replace(TOMS, words="mine")),
        ("list overdue tom closed", replace(TOMS, scope=Scope.OVERDUE)),
        ('list "tom"', Listing(words="tom")),
        ("list „tom“", Listing(words="tom")),
        ("list sso login", Listing(words="sso login")),
        ("list overdue", Listing(scope=Scope.OVERDUE)),
    ],
)
def test_a_name_says_whose_list_it_is_and_what_follows_narrows_it(
    typed: str, expected: Listing
) -> None:
    assert listed(typed) == expected


def test_of_several_people_with_the_name_each_is_offered() -> None:
    asked = listed("list maria")
    assert isinstance(asked, Unclear)
    assert asked.offers == (("<@U2>", "list <@U2>"), ("<@U3>", "list <@U3>"))


def test_a_name_after_an_at_sign_is_looked_up_too() -> None:
    assert listed("list @tom") == TOMS
    unknown = listed("list @zoe")
    assert isinstance(unknown, Listing)
    assert unknown.owner == DraftOwner(kind=OwnerKind.NAME, value="zoe")
