"""What each kind of notice says, line by line; the first line carries the matter.

The facts read here are those that `addressing` and `announcements` leave: `actor`, `reason`,
`from` (the old date or owner), `audience`, `gap` and `why` (who cannot answer), `move`;
`channel` and `error` (where Slack refused it, and why).
"""

from collections.abc import Callable
from datetime import timedelta

from escalation.items import Item
from escalation.notices import Notice, NoticeKind, Place
from escalation.policy import ABOVE, Audience, Target, TargetKind
from messages import ahead, audiences, cards, changes, dates, text
from messages.voice import Voice

_FRESH = timedelta(hours=1)
"""How long after due a reminder still says `is due now`."""
_Words = Callable[[Notice, Item, Voice], list[str]]


def lines(notice: Notice, item: Item, voice: Voice) -> list[str]:
    """The sentences of a notice as mrkdwn.

    Drawn again after the item was closed or handed on, a notice says that instead.
    """
    return _words(notice, item)(notice, item, voice)


def _words(notice: Notice, item: Item) -> _Words:
    if notice.kind is NoticeKind.CHANGED or item.is_open:
        return _handed_on if was_handed_on(notice, item) else _WORDS[notice.kind]
    return _closed


def was_handed_on(notice: Notice, item: Item) -> bool:
    """Whether the notice was meant for the owner and somebody else owns the item now."""
    if notice.kind is NoticeKind.REMINDER:
        return notice.facts.get("owner", item.owner) != item.owner
    return notice.kind in _TO_THE_OWNER and notice.recipient != item.owner


def still_concerns(notice: Notice, item: Item) -> bool:
    """Whether the notice still concerns its reader: the item is open and was not handed on."""
    return item.is_open and not was_handed_on(notice, item)


def _logged(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        _yours(item, voice),
        f"{_was_due(item, voice)} {cards.due(item, voice)}. Logged by {voice.who(item.reporter)}.",
        _otherwise(item, voice),
    ]


def _reminder(notice: Notice, item: Item, voice: Voice) -> list[str]:
    old = dates.parsed(notice.facts.get("from", ""))
    moved = [f"The date has moved: it was {voice.when(old)}."] if old else []
    return [*_reminded(item, voice), *moved]


def _reminded(item: Item, voice: Voice) -> list[str]:
    title, due_at = voice.title(item.title), voice.when(item.due.at)
    if not item.is_overdue(voice.now):
        return [f"*{item.label}* is due {due_at}: {title}", _otherwise(item, voice)]
    if voice.now - item.due.at < _FRESH:
        return [
            f"*{item.label}* is due now: {title}",
            f"Due {due_at}.",
            ahead.next_step(item, voice),
        ]
    return [cards.headline(item, voice), f"It was due {due_at}.", ahead.next_step(item, voice)]


def _escalation(notice: Notice, item: Item, voice: Voice) -> list[str]:
    lines = [_lateness(item, voice)]
    owner = voice.who(item.owner)
    if item.is_overdue(voice.now):
        lines.append(f"Owner {owner}; it was due {voice.when(item.due.at)}.")
    else:
        lines.append(f"Owner {owner}, due {voice.when(item.due.at)}.")
    if item.impact:
        lines.append(f"Impact: {voice.title(item.impact)}{cards.trend(item)}")
    if actor := notice.facts.get("actor"):
        lines.append(f"{voice.who(actor)} escalated it{_because(notice, voice)}.")
    elif notice.place is not Place.DM:
        lines.append(f"Escalated to {_heard_by(notice, item, voice)}.")
    if called_at := dates.parsed(notice.facts.get("called", "")):
        lines.append(f"You were called {voice.when(called_at)}; now the date has passed.")
    if gap := notice.facts.get("gap"):
        lines.append(f"You are told now because {_missing(gap, item, voice)}.")
    return [*lines, ahead.next_step(item, voice), _request(item)]


def _request(item: Item) -> str:
    if item.fallback_applies:
        return f"{_use_the_fallback(item)} Or help close it."
    return "Acknowledge it to pause the escalation, or help close it."


