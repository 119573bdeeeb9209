"""What happened to an item, a sentence each: for its thread, its timeline and confirmations."""

import re
from collections.abc import Callable
from typing import Any

from escalation.about.links import Link
from escalation.events import BACKSTOP, Event
from escalation.facts import (
    about_indicators,
    by_clock,
    by_owners,
    by_people,
    circumstances,
    handing_over,
    linked,
)
from escalation.facts.action import Action
from escalation.facts.in_notices import Done
from escalation.facts.shape import EventFacts, Other, Unable
from escalation.fields import Field
from escalation.items import Item
from escalation.rungs import Audience
from messages.handover import in_thread
from messages.items import audiences, links
from messages.notices.dates import moved_dates
from messages.reader import Reader
from messages.slack import text

_Words = Callable[[Any, Done, Item, Reader], str]
"""Words for one class of facts, which is the first argument."""


def done_by(event: Event) -> Done:
    """What an event says of who did what, and why."""
    return Done(actor=event.actor, reason=event.reason, change=event.facts)


def sentence(done: Done, item: Item, reader: Reader) -> str:
    """`*B-12*: *Maria* moved the date to …, because …`."""
    return f"{reader.label(item)}: {did(done, item, reader)}"


def did(done: Done, item: Item, reader: Reader) -> str:
    """The same without the label, as a timeline shows it."""
    who = "Backstop" if done.actor in ("", BACKSTOP) else reader.who(done.actor)
    words = _DID[type(done.change)](done.change, done, item, reader)
    is_said = isinstance(done.change, by_people.Acknowledged | by_owners.NobodyNamed)  # its reason
    undone = " (undone)" if done.undone else ""
    return f"{who} {words}{'' if is_said else in_thread.because(done, reader, limit=1300)}{undone}"


def _fixed(words: str) -> _Words:
    return lambda _change, _done, _item, _reader: words


def _quoted(verb: str, said: str | None, reader: Reader) -> str:
    return f"{verb}: {reader.title(said, limit=1300)}" if said else verb


def _closed(verb: str) -> _Words:
    def words(change: by_people.Closed, _done: Done, _item: Item, reader: Reader) -> str:
        return _quoted(verb, change.outcome, reader)

    return words


def _noted(change: by_people.Noted, _done: Done, _item: Item, reader: Reader) -> str:
    return _quoted("noted", change.text, reader) + moved_dates.paused(change.held_until, reader)


def _acknowledged(change: by_people.Acknowledged, done: Done, _item: Item, reader: Reader) -> str:
    return _quoted("acknowledged it", done.reason, reader) + moved_dates.paused(
        change.held_until, reader
    )


def _snoozed(change: by_people.Snoozed, _done: Done, _item: Item, reader: Reader) -> str:
    until = f" until {reader.when(change.until)}" if change.until else ""
    return f"snoozed the reminders{until}"


def _reminded(change: by_people.ReminderAsked, _done: Done, _item: Item, reader: Reader) -> str:
    """`reminded Maria`, or the one who is told instead."""
    if not change.to:
        return "asked for a reminder"
    told = text.listed([reader.who(user) for user in change.to])
    instead = "" if change.owner in change.to else f" in place of {reader.who(change.owner)}"
    return f"reminded {told}{instead}"


def _reminded_by_clock(change: by_clock.Reminded, _done: Done, _item: Item, reader: Reader) -> str:
    """`reminded the owner`, or those who were told besides or instead."""
    others = [reader.who(user) for user in change.to if user != change.owner]
    if not others:
        return "reminded the owner"
    owner = reader.who(change.owner)
    if change.owner in change.to:
        return f"reminded {owner} and {text.listed(others)}, who covers"
    return f"reminded {text.listed(others)}, who covers for {owner}"


def _called(change: by_people.CalledForHelp, _done: Done, item: Item, reader: Reader) -> str:
    if change.audience is Audience.CHANNEL:
        return _APPLIES
    who = audiences.of_facts(change, item.policy)
    when = f" ({reader.when(change.heard_at)})" if change.heard_at else ""
    return f"called {who}{when}" if who else "called for help"


def _escalated(change: by_clock.Escalated, _done: Done, item: Item, _reader: Reader) -> str:
    if change.audience is Audience.CHANNEL:
        return _APPLIES
    who = audiences.of_facts(change, item.policy)
    return f"escalated it to {who}" if who else "escalated it"


def _left_out(change: by_clock.LeftOut, _done: Done, item: Item, _reader: Reader) -> str:
    who = audiences.of_facts(change, item.policy) or "a step"
    return f"did not notify {who}, because somebody has acknowledged it since the date passed"


_APPLIES = "said that the fallback applies"


def _kept(change: by_people.Kept, _done: Done, _item: Item, reader: Reader) -> str:
    return f"keeps it open until {reader.when(change.until)}" if change.until else "keeps it open"


def _reopened(change: by_people.Reopened, _done: Done, _item: Item, reader: Reader) -> str:
    due_at = change.new_due_at
    return f"reopened it, now due {reader.when(due_at)}" if due_at else "reopened it"


def _undone(change: by_people.Undone, _done: Done, _item: Item, reader: Reader) -> str:
    if change.what is Action.REASSIGN and change.old_owner:
        return f"undid handing it to {reader.who(change.old_owner)}"
    if change.what is Action.OFFER and change.old_owner:
        return f"took back the offer to {reader.who(change.old_owner)}"
    if change.same_as:
        return f"said it is the same as {change.same_as}"
    return _UNDID.get(change.what, "undid something")


_UNDID: dict[Action | None, str] = {
    Action.LOGGED: "undid logging it",
    Action.REASSIGN: "undid handing it over",
    Action.OFFER: "took back the offer",
    Action.TAKE: "no longer asks for it",
    Action.RESOLVE: "undid resolving it",
    Action.DECIDE: "undid deciding it",
    Action.FALL_BACK: "undid using the fallback",
    Action.WITHDRAW: "undid withdrawing it",
}


