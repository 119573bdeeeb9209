"""The weekly post: what is asked of whom, customers, blockers, decisions, and the rest in a line.

Each part shows a few lines and counts the others, so that the post is read in a minute on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.summary import measures
from escalation.summary.measures import Measure
from escalation.summary.trend import NOTHING, Trend
from escalation.summary.weekly import Summary
from escalation.worktime import wording
from messages.items.lists import chunks, could_not_be_read
from messages.reader import Reader
from messages.slack import dates, ids, text
from messages.slack.blocks import Json, actions, button, context, message, section
from messages.weekly import pending_lines, week_charts, week_lines
from messages.weekly.weekly_ids import WEEKLY, WeekPage, encode_week

MOST_ASKED, MOST_CUSTOMERS, MOST_BLOCKERS, MOST_DECISIONS = 3, 3, 5, 3
MOST_NAMED = 3
"""Customers named in the headline."""
MOST_SPOKEN = 3900
"""Characters of `text`, of which Slack takes 4,000."""
COMMENTS = "To turn a comment here into a decision, use *Log a decision* in its menu."
RESTING = "This post now rests until something is logged."
SHARED = "Customers are left out: this channel is shared with another company."


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What the post says beside the week itself.

    `so_far`: a preview, as the week is not over. `unreadable` are the labels of items that belong
    into it and could not be read, `notes` is news of the channel itself. `shared` with another
    company means that customers are not named. `week` is what *All of it* opens, if it does.
    Where Slack draws no charts (`draws`), the numbers are said alone. A channel's post `rests` from
    this one on, or has rested since then.
    """

    so_far: bool = False
    unreadable: Sequence[str] = ()
    notes: Sequence[str] = ()
    shared: bool = False
    trend: Trend = NOTHING
    week: WeekPage | None = None
    draws: bool = True
    rests: bool = False
    rested_since: datetime | None = None


def weekly_post(summary: Summary, reader: Reader, extra: Extra) -> Json:
    """The post for one channel and week; people by name, as reminders have pinged them already."""
    public = reader.publicly()
    first = headline(summary, public, extra)
    if summary.is_quiet:
        rests = f" {RESTING}" if extra.rests else ""
        quiet = f"{first}. Nothing happened this week.{rests}"
        return message(quiet, [section(quiet), *_small_print(summary, public, extra)])
    blocks = [section(first), *_asked(summary, public)]
    texts = (text for part in _parts(summary, public, extra) for text in chunks(part))
    blocks += [section(text) for text in texts]
    blocks += [
        _buttons(extra.week),
        *(week_charts.charts(extra.trend) if extra.draws else []),
        *_small_print(summary, public, extra),
    ]
    return message(_spoken(summary, public.plainly(), extra), blocks)


def headline(summary: Summary, reader: Reader, extra: Extra) -> str:
    """The week in one sentence: `*Week of Mon 9 Mar*: 4 open (unchanged), 1 overdue`."""
    day = wording.day(summary.slot.opens_at.astimezone(dates.zone_info(reader.zone)))
    overdue = summary.count(measures.OVERDUE)
    parts = [f"{summary.count(measures.OPEN)} open{_change(summary, measures.OPEN)}"]
    parts += [f"{overdue} overdue"] if overdue else []
    parts += [] if extra.shared else _worse(summary, reader)
    return f"*{'The week so far' if extra.so_far else f'Week of {day}'}*: {', '.join(parts)}"


