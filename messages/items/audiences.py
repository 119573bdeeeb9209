"""Whom a rung tells, as people say it: a rung by its name and by its people."""

from escalation.facts.by_clock import Escalated, LeftOut
from escalation.facts.by_people import CalledForHelp
from escalation.facts.in_notices import Climb
from escalation.items import Item
from escalation.policy import Policy
from escalation.rungs import Audience
from messages.reader import Reader
from messages.slack import text

_BOTH = "the reporter and the channel"
_THE_CHANNEL = "the channel"


def reached(item: Item) -> str:
    """The highest rung that has fired in this round, as people say it."""
    return words(highest(item), item.policy)


def highest(item: Item) -> int:
    """The highest rung that has fired in this round; before that the lowest."""
    return max(item.highest, 0)


def opening(rung: int, policy: Policy) -> str:
    """A rung as a sentence opens: `Leadership is`, `The reporter and the channel are`."""
    called = words(rung, policy)
    return f"{called[:1].upper()}{called[1:]} {'are' if stands_in(rung, policy) else 'is'}"


def stands_in(rung: int, policy: Policy) -> bool:
    """Whether the reporter and the channel stand in for a rung that is not set."""
    return rung != policy.fallback and not policy.rungs[rung].targets


def words(rung: int, policy: Policy) -> str:
    """A rung as people say it, or who stands in for one that is not set."""
    if rung == policy.fallback:
        return _THE_CHANNEL
    return _BOTH if stands_in(rung, policy) else spoken(policy.name(rung))


def of_facts(facts: Climb | Escalated | CalledForHelp | LeftOut, policy: Policy) -> str:
    """Whom a rung told then, by the name that it had; "" if older facts do not say."""
    if facts.name:
        return _inert(facts.name)
    if facts.audience is None:
        return f"step {facts.rung + 1}" if facts.rung else ""
    index = policy.index(facts.audience)
    if index is not None and not policy.rungs[index].targets:
        return words(index, policy)
    return spoken(facts.audience)


def spoken(name: str) -> str:
    """A rung's name within a sentence: `the lead`, and every other as it is."""
    return f"the {name}" if name == Audience.LEAD else _inert(name)


def _inert(name: str) -> str:
    """A name that somebody typed, as mrkdwn that can neither ping nor link."""
    return text.title(name, {}, limit=200)


def named(item: Item, rung: int, reader: Reader) -> str:
    """Everyone a rung tells, by name: `the lead (Ann)`, or who stands in."""
    called = words(rung, item.policy)
    targets = item.policy.rungs[rung].targets
    if not targets:
        return called
    return f"{called} ({text.listed([reader.target(target) for target in targets[:10]])})"


def unset(policy: Policy, *, also: str = "this channel") -> str:
    """`No lead is set: the reporter and this channel are notified instead`; "" if all are.

    `also` is who is notified beside the reporter, "" for nobody.
    """
    below = range(policy.fallback)
    unset_ = [_inert(policy.name(index)) for index in below if not policy.rungs[index].targets]
    verb = "is" if len(unset_) == 1 else "are"
    instead = f"the reporter {f'and {also} are' if also else 'is'} notified instead"
    return f"No {' and no '.join(unset_)} {verb} set: {instead}" if unset_ else ""
