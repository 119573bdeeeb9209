"""Notices in words: what the outbox sends, one message for one recipient.

A DM may bundle several notices; overdue items come first. Facts read beside those of `wording`:
`missed` (earlier reminders this one stands for), `for` (whom the reader stands in for).
"""

from collections.abc import Sequence
from datetime import datetime

from escalation.bundles import gathered
from escalation.items import Item
from escalation.notices import Notice, NoticeKind, Place
from messages import cards, moves, text, wording
from messages.blocks import Json, context, message, section
from messages.lists import MOST_CHARACTERS, chunks
from messages.voice import Voice

MOST_ITEMS = 15
"""Items in one message: three blocks each stay under Slack's 50."""
MOST_SPOKEN = 800
"""Characters of one line of `text`, five of which make its 4,000."""
MOST_IN_BUNDLE = 550
"""Characters of one line in a bundle, five of which fit one section."""
Entry = tuple[Notice, Item]


def notice_message(entries: Sequence[Entry], voice: Voice) -> Json:
    """One message for notices that share a recipient and a place: `text` and `blocks`.

    The first notice's place decides whether people are mentioned. Cards are never bundled.
    """
    first, item = entries[0]
    if first.kind in {NoticeKind.CARD, NoticeKind.EDIT}:
        return cards.card(item, voice.publicly())
    told = voice.privately() if first.place is Place.DM else voice.publicly()
    about = {shown.id: shown for _, shown in entries}
    entries = [
        (notice, about[notice.item_id or 0]) for notice in gathered(notice for notice, _ in entries)
    ]
    if len(entries) == 1:
        return _single(*entries[0], told)
    return _bundle(sorted(entries, key=lambda entry: _urgency(entry[1], told)), told)


def _urgency(item: Item, voice: Voice) -> tuple[bool, datetime]:
    return not item.is_overdue(voice.now), item.due.at


def _single(notice: Notice, item: Item, voice: Voice) -> Json:
    spoken = [text.cut(line, MOST_SPOKEN) for line in _spoken(notice, item, voice)]
    blocks = [section(chunk) for chunk in chunks(wording.lines(notice, item, voice))]
    return message("\n".join(spoken), [*blocks, *_below(notice, item, voice)])


def _bundle(entries: list[Entry], voice: Voice) -> Json:
    shown = entries[:MOST_ITEMS]
    heading = _heading(entries, voice)
    blocks = [section(heading)]
    spoken_lines = [heading]
    for position, (notice, item) in enumerate(shown):
        lines = [text.cut(line, MOST_IN_BUNDLE) for line in wording.lines(notice, item, voice)]
        blocks += [section("\n".join(lines)), *_below(notice, item, voice, position=position)]
        spoken_lines.append("• " + text.cut(_spoken(notice, item, voice)[0], 230))
    if rest := _labels(entries[MOST_ITEMS:]):
        blocks.append(section(_left_out(rest, voice)))
        spoken_lines.append(text.cut(_left_out(rest, voice), 300))
    return message("\n".join(spoken_lines), blocks)


def _heading(entries: list[Entry], voice: Voice) -> str:
    overdue = len({item.id for _, item in entries if item.is_overdue(voice.now)})
    late = f", {overdue} overdue" if overdue else ""
    labels = ", ".join(_labels(entries[:MOST_ITEMS]))
    return f"{text.counted(len(_labels(entries)), 'item')} for you{late}: {labels}"


def _left_out(labels: list[str], voice: Voice) -> str:
    """Each by its name: no list shows all that was escalated to one person."""
    named = text.cut(", ".join(labels), MOST_CHARACTERS)
    return f"+{len(labels)} more: {named} (type `{voice.commands.backstop} {labels[0]}` to see it)"


def _labels(entries: list[Entry]) -> list[str]:
    return list(dict.fromkeys(item.label for _, item in entries))


def _below(notice: Notice, item: Item, voice: Voice, *, position: int = 0) -> list[Json]:
    """What stands under the sentences: small print and buttons."""
    small = _small_print(notice, item, voice)
    blocks = [context(" · ".join(small))] if small else []
    return [*blocks, *_buttons(notice, item, voice, position=position)]


def _spoken(notice: Notice, item: Item, voice: Voice) -> list[str]:
    plainly = voice.plainly()
    return [*wording.lines(notice, item, plainly), *_small_print(notice, item, plainly)]


def _small_print(notice: Notice, item: Item, voice: Voice) -> list[str]:
    parts = []
    if _names_the_channel(notice, item):
        parts.append(f"In <#{item.channel}>")
    if item.is_open and item.acknowledged_at and notice.kind is not NoticeKind.CHANGED:
        parts.append(f"Acknowledged {voice.when(item.acknowledged_at)}")
    if instead_of := notice.facts.get("for"):
        parts.append(f"You stand in for {voice.who(instead_of)}")
    missed = notice.facts.get("missed", "0")
    if missed.isdecimal() and int(missed):
        earlier = text.counted(int(missed), "earlier reminder")
        parts.append(f"This also stands for {earlier} that could not be sent in time")
    if notice.was_held:
        parts.append(f"Held since {voice.when(notice.planned_at)}, in your quiet time")
    return parts


def _names_the_channel(notice: Notice, item: Item) -> bool:
    concerns = item.is_open and not wording.was_handed_on(notice, item)
    return concerns and notice.place is Place.DM and notice.kind in _FIRST_HEARD


def _buttons(notice: Notice, item: Item, voice: Voice, *, position: int) -> list[Json]:
    silent = notice.place is Place.THREAD or notice.kind not in _WITH_BUTTONS
    if silent or not item.is_open or wording.was_handed_on(notice, item):
        return []
    if notice.kind is NoticeKind.FALLBACK:
        return [moves.fallback_button(item, voice, position=position)]
    return [moves.move_buttons(item, voice, part=notice.kind, position=position)]


_WITH_BUTTONS = frozenset(
    {
        NoticeKind.LOGGED,
        NoticeKind.REMINDER,
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.REVIEW,
        NoticeKind.GAP,
        NoticeKind.HANDED,
        NoticeKind.MOVED,
    }
)
_FIRST_HEARD = frozenset(
    {
        NoticeKind.LOGGED,
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.REVIEW,
        NoticeKind.GAP,
        NoticeKind.HANDED,
    }
)
"""What may be the first that somebody hears of an item: it says in which channel it belongs."""
