"""What somebody changed in a channel's ladder, for the channel and for those it notifies."""

from calendar import day_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from escalation.events import OPERATOR
from escalation.facts.in_notices import LadderChanged
from escalation.policy import Editors, HandOvers, Policy
from escalation.rungs import Condition, Rung, Shown, Target, usual_names
from messages.items.audiences import spoken
from messages.ladders import times, who_is_told
from messages.ladders.outsiders import SENT
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json, message, section

MOST = 12
"""The most differences that a message lists."""


def changed_message(
    facts: LadderChanged,
    reader: Reader,
    *,
    before: Policy | None,
    after: Policy | None,
    is_here: bool,
    is_private: bool = False,
) -> Json:
    """Who changed what, to which version; `before` and `after` are None if they are not kept.

    `is_here`: it is told in the channel itself, `is_private`: that channel is private.
    """
    who = "The operator" if facts.actor == OPERATOR else reader.who(facts.actor)
    reason = reader.title(facts.reason or "", limit=500)
    where = "this channel" if is_here else f"<#{facts.channel}>"
    done = "set up" if facts.is_first else "changed the setup of"
    lines = [f"{who} {done} {where} (version {facts.version})."]
    if before and after:
        found = [*sent_outside(before, after, is_first=facts.is_first)] if is_private else []
        found += differences(before, after, reader, is_first=facts.is_first)
        lines += [f"• {one}" for one in found[:MOST]]
        lines += [f"+{len(found) - MOST} more"] if len(found) > MOST else []
    lines += [f"Why: {reason}"] if reason else []
    lines.append(
        f"All of it: `{reader.commands.backstop} ladder`{'' if is_here else f' in {where}'}"
    )
    words = "\n".join(lines)
    return message(words, [section(words)])


def sent_outside(before: Policy, after: Policy, *, is_first: bool) -> Iterator[str]:
    """What is sent to those who cannot see the channel, if that or whom it may concern changed."""
    was, now = SENT[before.outsiders], SENT[after.outsiders]
    if was != now and not is_first:
        yield f"{_OUTSIDE}: {now} (was {was})"
    elif after.targets - before.targets:
        yield f"{_OUTSIDE}: {now}"


_OUTSIDE = "People who cannot see this channel are sent"


def differences(
    before: Policy, after: Policy, reader: Reader, *, is_first: bool = False
) -> Iterator[str]:
    """What two ladders have differently: `Lead: Lea (was nobody)`; at first just `Lead: Lea`."""
    return iter(_different(before, after, reader, is_first=is_first).values())


def changed_again(base: Policy, saved: Policy, reader: Reader, *, mine: Policy) -> list[str]:
    """What somebody has changed since `base` that mine would change again."""
    theirs = _different(base, saved, reader)
    return [said for label, said in _different(saved, mine, reader).items() if label in theirs]


def _different(
    before: Policy, after: Policy, reader: Reader, *, is_first: bool = False
) -> dict[str, str]:
    """A line for each setting that differs, by its label; of a step that is gone one is enough."""
    old, new = _settings(before, reader), _settings(after, reader)
    found: dict[str, str] = {}
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label), new.get(label)
        if now is None:
            found |= {} if label.endswith(_WHEN) else {label: f"{label} was removed"}
        elif was is None or is_first:
            found |= {} if was == now else {label: f"{label}: {now.words}"}
        elif was != now:
            found[label] = f"{label}: {_said(was, now, reader)}"
    return found


def _said(was: "_Setting", now: "_Setting", reader: Reader) -> str:
    if was.words != now.words:
        return f"{now.words} (was {was.words})"
    changes = {
        "now also": [one for one in now.targets if one not in was.targets],
        "no longer": [one for one in was.targets if one not in now.targets],
    }
    said = [f"{how} {who_is_told.some(those, reader)}" for how, those in changes.items() if those]
    return ", ".join(said) or "the same people in another order"


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting in words; of a step all whom it tells, as the words may not name each."""

    words: str
    targets: tuple[Target, ...] = ()


def _settings(policy: Policy, reader: Reader) -> dict[str, _Setting]:
    """Each setting by its label."""
    rungs: dict[str, _Setting] = {}
    for name, rung in zip(usual_names(policy.rungs), policy.rungs, strict=False):
        rungs |= _rung(name, rung, reader)
    return rungs | {label: _Setting(words) for label, words in _of_all(policy).items()}


def _of_all(policy: Policy) -> dict[str, str]:
    """What is about no step below the fallback."""
    return {
        "The fallback applies": _after(policy.rungs[-1]),
        "Reminders before the due date": times.before_due(policy) or "none",
        "Reminders after it": _cadence(policy),
        "Time to answer": _hours(policy.chance),
        "Pause after an acknowledgement": _hours(policy.hold),
        "The lead is told when a date has slipped": text.counted(policy.slip_budget, "time"),
        "Leadership is asked": f"every {policy.review_cycle.days} days",
        "Working day": f"{policy.start:%H:%M} to {policy.end:%H:%M}",
        "Time zone": policy.zone,
        "Working days": times.weekdays(policy.weekdays),
        "Holidays": policy.holidays or "none",
        "Other days off": times.days_off(policy) or "none",
        "Default due date": text.counted(policy.window_days, "working day"),
        "Weekly post": f"{day_name[policy.summary_weekday]} {policy.summary_time:%H:%M}",
        "Who can change this": _EDITORS[policy.editors],
        "Hand-overs": _HAND_OVERS[policy.hand_overs],
    }


_HAND_OVERS = {HandOvers.OFFERED: "are offered", HandOvers.AT_ONCE: "happen at once"}


_EDITORS = {
    Editors.LADDER: "lead, leadership and admins, or everybody until a lead is set",
    Editors.EVERYBODY: "everybody in the channel",
    Editors.ADMINS: "admins",
}


def _rung(usual: str, rung: Rung, reader: Reader) -> dict[str, _Setting]:
    """Whom it tells, and when and where."""
    condition = rung.only_if is Condition.UNACKNOWLEDGED
    unless = ", unless somebody has acknowledged it since" if condition else ""
    name = f" (“{reader.title(rung.name)}”)" if rung.name else ""
    told = who_is_told.some(rung.targets, reader) if rung.targets else "nobody"
    called = spoken(usual)
    when = f"{called[:1].upper()}{called[1:]}{_WHEN}"
    return {
        usual.capitalize(): _Setting(f"{told}{name}", rung.targets),
        when: _Setting(f"{_after(rung)}, {_SHOWN[rung.shown]}{unless}"),
    }


_WHEN = " is notified"


def _after(rung: Rung) -> str:
    return f"{rung.after} after the due date" if rung.after.count else "at once"


_SHOWN = {
    Shown.NOWHERE: "by direct message only",
    Shown.THREAD: "in the thread",
    Shown.ALOUD: "shown in the channel",
}


def _cadence(policy: Policy) -> str:
    cadence = policy.cadence
    return (
        f"{text.counted(cadence.each, 'morning')}, then every {cadence.every}, "
        f"from the twelfth every {cadence.then}"
    )


def _hours(span: timedelta) -> str:
    return "none" if not span else f"{span / _HOUR:g} working hour{'' if span == _HOUR else 's'}"


_HOUR = timedelta(hours=1)
