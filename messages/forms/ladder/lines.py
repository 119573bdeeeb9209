"""The parts of a ladder in its form, each in one line."""

from escalation.policy import Policy
from escalation.rungs import Condition, Offset, Rung, Shown, TargetKind
from messages.forms.channel import WEEKDAYS
from messages.ladders import times, who_is_told, words
from messages.reader import Reader
from messages.slack import text

_WHERE = {
    Shown.NOWHERE: "",
    Shown.THREAD: "in the item's thread",
    Shown.ALOUD: "in the item's thread, shown in the channel",
}
_NOBODY = "nobody is set, so the reporter and this channel are notified"
_ACKNOWLEDGED = "only if nobody has acknowledged it"


def rung(policy: Policy, index: int, reader: Reader) -> str:
    """`*Lead*, at once: @Lea, by DM and in the item's thread`."""
    one = policy.rungs[index]
    parts = [_told(one, reader) if one.targets else _NOBODY]
    if one.only_if is Condition.UNACKNOWLEDGED:
        parts.append(_ACKNOWLEDGED)
    return f"*{name(policy, index)}*, {after(one.after)}: {'; '.join(parts)}"


def fallback(policy: Policy) -> str:
    """When the fallback applies."""
    return f"*Fallback*: it applies {after(policy.rungs[-1].after)}."


def name(policy: Policy, index: int) -> str:
    """A step's name as a line opens, inert."""
    shown = text.title(policy.name(index), {}, limit=200)
    return f"{shown[:1].upper()}{shown[1:]}"


def after(offset: Offset) -> str:
    """`at once`, `after 2 working days`."""
    return f"after {offset}" if offset.count else str(offset)


def _told(one: Rung, reader: Reader) -> str:
    """People get a direct message and channels a post; both may be told in the thread too."""
    channels = [target for target in one.targets if target.kind is TargetKind.CHANNEL]
    people = [target for target in one.targets if target not in channels]
    where = _WHERE[one.shown]
    if people and channels:
        named, posts = (who_is_told.some(some, reader) for some in (people, channels))
        return f"{named} by DM and {posts} by a post" + (f", and {where}" if where else "")
    ways = ["by a post" if channels else "by DM", *([where] if where else [])]
    return f"{who_is_told.some(one.targets, reader)}, {' and '.join(ways)}"


def reminders(policy: Policy) -> str:
    """When the owner is reminded, and what the rest waits for."""
    before = times.before_due(policy)
    owner = f"{before} before the date and when it passes" if before else "when the date passes"
    return (
        f"*Reminders and pauses*: the owner is reminded {owner}. "
        f"{words.pause(policy)} {words.last_question(policy, 'this channel')}"
    )


def hours(policy: Policy) -> str:
    """Who works when, and when the weekly post comes."""
    days = times.weekdays(policy.weekdays)
    off = [f"holidays of {policy.holidays}"] if policy.holidays else []
    off += [text.counted(len(policy.days_off), "other day")] if policy.days_off else []
    but = f", not on {text.listed(off)}" if off else ""
    zone = text.title(policy.zone, {}, limit=80)
    return (
        f"*Working hours*: {days}, {policy.start:%H:%M} to {policy.end:%H:%M} ({zone}){but}.\n"
        f"*Weekly post*: {WEEKDAYS[str(policy.summary_weekday)]} at {policy.summary_time:%H:%M}."
    )
