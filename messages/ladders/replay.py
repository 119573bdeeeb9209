"""What a ladder would have done to the items of the last weeks."""

from collections.abc import Sequence
from datetime import timedelta

from escalation.replay.comparison import FALLBACK, Apart, Changed, Comparison, Counts, Reached
from messages.items.audiences import spoken
from messages.slack import text
from messages.slack.blocks import Json, context, message, section
from messages.slack.limit_table import CHARACTERS

MOST_NAMED = 10
"""How many items are named; the others are counted."""
NOTHING = "Nothing has happened yet: this channel had no items in that time."
COUNTING = "Counting …"
ASSUMED = (
    "This assumes that everybody acts as they did. Time zones and members of groups are "
    "those of today, and absences count where the history has them."
)
_HOUR = timedelta(hours=1)


def sentence(found: Comparison) -> str:
    """`1 escalation instead of 3; B-1 would not have reached the lead; …`, in plain words."""
    return "; ".join([_escalations(found), *_of_items(found.changed)]) + "."


def lines(found: Comparison, weeks: int) -> list[str]:
    """The whole answer, in plain words; each item on a line of its own."""
    if not found.items:
        return [NOTHING, *_left_out(found.left_out)]
    over = f"{text.counted(found.items, 'item')} of {last(weeks)}: {_escalations(found)}."
    changed = "".join(f"\n• {one}." for one in _of_items(found.changed))
    counted = [line for line in [_counted(found.now, found.then)] if line]
    return [over + changed, *counted, *_left_out(found.left_out), ASSUMED]


def last(weeks: int) -> str:
    """`the last 8 weeks`."""
    return "the last week" if weeks == 1 else f"the last {weeks} weeks"


def _left_out(labels: Sequence[str]) -> list[str]:
    """Which items do not count, if any."""
    if not labels:
        return []
    named = text.listed([*labels[:MOST_NAMED]])
    return [f"{named} cannot be counted: what is kept of their past is damaged."]


def replay_message(found: Comparison, weeks: int) -> Json:
    """The whole answer as a message."""
    said = lines(found, weeks)
    shown = [text.sentence(line, {}, limit=CHARACTERS["section", "text"]) for line in said]
    blocks = [section(line) for line in shown[:2]] + [context(line) for line in shown[2:]]
    return message(shown[0], blocks)


def _escalations(found: Comparison) -> str:
    now, then = found.now.escalations, found.then.escalations
    said = text.counted(then, "escalation")
    return f"{said}, as many as now" if now == then else f"{said} instead of {now}"


def _of_items(changed: Sequence[Changed]) -> list[str]:
    named = [f"{one.label} {_would(one.rungs)}" for one in changed[:MOST_NAMED]]
    more = len(changed) - MOST_NAMED
    return [*named, f"and {text.counted(more, 'more item')}"] if more > 0 else named


def _would(rungs: Sequence[Reached]) -> str:
    """`would have reached the lead a working day later and leadership not at all`."""
    never = [_step(one.name) for one in rungs if one.then_at is None]
    moved = [f"{_step(one.name)} {_how(one)}" for one in rungs if one.then_at is not None]
    if not moved:
        return f"would not have reached {_either(never)}"
    missed = [f"{text.listed(never)} not at all"] if never else []
    return f"would have reached {text.listed([*moved, *missed])}"


def _either(names: list[str]) -> str:
    return " or ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])


def _step(name: str) -> str:
    return "the fallback" if name == FALLBACK else spoken(name)


def _how(one: Reached) -> str:
    if one.now_at is None or one.then_at is None:
        return "too"
    return f"{_span(one.apart)} {'later' if one.then_at > one.now_at else 'earlier'}"


def _span(apart: Apart) -> str:
    if apart.days:
        return "a working day" if apart.days == 1 else f"{apart.days} working days"
    length, kind = (apart.worked, "working ") if apart.worked else (apart.elapsed, "")
    if length >= _HOUR:
        return text.counted(round(length / _HOUR), f"{kind}hour")
    return text.counted(max(1, round(length / timedelta(minutes=1))), f"{kind}minute")


def _counted(now: Counts, then: Counts) -> str:
    """`Reminders: 3 instead of 4 · lead: 1 · direct messages: 5`: each kind there is."""
    was, would = dict(now.rungs), dict(then.rungs)
    kinds = [
        ("reminders", now.reminders, then.reminders),
        *((name, was.get(name, 0), would.get(name, 0)) for name in was | would),
        ("last questions", now.questions, then.questions),
        ("reviews", now.reviews, then.reviews),
        ("direct messages", now.direct, then.direct),
    ]
    said = " · ".join(_instead(*kind) for kind in kinds if any(kind[1:]))
    return f"{said[:1].upper()}{said[1:]}"


def _instead(name: str, was: int, would: int) -> str:
    return f"{name}: {would}" if was == would else f"{name}: {would} instead of {was}"
