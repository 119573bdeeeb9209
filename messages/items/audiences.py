"""Whom a rung tells, as people say it: an audience by its name and by its people."""

from escalation.items import Item
from escalation.policy import Audience, Policy
from messages.reader import Reader
from messages.slack import text


def reached(item: Item) -> str:
    """The highest audience the ladder has told in this round, as people say it."""
    return words(highest(item), item.policy)


def highest(item: Item) -> Audience:
    """The highest audience the ladder has told in this round; before that the lowest."""
    return item.policy.rungs[max(item.highest, 0)].audience


def opening(audience: Audience, policy: Policy) -> str:
    """An audience as a sentence opens: `Leadership is`, `The reporter and the channel are`."""
    called = words(audience, policy)
    return f"{called[:1].upper()}{called[1:]} {'are' if stands_in(audience, policy) else 'is'}"


def stands_in(audience: Audience, policy: Policy) -> bool:
    """Whether the reporter and the channel stand in for an audience that is not set."""
    return audience is not Audience.CHANNEL and not policy.targets(audience)


def words(audience: Audience, policy: Policy) -> str:
    """An audience as people say it, or who stands in for one that is not set."""
    if audience is Audience.CHANNEL:
        return "the channel"
    if not policy.targets(audience):
        return "the reporter and the channel"
    return "the lead" if audience is Audience.LEAD else "leadership"


def named(item: Item, audience: Audience, reader: Reader) -> str:
    """Everyone a rung tells, by name: `the lead (Ann)`, or who stands in."""
    called = words(audience, item.policy)
    targets = item.policy.targets(audience)
    if not targets:
        return called
    return f"{called} ({text.listed([reader.target(target) for target in targets[:10]])})"


def unset(policy: Policy, *, also: str = "this channel") -> str:
    """`No lead is set: the reporter and this channel are notified instead`; "" if both are.

    `also` is who is notified beside the reporter, "" for nobody.
    """
    names = [
        name
        for name, targets in (("lead", policy.lead), ("leadership", policy.leadership))
        if not targets
    ]
    verb = "is" if len(names) == 1 else "are"
    instead = f"the reporter {f'and {also} are' if also else 'is'} notified instead"
    return f"No {' and no '.join(names)} {verb} set: {instead}" if names else ""
