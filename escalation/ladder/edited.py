"""Edits of a ladder, one rung at a time; each gives a ladder that keeps every rule.

Raises BadInput, with the field of the rung's form, where that cannot be.
"""

from collections.abc import Sequence
from dataclasses import replace

from escalation.errors import BadInput
from escalation.fields import Field, rung_field
from escalation.ladder.bounds import LONGEST_DAYS
from escalation.policy import Policy
from escalation.rungs import Condition, Offset, Rung, Unit


def swapped(policy: Policy, index: int) -> Policy:
    """The ladder with everything but the times of a rung and the next one exchanged."""
    below, above = policy.rungs[index], policy.rungs[index + 1]
    exchanged = (replace(above, after=below.after), replace(below, after=above.after))
    return _with(policy, (*policy.rungs[:index], *exchanged, *policy.rungs[index + 2 :]))


def removed(policy: Policy, index: int) -> Policy:
    """The ladder without a rung."""
    return _with(policy, (*policy.rungs[:index], *policy.rungs[index + 1 :]))


def added(policy: Policy, rung: Rung, *, fallback: Offset) -> Policy:
    """The ladder with one more rung, above those that fire no later, and the fallback set so."""
    _require_before(policy, rung, replace(policy.rungs[-1], after=fallback), name="the fallback")
    below = [one for one in policy.rungs[:-1] if policy.span(one.after) <= policy.span(rung.after)]
    above = policy.rungs[len(below) : -1]
    last = replace(policy.rungs[-1], after=fallback)
    return replace(policy, rungs=(*below, rung, *above, last))


def changed(policy: Policy, index: int, rung: Rung) -> Policy:
    """The ladder with another rung in place of this one."""
    if index < policy.fallback:
        above = policy.rungs[index + 1]
        _require_before(policy, rung, above, name=policy.step(index + 1))
    try:
        return replace(policy, rungs=(*policy.rungs[:index], rung, *policy.rungs[index + 1 :]))
    except BadInput as refused:
        is_early = refused.field == rung_field(index)
        raise BadInput(refused.text, field=Field.AFTER if is_early else refused.field) from None


def next_offset(policy: Policy) -> Offset:
    """When one more rung would fire unless told otherwise: some working day after the last one."""
    return _day_after(policy, policy.rungs[-2].after)


def made_room(policy: Policy) -> Offset:
    """When the fallback would apply with one more rung: a working day after that, or as now."""
    one_more, fallback = next_offset(policy), policy.rungs[-1].after
    is_before = policy.span(one_more) < policy.span(fallback)
    return fallback if is_before else _day_after(policy, one_more)


def _day_after(policy: Policy, after: Offset) -> Offset:
    days = (Offset(count, Unit.DAYS) for count in range(1, LONGEST_DAYS + 1))
    later = (day for day in days if policy.span(day) > policy.span(after))
    return next(later, Offset(LONGEST_DAYS, Unit.DAYS))


def rebased(mine: Policy, base: Policy, theirs: Policy) -> Policy:
    """The ladder that somebody else has saved, with all that I have changed since `base`.

    So with each part of a step, unless one of us has added, removed or exchanged steps, or both
    have changed the same part: then the steps are mine. If the two do not go together, all of mine.
    """
    names = [name for name in mine.__slots__ if name != "version"]
    changed_ = {
        name: value for name in names if (value := getattr(mine, name)) != getattr(base, name)
    }
    if "rungs" in changed_:
        changed_["rungs"] = _rungs(mine.rungs, base.rungs, theirs.rungs)
    try:
        return replace(theirs, **changed_)
    except BadInput:
        return replace(mine, version=theirs.version)


def _rungs(
    mine: tuple[Rung, ...], base: tuple[Rung, ...], theirs: tuple[Rung, ...]
) -> tuple[Rung, ...]:
    if not len(mine) == len(base) == len(theirs):
        return mine
    both = [_merged(*three) for three in zip(mine, base, theirs, strict=True)]
    merged = tuple(rung for rung in both if rung)
    return merged if len(merged) == len(both) else mine


def _merged(mine: Rung, base: Rung, theirs: Rung) -> Rung | None:
    """A step with what each of us has changed; None if that is the same part."""
    parts = {}
    for name in mine.__slots__:
        values = tuple(getattr(one, name) for one in (mine, base, theirs))
        if values[0] != values[1] != values[2] != values[0]:
            return None
        parts[name] = values[2] if values[0] == values[1] else values[0]
    return Rung(**parts)


def _require_before(policy: Policy, rung: Rung, above: Rung, *, name: str) -> None:
    if policy.span(rung.after) > policy.span(above.after):
        raise BadInput(
            f"This is later than {name}: {above.after}. Choose that or earlier, "
            f"or change {name} first.",
            field=Field.AFTER,
        )


def _with(policy: Policy, rungs: Sequence[Rung]) -> Policy:
    """The ladder with these rungs, without the conditions that their new places do not allow."""
    first, *above, last = rungs
    if above and all(rung.only_if is not Condition.OPEN for rung in above):
        above[0] = replace(above[0], only_if=Condition.OPEN)
    return replace(policy, rungs=(replace(first, only_if=Condition.OPEN), *above, last))
