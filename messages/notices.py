"""Notices in words: what the outbox sends, one message for one recipient.

A DM may bundle several notices; overdue items come first. The facts read here, all optional strings:
`actor` and `reason` (who did it and why), `missed` (a count), `old_due` (ISO), `old_owner`, `gap` (a sentence
part that says who is missing), `instead_of` (whose stand-in the reader is), `action` and `text` (thread lines),
`drill` (any value: this is a rehearsal).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from escalation import spoken
from escalation.items import Item
from escalation.notices import Notice, NoticeKind, Place
from escalation.timetable import rung_instants
from messages import cards, changes, dates, moves, text
from messages.blocks import Json, context, message, section
from messages.voice import Voice

MOST_ITEMS = 15
"""Items in one message: three blocks each stay under Slack's 50."""
_FRESH = timedelta(hours=1)
"""How long after due a reminder still says `is due now`."""
Entry = tuple[Notice, Item]
_Words = Callable[[Notice, Item, Voice], list[str]]


def notice_message(entries: Sequence[Entry], voice: Voice) -> Json:
    """One message for notices that share a recipient and a place: `text` and `blocks`.

    The first notice's place decides whether people are mentioned. Cards and edits are never bundled.
    """
    first, item = entries[0]
    if first.kind in {NoticeKind.CARD, NoticeKind.EDIT}:
        return cards.card(item, voice.publicly())
    told = voice.privately() if first.place is Place.DM else voice.publicly()
    if len(entries) == 1:
        return _single(first, item, told)
    return _bundle(sorted(entries, key=lambda entry: _urgency(entry[1], told)), told)


def _urgency(item: Item, voice: Voice) -> tuple[bool, datetime]:
    return not item.is_overdue(voice.now), item.due.at


def _single(notice: Notice, item: Item, voice: Voice) -> Json:
    return message("\n".join(_lines(notice, item, voice.plainly())), _blocks(notice, item, voice))


def _bundle(entries: list[Entry], voice: Voice) -> Json:
    shown = entries[:MOST_ITEMS]
    heading = _heading([item for _, item in entries], voice)
    blocks = [section(heading)]
    spoken_lines = [heading]
    for position, (notice, item) in enumerate(shown):
        blocks += _blocks(notice, item, voice, position=position)
        spoken_lines.append("• " + text.cut(_lines(notice, item, voice.plainly())[0], 230))
    if more := len(entries) - len(shown):
        blocks.append(context(f"+{more} more: type `{voice.commands.blocker} list mine`"))
    return message("\n".join(spoken_lines), blocks)


def _heading(items: list[Item], voice: Voice) -> str:
    overdue = sum(item.is_overdue(voice.now) for item in items)
    late = f", {overdue} overdue" if overdue else ""
    labels = ", ".join(dict.fromkeys(item.label for item in items[:MOST_ITEMS]))
    return f"{text.counted(len(items), 'item')} for you{late}: {labels}"


def _blocks(notice: Notice, item: Item, voice: Voice, *, position: int = 0) -> list[Json]:
    first, *rest = _lines(notice, item, voice)
    small = _small_print(notice, voice)
    blocks = [section("\n".join([first, *rest]))]
    if small:
        blocks.append(context(" · ".join(small)))
    return blocks + _buttons(notice, item, voice, position)


def _lines(notice: Notice, item: Item, voice: Voice) -> list[str]:
    lines = _WORDS[notice.kind](notice, item, voice)
    if notice.facts.get("drill"):
        lines[0] = f"DRILL, nothing to do. {lines[0]}"
    return [*lines, *(_small_print(notice, voice) if voice.plain else [])]


def _small_print(notice: Notice, voice: Voice) -> list[str]:
    parts = []
    if instead_of := notice.facts.get("instead_of"):
        parts.append(f"You stand in for {voice.who(instead_of)}")
    missed = notice.facts.get("missed", "0")
    if missed.isdecimal() and int(missed):
        earlier = text.counted(int(missed), "earlier reminder")
        parts.append(f"This also stands for {earlier} that could not be sent in time")
    if notice.was_held:
        parts.append(f"Held since {voice.when(notice.planned_at)}, outside your working hours")
    return parts


def _buttons(notice: Notice, item: Item, voice: Voice, position: int) -> list[Json]:
    if not item.is_open or notice.place is Place.THREAD or notice.kind not in _WITH_BUTTONS:
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


def _logged(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        f"*{item.label}* is yours now: {voice.title(item.title)}",
        f"Due {cards.due(item, voice)}. Logged by {voice.who(item.reporter)}.",
        _otherwise(item, voice),
    ]


