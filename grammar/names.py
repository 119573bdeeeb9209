"""Names typed in plain words, matched against the people who may be meant."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeAlias

_Fits: TypeAlias = Callable[[tuple[str, ...], tuple[str, ...]], bool]
"""Whether the words of a name that was typed mean somebody with the words of another."""

_NICKNAMES = (
    "alexander alexandra alex sasha", "andrew andy drew", "anthony tony", "benjamin ben",
    "catherine katherine kate katie cathy kathy", "charles charlie chuck", "christina tina",
    "christopher christian chris", "daniel daniela dan danny dani", "david dave",
    "deborah debbie deb", "edward eddie ed ted", "elizabeth liz beth lisa betty eliza",
    "francis francisco frank paco", "frederick friedrich fred fritz", "gabriel gabriela gabi",
    "gregory greg", "jacob jakob jake", "james jim jimmy", "jennifer jen jenny", "jessica jess",
    "johannes john jon johnny hannes", "jonathan jon", "joseph josé joe pepe", "joshua josh",
    "kenneth ken", "lawrence larry", "leonard leonardo leo", "margaret maggie meg peggy",
    "matthew matthias matt", "maximilian max", "michael mike mick micha", "nicholas nikolaus nick",
    "nicole nicola nici", "patricia pat patty", "patrick pat", "peter pete", "philip phil",
    "priyanka priya", "rebecca becky becca", "richard rick dick rich", "robert rob bob bobby bert",
    "ronald ron", "samuel samantha sam", "sebastian seb basti", "stephanie steffi steph",
    "stephen steven stefan steve", "susan susanne sue suzie", "theodore theo ted",
    "theresa teresa tess", "thomas tom tommy", "timothy tim", "victoria vicky", "vincent vince",
    "william wilhelm will bill billy liam willi",
)  # fmt: skip
"""Short names of first names: each line is one name and what people call its bearers."""
_APART = re.compile(r"[^\w]+|_")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def matching(typed: str, people: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the people (id to name) whom this name may mean, the closest kind of match only.

    A whole name counts before a part of one or a nickname, and those before the beginning of a
    name. Case, accents and punctuation make no difference.
    """
    return _closest(typed, people, (_is_whole, _is_known_as, _is_beginning))


def bearing(typed: str, people: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the people with this name, or with it as a part of theirs; nobody is guessed."""
    return _closest(typed, people, (_is_whole, _has_parts))


def _closest(typed: str, people: Mapping[str, str], kinds: tuple[_Fits, ...]) -> tuple[str, ...]:
    """The people for whom the first of these that fits anybody holds."""
    wanted = _words(typed.strip().removesuffix("'s").removesuffix("’s"))
    if not wanted:
        return ()
    names = {person: _words(name) for person, name in people.items()}
    for fits in kinds:
        if found := tuple(person for person, name in names.items() if name and fits(wanted, name)):
            return found
    return ()


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in plain lower-case letters."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(filter(None, _APART.split(letters)))


def _is_whole(wanted: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return wanted == name or "".join(wanted) == "".join(name)


def _has_parts(wanted: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return set(wanted) <= set(name)


def _is_known_as(wanted: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """`becker`, `tom` or `tom becker` for Thomas Becker."""
    rest = all(word in name[1:] for word in wanted[1:])
    short = any({wanted[0], name[0]} <= names for names in _SAME)
    return _has_parts(wanted, name) or (rest and short)


def _is_beginning(wanted: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """`mar` or `maria s` for Maria Silva."""
    starts = all(
        any(word.startswith(start) for word in name[place:]) for place, start in enumerate(wanted)
    )
    return starts and len(wanted[0]) > 2


_SAME = tuple(frozenset(_words(names)) for names in _NICKNAMES)
