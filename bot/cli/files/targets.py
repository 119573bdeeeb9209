"""Whom a ladder in a file notifies: ids or names, and who is meant by them."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from bot.cli.files import scalars
from bot.cli.files.yaml_tree import Node, Wrong
from escalation.people import Person
from escalation.rungs import OF_THE_ITEM, Target, TargetKind

_ROLES = {"reporter": TargetKind.REPORTER, "stand-in": TargetKind.STAND_IN}
_SPELT = {kind: word for word, kind in _ROLES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who and what is known, by id.

    `groups` has the handle and the members of each user group; `channels` has the name of each
    channel, and whether Backstop can post there.
    """

    people: Mapping[str, Person]
    groups: Mapping[str, tuple[str, tuple[str, ...]]]
    channels: Mapping[str, tuple[str, bool]]


def read(node: Node, names: Names) -> tuple[Target, ...]:
    """The targets in a list; raises Wrong for one that reaches nobody."""
    return tuple(dict.fromkeys(_target(one, names) for one in scalars.rows(node)))


def _target(node: Node, names: Names) -> Target:
    text = scalars.word(node)
    if text in _ROLES:
        return Target(_ROLES[text])
    target = _meant(node, text, names)
    if fault := _FAULTS[target.kind](target.id, names):
        raise Wrong(node.at, f"{text} {fault}.")
    return target


def _meant(node: Node, text: str, names: Names) -> Target:
    """Who is meant by an id, `@group`, `#channel` or a display name; raises Wrong."""
    for kind, known in (
        (TargetKind.PERSON, names.people),
        (TargetKind.GROUP, names.groups),
        (TargetKind.CHANNEL, names.channels),
    ):
        if text in known:
            return Target(kind, text)
    if text.startswith("@"):
        handles = {f"@{handle.lstrip('@')}": id_ for id_, (handle, _) in names.groups.items()}
        return Target(TargetKind.GROUP, _only(node, [handles[text]] if text in handles else []))
    if text.startswith("#"):
        called = [id_ for id_, (name, _) in names.channels.items() if f"#{name}" == text]
        return Target(TargetKind.CHANNEL, _only(node, called))
    people = [one.id for one in names.people.values() if one.can_own and one.name == text]
    return Target(TargetKind.PERSON, _only(node, people))


def _only(node: Node, found: list[str]) -> str:
    """The only one with a name; raises Wrong."""
    text = scalars.word(node)
    if not text:
        raise Wrong(node.at, "this is empty. Put a #channel or a @group in quotes.")
    if len(found) > 1:
        raise Wrong(node.at, f"{text} is the name of several. Write one id: {', '.join(found)}.")
    if not found:
        raise Wrong(node.at, f"I know nobody called {text}. Write an id, such as U0123.")
    return found[0]


def _no_person(id_: str, names: Names) -> str:
    """Why nobody can be notified through this one, or ""; so with those below."""
    person = names.people.get(id_)
    if person is None or person.can_own:
        return "" if person else "is not known"
    if person.bot:
        return "is an app"
    return "has no active account" if person.deactivated else "belongs to another company"


def _no_group(id_: str, names: Names) -> str:
    _, members = names.groups[id_]
    reachable = [user for user in members if not _no_person(user, names)]
    return "" if reachable else "is a user group in which nobody can be notified"


def _no_channel(id_: str, names: Names) -> str:
    _, can_post = names.channels[id_]
    return "" if can_post else "is a channel where Backstop is not. Type there: /invite @Backstop"


_FAULTS = {
    TargetKind.PERSON: _no_person,
    TargetKind.GROUP: _no_group,
    TargetKind.CHANNEL: _no_channel,
}


def written(target: Target, names: Names) -> str:
    """A target as `read` takes it, with its name as a comment."""
    if target.kind in OF_THE_ITEM:
        return _SPELT[target.kind]
    name = _called(target, names)
    return f"{target.id}  {comment(name)}" if name else target.id


def _called(target: Target, names: Names) -> str:
    if target.kind is TargetKind.PERSON:
        return names.people[target.id].name if target.id in names.people else ""
    if target.kind is TargetKind.GROUP:
        return f"@{names.groups[target.id][0].lstrip('@')}" if target.id in names.groups else ""
    return f"#{names.channels[target.id][0]}" if target.id in names.channels else ""


def comment(words: str) -> str:
    """Words that YAML skips, on one line; what it cannot hold becomes a question mark."""
    line = " ".join(words.split())
    return f"# {''.join(char if char.isprintable() else '?' for char in line)}"


def quoted(words: str) -> str:
    """Words that YAML takes as they are."""
    dumped: str = yaml.safe_dump(words, allow_unicode=True, default_style='"', width=10_000)
    return dumped.strip()
