"""Privacy: who on the ladder of a private channel cannot see its items, and what is chosen then.

`here` is everywhere a directory of the channel itself: `Directory.within` it, with its members.
"""

from dataclasses import dataclass

from escalation.policy import Outsiders, Policy
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Whom a ladder would tell who cannot see its channel, by id; nobody if all can.

    `groups` says of how many people of a group that holds; `stand_ins` are those of people named.
    """

    people: tuple[str, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    channels: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self.people or self.groups or self.channels or self.stand_ins)


def outside(policy: Policy, here: Directory) -> Outside:
    """Whom the ladder names, as it is now, who cannot see the channel; of a public one nobody."""
    inside = here.members.get(here.channel)
    if inside is None:
        return Outside()
    named = dict.fromkeys(target for rung in policy.rungs for target in rung.targets)
    by_kind = {kind: [one.id for one in named if one.kind is kind] for kind in TargetKind}
    groups = {one: set(here.groups.get(one, ())) - inside for one in by_kind[TargetKind.GROUP]}
    people = tuple(one for one in by_kind[TargetKind.PERSON] if one not in inside)
    cover = here.stand_ins(here.users(named))
    return Outside(
        people=people,
        groups=tuple((group, len(those)) for group, those in groups.items() if those),
        channels=tuple(one for one in by_kind[TargetKind.CHANNEL] if one != here.channel),
        stand_ins=tuple(dict.fromkeys(one for one in cover if one not in {*inside, *people})),
    )


def cannot_decide(policy: Policy, here: Directory) -> tuple[int, ...]:
    """The rungs of which nobody can see the channel: they can be notified, but cannot decide."""
    inside = here.members.get(here.channel)
    if inside is None:
        return ()
    return tuple(
        index
        for index, rung in enumerate(policy.rungs[:-1])
        if rung.targets and not any(_sees(target, inside, here) for target in rung.targets)
    )


def _sees(target: Target, inside: frozenset[str], here: Directory) -> bool:
    if target.kind is TargetKind.CHANNEL:
        return target.id == here.channel
    if target.kind is TargetKind.REPORTER:
        return True
    return not inside.isdisjoint(here.users([target]))


def proposed(before: Policy, policy: Policy, here: Directory) -> Outsiders:
    """What is chosen already when somebody is asked: what the ladder says, else the default.

    `before` is the ladder that was edited. If it named nobody outside, nobody had to choose.
    """
    is_kept = outside(before, here) and policy.outsiders is before.outsiders
    return policy.outsiders if is_kept else Outsiders.LABEL
