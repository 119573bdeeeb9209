"""Ownership gaps in words: who cannot answer, and since when."""

from escalation.facts.in_notices import Gap
from escalation.facts.shape import ABOUT_THE_OWNER, Unable
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item
from escalation.moves.move import COMMANDS, Move
from escalation.notices.notice import Notice
from escalation.rungs import Audience, Target, TargetKind
from messages.reader import Reader


def lines(item: Item, reader: Reader) -> list[str]:
    """`⚠️ the owner @bo has no active account (since Mar 25, 2026 at 2:30 PM)`, one for each gap."""
    return [
        f"⚠️ {_still_missing(gap, item, reader)} (since {reader.when(gap.opened_at, dense=True)})"
        for gap in reader.gaps.get(item.id, ())
    ]


def _still_missing(gap: OwnershipGap, item: Item, reader: Reader) -> str:
    """Who cannot answer; an owner who has come back has not closed the gap."""
    person = reader.people.get(item.owner)
    if gap.why is Unable.GONE and person is not None and person.can_own:
        return f"{reader.who(item.owner)} could not be reached, and nobody has said who owns it now"
    return missing(gap.why, item, reader)


def after(item: Item, reader: Reader) -> list[str]:
    """The same after a line about the item."""
    return [f" · {line}" for line in lines(item, reader)]


def left(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The question in a reminder to an owner who has left the item's channel; [] for others."""
    if item.id not in reader.leavers or notice.recipient != item.owner:
        return []
    return [f"You have left <#{item.channel}>. Is {item.label} still yours?"]


def is_about_owner(notice: Notice) -> bool:
    """Whether it says that the owner cannot answer, not a rung or an account owner."""
    facts = notice.facts
    return isinstance(facts, Gap) and facts.why in {*ABOUT_THE_OWNER, Unable.DECLINED}


def asked(item: Item, reader: Reader) -> str:
    """What those who are told of a gap can do."""
    act = "Hand it over to somebody who can act, or act on it yourself."
    if item.id not in reader.gaps:
        return act
    typed = f"{reader.commands.logs(item.kind)} {item.label} {COMMANDS[Move.GAP_FINE]}"
    return f"{act} If it is fine as it is: `{typed}`."


def missing(gap: Unable | None, item: Item, reader: Reader) -> str:
    """Who cannot answer: the owner, a rung, or an account owner."""
    owner = reader.who(item.owner)
    person = reader.people.get(item.owner)
    if gap is Unable.AWAY and person and (away := person.away_at(reader.now)):
        return f"the owner {owner} is away until {reader.when(away.until)} with no stand-in"
    alone = (Target(TargetKind.PERSON, item.owner),)
    if gap in _OF_RUNG and item.policy.targets_of(_OF_RUNG[gap]) == alone:
        return f"the owner {owner} is also {'the lead' if gap is Unable.LEAD else 'leadership'}"
    is_there = person is not None and person.can_own
    gone = "gets no direct messages: Slack refused them" if is_there else "has no active account"
    return {
        Unable.REMOVED: f"the owner {owner} can no longer see its channel",
        Unable.OWNER: f"the owner {owner} {gone}",
        Unable.GONE: f"the owner {owner} {gone}",
        Unable.AWAY: f"the owner {owner} is away with no stand-in",
        Unable.LEAD: "nobody set as lead can answer",
        Unable.LEADERSHIP: "nobody set as leadership can answer",
        Unable.RUNG: "nobody on the step before can answer",
        Unable.ACCOUNT: f"{_accounts(item, reader)} has no active account",
        Unable.DECLINED: f"the owner {owner} has left its channel and given it up",
        Unable.TARGET: "nobody in a group or a channel of its ladder can answer",
        None: "nobody who should answer can be reached",
    }[gap]


_OF_RUNG: dict[Unable | None, Audience] = {
    Unable.LEAD: Audience.LEAD,
    Unable.LEADERSHIP: Audience.LEADERSHIP,
}


def _accounts(item: Item, reader: Reader) -> str:
    """`@bo, the account owner of Harbor,`: the first who is gone."""
    gone = [
        f"{reader.who(one.owner)}, the account owner of {reader.title(one.name, limit=80)},"
        for one in item.customers
        if one.owner and reader.directory.reachable(one.owner) is None
    ]
    return gone[0] if gone else "the account owner of a customer"
