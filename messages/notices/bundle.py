"""Several notices in one direct message: says what they share once, and gives each item one line.

It lists as many as one message has room for; a button shows all of them.
"""

from collections.abc import Callable, Mapping, Sequence

from escalation.following import Following
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind
from messages.absences import cover
from messages.agreed import date_answers
from messages.gaps import picker
from messages.gaps import words as gap_words
from messages.items import buttons, cards, dependencies, impact
from messages.notices import (
    by_number,
    escalations,
    needed,
    questions,
    sentences,
    small_print,
)
from messages.notices.dates import slips
from messages.notices.following import as_others
from messages.notices.handover import offered
from messages.reader import Reader
from messages.slack import budget, ids, text
from messages.slack.blocks import Json, button, context, message, section

MOST_ITEMS = 20
"""Items in one message, more than anybody reads on a phone."""
MOST_SPOKEN = 3_000
"""Characters of their lines in `text`, which holds 4,000."""
NAMED = 3
"""Titles in the first line, which is all that a push shows."""
_TITLE = 150
_LINE = 230
_NEWS, _REASON = 300, 100
"""Characters of who called or moved it with the dates marked up, and of the reason they gave."""
Entry = tuple[Notice, Item]


def bundle(entries: Sequence[Entry], reader: Reader) -> Json:
    """One message for these notices, the most urgent first."""
    first, common = _heading(entries, reader), _common(entries, reader)
    small = [context(" · ".join(said))] if (said := _small_print(common, entries, reader)) else []
    gaps = [item for notice, item in entries if notice.kind is NoticeKind.GAP]
    small = [*picker.everything_of(gaps, reader), *small]
    around = budget.cost([section(first), *_rest(entries, 0), *small])
    plainly = reader.plainly()
    spoken_first, spoken_small = _heading(entries, plainly), _small_print(common, entries, plainly)
    entries, beside = _apart(entries)

    def items(reader: Reader) -> list[Json]:
        return [
            _block(notice, item, reader, common=common, beside=beside.get(item.id))
            for notice, item in entries[:MOST_ITEMS]
        ]

    most = budget.MOST_JSON - around
    drawn = items(reader.with_room(items, most))
    shown = budget.affordable(drawn, most)
    blocks = [section(first), *drawn[:shown], *_rest(entries, shown), *small]
    lines = [
        "• " + _line(notice, item, plainly, common=common, beside=beside.get(item.id))
        for notice, item in entries[:shown]
    ]
    return message(_spoken(entries, first=spoken_first, lines=lines, small=spoken_small), blocks)


def _apart(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Mapping[int, Notice]]:
    """The entries, and what became of an offer of an item that another line is about, by its id."""
    own = {item.id for notice, item in entries if notice.kind is not NoticeKind.STAYED}
    beside = {
        item.id: notice
        for notice, item in entries
        if notice.kind is NoticeKind.STAYED and item.id in own and item.is_open
    }
    return [entry for entry in entries if entry[0] is not beside.get(entry[1].id)], beside


def _spoken(
    entries: Sequence[Entry], *, first: str, lines: Sequence[str], small: Sequence[str]
) -> str:
    shown = budget.affordable(lines, MOST_SPOKEN)
    return "\n".join(filter(None, [first, *lines[:shown], *small, _more(entries, shown)]))


def _heading(entries: Sequence[Entry], reader: Reader) -> str:
    """`3 overdue: SSO login fails, DNS is down, …`."""
    about = {item.id: item for _, item in entries}
    theirs = {item.id: item for notice, item in entries if _is_asked_of(notice, item)}
    overdue = sum(item.is_overdue(reader.now) for item in theirs.values())
    count = f"{text.counted(len(about), 'item')} for you"
    if overdue:
        count = f"{overdue} overdue" if overdue == len(about) else f"{count}, {overdue} overdue"
    titles = [_named(item, reader) for item in list(about.values())[:NAMED]]
    rest = ["…"] if len(about) > NAMED else []
    begun = cover.begun((notice for notice, _ in entries), reader)
    return " ".join([*begun, f"{count}: {', '.join([*titles, *rest])}"])


def _is_asked_of(notice: Notice, item: Item) -> bool:
    """Whether the reader may act on it, rather than read whose it is now."""
    is_elsewhere = notice.kind in _WHOSE and notice.recipient != item.owner
    return sentences.still_concerns(notice, item) and not is_elsewhere