def _worse(summary: Summary, reader: Reader) -> list[str]:
    names = [reader.title(one.customer.name, limit=80) for one in summary.customers if one.is_worse]
    if not names:
        return []
    more = len(names) - MOST_NAMED
    shown = [*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return [f"{text.counted(len(names), 'customer')} worse: {text.listed(shown)}"]


def _change(summary: Summary, measure: Measure) -> str:
    """` (2 fewer)`; "" if last week has no number to compare with."""
    change = summary.change(measure)
    if change is None:
        return ""
    if change == 0:
        return " (unchanged)"
    return f" ({abs(change)} {'more' if change > 0 else 'fewer'})"


def _asked(summary: Summary, reader: Reader) -> list[Json]:
    if not summary.asked:
        return []
    shown = [pending_lines.block(one, reader) for one in summary.asked[:MOST_ASKED]]
    rest = _more(len(summary.asked), MOST_ASKED)
    return [section("*Asked of you*"), *shown, *map(section, rest)]


def _parts(summary: Summary, reader: Reader, extra: Extra) -> list[list[str]]:
    """The parts below what is asked, each with its heading; empty ones are left out."""
    customers = [] if extra.shared else summary.customers
    decisions = [week_lines.open_item(one, reader) for one in summary.due[:MOST_DECISIONS]]
    made = summary.decided[: MOST_DECISIONS - len(decisions)]
    decisions += [week_lines.decided(one, reader) for one in made]
    total = len(summary.due) + len(summary.decided)
    parts = [
        _part(
            "Customers",
            [week_lines.customer(one, reader) for one in customers[:MOST_CUSTOMERS]],
            len(customers),
        ),
        _part(
            "Blockers",
            [week_lines.open_item(one, reader) for one in summary.blockers[:MOST_BLOCKERS]],
            len(summary.blockers),
        ),
        _part("Decisions", decisions, total),
        _rest(summary),
    ]
    return [part for part in parts if part]


def _part(heading: str, shown: list[str], total: int) -> list[str]:
    return [f"*{heading}*", *shown, *_more(total, len(shown))] if shown else []


def _more(total: int, shown: int) -> list[str]:
    return [f"+{total - shown}"] if total > shown else []


def _rest(summary: Summary) -> list[str]:
    """`Also this week: 1 closed by fallback, 2 escalated, 1 moved`; [] if nothing else happened."""
    counts = [
        *((sum(one.status == status for one in summary.ended), how) for status, how in _ENDINGS),
        (len(summary.escalated), "escalated"),
        (len(summary.moved), "moved"),
        (len(summary.open_again), "open again, because the closing was undone"),
    ]
    said = [f"{number} {what}" for number, what in counts if number]
    return [f"Also this week: {', '.join(said)}"] if said else []


_ENDINGS = tuple(week_lines.ENDINGS.items())


def _buttons(week: WeekPage | None) -> Json:
    opens = [button("All of it", f"{WEEKLY}all", value=encode_week(week))] if week else []
    return actions(
        "weekly",
        [
            *opens,
            button("Log a blocker", f"{ids.OPEN_LOG}.blocker", value="blocker"),
            button("Log a decision", f"{ids.OPEN_LOG}.decision", value="decision"),
        ],
    )


def _covers(summary: Summary, reader: Reader, extra: Extra) -> list[str]:
    """Since when it counts, where that is not a week ago."""
    slot, rested_at = summary.slot, extra.rested_since
    local = dates.zone_info(reader.zone)
    if rested_at:
        return [f"This post has rested since {wording.day(rested_at.astimezone(local))}."]
    if extra.so_far or slot.opens_at - slot.since_at < timedelta(days=8):
        return []
    since = wording.day(slot.since_at.astimezone(local))
    return [f"There was no post for a while: this one covers the time since {since}."]


def _small_print(summary: Summary, reader: Reader, extra: Extra) -> list[Json]:
    said = [
        *_covers(summary, reader, extra),
        *week_charts.in_words(extra.trend),
        *could_not_be_read(extra.unreadable),
        *([SHARED] if extra.shared else []),
        *extra.notes,
        COMMENTS,
    ]
    return [context(line) for line in said]


def _spoken(summary: Summary, reader: Reader, extra: Extra) -> str:
    """All of it in plain words, for notifications and screen readers."""
    about = [pending_lines.line(one, reader) for one in summary.asked[:MOST_ASKED]]
    said = [headline(summary, reader, extra)]
    said += ["*Asked of you*", *about, *_more(len(summary.asked), MOST_ASKED)] if about else []
    said += [line for part in _parts(summary, reader, extra) for line in part]
    said += [*week_charts.in_words(extra.trend), *_covers(summary, reader, extra)]
    said += [*could_not_be_read(extra.unreadable)]
    return text.cut("\n".join(said), MOST_SPOKEN)