def _trajectory(change: by_people.TrajectorySet, _done: Done, _item: Item, reader: Reader) -> str:
    said = f"says the customer impact is {change.new or 'changing'}"
    return said + moved_dates.paused(change.held_until, reader)


def _depended(change: by_people.Depended, _done: Done, _item: Item, reader: Reader) -> str:
    if not (change.relation and change.others):
        return "changed what depends on it"
    return f"says it {change.relation} {text.listed([*map(reader.named, change.others)])}"


def _edited(change: by_people.Edited, _done: Done, _item: Item, reader: Reader) -> str:
    """`changed the title from … to …`; urgency has words of its own."""
    if change.field is Field.URGENT:
        return "made it urgent" if change.new else "said that it is no longer urgent"
    what, both = _FIELDS.get(change.field, "something"), (change.old, change.new)
    old, new = (f"“{reader.title(_shown(words, change), limit=600)}”" for words in both)
    if not change.new:
        return f"removed {what} {old}"
    return f"changed {what} from {old} to {new}" if change.old else f"added {what} {new}"


def _shown(words: str, change: by_people.Edited) -> str:
    """Options with a bar between them, and the name of one customer without its own quotes."""
    if change.field is Field.OPTIONS:
        return " | ".join(words.splitlines())
    is_one = change.field is Field.CUSTOMER and re.fullmatch(r'"[^"]*"', words)
    return words[1:-1] if is_one else words


_FIELDS: dict[Field | None, str] = {
    Field.TITLE: "the title",
    Field.IMPACT: "the impact",
    Field.FALLBACK: "the fallback",
    Field.OPTIONS: "the options",
    Field.CUSTOMER: "the customer",
}
"""What each field is called where somebody changed it."""


def _linked(change: linked.Linked, _done: Done, _item: Item, reader: Reader) -> str:
    return f"added the link {links.one(Link(url=change.url, words=change.words), reader)}"


def _unlinked(change: linked.Unlinked, _done: Done, _item: Item, reader: Reader) -> str:
    return f"removed the link {links.one(Link(url=change.url, words=change.words), reader)}"


def _chance_moved(change: by_clock.ChanceMoved, _done: Done, _item: Item, reader: Reader) -> str:
    at = change.heard_at
    return f"will tell the first of them {reader.when(at)}" if at else "will tell them later"


def _adopted(change: circumstances.Adopted, _done: Done, _item: Item, _reader: Reader) -> str:
    return f"put it on version {change.version} of the ladder"


def _gap_found(change: by_clock.GapFound, _done: Done, _item: Item, reader: Reader) -> str:
    """An absence is no gap: it ends by itself."""
    if change.why is Unable.AWAY:
        return f"found nobody to cover for {reader.who(change.owner)}"
    return "found an ownership gap"


def _other(change: Other, _done: Done, _item: Item, _reader: Reader) -> str:
    return change.word.replace("_", " ") or "changed it"


_DID: dict[type[EventFacts], _Words] = {
    by_people.Logged: _fixed("logged it"),
    circumstances.Configured: _fixed("configured"),
    circumstances.Adopted: _adopted,
    circumstances.WentAway: _fixed("is away"),
    circumstances.CameBack: _fixed("is back"),
    circumstances.CustomerChanged: _fixed("changed a customer"),
    about_indicators.IndicatorChanged: _fixed("changed an indicator"),
    by_people.Acknowledged: _acknowledged,
    by_people.Noted: _noted,
    by_people.Snoozed: _snoozed,
    by_people.ReminderAsked: _reminded,
    by_people.Reassigned: in_thread.reassigned,
    handing_over.Offered: in_thread.offered,
    handing_over.AskedToTake: in_thread.asked_to_take,
    handing_over.Declined: in_thread.declined,
    handing_over.Lapsed: in_thread.lapsed,
    by_owners.Agreed: moved_dates.agreed,
    by_owners.Disowned: in_thread.disowned,
    by_owners.NobodyNamed: in_thread.unnamed,
    by_people.Rescheduled: moved_dates.did,
    by_people.CalledForHelp: _called,
    by_people.TrajectorySet: _trajectory,
    by_people.Edited: _edited,
    by_people.Depended: _depended,
    linked.Linked: _linked,
    linked.Unlinked: _unlinked,
    by_people.Resolved: _closed("resolved it"),
    by_people.Decided: _closed("decided it"),
    by_people.Kept: _kept,
    circumstances.GapAccepted: _fixed("said that its ownership gap is fine"),
    by_people.FellBack: _closed("used the fallback"),
    by_people.Withdrawn: _fixed("withdrew it"),
    by_people.Reopened: _reopened,
    by_people.Undone: _undone,
    by_clock.Reminded: _reminded_by_clock,
    by_clock.Escalated: _escalated,
    by_clock.LeftOut: _left_out,
    by_clock.ChanceMoved: _chance_moved,
    by_clock.GapFound: _gap_found,
    by_clock.Parked: _fixed("could not deliver a message: Slack refused it"),
    by_clock.PostedAgain: _fixed("posted the card again, as the one before was deleted"),
    by_clock.Reviewed: _fixed("told leadership that it is still open"),
    by_clock.Asked: _fixed("asked what should become of it"),
    by_clock.Repaired: _fixed("removed a duplicate message"),
    by_clock.SummedUp: _fixed("listed it in the weekly summary"),
    by_clock.ChannelIdChanged: _fixed("channel id changed"),
    by_clock.Corrected: _fixed("corrected"),
    by_clock.Converted: _fixed("converted"),
    Other: _other,
}
