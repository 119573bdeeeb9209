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
    policy: Policy, before: Policy, *, editor: str, leads: Collection[str], is_admin: bool
) -> Policy:
    """The ladder as an open item takes it over from this editor, with whose say it does not give.

    `before` is the item's own ladder, and `leads` the user ids of its lead and leadership. Nobody
    gives a say over an open item to themselves, and somebody without one gives it to nobody.
    """
    if is_admin or editor in leads:
        return policy
    if before.nobody_is_set:
        return replace(policy, unearned=(Target(TargetKind.PERSON, editor),))
    told = {*before.lead, *before.leadership}
    new = [target for target in (*policy.lead, *policy.leadership) if target not in told]
    unearned = [target for target in new if target.id not in leads]
    return replace(policy, unearned=tuple(dict.fromkeys([*before.unearned, *unearned])))
