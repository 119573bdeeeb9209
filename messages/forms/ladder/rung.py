"""The form of one step of a ladder, or of the fallback, and what was entered in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from escalation.fields import Field
from escalation.ladder import bounds, edited
from escalation.policy import Policy
from escalation.rungs import (
    OF_THE_ITEM,
    Condition,
    Offset,
    Rung,
    Shown,
    Target,
    TargetKind,
    Unit,
    usual_names,
)
from messages.slack import ids, text
from messages.slack.blocks import Json
from messages.slack.fields import (
    channels_field,
    checks_field,
    choice_field,
    choices_field,
    modal,
    people_field,
    radio_field,
    text_field,
)
from messages.slack.form_values import Answers

RUNG = ids.FORM + "ladder.rung"
NEW = "new"
"""In place of its index, a step that is added."""
_OFFSETS = (
    Offset(),
    *(Offset(hours) for hours in range(1, bounds.LONGEST_HOURS + 1)),
    *(Offset(days, Unit.DAYS) for days in range(1, bounds.LONGEST_DAYS + 1)),
)
_OFFSET = re.compile(r"(?P<count>[0-9]{1,3})(?P<unit>[hd])")
_ROLES = {TargetKind.REPORTER: "The reporter", TargetKind.STAND_IN: "The owner's stand-in"}
_SHOWN = {
    Shown.NOWHERE: "Nowhere",
    Shown.THREAD: "In the item's thread",
    Shown.ALOUD: "In the thread, and shown in the channel",
}
_WHERE_ELSE = "Where else, besides direct messages"
_ONLY_IF = {
    Condition.OPEN: "The item is open",
    Condition.UNACKNOWLEDGED: "Nobody has acknowledged it since the date passed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """User groups by id: the handles of those that can be chosen, and of all that we know."""

    offered: Mapping[str, str]
    known: Mapping[str, str]

    def names(self, chosen: Iterable[str]) -> dict[str, str]:
        """The options of a menu: what can be chosen, and what is chosen already."""
        also = {one: self.known.get(one, one) for one in chosen}
        return {
            group: text.plain(f"@{handle.lstrip('@')}", {}, limit=75)
            for group, handle in {**self.offered, **also}.items()
        }


def rung_form(policy: Policy, index: int, groups: Groups, *, facts: Mapping[str, str]) -> Json:
    """The form of a step that exists, or of the fallback; `facts` say where it belongs."""
    metadata = ids.packed(**facts, rung=str(index))
    if index == policy.fallback:
        field = _offset_field(
            Field.AFTER, "The fallback applies … after the due date", policy.rungs[-1].after
        )
        return modal(RUNG, "Edit the fallback", [field], submit="Done", metadata=metadata)
    fields = _fields(policy.rungs, index, groups, when=[_when(policy.rungs[index].after)])
    return modal(RUNG, f"Edit step {index + 1}", fields, submit="Done", metadata=metadata)


def new_form(policy: Policy, groups: Groups, *, facts: Mapping[str, str]) -> Json:
    """The form of one more step; it asks when the fallback applies too, as that comes after it."""
    rung = Rung(edited.next_offset(policy))
    rungs = (*policy.rungs[:-1], rung, policy.rungs[-1])
    then = _offset_field(
        Field.FALLBACK_AFTER,
        "Then the fallback applies … after the due date",
        edited.made_room(policy),
    )
    fields = _fields(rungs, policy.fallback, groups, when=[_when(rung.after), then])
    metadata = ids.packed(**facts, rung=NEW)
    return modal(RUNG, "Add a step", fields, submit="Add", metadata=metadata)


def _when(after: Offset) -> Json:
    return _offset_field(Field.AFTER, "Notify them … after the due date", after)


def _fields(rungs: tuple[Rung, ...], index: int, groups: Groups, *, when: list[Json]) -> list[Json]:
    """Who is notified, then when, then where, on what condition and by which name."""
    rung = rungs[index]
    chosen = _chosen(rung)
    names = groups.names(chosen[TargetKind.GROUP])
    group_field = choices_field(
        Field.TELL_GROUPS,
        "User groups",
        names,
        values=chosen[TargetKind.GROUP],
        hint="Each member is notified in a direct message.",
    )
    condition = radio_field(Field.ONLY_IF, "Only if", _values(_ONLY_IF), value=rung.only_if)
    return [
        people_field(Field.TELL_PEOPLE, "People", values=chosen[TargetKind.PERSON]),
        *([group_field] if names else []),
        channels_field(
            Field.TELL_CHANNELS,
            "Channels",
            values=chosen[TargetKind.CHANNEL],
            hint="Each gets one post. Invite me there first.",
        ),
        checks_field(
            Field.TELL_ROLES,
            "Also notify",
            _values(_ROLES),
            values=[kind for kind in _ROLES if chosen[kind]],
        ),
        *when,
        radio_field(Field.SHOWN, _WHERE_ELSE, _values(_SHOWN), value=rung.shown),
        *([condition] if index else []),
        text_field(
            Field.NAME,
            "Name of this step",
            value=rung.name,
            hint=f"If empty, it is called {usual_names(rungs)[index]}.",
            optional=True,
        ),
    ]


def _chosen(rung: Rung) -> dict[TargetKind, list[str]]:
    return {kind: [one.id for one in rung.targets if one.kind is kind] for kind in TargetKind}


def _values(
    words: Mapping[TargetKind, str] | Mapping[Shown, str] | Mapping[Condition, str],
) -> dict[str, str]:
    return {key.value: said for key, said in words.items()}


def _offset_field(name: Field, label: str, current: Offset) -> Json:
    offered = dict.fromkeys([*_OFFSETS, current])
    words = {_code(offset): str(offset) for offset in offered}
    return choice_field(name, label, words, value=_code(current))


def _code(offset: Offset) -> str:
    return f"{offset.count}{offset.unit[0]}"


def offset(given: Answers, name: Field, current: Offset) -> Offset:
    """The time chosen in a field; what it was if the form does not say."""
    chosen = _OFFSET.fullmatch(given.text(name))
    if chosen is None:
        return current
    unit = Unit.DAYS if chosen["unit"] == "d" else Unit.HOURS
    return Offset(int(chosen["count"]), unit)


def entered(given: Answers, policy: Policy, index: int) -> Policy:
    """The ladder with what was entered for one of its steps, or for the fallback."""
    rung = policy.rungs[index]
    after = offset(given, Field.AFTER, rung.after)
    if index == policy.fallback:
        return edited.changed(policy, index, replace(rung, after=after))
    return edited.changed(policy, index, _rung(given, replace(rung, after=after)))


def added(given: Answers, policy: Policy) -> Policy:
    """The ladder with the step that was entered."""
    rung = _rung(given, Rung(offset(given, Field.AFTER, edited.next_offset(policy))))
    fallback = offset(given, Field.FALLBACK_AFTER, edited.made_room(policy))
    return edited.added(policy, rung, fallback=fallback)


def _rung(given: Answers, rung: Rung) -> Rung:
    by_id = {
        TargetKind.PERSON: given.many(Field.TELL_PEOPLE),
        TargetKind.GROUP: given.many(Field.TELL_GROUPS),
        TargetKind.CHANNEL: given.many(Field.TELL_CHANNELS),
    }
    targets = [Target(kind, one) for kind, chosen in by_id.items() for one in chosen]
    roles = [kind for kind in OF_THE_ITEM if kind in given.many(Field.TELL_ROLES)]
    targets += [Target(kind) for kind in sorted(roles)]
    shown, only_if = given.text(Field.SHOWN), given.text(Field.ONLY_IF)
    return replace(
        rung,
        targets=tuple(targets),
        shown=next((one for one in Shown if one == shown), rung.shown),
        only_if=next((one for one in Condition if one == only_if), rung.only_if),
        name=given.text(Field.NAME),
    )
