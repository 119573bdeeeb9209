"""The weekly post: blocker status, owner decisions, customer-impact trajectory, and the change.

Everything is listed, a line for each item, in sections that fit Slack's 50 blocks of 3,000
characters. With very many items the lines get shorter; what does not even fit then is counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from escalation import spoken
from escalation.items import Item, Status
from escalation.summary import Summary
from messages import cards, dates, text
from messages.blocks import Json, context, message, section
from messages.lists import chunks
from messages.voice import Voice

MOST_SECTIONS = 44
"""Sections of item lines, so that headline, counts and remarks stay within Slack's 50 blocks."""
MOST_SPOKEN = 40
"""Lines of each part in `text`, which holds about that many."""
_ENDING = {Status.FELL_BACK: "closed by the fallback"}
_Row = Callable[[Item, Voice], str]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the post: its heading as mrkdwn, and its lines."""

    heading: str
    lines: list[str]


def weekly_post(summary: Summary, voice: Voice, *, so_far: bool = False) -> Json:
    """The post for one channel and week; people by name, as reminders have pinged them already.

    `so_far`: the week is not over, and this is a look at it.
    """
    public = voice.publicly()
    parts = _parts(summary, public, _long_row)
    if _sections(parts) > MOST_SECTIONS:
        parts = _parts(summary, public, _short_row)
    left_out = _trimmed(parts)
    first = headline(summary, public, so_far=so_far)
    blocks = [section(first)]
    for part in parts:
        blocks += [section(chunk) for chunk in chunks([part.heading, *part.lines])]
    footer = [*_week(summary, public), *([_more(left_out, public)] if left_out else [])]
    blocks.append(context(" · ".join(footer)))
    return message(_spoken(first, summary, public, footer=footer), blocks)


def headline(summary: Summary, voice: Voice, *, so_far: bool) -> str:
    """The week in one sentence: `*Week of Mon 23 Mar*: 3 open items (2 fewer than last week)`."""
    counts = summary.counts
    day = spoken.day(summary.slot.opens_at.astimezone(dates.zone_info(voice.zone)))
    parts = [f"{text.counted(counts.open, 'open item')}{_change(summary, 'open')}"]
    parts += [f"{counts.overdue} overdue"] if counts.overdue else []
    parts += [f"{counts.due_this_week} due this week"] if counts.due_this_week else []
    if counts.fallbacks_in_force:
        parts.append(f"{counts.fallbacks_in_force} with the fallback in force")
    return f"*{'The week so far' if so_far else f'Week of {day}'}*: {', '.join(parts)}"


def _change(summary: Summary, name: str) -> str:
    """` (2 fewer than last week)`; nothing in the first week."""
    if summary.deltas is None:
        return ""
    change = summary.deltas.get(name, 0)
    if change == 0:
        return " (as many as last week)"
    return f" ({abs(change)} {'more' if change > 0 else 'fewer'} than last week)"


def _parts(summary: Summary, voice: Voice, row: _Row, *, most: int | None = None) -> list[_Part]:
    blockers = text.counted(len(summary.blockers), "open blocker")
    waiting = text.counted(len(summary.waiting), "decision")
    verb = "waits" if len(summary.waiting) == 1 else "wait"
    made = text.counted(len(summary.decided), "decision")
    parts = [
        _Part(f"*Blockers*: {blockers}", [row(item, voice) for item in summary.blockers[:most]]),
        _Part(
            f"*Owner decisions*: {waiting} {verb} for the owner",
            [row(item, voice) for item in summary.waiting[:most]],
        ),
        _Part(
            f"*Decided*: {made}",
            [_outcome(item, voice) for item in summary.decided[:most]],
        ),
        _Part(
            f"*Closed*: {text.counted(len(summary.closed), 'item')}",
            [_outcome(item, voice) for item in summary.closed[:most]],
        ),
        _Part(_trajectory(summary), [_impact(item, voice) for item in summary.impacts[:most]]),
        _Part(
            "*Ownership gaps*: somebody who should answer could not",
            [row(item, voice) for item in summary.gaps[:most]],
        ),
    ]
    always = [*parts[:2], parts[4]]
    return [part for part in parts if part.lines or part in always]


def _long_row(item: Item, voice: Voice) -> str:
    """`• 🔴 overdue *B-12* DB is down · *Maria* · was due Mar 27, 2026 at 5:00 PM`."""
    late = item.is_overdue(voice.now)
    parts = [
        f"• {'🔴 overdue ' if late else ''}*{item.label}* {voice.title(item.title, limit=160)}",
        voice.who(item.owner),
        f"{'was due' if late else 'due'} {voice.when(item.due.at, dense=True)}",
    ]
    parts += ["fallback in force"] if item.fallback_in_force else []
    parts += [f"date moved {cards.times(item.slips)}"] if item.slips else []
    return " · ".join(parts)


def _short_row(item: Item, voice: Voice) -> str:
    day = spoken.day(item.due.at.astimezone(dates.zone_info(voice.zone)))
    late = "overdue " if item.is_overdue(voice.now) else ""
    title = voice.title(item.title, limit=32)
    return f"• {late}*{item.label}* {title} · {voice.who(item.owner)} · {day}"


def _outcome(item: Item, voice: Voice) -> str:
    """`• ↩️ *B-12* DB is down, closed by the fallback → Use the replica · *Maria*`."""
    mark, _ = cards.CLOSED[item.status]
    ending = "" if item.status is Status.DECIDED else f", {_ENDING.get(item.status, item.status)}"
    title, outcome = voice.title(item.title, limit=160), voice.title(item.outcome, limit=240)
    parts = [f"• {mark} *{item.label}* {title}{ending}{f' → {outcome}' if outcome else ''}"]
    parts += [voice.who(item.closed_by)] if item.closed_by else []
    return " · ".join(parts)


def _trajectory(summary: Summary) -> str:
    counts = summary.counts
    worse = f"{counts.worsening} worsening{_change(summary, 'worsening')}"
    better = f"{counts.improving} improving{_change(summary, 'improving')}"
    return f"*Customer impact*: {worse}, {counts.steady} steady, {better}"


def _impact(item: Item, voice: Voice) -> str:
    impact = voice.title(item.impact or item.title, limit=240)
    return f"• {item.trajectory.capitalize()}: *{item.label}* {impact}"


def _week(summary: Summary, voice: Voice) -> list[str]:
    """What the time since the last summary brought, in a few words each."""
    counts = summary.counts
    closed = (
        (Status.RESOLVED, counts.resolved),
        (Status.DECIDED, counts.decided),
        (Status.FELL_BACK, counts.fell_back),
        (Status.WITHDRAWN, counts.withdrawn),
    )
    ended = [f"{number} {_ENDING.get(status, status)}" for status, number in closed if number]
    moved = [f"{text.counted(counts.slips, 'date')} moved"] if counts.slips else []
    return [f"{_covered(summary, voice)}: {counts.new} new", *ended, *moved]


def _covered(summary: Summary, voice: Voice) -> str:
    """`In the week before`, or since when: in a preview, after a downtime or a moved day."""
    slot = summary.slot
    if timedelta(days=6) < slot.opens_at - slot.since_at < timedelta(days=8):
        return "In the week before"
    return f"Since {spoken.day(slot.since_at.astimezone(dates.zone_info(voice.zone)))}"


def _sections(parts: Sequence[_Part]) -> int:
    return sum(len(chunks([part.heading, *part.lines])) for part in parts)


def _trimmed(parts: list[_Part]) -> int:
    """Takes lines from the longest part until all fit; how many were taken."""
    before = sum(len(part.lines) for part in parts)
    while _sections(parts) > MOST_SECTIONS:
        del max(parts, key=lambda part: len(part.lines)).lines[-10:]
    return before - sum(len(part.lines) for part in parts)


def _more(left_out: int, voice: Voice) -> str:
    return f"+{left_out} more: type `{voice.commands.backstop} list open`"


def _spoken(first: str, summary: Summary, voice: Voice, *, footer: list[str]) -> str:
    plainly = voice.plainly()
    lines = [first]
    for part in _parts(summary, plainly, _long_row, most=MOST_SPOKEN):
        lines += [part.heading, *part.lines]
    most = 3900 - len(end := ". ".join(footer))
    return text.cut("\n".join(lines), most) + "\n" + end
