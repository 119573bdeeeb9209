"""What each kind of notice says, line by line; the first line carries the matter."""

from collections.abc import Callable
from datetime import timedelta

from escalation.facts.action import Action
from escalation.facts.by_people import Reassigned, Undone
from escalation.facts.in_notices import Done, ForStep, Gap, Promised, Reminder, Requested, Unposted
from escalation.items import Item
from escalation.notices.moves.not_mine import still_asks
from escalation.notices.needed import is_for
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.notices.suppression import still_offered
from messages.agreed import date_answers
from messages.gaps import words as gap_words
from messages.items import ahead, cards, impact, promises
from messages.notices import by_number, escalations, needed, questions, timeline
from messages.notices.dates import moved_dates, slips
from messages.notices.following import as_others
from messages.notices.handover import another_owner, handed, offered
from messages.reader import Reader
from messages.slack import dates, text

_FRESH = timedelta(hours=1)  # after due a reminder still says `is due now`
_Words = Callable[[Notice, Item, Reader], list[str]]


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The sentences of a notice as mrkdwn; drawn again, it says if it was closed or handed on."""
    notice = as_others(notice)
    said = _words(notice, item)(notice, item, reader)
    return [*said, *date_answers.question(notice, item, reader)]


def _words(notice: Notice, item: Item) -> _Words:
    if notice.kind is NoticeKind.CHANGED:
        return _changed
    if not item.is_open:
        return _closed
    if was_undone(notice) or notice.kind is NoticeKind.UNDONE:
        return _undone
    if questions.was_answered(notice, item):
        return questions.answered
    return handed.handed_on if was_handed_on(notice, item) else _WORDS[notice.kind]


def was_undone(notice: Notice) -> bool:
    """Whether what the notice tells of was undone since."""
    return isinstance(notice.facts, Done) and notice.facts.undone


def was_handed_on(notice: Notice, item: Item) -> bool:
    """Whether the notice was meant for the owner and somebody else owns the item now."""
    if notice.kind is NoticeKind.UNDONE:
        back = _handed_back_to(notice)
        return back is not None and not back == notice.recipient == item.owner
    if notice.kind is NoticeKind.HANDED and handed.went_to(notice) not in ("", notice.recipient):
        return True
    if notice.kind in {NoticeKind.REMINDER, NoticeKind.COVER}:
        return not notice.says(ForStep).is_for(item.owner)
    if gap_words.is_about_owner(notice):
        return not notice.says(Gap).is_for(item.owner)
    return notice.kind in _TO_THE_OWNER and not is_for(notice, item)


def still_concerns(notice: Notice, item: Item) -> bool:
    """Whether its reader may still act: it is open, and was not undone, handed on or answered."""
    return (
        item.is_open
        and not was_undone(notice)
        and not was_handed_on(notice, item)
        and not is_taken_back(notice)
        and not questions.was_answered(notice, item)
        and (notice.kind is not NoticeKind.OFFERED or still_offered(notice, item))
        and (notice.kind is not NoticeKind.NOT_MINE or still_asks(notice, item))
    )


def is_taken_back(notice: Notice) -> bool:
    """Whether it says that an offer or a request was taken back, so that nothing is asked."""
    return notice.kind is NoticeKind.UNDONE and _undone_action(notice) in _TAKEN_BACK


def _logged(_notice: Notice, item: Item, reader: Reader) -> list[str]:
    due = f"{cards.was_due(item, reader)} {cards.due(item, reader)}"
    return [
        cards.yours(item, reader),
        f"{due}. Logged by {reader.who(item.reporter)}.",
        cards.otherwise(item, reader),
    ]


def _reminder(notice: Notice, item: Item, reader: Reader) -> list[str]:
    old = notice.says(Reminder).old_due_at
    moved = [f"The date has moved: it was {reader.when(old)}."] if old else []
    asked = [*asks_trajectory(notice, item, reader), *gap_words.left(notice, item, reader)]
    return [*_reminded(item, reader), *moved, *asked_by(notice, reader), *asked]


def asks_trajectory(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The question which way the impact is going, or what was answered; [] if none was asked."""
    if not (isinstance(notice.facts, Reminder) and notice.facts.asks_trajectory):
        return []
    said = impact.word(item, reader)
    if not impact.is_owed(notice, item):
        return [f"Customer impact: {said}."]
    since = "Nobody has said yet" if item.trajectory is None else text.capitalized(said)
    return [f"{impact.QUESTION} {since}."]


