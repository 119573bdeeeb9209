"""The answers to a date: the owner's, and the reporter's to a counter-proposal."""

from collections.abc import Sequence

from escalation.agreed import agreed_dates, who_is_asked
from escalation.calendars import owners_calendar
from escalation.events import Event
from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Done
from escalation.items import Item, Kind
from escalation.notices.moves.asked_dates import asks
from escalation.notices.notice import Notice, NoticeKind, Place
from messages import owner_load
from messages.reader import Reader
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, option, overflow

QUESTION = "Can you keep this date?"
_ANSWERS = (("agree", "I'll keep it"), ("reschedule", "Another date"), ("decline", "Not mine"))
_PUT_BACK = ("put_back", "Put it back")


def question(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The question under what tells an owner of a date, after what they have to do by then.

    [] if it asks nothing, or the date has passed.
    """
    if not asks(notice, item) or item.is_overdue(reader.now):
        return []
    load = reader.loads.get(notice.recipient)
    words = owner_load.said(load, item.due.at, reader, is_away=False) if load else ""
    return [*filter(None, [words]), QUESTION]


def rows(notice: Notice, item: Item, reader: Reader) -> list[Json]:
    """The owner's answers, or the reporter's."""
    if asks(notice, item):
        return [_row(item, _ANSWERS, part="agreed")]
    can = can_put_back(notice, item, reader)
    return [_row(item, [_PUT_BACK], part="put_back")] if can else []


def _row(item: Item, answers: Sequence[tuple[str, str]], *, part: str) -> Json:
    return actions(ids.block_id(item, part), _buttons(item, answers))


def _buttons(item: Item, answers: Sequence[tuple[str, str]]) -> list[Json]:
    return [
        button(words, ids.MOVE + move, value=ids.encode(item), spoken=f"{words}: {item.label}")
        for move, words in answers
    ]


def home_answers(item: Item, reader: Reader) -> list[Json]:
    """The owner's answers on their Home tab, while they are asked about a date that lies ahead."""
    is_over = item.is_overdue(reader.now) or not agreed_dates.is_asked(item)
    return [] if is_over else _buttons(item, _ANSWERS)


def menu(notice: Notice, item: Item, reader: Reader) -> Json | None:
    """The same beside one of several lines."""
    end = ("resolve", "Resolve") if item.kind is Kind.BLOCKER else ("decide", "Decide")
    answers = [*_ANSWERS, ("acknowledge", "Acknowledge"), end] if asks(notice, item) else []
    if can_put_back(notice, item, reader):
        answers = [_PUT_BACK, ("reschedule", "Move the date")]
    options = [option(words, ids.encode_choice(move, item)) for move, words in answers]
    return overflow(ids.MORE, options) if options else None


def of_yours(item: Item, user: str) -> Json | None:
    """The owner's answers beside one of several items that are theirs now, while they are asked."""
    if item.owner != user or not agreed_dates.is_asked(item):
        return None
    return overflow(ids.MORE, [option(said, ids.encode_choice(it, item)) for it, said in _ANSWERS])


def can_put_back(notice: Notice, item: Item, reader: Reader) -> bool:
    """Whether its reader may put back the date that the counter-proposal it tells of replaced."""
    done = notice.facts
    change = done.change if isinstance(done, Done) and notice.kind is NoticeKind.MOVED else None
    if not isinstance(change, Rescheduled) or not change.is_counter or not item.is_open:
        return False
    due_at, now = item.agreement.countered_due_at, reader.now
    if due_at is None or due_at <= now or change.new_due_at != item.due.at:
        return False
    asked = who_is_asked.asked(item, reader.directory)
    return notice.place is Place.DM and asked is not None and asked.id == notice.recipient


def not_yet(item: Item, reader: Reader) -> list[str]:
    """That the owner has not agreed to the date one working day after being asked."""
    calendar = owners_calendar(item, reader.people, reader.now)
    is_late = agreed_dates.is_unanswered(item, reader.now, calendar=calendar)
    return ["not yet agreed"] if is_late else []


def after(event: Event, item: Item) -> list[str]:
    """What an owner reads who moved the date: whether that counts, and why."""
    change, is_owner = event.facts, event.actor == item.owner
    if is_owner and isinstance(change, Rescheduled) and change.is_counter:
        return ["You had not agreed to the old date, so this one replaces it."]
    return counts(event, item)


def counts(event: Event, item: Item) -> list[str]:
    """Why a move by the owner of what somebody else logged is no counter-proposal; else []."""
    change, is_own = event.facts, item.owner == item.reporter
    if not isinstance(change, Rescheduled) or event.actor != item.owner or is_own:
        return []
    if change.is_counter or change.replaces:
        return []
    what = "a slip" if change.is_slip else "a move to an earlier date"
    if item.agreement.put_back_at:
        return [f"This counts as {what}: your other date was put back."]
    over = "you agreed to the old date, or the working day to propose another is over"
    return [f"This counts as {what}: {over}."]


def beforehand(item: Item, reader: Reader, *, by: str) -> str:
    """Whether another date from this user (an id) would count; "" if that is not the question."""
    if by != item.owner or not agreed_dates.is_from_others(item):
        return ""
    calendar = owners_calendar(item, reader.people, reader.now)
    if not agreed_dates.may_counter(item, reader.now, by=by, calendar=calendar):
        return f"A later date counts as a slip: {_why_it_counts(item, reader)}."
    until = agreed_dates.answer_by(item, calendar=calendar)
    while_ = f" if you set it by {reader.when(min(until, item.due.at))}" if until else ""
    return f"Another date replaces this one and does not count as a slip{while_}."


def _why_it_counts(item: Item, reader: Reader) -> str:
    if item.agreement.put_back_at:
        return "your other date was put back"
    if not agreed_dates.is_asked(item):
        return "you agreed to this one"
    if item.is_overdue(reader.now):
        return "this one has passed"
    return "the working day to propose another is over"


def on_card(item: Item, reader: Reader) -> str:
    """Who names another owner, and by when; "" if nobody has to."""
    if item.not_mine is None:
        return ""
    who, until = reader.who(item.not_mine.asked), reader.when(item.not_mine.ends_at)
    return f" The owner says it is not theirs; {who} can name another one until {until}."
