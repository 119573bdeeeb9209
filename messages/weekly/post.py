"""The weekly post: blocker status, owner decisions, customer-impact trajectory, and the change.

It lists every item on a line of its own, as far as one message has room. With many items the lines
get shorter; items that still do not fit are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from escalation.items import Item, Status
from escalation.summary import measures
from escalation.summary.measures import Measure
from escalation.summary.weekly import Summary
from escalation.worktime import wording
from messages.gaps import words as gap_words
from messages.items import cards, impact
from messages.items.lists import chunks, could_not_be_read
from messages.reader import Reader
from messages.slack import budget, dates, text
from messages.slack.blocks import Json, context, message, section

MOST_SPOKEN = 3400
"""Characters of item lines in `text`, which holds 4,000."""
LONG, SHORT = 240, 60
"""Characters of an outcome or an impact: if all items fit with long lines, and otherwise."""
_ENDING = {Status.FELL_BACK: "closed with the fallback"}
_ENDINGS = (
    (measures.RESOLVED, "resolved"),
    (measures.DECIDED, "decided"),
    (measures.FELL_BACK, _ENDING[Status.FELL_BACK]),
    (measures.WITHDRAWN, "withdrawn"),
)
_UNANSWERED = "*Still no answer*: leadership was asked three times"


@dataclass(slots=True)
class _Part:
    """One part of the post: its heading as mrkdwn, and its lines, some of which may be dropped.

    `again`: its items have a line in another part already. `first`: its lines are the last to be
    dropped. `taken` counts the dropped lines.
    """

    heading: str
    items: list[str]
    again: bool = False
    first: bool = False
    taken: int = 0

    @property
    def lines(self) -> list[str]:
        """The heading, the lines, and how many were dropped."""
        return [self.heading, *self.items, *([f"+{self.taken} more"] if self.taken else [])]


def weekly_post(
    summary: Summary,
    reader: Reader,
    *,
    so_far: bool = False,
    unreadable: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Json:
    """The post for one channel and week; people by name, as reminders have pinged them already.

    `so_far`: a preview, as the week is not over. `unreadable` are the labels of items that belong
    into it and could not be read, `notes` is news of the channel itself.
    """
    public = reader.publicly()
    parts = _parts(summary, public, LONG)
    if _cost(parts) > budget.LISTED:
        parts = _parts(summary, public.unlinked(), LONG)
    if _cost(parts) > budget.LISTED:
        parts = _trimmed(_parts(summary, public.unlinked(), SHORT), budget.LISTED)
    first = headline(summary, public, so_far=so_far)
    blocks = [section(first)]
    for part in parts:
        blocks += [section(chunk) for chunk in chunks(part.lines)]
    footer = [*_week(summary, public), *_more(parts, public), *could_not_be_read(unreadable)]
    blocks.append(context(" · ".join(footer)))
    blocks += [context(*notes)] if notes else []
    return message(_spoken(first, summary, public, unreadable=unreadable), blocks)


def headline(summary: Summary, reader: Reader, *, so_far: bool) -> str:
    """The week in one sentence: `*Week of Mon 23 Mar*: 3 open items (2 fewer than last week)`."""
    day = wording.day(summary.slot.opens_at.astimezone(dates.zone_info(reader.zone)))
    open_items = text.counted(summary.count(measures.OPEN), "open item")
    overdue, due = summary.count(measures.OVERDUE), summary.count(measures.DUE)
    fallbacks = summary.count(measures.FALLBACKS)
    parts = [f"{open_items}{_change(summary, measures.OPEN)}"]
    parts += [f"{overdue} overdue"] if overdue else []
    parts += [f"{due} due this week"] if due else []
    parts += [f"the fallback of {fallbacks} applies"] if fallbacks else []
    return f"*{'The week so far' if so_far else f'Week of {day}'}*: {', '.join(parts)}"


def _change(summary: Summary, measure: Measure) -> str:
    """` (2 fewer than last week)`; "" if last week has no number to compare with."""
    change = summary.change(measure)
    if change is None:
        return ""
    if change == 0:
        return " (unchanged)"
    return f" ({abs(change)} {'more' if change > 0 else 'fewer'} than last week)"


def _parts(summary: Summary, reader: Reader, most: int) -> list[_Part]:
    blockers = text.counted(len(summary.blockers), "open blocker")
    waiting = text.counted(len(summary.waiting), "decision")
    again = text.counted(len(summary.open_again), "item")
    made = text.counted(len(summary.decided), "decision")
    row = _long_row if most == LONG else _short_row
    parts = [
        _Part(f"*Blockers*: {blockers}", [row(item, reader) for item in summary.blockers]),
        _Part(
            f"*Owner decisions*: {waiting} needed",
            [row(item, reader) for item in summary.waiting],
        ),
        _Part(f"*Decided*: {made}", [_outcome(item, reader, most) for item in summary.decided]),
        _Part(
            f"*Closed*: {text.counted(len(summary.closed), 'item')}",
            [_outcome(item, reader, most) for item in summary.closed],
        ),
        _Part(
            _trajectory(summary),
            [_impact(item, reader, most) for item in summary.impacts],
            again=True,
        ),
        _Part(
            f"*Open again*: {again} whose closing was undone",
            [row(item, reader) for item in summary.open_again],
            again=True,
        ),
        _Part(
            "*Nobody available*: somebody has to name an owner",
            ["".join([row(item, reader), *gap_words.after(item, reader)]) for item in summary.gaps],
            again=True,
        ),
    ]
    always = [*parts[:2], parts[4]]
    unanswered = [row(item, reader) for item in summary.unanswered]
    parts.insert(0, _Part(_UNANSWERED, unanswered, first=True))
    return [part for part in parts if part.items or part in always]


def _long_row(item: Item, reader: Reader) -> str:
    """`• 🔴 overdue *B-12* DB is down · *Maria* · was due Mar 27, 2026 at 5:00 PM`."""
    late = item.is_overdue(reader.now)
    mark = "🔴 overdue " if late else ""
    parts = [
        f"• {mark}{reader.label(item)} {reader.title(item.title, limit=160)}",
        reader.who(item.owner),
        f"{'was due' if late else 'due'} {reader.when(item.due.at, dense=True)}",
    ]
    return " · ".join([*parts, *_standing(item, reader)])


def _standing(item: Item, reader: Reader) -> list[str]:
    """Who keeps it open, or its fallback; its slips; and how long it has been open."""
    parts = [end] if (end := cards.end_of_ladder(item, reader)) else []
    parts += [f"slipped {cards.times(item.slips)}"] if item.slips else []
    if _outlives_its_cycle(item, reader):
        first = wording.day(item.first_due_at.astimezone(dates.zone_info(reader.zone)))
        parts.append(
            f"open for {dates.days(item.logged_at, reader.now, reader.zone)}, first date {first}"
        )
    return parts


def _outlives_its_cycle(item: Item, reader: Reader) -> bool:
    """Whether it is open for a review cycle and not yet due: only this post mentions that."""
    is_old = reader.now - item.logged_at >= item.policy.review_cycle
    return is_old and item.slips + item.pull_ins == 0 and reader.now < item.first_due_at


def _short_row(item: Item, reader: Reader) -> str:
    day = wording.day(item.due.at.astimezone(dates.zone_info(reader.zone)))
    late = "overdue " if item.is_overdue(reader.now) else ""
    title = reader.title(item.title, limit=32)
    line = f"• {late}{reader.label(item)} {title} · {reader.who(item.owner)} · {day}"
    keep = item.kept_open(reader.now)
    if keep is None:
        return line
    until = wording.day(keep.until.astimezone(dates.zone_info(reader.zone)))
    return f"{line} · kept open until {until} by {reader.who(keep.by)}"


def _outcome(item: Item, reader: Reader, most: int) -> str:
    """`• ↩️ *B-12* DB is down, closed with the fallback → Use the replica · *Maria*`."""
    mark, _ = cards.CLOSED[item.status]
    ending = "" if item.status is Status.DECIDED else f", {_ENDING.get(item.status, item.status)}"
    title = reader.title(item.title, limit=min(most, 160))
    outcome = reader.title(item.outcome, limit=most)
    parts = [f"• {mark} {reader.label(item)} {title}{ending}{f' → {outcome}' if outcome else ''}"]
    parts += [reader.who(item.closing.by)] if item.closing and item.closing.by else []
    return " · ".join(parts)


def _trajectory(summary: Summary) -> str:
    """How many go which way, the worst first; a word that nobody said is left out."""
    worse, better = (
        f"{summary.count(measure)} {word}{_change(summary, measure)}"
        for measure, word in ((measures.WORSENING, "worsening"), (measures.IMPROVING, "improving"))
    )
    between = ((measures.NOT_SAID, impact.NOT_SAID), (measures.STEADY, "steady"))
    some = [f"{summary.count(one)} {word}" for one, word in between if summary.count(one)]
    return f"*Customer impact*: {', '.join([worse, *some, better])}"


def _impact(item: Item, reader: Reader, most: int) -> str:
    about = reader.title(item.impact or item.title, limit=most)
    return f"• {text.capitalized(impact.word(item, reader))}: {reader.label(item)} {about}"


def _week(summary: Summary, reader: Reader) -> list[str]:
    """What the time since the last summary brought, in a few words each."""
    closed = ((summary.count(measure), ending) for measure, ending in _ENDINGS)
    ended = [f"{number} {ending}" for number, ending in closed if number]
    slips = summary.count(measures.SLIPS)
    moved = [f"{text.counted(slips, 'date')} moved"] if slips else []
    return [f"{_covered(summary, reader)}: {summary.count(measures.NEW)} new", *ended, *moved]


def _covered(summary: Summary, reader: Reader) -> str:
    """`Last week`, or since when: in a preview, after a downtime or a moved day."""
    slot = summary.slot
    if timedelta(days=6) < slot.opens_at - slot.since_at < timedelta(days=8):
        return "Last week"
    return f"Since {wording.day(slot.since_at.astimezone(dates.zone_info(reader.zone)))}"


def _cost(parts: Sequence[_Part]) -> int:
    return sum(budget.cost(line) + 1 for part in parts for line in part.lines)


def _trimmed(parts: list[_Part], most: int) -> list[_Part]:
    """The parts without the last lines of the longest ones; repeated items go first."""
    total = _cost(parts)
    while total > most:
        left = [part for part in parts if part.items]
        longest = max(left, key=lambda part: (not part.first, part.again, len(part.items)))
        total -= budget.cost(longest.items.pop()) + 1
        longest.taken += 1
    return parts


def _more(parts: Sequence[_Part], reader: Reader) -> list[str]:
    some = any(part.taken for part in parts)
    return [f"All of them: type `{reader.commands.backstop} list open`"] if some else []


def _spoken(first: str, summary: Summary, reader: Reader, *, unreadable: Sequence[str]) -> str:
    plainly = reader.plainly()
    parts = _trimmed(_parts(summary, plainly, LONG), MOST_SPOKEN)
    lines = [line for part in parts for line in part.lines]
    footer = [*_week(summary, plainly), *_more(parts, reader), *could_not_be_read(unreadable)]
    return "\n".join([first, *lines, ". ".join(footer)])
