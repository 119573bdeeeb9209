"""Ladders as files: YAML that an operator reads, edits and applies.

What a file leaves out stays as it is. Docs: docs/reference.md#ladders-as-files.
"""

from calendar import day_name
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.cli.files import scalars, targets
from bot.cli.files.targets import Names
from bot.cli.files.yaml_tree import Node, Place, Table, Wrong, tree
from bot.errors import CannotRun
from escalation.errors import BadInput
from escalation.fields import Field
from escalation.ladder.checks import MAY_BE_EMPTY, Stop
from escalation.policy import Editors, HandOvers, Outsiders, Policy
from escalation.rungs import Cadence, Condition, Rung, Shown
from escalation.worktime.holidays import days_off

MOST_BYTES = 400_000
"""A larger file is not even read."""


class BadFile(Exception):
    """Everything that is wrong with a file, in order."""

    def __init__(self, *faults: Wrong) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class LadderFile:
    """The ladder in a file, and where in it everything stands."""

    policy: Policy
    table: Table

    def faults(self, stops: Iterable[Stop]) -> list[Wrong]:
        """What stops saving, each at its place, in order."""
        return _in_order(Wrong(self._place(one), one.text) for one in stops)

    def _place(self, stop: Stop) -> Place:
        if stop.rung is None:
            return _place(self.table, stop.field)
        row = _row(self.table, stop.rung)
        return row.keys.get(_KEY_OF.get(stop.field, ""), row.at) if row else _last(self.table)


_KEY_OF = {
    Field.TELL_PEOPLE: "tell",
    Field.TELL_GROUPS: "tell",
    Field.TELL_CHANNELS: "tell",
    Field.AFTER: "after",
    Field.NAME: "name",
}


