"""Ownership gaps in words: who cannot answer, and since when."""

from collections.abc import Sequence

from escalation.facts.in_notices import Gap
from escalation.facts.shape import ABOUT_THE_OWNER, Unable
from escalation.gaps.gap import OWNER, OwnershipGap
from escalation.items import Item
from escalation.moves.move import COMMANDS, Move
from escalation.notices.notice import Notice, Place
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
    said = missing(gap.why, item, reader)
    if gap.why is Unable.GONE and _is_back(item, reader):
        return f"{said}, and nobody has said who owns it now"
    return said


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


def lacks(notice: Notice) -> str:
    """What its item lacks: with a rung or an account owner missing, its owner still answers."""
    why = notice.says(Gap).why
    is_elsewhere = why in {*_OF_RUNG, Unable.RUNG, Unable.TARGET, Unable.ACCOUNT}
    return "has an ownership gap" if is_elsewhere else "has nobody to answer for it"


def is_settled(notice: Notice, item: Item, reader: Reader) -> bool:
    """Whether the gap it tells of is closed: the owner can answer, the account has an owner."""
    if item.id not in reader.settled:
        return False
    is_about_account = isinstance(notice.facts, Gap) and notice.facts.why is Unable.ACCOUNT
    return is_about_account or (is_about_owner(notice) and _is_back(item, reader))


def _is_back(item: Item, reader: Reader) -> bool:
    here = reader.directory.within(item.channel)
    return here.reachable(item.owner) is not None and not here.was_removed(item.owner)


def asked(notice: Notice, item: Item, reader: Reader) -> str:
    """What those who are told of a gap can do; `gap fine` is for those above."""
    act = "Hand it over to somebody who can act, or act on it yourself."
    return f"{act} {_fine(item, reader)}" if _may_accept(notice, item, reader) else act


def _fine(item: Item, reader: Reader) -> str:
    typed = f"{reader.commands.logs(item.kind)} {item.label} {COMMANDS[Move.GAP_FINE]}"
    return f"If it is fine as it is: `{typed}`."


def brief(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who cannot answer and by when it is needed, after a line of several."""
    if is_settled(notice, item, reader):
        return []
    was = "was due" if item.is_overdue(reader.now) else "due"
    who = missing(notice.says(Gap).why, item, reader)
    return [who, f"{was} {reader.when(item.due.at, dense=True)}"]


def shared(entries: Sequence[tuple[Notice, Item]], reader: Reader) -> list[str]:
    """What to type where one of several gaps is fine; [] if there is none for this reader."""
    gaps = [item for notice, item in entries if _may_accept(notice, item, reader)]
    return [_fine(gaps[0], reader).replace("it is fine", "one of them is fine")] if gaps else []


def is_open(notice: Notice, item: Item, reader: Reader) -> bool:
    """Whether the gap that it tells of, the owner's or another, is still open."""
    is_owners = is_about_owner(notice)
    return any(gap.cause.startswith(OWNER) is is_owners for gap in reader.gaps.get(item.id, ()))


def _may_accept(notice: Notice, item: Item, reader: Reader) -> bool:
    if not is_open(notice, item, reader):
        return False
    leads = reader.directory.leads(item.policy)
    if notice.place is not Place.DM:
        return bool(leads)
    return notice.recipient in leads | reader.directory.admins


def missing(gap: Unable | None, item: Item, reader: Reader) -> str:
    """Who cannot answer: the owner, a rung, or an account owner."""
    owner = reader.who(item.owner)
    if gap is Unable.AWAY:
        return _away(item, reader)
    alone = (Target(TargetKind.PERSON, item.owner),)
    if gap in _OF_RUNG and item.policy.targets_of(_OF_RUNG[gap]) == alone:
        return f"the owner {owner} is also {'the lead' if gap is Unable.LEAD else 'leadership'}"
    person = reader.people.get(item.owner)
    is_there = person is not None and person.can_own
    gone = "could not be reached" if is_there else "has no active account"
    return {
        Unable.REMOVED: f"the owner {owner} cannot see its channel",
        Unable.OWNER: f"the owner {owner} {gone}",
        Unable.GONE: f"the owner {owner} {gone}",
        Unable.LEAD: "nobody set as lead can answer",
        Unable.LEADERSHIP: "nobody set as leadership can answer",
        Unable.RUNG: "nobody on the step before can answer",
        Unable.ACCOUNT: f"{_accounts(item, reader)} has no active account",
        Unable.DECLINED: f"the owner {owner} has left its channel and given it up",
        Unable.TARGET: "nobody in a group or a channel of its ladder can answer",
        None: "nobody who should answer can be reached",
    }[gap]


def _away(item: Item, reader: Reader) -> str:
    owner, person = reader.who(item.owner), reader.people.get(item.owner)
    away = person.away_at(reader.now) if person else None
    if away is None:
        return f"the owner {owner} was away, and nobody covered"
    until = f"the owner {owner} is away until {reader.when(away.until)}"
    stand_in = reader.people.get(away.stand_in)
    if stand_in is None:
        return f"{until} with no stand-in"
    cannot = "is away too" if stand_in.is_away(reader.now) else "cannot be reached"
    return f"{until}, and {reader.who(stand_in.id)}, who covers, {cannot}"


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
