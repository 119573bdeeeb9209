"""What people read of an item whose channel they cannot see: label, owner, due date and a link.

No word that somebody typed for it is in here.
"""

from collections.abc import Sequence

from escalation.facts.action import Action
from escalation.facts.by_people import Reopened, Undone
from escalation.facts.handing_over import Unmade
from escalation.facts.in_notices import AsksIn, Done, Gap
from escalation.facts.shape import EventFacts, Unable
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.rungs import Target, TargetKind
from messages.gaps import words as gap_words
from messages.items import buttons
from messages.reader import Reader
from messages.slack import dates, ids, text
from messages.slack.blocks import Json, actions, button, message, option, overflow, section

ASK = "Ask to be invited"
_NEWS = {
    NoticeKind.MOVED: "{} has a new date",
    NoticeKind.SLIPPED: "{} has a new date",
}


_YOURS = frozenset({NoticeKind.LOGGED, NoticeKind.HANDED})


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The sentences of a notice for somebody who may not see its item."""
    if _ends_ownership(notice, item):
        return [f"You cannot see {reader.label(item)}: {_leads(item, reader)}."]
    said = [f"{_matter(notice, item, reader)}.", f"{_whose(item, reader)}."]
    return [*said, _why(notice, item, reader)] if item.is_open else said


def line(notice: Notice, item: Item, reader: Reader) -> str:
    """The same as one line of several."""
    if _ends_ownership(notice, item):
        return lines(notice, item, reader)[0].rstrip(".")
    return f"{_matter(notice, item, reader)} · {_whose(item, reader)}"


def _why(notice: Notice, item: Item, reader: Reader) -> str:
    if notice.place is not Place.DM:
        return "Its channel is private, so only its number, owner and due date are shown here."
    members, sent = reader.directory.members, "I only send you its number, owner and due date."
    if notice.recipient in members.get(item.channel, ()):  # listed too long ago to be certain
        return f"I could not ask Slack whether you are in its private channel, so {sent}"
    private = "private " if item.channel in members else ""
    return f"You are not in its {private}channel, so {sent}"


def _matter(notice: Notice, item: Item, reader: Reader) -> str:
    told = _end_of_offer(notice, reader) if item.is_open else ""
    return f"{reader.label(item)} {told}" if told else _first(notice, item, reader)


def _first(notice: Notice, item: Item, reader: Reader) -> str:
    label = reader.label(item)
    if not item.is_open:
        return f"{label} is closed"
    if news := _news(notice, item):
        return news.format(label)
    if notice.kind is NoticeKind.REVIEW:
        return f"{label} has been open for {dates.days(item.logged_at, reader.now, reader.zone)}"
    if item.is_overdue(reader.now):
        return f"🔴 {label} is overdue"
    return f"{label} needs help" if notice.kind is NoticeKind.ESCALATION else f"{label} is due"


def _news(notice: Notice, item: Item) -> str:
    """What has happened, with a gap for the label; "" if it is about the date."""
    if notice.kind in (NoticeKind.CHANGED, NoticeKind.UNDONE):
        return f"{{}} {_changed(notice.says(Done).change)}"
    if notice.kind in _YOURS and notice.recipient == item.owner:
        return "{} is yours now"
    if notice.kind is NoticeKind.GAP:
        return f"⚠️ {{}} {gap_words.lacks(notice)}"
    return _NEWS.get(notice.kind, "")


def _end_of_offer(notice: Notice, reader: Reader) -> str:
    """What somebody reads whom an offer or a request no longer lets see it; "" for other news."""
    if not isinstance(notice.facts, Done) or notice.place is not Place.DM:
        return ""
    change = notice.facts.change
    if isinstance(change, Unmade):
        return f"stays with {reader.who(change.owner)}"
    what = change.what if isinstance(change, Undone) else change.action
    return _NO_LONGER.get(what, "")


_NO_LONGER: dict[Action | None, str] = {
    Action.OFFER: "is no longer offered to you",
    Action.TAKE: "is no longer asked for",
}


def _changed(change: EventFacts) -> str:
    """What can be said of a change without a word of it."""
    if isinstance(change, Undone) and change.new_owner:
        return "has another owner"
    return "is open again" if isinstance(change, Reopened | Undone) else "was changed"


def _whose(item: Item, reader: Reader) -> str:
    was = "was due" if item.is_overdue(reader.now) or not item.is_open else "due"
    return f"Owner {reader.who(item.owner)}, {was} {reader.when(item.due.at)}"


def _ends_ownership(notice: Notice, item: Item) -> bool:
    """Whether it tells an owner that they can no longer see their item."""
    facts = notice.facts
    is_theirs = item.is_open and notice.recipient == item.owner
    return is_theirs and isinstance(facts, Gap) and facts.why is Unable.REMOVED


def _leads(item: Item, reader: Reader) -> str:
    """Who names a new owner: the first of those above who sees the item."""
    here = reader.directory.within(item.channel)
    above = (*item.policy.lead, *item.policy.leadership, Target(TargetKind.PERSON, item.reporter))
    found = here.recipients(above, beside=item.owner)
    names = [reader.who(one.person.id) for one in found if here.may_decide(one.person.id, item)]
    return f"{names[0] if names else 'somebody in its channel'} will name a new owner"


def _asks(notice: Notice, item: Item, reader: Reader) -> bool:
    """Whether the reader can do anything about it."""
    is_over = _ends_ownership(notice, item) or _end_of_offer(notice, reader)
    return item.is_open and buttons.asks(notice) and not is_over


def row(notice: Notice, item: Item, reader: Reader) -> list[Json]:
    """The buttons under it: acknowledge, call the next rung, ask to be invited; [] for none."""
    if not _asks(notice, item, reader):
        return []
    elements = [buttons.move_button(item, "escalate", reader)]
    if not item.position.held(reader.now):
        elements.insert(0, buttons.move_button(item, "acknowledge", reader, style="primary"))
    elements.append(button(ASK, ids.INVITE, value=ids.encode(item), spoken=f"{ASK}: {item.label}"))
    return [actions(ids.block_id(item, notice.kind), elements)]


def menu(notice: Notice, item: Item, reader: Reader) -> Json | None:
    """The same beside one of several lines."""
    if not _asks(notice, item, reader):
        return None
    offered = (("acknowledge", "Acknowledge"), ("escalate", "Escalate now"), (ids.INVITE, ASK))
    options = [option(words, ids.encode_choice(word, item)) for word, words in offered]
    return overflow(ids.MORE, options)


def invite_lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What the lead reads of somebody who asks to be invited."""
    who = reader.who(notice.says(AsksIn).actor)
    return [
        f"{who} asks to be invited to <#{item.channel}>, because of {reader.label(item)}: "
        f"{reader.title(item.title)}",
        f"So far {who} was only told its number, its owner and when it is due.",
    ]


def invite_reply(label: str, names: Sequence[str], *, again: bool) -> Json:
    """Who is asked for the invitation, and whether they were before."""
    who = text.title(text.listed([*names]), {}) if names else "Everybody in its channel"
    verb = "was" if len(names) < 2 else "were"
    when = "already asked" if again else "asked"
    words = f"{who} {verb} {when} to invite you to the channel of {label}."
    return message(words, [section(words)])
