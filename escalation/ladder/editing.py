"""Who may edit a channel's ladder, and whose say over open items an edit gives.

Docs: docs/reference.md#who-may-edit-a-ladder.
"""

from collections.abc import Collection
from dataclasses import replace

from escalation.errors import NotAllowed
from escalation.people import Person
from escalation.policy import Editors, Policy
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind

_STRICTNESS = (Editors.EVERYBODY, Editors.LADDER, Editors.ADMINS)
_CAN_EDIT = frozenset({TargetKind.PERSON, TargetKind.GROUP})
"""A channel has no say, and neither has a reporter or a stand-in as such."""


def may_edit(policy: Policy, person: Person, *, here: Directory, is_admin: bool) -> bool:
    """Whether somebody in the channel may edit its ladder; guests never may.

    `here` is a directory of the channel. Until a lead is set everybody may, and so they may if
    neither lead nor leadership could.
    """
    if person.guest:
        return False
    if is_admin or policy.editors is Editors.EVERYBODY:
        return True
    is_open = not (policy.lead and _leads(policy, here)) or person.id in here.leads(policy)
    return policy.editors is Editors.LADDER and is_open


def editors(policy: Policy, here: Directory) -> tuple[str, ...]:
    """The names of those who may edit a ladder besides admins, if the setting gives it to them."""
    if policy.editors is not Editors.LADDER:
        return ()
    inside = here.members.get(here.channel)
    leads = [one for one in sorted(here.leads(policy)) if inside is None or one in inside]
    people = [person for one in leads if (person := here.reachable(one))]
    return tuple(person.name for person in people if not person.guest)


def _leads(policy: Policy, here: Directory) -> list[Target]:
    """Those of lead and leadership who can edit the ladder, or could before they left."""
    named = [one for one in (*policy.lead, *policy.leadership) if one.kind in _CAN_EDIT]
    return [one for one in named if any(_is_inside(user, here) for user in here.users([one]))]


def _is_inside(user: str, here: Directory) -> bool:
    """Whether somebody can get to the ladder's form: in a private channel nobody outside can."""
    person, inside = here.people.get(user), here.members.get(here.channel)
    is_known = inside is None or user in inside or user in here.removed.get(here.channel, ())
    return is_known and not (person and person.guest)


def is_stricter(policy: Policy, before: Policy) -> bool:
    """Whether its setting lets fewer people edit it than before."""
    return _STRICTNESS.index(policy.editors) > _STRICTNESS.index(before.editors)


def refusal(names: Collection[str]) -> NotAllowed:
    """Why somebody may not edit a ladder; `names` are the display names of those who may."""
    who = f"{', '.join(names)} or an admin" if names else "an admin"
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
    those whom it has reached. Nobody gives a say over an open item to themselves. Somebody without
    one gives it to nobody, neither as a lead nor as somebody who is told later, and takes it from
    nobody.
    """
    if is_admin or editor in leads:
        return policy
    known = {*before.targets.difference(before.newcomers), *_people(leads), *_people(told)}
    had_say = tuple(dict.fromkeys([*before.kept, *before.lead, *before.leadership]))
    is_led = before.lead or before.kept
    if not is_led or not any(one.kind in _CAN_EDIT for one in had_say):
        themselves = _people([editor])
        newcomers = tuple(one for one in themselves if one not in known)
        return replace(policy, unearned=themselves, newcomers=newcomers, kept=had_say)
    above = {*before.lead, *before.leadership, *_people(leads)}
    unearned = [one for one in (*policy.lead, *policy.leadership) if one not in above]
    new = [one for rung in policy.rungs for one in rung.targets if one not in known]
    return replace(
        policy,
        unearned=tuple(dict.fromkeys([*before.unearned, *unearned])),
        newcomers=tuple(dict.fromkeys([*before.newcomers, *new])),
        kept=had_say,
    )


def _people(users: Collection[str]) -> tuple[Target, ...]:
    return tuple(Target(TargetKind.PERSON, user) for user in users)