def _reminder(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    if not item.is_overdue(voice.now):
        first = f"*{item.label}* is due {voice.when(item.due.at)}: {voice.title(item.title)}"
        return [first, _otherwise(item, voice)]
    return [
        cards.headline(item, voice),
        f"It was due {voice.when(item.due.at)}.",
        next_step(item, voice),
    ]


def _escalation(notice: Notice, item: Item, voice: Voice) -> list[str]:
    lines = [_lateness(item, voice)]
    owner = voice.who(item.owner)
    if item.is_overdue(voice.now):
        lines.append(f"Owner {owner}; it was due {voice.when(item.due.at)}.")
    else:
        lines.append(f"Owner {owner}, due {voice.when(item.due.at)}.")
    if actor := notice.facts.get("actor"):
        lines.append(f"{voice.who(actor)} escalated it{because(notice, voice)}.")
    if gap := notice.facts.get("gap"):
        lines.append(f"You hear because {voice.title(gap)}.")
    lines.append(next_step(item, voice))
    return [*lines, "Acknowledge it to hold the next step, or help close it."]


def _lateness(item: Item, voice: Voice) -> str:
    if not item.is_overdue(voice.now):
        return f"*{item.label}* needs help: {voice.title(item.title)}"
    late = spoken.span(voice.now - item.due.at)
    state = "is overdue" if late == "less than a minute" else f"is {late} overdue"
    return f"🔴 *{item.label}* {state}: {voice.title(item.title)}"


def _fallback(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [
        f"⚠️ *{item.label}* ran out of time, its fallback is in force: {voice.title(item.fallback)}",
        f"It was: {voice.title(item.title)}",
        f"Owner {voice.who(item.owner)}; it was due {voice.when(item.due.at)}.",
        f"Once the fallback is under way, confirm it and {item.label} is closed.",
    ]


def _review(_notice: Notice, item: Item, voice: Voice) -> list[str]:
    slips = f" Its date moved {cards.times(item.slips)}." if item.slips else ""
    return [
        f"*{item.label}* has been open for a whole review cycle: {voice.title(item.title)}",
        f"Owner {voice.who(item.owner)}, logged {voice.when(item.logged_at)}.{slips}",
        f"{'Was due' if item.is_overdue(voice.now) else 'Due'} {voice.when(item.due.at)}.",
        _otherwise(item, voice),
    ]


def _gap(notice: Notice, item: Item, voice: Voice) -> list[str]:
    gap = notice.facts.get("gap", "") or "nobody who should answer can be reached"
    return [
        f"⚠️ *{item.label}* has an ownership gap: {voice.title(item.title)}",
        f"You hear because {voice.title(gap)}.",
        f"Owner {voice.who(item.owner)}, due {voice.when(item.due.at)}.",
        "Hand it over to somebody who can act, or act on it yourself.",
    ]


def _handed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    to = "is yours now" if notice.recipient == item.owner else f"went to {voice.who(item.owner)}"
    actor, old = notice.facts.get("actor", ""), notice.facts.get("old_owner", "")
    by = f" by {voice.who(actor)}" if actor else ""
    since = f" from {voice.who(old)}" if old and old != actor else ""
    return [
        f"*{item.label}* {to}: {voice.title(item.title)}",
        f"Handed over{since}{by}{because(notice, voice)}.",
        f"Due {cards.due(item, voice)}.",
        _otherwise(item, voice),
    ]


def _moved(notice: Notice, item: Item, voice: Voice) -> list[str]:
    old = dates.parsed(notice.facts.get("old_due", ""))
    was = f"was {voice.when(old)}, now " if old else "now "
    actor = notice.facts.get("actor", "")
    by = f" by {voice.who(actor)}" if actor else ""
    return [
        f"*{item.label}* has a new date: {was}{voice.when(item.due.at)}",
        voice.title(item.title),
        f"Moved{by}{because(notice, voice)}.",
        f"The date moved {cards.times(max(item.slips, 1))} so far.",
    ]


def _closed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    lines = [cards.headline(item, voice), cards.standing(item, voice)]
    if item.outcome:
        lines.append(f"Outcome: {voice.title(item.outcome, limit=1500)}")
    if reason := notice.facts.get("reason"):
        lines.append(f"Because {voice.title(reason, limit=500)}")
    return lines


def _changed(notice: Notice, item: Item, voice: Voice) -> list[str]:
    return [changes.sentence(notice.facts, item, voice)]


def _otherwise(item: Item, voice: Voice) -> str:
    return f"If nobody acts in time: {voice.title(item.fallback, limit=1500)}"


def because(notice: Notice, voice: Voice) -> str:
    """`, because …` when somebody gave a reason."""
    reason = notice.facts.get("reason", "")
    return f", because {voice.title(reason, limit=1500)}" if reason else ""


def next_step(item: Item, voice: Voice) -> str:
    """What happens if nobody answers: who hears next and when, or that the fallback is in force."""
    if item.fallback_in_force:
        return f"The fallback is in force: {voice.title(item.fallback, limit=1500)}"
    index, at = next(rung_instants(item, item.policy))
    rung = item.policy.rungs[index]
    last = index + 1 == len(item.policy.rungs)
    heard = cards.audience_words(rung.audience, item.policy)
    then = "the fallback comes into force" if last else f"{heard} will hear"
    return f"Next: {then} {voice.when(at)}." if at > voice.now else f"Next: {then}."


_WORDS: dict[NoticeKind, _Words] = {
    NoticeKind.LOGGED: _logged,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.ESCALATION: _escalation,
    NoticeKind.FALLBACK: _fallback,
    NoticeKind.REVIEW: _review,
    NoticeKind.GAP: _gap,
    NoticeKind.HANDED: _handed,
    NoticeKind.MOVED: _moved,
    NoticeKind.CLOSED: _closed,
    NoticeKind.CHANGED: _changed,
}
