"""Customers: whom an item is about, what may be a customer's name, and which names are the same."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST = 10
"""How many customers an item is about at most."""
SHORTEST, LONGEST = 2, 80
"""How many characters a name has."""
NEAREST = 3
"""How many names are offered instead of one that is not known."""
TOO_MANY = f"An item is about at most {MOST} customers. Leave out the ones that matter least."
COMMA = re.compile(r"[,;\n]")
"""What stands between names."""
_CLOSE = 0.4
"""How alike a name has to be to be offered."""
_NOBODY = frozenset({"none", "no", "nobody", "noone", "nocustomer", "na", "null", "nil"})
_EMOJI = re.compile(r"(?:\s*:[a-z0-9_+-]{1,40}:)+\s*", re.IGNORECASE)
_MENTION = re.compile(r"<[@#!]|^[@#]|@(?:here|channel|everyone)\b", re.IGNORECASE)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer. `id` is 0 until stored; `owner` and `made_by` are user ids.

    `owner` has the account, "" for nobody. `live_at` (UTC) is the date the customer was promised,
    in the zone in which it was said.
    """

    id: int = 0
    name: str
    owner: str = ""
    made_by: str = ""
    live_at: datetime | None = None
    live_zone: str = ""

    @property
    def key(self) -> str:
        """The form of the name by which it is compared."""
        return key(self.name)


def key(name: str) -> str:
    """A name without case, accents, punctuation and spaces; "" if it has no letter or digit."""
    return "".join(_words(name))


def tidy(name: str) -> str:
    """A name as it is kept: on one line, with single spaces, without invisible characters."""
    shown = "".join(" " if one.isspace() else one for one in name if one.isspace() or _shows(one))
    return " ".join(shown.split())


def fault(name: str) -> str:
    """Why a tidy name cannot be a customer's, and what to type instead; "" if it can be."""
    if _MENTION.search(name):
        return "A customer's name cannot mention anybody. Type the name in plain words."
    if _EMOJI.fullmatch(name) or not key(name):
        return "A customer's name needs letters or digits. Type the name in plain words."
    if key(name) in _NOBODY:
        return f"“{name}” cannot be a customer's name. Leave it out if there is no customer."
    if not SHORTEST <= len(name) <= LONGEST:
        return (
            f"A customer's name has {SHORTEST} to {LONGEST} characters, this one has {len(name)}."
        )
    return ""


def written(names: Iterable[str]) -> str:
    """Names in a list that is read as them: those with a comma or the like are in quotes."""
    return ", ".join(f'"{one}"' if COMMA.search(one) else one for one in names)


def is_nobody(text: str) -> bool:
    """Whether this says that there is no customer."""
    return key(text) in _NOBODY


def runs(text: str) -> frozenset[str]:
    """The keys of all names that the whole words of a text may be."""
    words = _words(text)
    return frozenset(one for start in range(len(words)) for one in _from(words, start))


def among(keys: Collection[str], text: str) -> tuple[str, ...]:
    """The keys among these that the text names, as they occur; of two at one place the longer."""
    words = _words(text)
    found: list[str] = []
    start = 0
    while start < len(words):
        known = [(n, one) for n, one in enumerate(_from(words, start), start=1) if one in keys]
        found += [known[-1][1]] if known else []
        start += known[-1][0] if known else 1
    return tuple(dict.fromkeys(found))


def _from(words: Sequence[str], start: int) -> Iterator[str]:
    """The first word from here, the first two, and so on, as long as they may be a name."""
    joined = ""
    for word in words[start:]:
        joined += word
        if len(joined) > 2 * LONGEST:
            return
        yield joined


def nearest(name: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The values of the keys most like a name, the closest first; each value once."""
    wanted = key(name)
    alike = {
        other: difflib.SequenceMatcher(a=wanted, b=other).ratio() + other.startswith(wanted)
        for other in names
    }
    closest = sorted((other for other in alike if alike[other] >= _CLOSE), key=lambda o: -alike[o])
    return tuple(dict.fromkeys(names[other] for other in closest))[:NEAREST]


def begins(name: str, other: str) -> bool:
    """Whether the other name has more words after those of the name: Harbor and Harbor Law."""
    words = _words(name)
    return bool(words) and _words(other)[: len(words)] == words


def _words(text: str) -> list[str]:
    """The words of a text in plain lower-case letters and digits."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = (one for one in plain if not unicodedata.combining(one))
    return "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in bare).split()


def _shows(char: str) -> bool:
    """Whether a character is not one that hides or turns others around."""
    return unicodedata.category(char)[0] != "C"