def from_file(path: Path, base: Policy, names: Names) -> LadderFile:
    """The ladder in a file, as `read`; raises CannotRun, with the place of each fault."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotRun(
                f"{path}: has {path.stat().st_size:,} bytes, which is too large for a ladder."
            )
        return read(path.read_text(encoding="utf-8"), base, names)
    except OSError as fault:
        raise CannotRun(f"{path}: cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotRun(f"{path}: is not text in UTF-8.") from None
    except BadFile as bad:
        raise CannotRun(*(f"{path}, {fault}" for fault in bad.faults)) from None


def read(text: str, base: Policy, names: Names) -> LadderFile:
    """The ladder in a text; what it leaves out is as in `base`, and so is its version.

    Raises BadFile.
    """
    try:
        file = scalars.table(tree(text), _KEYS)
    except Wrong as wrong:
        raise BadFile(wrong) from None
    changes, faults = _each(file, names)
    if "version" in changes and changes["version"] != base.version:
        faults.append(Wrong(file.keys["version"], _outdated(changes["version"], base)))
    if faults:
        raise BadFile(*_in_order(faults))
    return LadderFile(_made(file, changes, base), file)


def _in_order(faults: Iterable[Wrong]) -> list[Wrong]:
    return sorted(faults, key=lambda wrong: (wrong.at.line, wrong.at.column))


def _outdated(version: int, base: Policy) -> str:
    return (
        f"this was version {version}, and the channel has version {base.version} by now. "
        "Start from what `backstop ladder show` prints."
    )


def _each(file: Table, names: Names) -> tuple[dict[str, Any], list[Wrong]]:
    """The value of each key, and what is wrong with the others."""
    changes: dict[str, Any] = {}
    faults: list[Wrong] = []
    for key, node in file.values.items():
        try:
            changes[key] = _rungs(node, names) if key == "rungs" else _READERS[key](node)
        except BadFile as several:
            faults += several.faults
        except Wrong as wrong:
            faults.append(wrong)
    return changes, faults


def _made(file: Table, changes: dict[str, Any], base: Policy) -> Policy:
    """The ladder with these changes; raises BadFile for one that cannot be."""
    rungs = changes.pop("rungs", base.rungs[:-1])
    fallback = base.rungs[-1]
    after = changes.pop("fallback_after", fallback.after)
    before = changes.pop("reminders", None)
    if before is not None:
        spans = (one for one in before if isinstance(one, timedelta))
        changes["reminders"] = (*spans, timedelta(0))
        changes["reminder_days"] = tuple(one for one in before if isinstance(one, int))
    try:
        policy = replace(base, rungs=(*rungs, replace(fallback, after=after)), **changes)
        days_off(policy.holidays, _ANY_YEAR)
    except BadInput as refused:
        raise BadFile(Wrong(_place(file, refused.field), refused.text)) from None
    return policy


_ANY_YEAR = 2026
"""Which countries and regions are known does not depend on it."""


def _place(file: Table, field: Field) -> Place:
    """Where a field of a ladder stands in the file; else its beginning."""
    if field.startswith("rung_"):
        row = _row(file, int(field.removeprefix("rung_")))
        return row.at if row else _last(file)
    return file.keys.get(field, file.keys.get("rungs", file.at))


def _row(file: Table, index: int) -> Table | None:
    """A step of the file; None for the fallback, or if the file has no steps."""
    rungs = file.values.get("rungs")
    below = scalars.rows(rungs) if rungs else ()
    row = below[index] if index < len(below) else None
    return row if isinstance(row, Table) else None


def _last(file: Table) -> Place:
    """Where it says when the fallback applies, or else begins."""
    rungs = file.values.get("rungs", file)
    return file.keys.get("fallback_after", rungs.at)


def _rungs(node: Node, names: Names) -> tuple[Rung, ...]:
    """Each rung below the fallback; raises BadFile with all that is wrong."""
    rungs: list[Rung] = []
    faults: list[Wrong] = []
    for index, row in enumerate(scalars.rows(node)):
        try:
            rungs.append(_rung(row, index, names))
        except Wrong as wrong:
            faults.append(wrong)
    if faults:
        raise BadFile(*faults)
    return tuple(rungs)


def _rung(node: Node, index: int, names: Names) -> Rung:
    row = scalars.table(node, _RUNG_KEYS)
    read = {key: _RUNG_READERS[key](value) for key, value in row.values.items() if key != "tell"}
    if "after" not in read:
        raise Wrong(row.at, "this step has no `after`; write for example after: 1 working day.")
    told = targets.read(row.values["tell"], names) if "tell" in row.values else ()
    if not told and index >= MAY_BE_EMPTY:
        raise Wrong(row.at, "this step notifies nobody. Name somebody under `tell`.")
    return Rung(targets=told, **read)


def _cadence(node: Node) -> Cadence:
    row = scalars.table(node, ("each", "every", "then"))
    return Cadence(**{key: scalars.number(value) for key, value in row.values.items()})


_RUNG_READERS: Mapping[str, Callable[[Node], Any]] = {
    "after": scalars.offset,
    "shown": lambda node: scalars.choice(node, Shown),
    "only_if": lambda node: scalars.choice(node, Condition),
    "name": scalars.word,
}
_RUNG_KEYS = ("after", "tell", "shown", "only_if", "name")
_READERS: Mapping[str, Callable[[Node], Any]] = {
    "version": scalars.number,
    "fallback_after": scalars.offset,
    "reminders": lambda node: [scalars.before_due(one) for one in scalars.rows(node)],
    "cadence": _cadence,
    "hold": scalars.working,
    "chance": scalars.working,
    "slip_budget": scalars.number,
    "review_cycle": scalars.days,
    "zone": scalars.word,
    "start": scalars.time_of_day,
    "end": scalars.time_of_day,
    "weekdays": lambda node: frozenset(map(scalars.weekday, scalars.rows(node))),
    "holidays": scalars.word,
    "days_off": lambda node: tuple(sorted({scalars.date_of(one) for one in scalars.rows(node)})),
    "window_days": scalars.number,
    "summary_weekday": scalars.weekday,
    "summary_time": scalars.time_of_day,
    "editors": lambda node: scalars.choice(node, Editors),
    "outsiders": lambda node: scalars.choice(node, Outsiders),
    "hand_overs": lambda node: scalars.choice(node, HandOvers),
}
_KEYS = ("rungs", *_READERS)


def written(policy: Policy, names: Names, *, title: str) -> str:
    """A ladder as a file that reads as the same ladder; `title` opens it as a comment."""
    return "\n".join([targets.comment(title), *_lines(policy, names), ""])


def _lines(policy: Policy, names: Names) -> Iterator[str]:
    yield f"version: {policy.version}"
    yield "rungs:"
    for rung in policy.rungs[:-1]:
        yield from _rung_lines(rung, names)
    yield f"fallback_after: {policy.rungs[-1].after}"
    yield f"reminders: [{', '.join(_before(policy))}]"
    cadence = policy.cadence
    yield f"cadence: {{each: {cadence.each}, every: {cadence.every}, then: {cadence.then}}}"
    yield f"hold: {scalars.spelt(policy.hold, kind='working ')}"
    yield f"chance: {scalars.spelt(policy.chance, kind='working ')}"
    yield f"slip_budget: {policy.slip_budget}"
    yield f"review_cycle: {policy.review_cycle.days} days"
    yield f"zone: {policy.zone}"
    yield f"start: {policy.start:%H:%M}"
    yield f"end: {policy.end:%H:%M}"
    yield f"weekdays: [{', '.join(day_name[day] for day in sorted(policy.weekdays))}]"
    yield f"holidays: {policy.holidays}".rstrip()
    yield f"days_off: [{', '.join(day.isoformat() for day in policy.days_off)}]"
    yield f"window_days: {policy.window_days}"
    yield f"summary_weekday: {day_name[policy.summary_weekday]}"
    yield f"summary_time: {policy.summary_time:%H:%M}"
    yield f"editors: {policy.editors}"
    yield f"outsiders: {policy.outsiders}"
    yield f"hand_overs: {policy.hand_overs}"


def _before(policy: Policy) -> Iterator[str]:
    for count in policy.reminder_days:
        yield f"{count} working day{'' if count == 1 else 's'}"
    yield from (scalars.spelt(span) for span in policy.reminders if span)


def _rung_lines(rung: Rung, names: Names) -> Iterator[str]:
    yield f"- after: {rung.after}"
    if rung.targets:
        yield "  tell:"
        yield from (f"  - {targets.written(target, names)}" for target in rung.targets)
    yield f"  shown: {rung.shown}"
    if rung.only_if is not Condition.OPEN:
        yield f"  only_if: {rung.only_if}"
    if rung.name:
        yield f"  name: {targets.quoted(rung.name)}"
