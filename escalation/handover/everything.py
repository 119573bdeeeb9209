"""Handing over everything of somebody: who may, what asks first, and what a ladder becomes."""

from collections.abc import Collection
from dataclasses import replace

from escalation.errors import NotAllowed
from escalation.policy import HandOvers, Policy
from escalation.rungs import Target, TargetKind

MOST_LINES = 100
"""Lines in one form: what one transaction does while somebody waits for the answer."""


def asks_first(policy: Policy, *, actor: str, owner: str) -> bool:
    """Whether what is handed over under this ladder waits for the receiver's yes.

    Lead and admins decide for others, and nobody decides for themselves that it is taken.
    """
    return actor == owner and policy.hand_overs is HandOvers.OFFERED


def refusal(owner: str, leads: Collection[str]) -> NotAllowed:
    """Why somebody may not hand over what this person has; both are names."""
    who = ", ".join(dict.fromkeys([owner, *leads]))
    return NotAllowed(
        f"You cannot hand over everything of {owner}. Only {who} or an admin can do that, "
        "each lead for their own channels."
    )


def places(policy: Policy, user: str) -> tuple[int, ...]:
    """The steps of a ladder, by index, on which this person stands by name."""
    person = Target(TargetKind.PERSON, user)
    return tuple(index for index, rung in enumerate(policy.rungs) if person in rung.targets)


def with_another(policy: Policy, rung: int, *, old: str, new: str) -> Policy:
    """The ladder with somebody else where this person stood on a step, and only once there."""
    swapped = {Target(TargetKind.PERSON, old): Target(TargetKind.PERSON, new)}
    targets = (swapped.get(target, target) for target in policy.rungs[rung].targets)
    changed = [*policy.rungs]
    changed[rung] = replace(changed[rung], targets=tuple(dict.fromkeys(targets)))
    return replace(policy, rungs=tuple(changed))