def _named(item: Item, reader: Reader) -> str:
    return item.label if item.id in reader.hidden else reader.title(item.title, limit=60)


def _common(entries: Sequence[Entry], reader: Reader) -> list[str]:
    """The small print that all items share: the channel, and whom the reader stands in for."""
    of_each = [_own_print(notice, item, reader) for notice, item in entries]
    return [part for part in of_each[0] if all(part in parts for parts in of_each)]


def _own_print(notice: Notice, item: Item, reader: Reader) -> list[str]:
    where = "" if item.id in reader.hidden else small_print.where(notice, item)
    parts = (where, small_print.stands_in(notice, reader), small_print.follows(notice))
    return [part for part in parts if part]


def _small_print(common: Sequence[str], entries: Sequence[Entry], reader: Reader) -> list[str]:
    said = small_print.shared((notice for notice, _ in entries), reader)
    return [*common, *said, *gap_words.shared(entries, reader)]


def _line(
    notice: Notice,
    item: Item,
    reader: Reader,
    *,
    common: Sequence[str],
    beside: Notice | None,
) -> str:
    own = [part for part in _own_print(notice, item, reader) if part not in common]
    if item.id in reader.hidden:
        return " · ".join([by_number.line(notice, item, reader), *own])
    notice = as_others(notice)
    said = text.cut_shown(_matter(notice, item, reader), _LINE)
    news = [text.cut_shown(part, _NEWS) for part in _news(notice, item, reader)]
    news += [offered.aside(beside, reader)] if beside else []
    return " · ".join([said, *_since(notice, item, reader), *news, *own])


def _matter(notice: Notice, item: Item, reader: Reader) -> str:
    """The item with its title, and its news unless that is just the date."""
    label, title = reader.label(item), reader.title(item.title, limit=_TITLE)
    if _is_dated(notice, item) and item.is_overdue(reader.now):
        return f"🔴 {label} {title}"
    if notice.kind in _OF_THE_DATE and _is_dated(notice, item):
        return f"{label} {title}"
    first, *then = sentences.lines(notice, item, reader)
    if notice.kind is NoticeKind.FALLBACK and item.is_open:
        return f"{first} · {then[0]}"
    if notice.kind is NoticeKind.QUESTION and item.is_open:
        answered = questions.was_answered(notice, item)
        return (
            f"{first} · {questions.became_of_it(item, reader) if answered else 'What happens now?'}"
        )
    return f"{first} · {title}" if notice.kind in _WITHOUT_TITLE and item.is_open else first