def asked_by(notice: Notice, reader: Reader, *, limit: int = 1500) -> list[str]:
    """Who asked for a reminder or for help, and why; [] if it came by itself."""
    asked = notice.says(Requested)
    what = " for this reminder" if notice.kind is NoticeKind.REMINDER else ""
    why = reader.because(asked.reason, limit=limit)
    return [f"{reader.who(asked.actor)} asked{what}{why}."] if asked.actor else []


def _reminded(item: Item, reader: Reader) -> list[str]:
    title, due_at = reader.title(item.title), reader.when(item.due.at)
    if not item.is_overdue(reader.now):
        return [f"{reader.label(item)} is due {due_at}: {title}", cards.otherwise(item, reader)]
    if reader.now - item.due.at < _FRESH:
        now = f"{reader.label(item)} is due now: {title}"
        return [now, f"Due {due_at}.", ahead.next_step(item, reader)]
    return [cards.headline(item, reader), f"It was due {due_at}.", ahead.next_step(item, reader)]


def _fallback(_notice: Notice, item: Item, reader: Reader) -> list[str]:
    if not item.fallback_applies:
        return _reminded(item, reader)  # its date is another by now
    applies = f"Fallback now applies: {reader.title(item.fallback)}"
    owner = f"Owner {reader.who(item.owner)}; it was due {reader.when(item.due.at)}."
    return [cards.headline(item, reader), applies, owner, escalations.use_the_fallback(item)]


def _review(_notice: Notice, item: Item, reader: Reader) -> list[str]:
    span, slipped = dates.days(item.logged_at, reader.now, reader.zone), _slipped_so_far(item)
    return [
        f"{reader.label(item)} has been open for {span}: {reader.title(item.title)}",
        f"Owner {reader.who(item.owner)}, logged {reader.when(item.logged_at)}.{slipped}",
        f"{cards.was_due(item, reader)} {reader.when(item.due.at)}.",
        cards.otherwise(item, reader),
    ]


def _slipped_so_far(item: Item) -> str:
    return f" Its date moved {cards.times(item.times_moved)}." if item.times_moved else ""


def _gap(notice: Notice, item: Item, reader: Reader) -> list[str]:
    if gap_words.is_settled(notice, item, reader):
        return [
            f"{reader.label(item)} is with {reader.who(item.owner)}: {reader.title(item.title)}"
        ]
    return [
        f"⚠️ {reader.label(item)} {gap_words.lacks(notice)}: {reader.title(item.title)}",
        f"{text.capitalized(gap_words.missing(notice.says(Gap).why, item, reader))}.",
        *asked_by(notice, reader),
        f"{cards.was_due(item, reader)} {reader.when(item.due.at)}.",
        gap_words.asked(notice, item, reader),
    ]


def _unposted(notice: Notice, item: Item, reader: Reader) -> list[str]:
    said = notice.says(Unposted)
    unknown = (f"Slack answers {reader.title(said.error)}", _ASK_AN_ADMIN)
    why, fix = _FIXES.get(said.error, unknown)
    unposted = f"{reader.label(item)} could not be posted in <#{said.channel}>"
    return [
        f"⚠️ {unposted}: {reader.title(item.title)}",
        f"The reason: {why}.",
        f"{cards.was_due(item, reader)} {reader.when(item.due.at)}.",
        f"To fix it: {fix}. Until then people are told by direct message only.",
    ]


_ASK_AN_ADMIN = "ask an admin of the workspace whether apps may post there"
_INVITE = "type `/invite @Backstop` there"
_FIXES = {
    "is_archived": ("the channel is archived", "unarchive it"),
    "not_in_channel": ("Backstop is not in the channel", _INVITE),
    "channel_not_found": ("the channel was deleted, or is private without Backstop", _INVITE),
}


