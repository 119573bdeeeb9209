"""Notices in words: what the outbox sends, one message for one recipient.

A DM may bundle several notices; overdue items come first.
"""

from datetime import datetime

from escalation.facts.in_notices import Done, NeededChanged
from escalation.items import Item
from escalation.notices.bundling import gathered
from escalation.notices.moves.asked_dates import asks
from escalation.notices.needed import says_it
from escalation.notices.notice import Notice, NoticeKind, Place
from messages.absences import cover
from messages.agreed import date_answers
from messages.gaps import picker
from messages.gaps import words as gap_words
from messages.items import buttons, cards, impact
from messages.items.lists import chunks
from messages.notices import by_number, needed, sentences, small_print
from messages.notices.bundle import Entry, bundle
from messages.notices.handover import offered
from messages.reader import Reader
from messages.slack import budget, text
from messages.slack.blocks import Json, context, message, section

MOST_SPOKEN = 800
"""Characters of one line of `text`, five of which make its 4,000."""
LINES = (2800, 1200, 400)
"""Characters of one line; the first that lets the whole message fit."""


def notice_message(entries: list[Entry], reader: Reader) -> Json:
    """One message for notices that share a recipient and a place: `text` and `blocks`.

    The first notice's place decides whether people are mentioned. Cards are never bundled.
    """
    first, item = entries[0]
    if first.kind in {NoticeKind.CARD, NoticeKind.EDIT}:
        return cards.card(item, reader.publicly())
    told = reader.privately() if first.place is Place.DM else reader.publicly()
    about = {shown.id: shown for _, shown in entries}
    entries = [
        (notice, about[notice.item_id or 0]) for notice in gathered(notice for notice, _ in entries)
    ]
    entries = _told_once(entries)
    if len(entries) > 1:
        return bundle(sorted(entries, key=lambda entry: _urgency(entry[1], told)), told)
    (alone,) = entries
    return budget.first_fitting(lambda most: _single(*alone, told, most=most), *LINES)


def _told_once(entries: list[Entry]) -> list[Entry]:
    """The entries without those that would only repeat what another one says."""
    return _ended_once([entry for entry in entries if not _is_told_below(*entry, entries)])


def _is_told_below(notice: Notice, item: Item, entries: list[Entry]) -> bool:
    """Whether the news of what needs the item tells its owner the same: it moved or closed."""
    facts = notice.facts
    return (
        notice.kind in {NoticeKind.MOVED, NoticeKind.CLOSED}
        and not asks(notice, item)
        and isinstance(facts, Done)
        and any(
            its.is_open
            and isinstance(news.facts, NeededChanged)
            and says_it(news.facts, facts, item)
            for news, its in entries
        )
    )


def _ended_once(entries: list[Entry]) -> list[Entry]:
    """The entries without those that would only repeat that their item is closed."""
    # The notice of the closing comes last and wins: it has the reason.
    told = sorted(entries, key=lambda entry: entry[0].kind is NoticeKind.CLOSED)
    closing = {item.id: notice for notice, item in told}
    return [
        (notice, item)
        for notice, item in entries
        if _is_news(notice, item) or closing[item.id] is notice
    ]


def _is_news(notice: Notice, item: Item) -> bool:
    return item.is_open or notice.kind is NoticeKind.CHANGED


def _urgency(item: Item, reader: Reader) -> tuple[bool, datetime, int]:
    return not item.is_overdue(reader.now), item.due.at, item.id


def _single(notice: Notice, item: Item, reader: Reader, *, most: int) -> Json:
    plainly = reader.plainly()
    said = [*_words(notice, item, plainly), *small_print.alone(notice, item, plainly)]
    spoken = [text.cut(line, MOST_SPOKEN) for line in said]
    lines = [text.cut(line, most) for line in _words(notice, item, reader)]
    blocks = [section(chunk) for chunk in chunks(lines)]
    if small := small_print.alone(notice, item, reader):
        blocks.append(context(" · ".join(small)))
    is_hidden = item.id in reader.hidden
    pressed = by_number.row(notice, item, reader) if is_hidden else _buttons(notice, item, reader)
    return message("\n".join(spoken), [*blocks, *pressed])


def _words(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What it says; its first line begins with whom the reader covers for, if that is new."""
    words = by_number.lines if item.id in reader.hidden else sentences.lines
    first, *then = words(notice, item, reader)
    return [" ".join([*cover.begun([notice], reader), first]), *then]


def _buttons(notice: Notice, item: Item, reader: Reader) -> list[Json]:
    if notice.kind is NoticeKind.FOLLOWED:
        return [buttons.followed_buttons(item)]
    if not sentences.still_concerns(notice, item) or cover.is_over(notice, item, reader):
        return []
    if not buttons.asks(notice):
        return date_answers.rows(notice, item, reader)  # reopened with another date
    own = _own_buttons(notice, item, reader)
    if own is not None:
        return own
    asked = impact.is_owed(notice, item)
    answers = date_answers.rows(notice, item, reader)
    answers += [buttons.trajectory_buttons(item)] if asked else []
    if gap_words.left(notice, item, reader):
        answers.append(picker.still_mine(item))
    moves = [*answers, buttons.move_buttons(item, reader, part=notice.kind)]
    is_gap = notice.kind is NoticeKind.GAP and gap_words.is_open(notice, item, reader)
    if not is_gap:
        return moves
    return [picker.new_owner(item), *moves, *picker.everything_of([item], reader)]


def _own_buttons(notice: Notice, item: Item, reader: Reader) -> list[Json] | None:
    """Those of what asks something of its own, if any; None for what brings the item's buttons."""
    if notice.kind is NoticeKind.NEEDED:
        return needed.buttons(notice, item)
    if notice.kind is NoticeKind.OFFERED:
        return buttons.offer_buttons(item)
    if notice.kind is NoticeKind.NOT_MINE:
        return [buttons.hand_over_button(item, reader)]
    if notice.kind is NoticeKind.STAYED:
        is_asked = offered.is_to_hand_over(notice, item)
        return [buttons.hand_over_button(item, reader)] if is_asked else []
    if notice.kind is NoticeKind.FALLBACK and item.fallback_applies:
        return [buttons.fallback_button(item, reader)]
    return [buttons.question_buttons(item, reader)] if notice.kind is NoticeKind.QUESTION else None
