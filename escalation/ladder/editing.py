"""Who may edit a channel's ladder, and whose say over open items an edit gives.

Docs: docs/reference.md#who-may-edit-a-ladder.
"""

from collections.abc import Collection
from dataclasses import replace

from escalation.errors import NotAllowed
from escalation.people import Person
from escalation.policy import Editors, Policy
from escalation.rungs import Target, TargetKind

_STRICTNESS = (Editors.EVERYBODY, Editors.LADDER, Editors.ADMINS)
_WHO = {Editors.LADDER: "the lead, leadership or an admin", Editors.ADMINS: "an admin"}


def may_edit(policy: Policy, person: Person, *, leads: Collection[str], is_admin: bool) -> bool:
    """Whether somebody in the channel may edit its ladder; guests never may.

    `leads` are the user ids of its lead and leadership. Until one is set everybody may.
    """
    if person.guest:
        return False
    if is_admin or policy.editors is Editors.EVERYBODY:
        return True
    return policy.editors is Editors.LADDER and (policy.nobody_is_set or person.id in leads)


def is_stricter(policy: Policy, before: Policy) -> bool:
    """Whether its setting lets fewer people edit it than before."""
    return _STRICTNESS.index(policy.editors) > _STRICTNESS.index(before.editors)


def refusal(policy: Policy, *, names: Collection[str]) -> NotAllowed:
    """Why somebody may not edit a ladder; `names` are the display names of those who may."""
    who = f"{', '.join(names)} or an admin" if names else _WHO.get(policy.editors, "a member")
    return NotAllowed(
        f"Only {who} can change this channel's setup. To read it: `/backstop ladder`."
    )


def locked_out() -> NotAllowed:
    """Why somebody may not make a ladder stricter than they could undo."""
    return NotAllowed(
        "With that setting you could not change the setup again yourself, so nothing was saved. "
        "Ask somebody who could to choose it."
    )


def applied_by(
    policy: Policy,
    before: Policy,
    *,
    editor: str,
    leads: Collection[str],
    is_admin: bool,
    told: Collection[str] = (),
) -> Policy:
    """The ladder as an open item takes it over from this editor, with whose say it does not give.

    `before` is the item's own ladder, `leads` the user ids of its lead and leadership, and `told`
    those whom it has reached. Nobody gives a say over an open item to themselves, and somebody
    without one gives it to nobody: neither as a lead nor as somebody who is told later.
    """
    if is_admin or editor in leads:
        return policy
    known = {*before.targets.difference(before.newcomers), *_people(leads), *_people(told)}
    if before.nobody_is_set:
        themselves = _people([editor])
        newcomers = tuple(one for one in themselves if one not in known)
        return replace(policy, unearned=themselves, newcomers=newcomers)
    above = {*before.lead, *before.leadership, *_people(leads)}
    unearned = [one for one in (*policy.lead, *policy.leadership) if one not in above]
    new = [one for rung in policy.rungs for one in rung.targets if one not in known]
    return replace(
        policy,
        unearned=tuple(dict.fromkeys([*before.unearned, *unearned])),
        newcomers=tuple(dict.fromkeys([*before.newcomers, *new])),
    )


def _people(users: Collection[str]) -> tuple[Target, ...]:
    return tuple(Target(TargetKind.PERSON, user) for user in users)