def _by(done: Done, reader: Reader) -> str:
    return f" by {reader.who(done.actor)}" if done.actor else ""


def _promised(notice: Notice, item: Item, reader: Reader) -> list[str]:
    return [
        f"{reader.label(item)} {cards.is_due(item, reader)} {reader.when(item.due.at)}: "
        f"{reader.title(item.title)}",
        promises.became(item, notice.says(Promised), reader),
    ]


def _closed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    lines = [cards.headline(item, reader), cards.standing(item, reader)]
    if said := reader.title(item.outcome, limit=1500):
        lines.append(f"{cards.outcome_word(item)}: {said}")
    reason = notice.says(Done).reason if notice.kind is NoticeKind.CLOSED else ""
    if reason and reason != item.outcome:
        lines.append(f"Because {reader.title(reason, limit=500)}")
    return lines


def _changed(notice: Notice, item: Item, reader: Reader) -> list[str]:
    done = notice.says(Done)
    sentence = timeline.sentence(done, item, reader)
    if isinstance(done.change, Undone) and done.change.what not in _TAKEN_BACK:
        sentence = f"{sentence}. {_again(notice, item, reader)}."
    return [sentence, reader.title(item.title)] if notice.place is Place.DM else [sentence]


def _undone(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What stands again: told as news, and where the other thing was told before."""
    mark = "🔴 " if item.is_overdue(reader.now) else ""
    first = f"{mark}{_again(notice, item, reader)}: {reader.title(item.title)}"
    is_told = was_undone(notice) or is_taken_back(notice)
    stands = [] if is_told else [cards.standing(item, reader)]
    return [first, f"{timeline.did(notice.says(Done), item, reader)}.", *stands]


def _again(notice: Notice, item: Item, reader: Reader) -> str:
    """`*B-12* is open again`, or whose it is again."""
    owner = _handed_back_to(notice)
    if what := _TAKEN_BACK.get(_undone_action(notice)):
        return f"The {what} {reader.label(item)} was taken back"
    if owner is None:
        return f"{reader.label(item)} is open again"
    if owner == notice.recipient:
        return f"{reader.label(item)} is yours again"
    return f"{reader.label(item)} went back to {reader.who(owner)}"


def _undone_action(notice: Notice) -> Action | None:
    """What was undone: what the notice tells of, or what it says was undone."""
    change = notice.says(Done).change
    return change.what if isinstance(change, Undone) else change.action


_TAKEN_BACK: dict[Action | None, str] = {
    Action.OFFER: "offer of",
    Action.TAKE: "request for",
}


def _handed_back_to(notice: Notice) -> str | None:
    """Who got the item back, if it is a hand-over that was undone."""
    change = notice.says(Done).change
    if isinstance(change, Reassigned):
        return change.old_owner
    return change.new_owner if isinstance(change, Undone) else None


_TO_THE_OWNER = frozenset({NoticeKind.LOGGED, NoticeKind.HANDED, NoticeKind.NEEDED})
_WORDS: dict[NoticeKind, _Words] = {
    NoticeKind.LOGGED: _logged,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.COVER: lambda _, item, reader: _reminded(item, reader),
    NoticeKind.ESCALATION: escalations.lines,
    NoticeKind.FALLBACK: _fallback,
    NoticeKind.REVIEW: _review,
    NoticeKind.QUESTION: questions.lines,
    NoticeKind.SLIPPED: slips.lines,
    NoticeKind.GAP: _gap,
    NoticeKind.UNPOSTED: _unposted,
    NoticeKind.INVITE: by_number.invite_lines,
    NoticeKind.HANDED: handed.handed,
    NoticeKind.OFFERED: offered.lines,
    NoticeKind.STAYED: offered.stayed,
    NoticeKind.NOT_MINE: another_owner.lines,
    NoticeKind.MOVED: moved_dates.lines,
    NoticeKind.PROMISED: _promised,
    NoticeKind.NEEDED: needed.lines,
    NoticeKind.CLOSED: _closed,
    NoticeKind.CHANGED: _changed,
    NoticeKind.UNDONE: _undone,
}
