"""Who may make, record and retire an indicator, and who is told of one that is missing."""

from collections.abc import Collection

from escalation.errors import NotAllowed
from escalation.people import Person
from escalation.policy import Policy
from escalation.recipients import Directory


def may_record(owner: str, person: Person, policy: Policy, *, here: Directory, admin: bool) -> bool:
    """Whether somebody may record and fix the values of an indicator with this owner.

    `here` is a directory of its channel that knows the owner.
    """
    return (
        admin or person.id == owner or person.id in {*here.stand_ins([owner]), *here.leads(policy)}
    )


def refusal(names: Collection[str], name: str) -> NotAllowed:
    """Why somebody may not record a value; `names` are those of the people who may."""
    who = f"{', '.join(names)} or an admin" if names else "an admin"
    return NotAllowed(f"Only {who} can record {name}.")


def answering(owner: str, here: Directory) -> Person | None:
    """Who is asked for a value now: the owner, or their stand-in while they are away."""
    person = here.reachable(owner)
    if person is None or here.was_removed(owner):
        return None
    return here.stand_in(person) if person.is_away(here.now) else person


def told_of_missing(
    owner: str, made_by: str, policy: Policy, *, here: Directory
) -> tuple[Person, ...]:
    """Who is told that a value is missing: the first of these of whom anybody can be told.

    The lead, leadership, who made it, the admins; never the owner, and nobody outside a private
    channel.
    """
    above = [here.recipients(targets, beside=owner) for targets in (policy.lead, policy.leadership)]
    groups = [[one.person.id for one in found] for found in above]
    for users in [*groups, [made_by], sorted(here.admins)]:
        people = [person for user in users if user != owner and (person := _fit(user, here))]
        if people:
            return tuple(people)
    return ()


def _fit(user: str, here: Directory) -> Person | None:
    inside = here.members.get(here.channel)
    return here.reachable(user) if inside is None or user in inside else None


def change_refusal(names: Collection[str]) -> NotAllowed:
    """Why somebody may not make, change or retire indicators; `names` are of those who may."""
    who = f"{', '.join(names)} or an admin" if names else "an admin"
    return NotAllowed(f"Only {who} can change the indicators of this channel.")