def _use_the_fallback(item: Item) -> str:
    return (
        f"Once the fallback is under way, press *Use fallback and close*: it closes {item.label}."
    )


def _lateness(item: Item, voice: Voice) -> str:
    if not item.is_overdue(voice.now):
        return f"*{item.label}* needs help: {voice.title(item.title)}"
    return cards.headline(item, voice)


def _fallback(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        cards.headline(item, voice),
        f"Fallback now applies: {voice.title(item.fallback)}",
        f"Owner {voice.who(item.owner)}; it was due {voice.when(item.due.at)}.",
        _use_the_fallback(item),
    ]


def _review(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    span, slipped = dates.days(item.logged_at, voice.now, voice.zone), _slipped_so_far(item)
    return [
        f"*{item.label}* has been open for {span}: {voice.title(item.title)}",
        f"Owner {voice.who(item.owner)}, logged {voice.when(item.logged_at)}.{slipped}",
        f"{_was_due(item, voice)} {voice.when(item.due.at)}.",
        _otherwise(item, voice),
    ]


def _slipped_so_far(item: Item) -> str:
    return f" Its date moved {cards.times(item.slips)}." if item.slips else ""


def _question(notice: Notice, item: Item, voice: Voice) -> list[str]:
    unanswered = notice.facts.get("unanswered", "0")
    asked = f" Asked {unanswered} times without an answer." if unanswered not in {"0", "1"} else ""
    return [
        cards.headline(item, voice),
        f"Owner {voice.who(item.owner)}; it was due {voice.when(item.due.at)}.{asked}",
        f"Fallback: {voice.title(item.fallback, limit=700)}",
        "What happens now? Use the fallback, set a new date, keep it open until a date, "
        "or withdraw it.",
    ]


def _slip(notice: Notice, item: Item, voice: Voice) -> list[str]:
    first = dates.parsed(notice.facts.get("first", ""))
    drift = text.counted(int(notice.facts.get("drift", "0")), "working day")
    was = f" First due {voice.when(first)}, now {drift} later." if first else ""
    actor = notice.facts.get("actor", "")
    return [
        f"*{item.label}* slipped {cards.times(item.slips)}: {voice.title(item.title)}",
        f"Now due {voice.when(item.due.at)}.{was}",
        f"Moved by {voice.who(actor)}{_because(notice, voice)}.",
    ]


def _gap(notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        f"⚠️ *{item.label}* has nobody to answer for it: {voice.title(item.title)}",
        f"The reason: {_missing(notice.facts.get('why', ''), item, voice)}.",
        f"{_was_due(item, voice)} {voice.when(item.due.at)}.",
        "Hand it over to somebody who can act, or act on it yourself.",
    ]


def _unposted(notice: Notice, item: Item, voice: Voice) -> list[str]:
    error = notice.facts.get("error", "")
    why, fix = _FIXES.get(error, (f"Slack answers {voice.title(error)}", _ASK_AN_ADMIN))
    return [
        f"⚠️ *{item.label}* could not be posted in <#{notice.facts.get('channel', '')}>: "
        f"{voice.title(item.title)}",
        f"The reason: {why}.",
        f"{_was_due(item, voice)} {voice.when(item.due.at)}.",
        f"To fix it: {fix}. Until then people are told by direct message only.",
    ]


_ASK_AN_ADMIN = "ask an admin of the workspace whether apps may post there"
_INVITE = "type `/invite @Backstop` there"
_FIXES = {
    "is_archived": ("the channel is archived", "unarchive it"),
    "not_in_channel": ("Backstop is not in the channel", _INVITE),
    "channel_not_found": ("the channel was deleted, or is private without Backstop", _INVITE),
}


def _missing(gap: str, item: Item, voice: Voice) -> str:
    """Who cannot answer, by the word that `addressing` left: an owner gone or away, or a rung."""
    owner = voice.who(item.owner)
    person = voice.people.get(item.owner)
    if gap == "away" and person and person.away:
        return f"the owner {owner} is away until {voice.when(person.away.until)} with no stand-in"
    alone = (Target(TargetKind.PERSON, item.owner),)
    if gap in ABOVE and item.policy.targets(Audience(gap)) == alone:
        return f"the owner {owner} is the {gap} too"
    is_there = person is not None and person.can_own
    gone = "gets no direct messages: Slack refused them" if is_there else "has no active account"
    return {
        "owner": f"the owner {owner} {gone}",
        "gone": f"the owner {owner} {gone}",
        "away": f"the owner {owner} is away with no stand-in",
        "lead": "nobody set as lead can answer",
        "leadership": "nobody set as leadership can answer",
    }.get(gap, "nobody who should answer can be reached")


def _heard_by(notice: Notice, item: Item, voice: Voice) -> str:
    try:
        return audiences.named(item, Audience(notice.facts.get("audience", "")), voice)
    except ValueError:
        return audiences.reached(item)


def _handed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        _yours(item, voice),
        _handing(notice, voice),
        f"{_was_due(item, voice)} {cards.due(item, voice)}.",
        _otherwise(item, voice),
    ]


