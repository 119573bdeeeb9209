"""Whom a step of a ladder tells, by name: the same wherever it is shown."""

from collections.abc import Sequence

from escalation.rungs import Target, TargetKind
from messages.reader import Reader
from messages.slack import text

MOST_NAMED = 10


def some(targets: Sequence[Target], reader: Reader, *, most: int = MOST_NAMED) -> str:
    """`Lea and the 2 people of @leads`; of many the first, and how many more there are."""
    named = [whom(target, reader) for target in targets[:most]]
    more = len(targets) - most
    return text.listed([*named, *([f"{more} more"] if more > 0 else [])])


def whom(target: Target, reader: Reader) -> str:
    """One of them; of a user group how many people it notifies, by the name that people write."""
    if target.kind is not TargetKind.GROUP:
        return reader.target(target)
    count, handle = _reachable(target, reader), reader.directory.handles.get(target.id, target.id)
    noun = "person" if count == 1 else "people"
    return f"the {count} {noun} of @{text.title(handle, {}, limit=160).lstrip('@')}"


def is_one(target: Target, reader: Reader) -> bool:
    """Whether it notifies one person, or makes one post."""
    return target.kind is not TargetKind.GROUP or _reachable(target, reader) == 1


def _reachable(group: Target, reader: Reader) -> int:
    """How many people of a user group can be notified."""
    directory = reader.directory
    return sum(directory.reachable(user) is not None for user in directory.users([group]))
