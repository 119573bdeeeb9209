"""The buttons of an item: which moves fit its state, and what they are called."""

from collections.abc import Iterable, Sequence

from escalation.calendars import owners_calendar
from escalation.following import Following
from escalation.items import Item, Kind
from escalation.ladder.holds import delayed_until
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.agreed import date_answers
from messages.items import impact
from messages.reader import Reader
from messages.slack import dates, ids, offer_ids, text
from messages.slack.blocks import Json, actions, button, confirm, option, overflow

ASKING = frozenset(
    {
        NoticeKind.LOGGED,
        NoticeKind.REMINDER,
        NoticeKind.COVER,
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.REVIEW,
        NoticeKind.QUESTION,
        NoticeKind.SLIPPED,
        NoticeKind.GAP,
        NoticeKind.HANDED,
        NoticeKind.OFFERED,
        NoticeKind.STAYED,
        NoticeKind.NOT_MINE,
        NoticeKind.MOVED,
        NoticeKind.NEEDED,
        NoticeKind.UNDONE,
    }
)
"""The notices that ask for something, so they bring the item's buttons."""
WORDS = {
    "acknowledge": "Acknowledge",
    "resolve": "Resolve",
    "decide": "Decide",
    "fall_back": "Use fallback and close",
    "keep": "Keep open until …",
    "agree": "I'll keep it",
    "decline": "Not mine",
    "put_back": "Put it back",
    "note": "Add a note",
    "snooze": "Snooze reminders",
    "reassign": "Hand over",
    "reschedule": "Move the date",
    "escalate": "Escalate now",
    "edit": "Edit …",
    "trajectory": "Customer impact",
    "link": "Add a link",
    "unlink": "Remove a link",
    "withdraw": "Withdraw",
    "reopen": "Reopen",
}
"""Every move that has a button, by its word."""
FOLLOW = {Following.FOLLOW: "Follow", Following.UNFOLLOW: "Stop following"}

SHOWN = ("trajectory", "edit")
"""Moves with a button of their own on cards and the Home tab."""
_OFTEN = ("note", "reassign", "reschedule", "escalate")
"""Moves in every `…` menu; Slack takes one more."""
_SPELLED: dict[str, str] = WORDS | dict(impact.BUTTONS)
_ANSWERS = ("fall_back", "reschedule", "keep", "withdraw")
"""The moves that answer the last question."""


def asks(notice: Notice) -> bool:
    """Whether a notice brings buttons, for as long as it concerns its reader."""
    return notice.kind in ASKING and notice.place is not Place.THREAD


def closing(item: Item) -> str:
    """The move that ends an item well: `resolve` for a blocker, `decide` for a decision."""
    return "resolve" if item.kind is Kind.BLOCKER else "decide"


def move_button(item: Item, move: str, reader: Reader, *, style: str = "") -> Json:
    """One move as a button; a screen reader hears which item it is for."""
    words = _label(item, move, reader)
    return button(
        words,
        ids.MOVE + move,
        value=ids.encode(item),
        style=style,
        spoken=f"{words}: {item.label}",
        confirm=_fallback_question(item, reader) if move == "fall_back" else None,
    )


def _label(item: Item, move: str, reader: Reader) -> str:
    """What a button says; to one reader also until when an acknowledgement pauses escalation.

    In a channel it does not: its readers have different clocks, and Slack draws no date there.
    """
    if move != "acknowledge" or not reader.private:
        return WORDS[move]
    calendar = owners_calendar(item, reader.people, reader.now)
    until = delayed_until(item, reader.now, calendar=calendar)
    return f"{WORDS[move]}, until {dates.brief(until, reader.zone)}" if until else WORDS[move]


def move_buttons(item: Item, reader: Reader, *, part: str = "moves") -> Json:
    """The row of buttons under an item; `part` keeps its block id unique."""
    return actions(ids.block_id(item, part), _elements(item, reader))


def home_buttons(item: Item, reader: Reader, *, part: str, position: int, owned: bool) -> Json:
    """The row under an item on the Home tab, in this part and at this position there.

    An owner (if `owned`) who did not log it cannot withdraw it, but can silence its reminders until
    due.
    """
    can_snooze = owned and item.owner != item.reporter and not item.is_overdue(reader.now)
    last = "snooze" if can_snooze else "withdraw"
    elements = _elements(item, reader, shown=SHOWN, menu=(*_OFTEN, last))
    answers = date_answers.home_answers(item, reader) if owned else []
    return actions(ids.block_id(item, part, position), [*answers, *elements])


def reporters_menu(item: Item) -> Json:
    """What a reporter may do, in the menu beside an item that waits on others."""
    return _menu(item, (*_OFTEN, "withdraw"))


def card_buttons(item: Item, reader: Reader) -> Json:
    """The row under an item's card; while its channel has nobody set, it offers to change that."""
    elements = _elements(item, reader, shown=SHOWN, menu=(*_OFTEN, "withdraw"))
    elements.append(follow_button(item))
    if item.is_open and reader.nobody_is_set:
        elements.append(setup_button())
    return actions(ids.block_id(item, "card"), elements)


def follow_button(item: Item, wanted: Following = Following.FOLLOW) -> Json:
    """Follows the item, or stops: it runs the line that somebody may type."""
    words = FOLLOW[wanted]
    return button(
        words,
        f"{ids.SUGGEST}.{wanted}",
        value=f"{item.label} {wanted}",
        spoken=f"{words}: {item.label}",
    )


def followed_buttons(item: Item) -> Json:
    """The row under what a follower is told."""
    return actions(ids.block_id(item, "followed"), [follow_button(item, Following.UNFOLLOW)])


