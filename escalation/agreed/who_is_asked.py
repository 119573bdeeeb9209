"""Who names another owner of what is not its owner's, and who is told if nobody does."""

from escalation.items import Item
from escalation.people import Person
from escalation.recipients import Directory, leadership_of
from escalation.rungs import Audience


def asked(item: Item, directory: Directory) -> Person | None:
    """Who logged it, or else who dated it; if they have left, the lead or leadership.

    None if nobody but the owner can be reached.
    """
    here = directory.about(item)
    others = (user for user in (item.reporter, item.agreement.dated_by) if user != item.owner)
    for user in others:
        person = here.reachable(user)
        if person and here.may_be_told(user) and not here.was_removed(user):
            return person
    return next(iter(told(item, directory)), None)


def told(item: Item, directory: Directory, *, besides: str = "") -> tuple[Person, ...]:
    """The lead; leadership if the lead is nobody but the owner and `besides` (an id)."""
    here = directory.about(item)
    for targets in (item.policy.targets_of(Audience.LEAD), leadership_of(item, here)):
        found = [one.person for one in here.recipients(targets, beside=item.owner)]
        people = [one for one in found if one.id != besides and here.may_decide(one.id, item)]
        if people:
            return tuple(people)
    return ()
