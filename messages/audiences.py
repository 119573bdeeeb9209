"""Whom a rung tells, as people say it: an audience by its name and by its people."""

from escalation.items import Item
from escalation.policy import Audience, Policy
from messages import text
from messages.voice import Voice


def reached(item: Item) -> str:
    """The highest audience the ladder has told in this round."""
    rung = item.policy.rungs[max(item.highest, 0)]
    return words(rung.audience, item.policy)


def words(audience: Audience, policy: Policy) -> str:
    """An audience as people say it, or who stands in for one that is not set."""
    if audience is Audience.CHANNEL:
        return "the channel"
    if not policy.targets(audience):
        return "the reporter and the channel"
    return "the lead" if audience is Audience.LEAD else "leadership"


def named(item: Item, audience: Audience, voice: Voice) -> str:
    """Everyone a rung tells, by name: `the lead (Ann)`, or who stands in."""
    called = words(audience, item.policy)
    targets = item.policy.targets(audience)
    if not targets:
        return called
    return f"{called} ({text.listed([voice.target(target) for target in targets[:10]])})"