def _news(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who called for help, asked for a reminder or moved the date; why a rung comes early."""
    if not sentences.still_concerns(notice, item):
        return []
    if notice.kind is NoticeKind.ESCALATION:
        said = [
            *escalations.called_by(notice, reader, limit=_REASON),
            *escalations.was_called(notice, item, reader),
            *escalations.told_early(notice, item, reader),
            *dependencies.blocked(item, reader),
        ]
    elif notice.kind is NoticeKind.REMINDER:
        said = [
            *sentences.asked_by(notice, reader, limit=_REASON),
            *sentences.asks_trajectory(notice, item, reader),
            *gap_words.left(notice, item, reader),
        ]
    elif notice.kind is NoticeKind.SLIPPED:
        said = [
            f"Now {slips.slipped_to(notice, item, reader, dense=True)}",
            slips.moved_by(notice, reader, limit=_REASON),
            *slips.moved_since(notice, item, reader),
        ]
    else:
        said = _further(notice, item, reader)
    return [part.rstrip(".") for part in said]


def _further(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What a notice says of dates and of other items."""
    if notice.kind is NoticeKind.GAP:
        return gap_words.brief(notice, item, reader)
    if notice.kind is NoticeKind.MOVED:
        return slips.moved_since(notice, item, reader)
    if notice.kind in {NoticeKind.PROMISED, NoticeKind.STAYED, NoticeKind.NOT_MINE}:
        return sentences.lines(notice, item, reader)[1:]
    if notice.kind is NoticeKind.OFFERED:
        return sentences.lines(notice, item, reader)[2:3]  # until when, and what happens then
    if notice.kind is NoticeKind.NEEDED:
        return needed.brief(notice, item, reader, limit=_REASON)
    return dependencies.blocked(item, reader) if notice.kind is NoticeKind.QUESTION else []


def _since(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Whose it is, unless it is the reader's, its date, and that its fallback applies."""
    is_new = notice.kind in _NEW and notice.recipient == item.owner and item.is_open
    if not (is_new or _is_dated(notice, item)):
        return []
    owner = [] if notice.recipient == item.owner else [reader.who(item.owner)]
    was = "was due" if item.is_overdue(reader.now) else "due"
    end = [applies] if (applies := cards.end_of_ladder(item, reader)) else []
    return [*owner, f"{was} {reader.when(item.due.at, dense=True)}", *end]


def _is_dated(notice: Notice, item: Item) -> bool:
    """Whether it is about the date: a reminder or a rung that still concerns its reader."""
    is_dated = notice.kind in {*_OF_THE_DATE, NoticeKind.ESCALATION}
    return is_dated and sentences.still_concerns(notice, item)


def _block(
    notice: Notice,
    item: Item,
    reader: Reader,
    *,
    common: Sequence[str],
    beside: Notice | None,
) -> Json:
    line = _line(notice, item, reader, common=common, beside=beside)
    if item.id in reader.hidden:
        return section(line, accessory=by_number.menu(notice, item, reader))
    return section(line, accessory=_accessory(notice, item, reader))


def _accessory(notice: Notice, item: Item, reader: Reader) -> Json | None:
    if notice.kind is NoticeKind.FOLLOWED:
        return buttons.follow_button(item, Following.UNFOLLOW)
    if notice.kind not in buttons.ASKING or not sentences.still_concerns(notice, item):
        return None
    if cover.is_over(notice, item, reader):
        return None
    if notice.kind in {NoticeKind.STAYED, NoticeKind.NOT_MINE}:
        is_asked = notice.kind is NoticeKind.NOT_MINE or offered.is_to_hand_over(notice, item)
        return buttons.move_button(item, "reassign", reader) if is_asked else None
    if own := _OWN_MENU.get(notice.kind):
        return own(notice, item)
    return _of_owner(notice, item, reader)


def _of_owner(notice: Notice, item: Item, reader: Reader) -> Json:
    """Who owns it, where that is asked; else which way the impact is going, or the usual moves."""
    if notice.kind is NoticeKind.GAP and gap_words.is_open(notice, item, reader):
        return picker.of_people(item)
    if gap_words.left(notice, item, reader):
        return picker.leavers_menu(item)
    if answers := date_answers.menu(notice, item, reader):
        return answers
    if impact.is_owed(notice, item):
        return buttons.trajectory_menu(item)
    return buttons.one_button(item, reader)


def _more(entries: Sequence[Entry], shown: int) -> str:
    """`+9 more: B-16, B-17, …`; "" if all are shown."""
    labels = list(dict.fromkeys(item.label for _, item in entries[shown:]))
    return f"+{len(labels)} more: {text.cut(', '.join(labels), 300)}" if labels else ""


def _rest(entries: Sequence[Entry], shown: int) -> list[Json]:
    """The items that have no line, and the button that lists all of them."""
    if shown == len(entries):
        return []
    these = ids.encode_items(list(dict.fromkeys(item.id for _, item in entries)))
    return [section(_more(entries, shown), accessory=button("Show all", ids.ALL, value=these))]


_OF_THE_DATE = frozenset({NoticeKind.REMINDER, NoticeKind.COVER})
_NEW = frozenset({NoticeKind.LOGGED, NoticeKind.HANDED})
"""Notices that tell somebody of an item they now own."""
_WHOSE = frozenset({NoticeKind.HANDED, NoticeKind.STAYED})
"""Notices that tell who has an item."""
_WITHOUT_TITLE = frozenset({NoticeKind.MOVED, NoticeKind.CHANGED})
"""Notices that do not open with the item's title."""
_OWN_MENU: dict[NoticeKind, Callable[[Notice, Item], Json | None]] = {
    NoticeKind.NEEDED: needed.menu,
    NoticeKind.OFFERED: lambda _, item: buttons.offer_menu(item),
    NoticeKind.QUESTION: lambda _, item: buttons.question_menu(item),
}
"""What asks something of its own instead of bringing the item's menu."""
