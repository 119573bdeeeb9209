"""Names: whom people mean by a name that they typed by hand."""

import unicodedata
from collections.abc import Iterable

from escalation.people import Person
from storage.items.words import folded


def named(words: str, people: Iterable[Person]) -> list[Person]:
    """The people of that name: the whole of it, or the parts of it that were typed."""
    wanted = _parts(words)
    if not wanted:
        return []
    found = [(one, _parts(one.name)) for one in people]
    exactly = [one for one, parts in found if parts == wanted]
    return exactly or [one for one, parts in found if set(wanted) <= set(parts)]


def _parts(name: str) -> list[str]:
    """The parts of a name without case and accents: `José's` is `jose`."""
    bare = unicodedata.normalize("NFD", folded(name.strip().removesuffix("'s").removesuffix("’s")))
    return "".join(char for char in bare if not unicodedata.combining(char)).split()