def setup_button() -> Json:
    """Opens the setup form of the channel that it stands in."""
    return button("Set up this channel", ids.OPEN_SETUP)


def fallback_button(item: Item, reader: Reader) -> Json:
    """The one button under an announced fallback."""
    return actions(ids.block_id(item, "fallback"), [move_button(item, "fall_back", reader)])


def question_buttons(item: Item, reader: Reader) -> Json:
    """The four answers to the last question."""
    buttons = [move_button(item, move, reader) for move in _ANSWERS]
    return actions(ids.block_id(item, "question"), buttons)


def trajectory_buttons(item: Item) -> Json:
    """The three answers to which way the customer impact is going."""
    answers = [
        button(
            words,
            ids.MOVE + way,
            value=ids.encode(item),
            spoken=f"The customer impact of {item.label} is {way}",
        )
        for way, words in impact.BUTTONS.items()
    ]
    return actions(ids.block_id(item, "trajectory"), answers)


def trajectory_menu(item: Item) -> Json:
    """The same in the menu of a line in a list, with the two moves an owner needs most."""
    first = "reschedule" if item.fallback_applies else "acknowledge"
    return _menu(item, (first, closing(item), *impact.BUTTONS))


def question_menu(item: Item) -> Json:
    """The same in one menu, where many questions are asked at once."""
    return _menu(item, _ANSWERS)


def date_buttons(item: Item, notice: Notice, days: int) -> Json:
    """Whether the date of an item moves as far as that of what it needs."""
    elements = [
        button(words, f"{ids.NEEDED}{'move' if choice.moves else 'keep'}", value=value)
        for words, choice, value in _dates(notice, days)
    ]
    return actions(ids.block_id(item, "needed"), elements)


def date_menu(notice: Notice, days: int) -> Json:
    """The same in one menu, beside one of several lines."""
    return overflow(
        f"{ids.NEEDED}more", [option(words, value) for words, _, value in _dates(notice, days)]
    )


def _dates(notice: Notice, days: int) -> list[tuple[str, ids.DateChoice, str]]:
    choices = [ids.DateChoice(moves=moves, days=days, key=notice.key) for moves in (True, False)]
    words = (f"Move mine by {text.counted(days, 'working day')}", "Keep my date")
    return [(said, one, ids.encode_date(one)) for said, one in zip(words, choices, strict=True)]


def offer_buttons(item: Item, *, position: int = 0) -> list[Json]:
    """The two answers to what is offered or asked for, while that waits."""
    elements = [
        button(
            words, f"{ids.OFFER}{says}", value=value, style=style, spoken=f"{words}: {item.label}"
        )
        for (words, says, value), style in zip(_offer_answers(item), ("primary", ""), strict=False)
    ]
    return [actions(ids.block_id(item, "offered", position), elements)] if elements else []


def offer_menu(item: Item) -> Json | None:
    """The same in one menu, beside one of several lines."""
    options = [option(words, value) for words, _, value in _offer_answers(item)]
    return overflow(f"{ids.OFFER}more", options) if options else None


def _offer_answers(item: Item) -> list[tuple[str, str, str]]:
    """What each button says, what it stands for, and its value."""
    if item.offer is None:
        return []
    yes, no = (
        (("Yes, hand it over", "give"), ("No", "keep"))
        if item.offer.is_request
        else (("I'll take it", "take"), ("Not mine because …", "decline"))
    )
    return [
        (words, says, offer_ids.encode_offer(says, item, item.offer)) for words, says in (yes, no)
    ]


def hand_over_button(item: Item, reader: Reader) -> Json:
    """The one button under an item that stays with its owner."""
    return actions(ids.block_id(item, "stayed"), [move_button(item, "reassign", reader)])


def one_button(item: Item, reader: Reader) -> Json:
    """The button or menu beside an item's line in a list.

    A menu cannot ask for confirmation, so the fallback gets a button once it applies.
    """
    if item.fallback_applies:
        return move_button(item, "fall_back", reader)
    return _menu(item, ("acknowledge", closing(item), "reschedule", "reassign"))


def _menu(item: Item, offered: Iterable[str]) -> Json:
    return overflow(
        ids.MORE, [option(_SPELLED[move], ids.encode_choice(move, item)) for move in offered]
    )


def _elements(
    item: Item, reader: Reader, *, shown: Sequence[str] = (), menu: Sequence[str] = ()
) -> list[Json]:
    if not item.is_open:
        return [move_button(item, "reopen", reader)]
    elements = []
    if item.fallback_applies:
        elements.append(move_button(item, "fall_back", reader))
    elif item.position.acknowledged_at is None or not item.position.held(reader.now):
        elements.append(move_button(item, "acknowledge", reader, style="primary"))
    elements += [move_button(item, move, reader) for move in (closing(item), *shown)]
    return [*elements, _menu(item, menu) if menu else more_menu(item, reader)]


def more_menu(item: Item, reader: Reader) -> Json:
    """The `…` menu of moves not worth a button of their own: five, which is Slack's limit.

    A snooze lasts at most until due, so an overdue item offers the customer impact in its place.
    """
    second = "trajectory" if item.is_overdue(reader.now) else "snooze"
    return _menu(item, ("note", second, "reassign", "reschedule", "escalate"))


def _fallback_question(item: Item, reader: Reader) -> Json:
    question = (
        f"This closes {item.label} with its fallback: {reader.title(item.fallback, limit=100)}"
    )
    return confirm("Use the fallback?", question, yes="Use it and close")