def _handed_on(notice: Notice, item: Item, voice: Voice) -> list[str]:
    first = f"*{item.label}* went to {voice.who(item.owner)}: {voice.title(item.title)}"
    return [first, _handing(notice, voice)] if notice.kind is NoticeKind.HANDED else [first]


def _handing(notice: Notice, voice: Voice) -> str:
    actor, old = notice.facts.get("actor", ""), notice.facts.get("from", "")
    by = f" by {voice.who(actor)}" if actor else ""
    since = f" from {voice.who(old)}" if old and old != actor else ""
    return f"Handed over{since}{by}{_because(notice, voice)}."


def _moved(notice: Notice, item: Item, voice: Voice) -> list[str]:
    old = dates.parsed(notice.facts.get("from", ""))
    was = f"was {voice.when(old)}, now " if old else "now "
    actor = notice.facts.get("actor", "")
    by = f" by {voice.who(actor)}" if actor else ""
    return [
        f"*{item.label}* has a new date: {was}{voice.when(item.due.at)}",
        voice.title(item.title),
        f"Moved{by}{_because(notice, voice)}.",
        f"The date moved {cards.times(max(item.slips, 1))} so far.",
    ]


def _closed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    lines = [cards.headline(item, voice), cards.standing(item, voice)]
    if item.outcome:
        lines.append(f"{cards.outcome_word(item)}: {voice.title(item.outcome, limit=1500)}")
    reason = notice.facts.get("reason", "") if notice.kind is NoticeKind.CLOSED else ""
    if reason and reason != item.outcome:
        lines.append(f"Because {voice.title(reason, limit=500)}")
    return lines


def _changed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    sentence = changes.sentence(notice.facts, item, voice)
    return [sentence, voice.title(item.title)] if notice.place is Place.DM else [sentence]


def _yours(item: Item, voice: Voice) -> str:
    mark, also = ("🔴 ", " and overdue") if item.is_overdue(voice.now) else ("", "")
    return f"{mark}*{item.label}* is yours now{also}: {voice.title(item.title)}"


def _was_due(item: Item, voice: Voice) -> str:
    return "Was due" if item.is_overdue(voice.now) else "Due"


def _otherwise(item: Item, voice: Voice) -> str:
    return f"If nobody acts in time: {voice.title(item.fallback, limit=1500)}"


def _because(notice: Notice, voice: Voice) -> str:
    """`, because …` when somebody gave a reason."""
    reason = notice.facts.get("reason", "")
    return f", because {voice.title(reason, limit=1500)}" if reason else ""


_TO_THE_OWNER = frozenset({NoticeKind.LOGGED, NoticeKind.HANDED})
_WORDS: dict[NoticeKind, _Words] = {
    NoticeKind.LOGGED: _logged,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.ESCALATION: _escalation,
    NoticeKind.FALLBACK: _fallback,
    NoticeKind.REVIEW: _review,
    NoticeKind.QUESTION: _question,
    NoticeKind.SLIPPED: _slip,
    NoticeKind.GAP: _gap,
    NoticeKind.UNPOSTED: _unposted,
    NoticeKind.HANDED: _handed,
    NoticeKind.MOVED: _moved,
    NoticeKind.CLOSED: _closed,
    NoticeKind.CHANGED: _changed,
}
