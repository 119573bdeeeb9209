"""What somebody changed in a channel's ladder, for the channel and for those it notifies."""

from calendar import day_name
from collections.abc import Iterator
from datetime import timedelta

from escalation.events import OPERATOR
from escalation.facts.in_notices import LadderChanged
from escalation.policy import Editors, Policy
from escalation.rungs import Condition, Rung, Shown, usual_names
from messages.items.audiences import spoken
from messages.ladders import times
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
        found = [*_sent_outside(before, after, is_first=facts.is_first)] if is_private else []
        found += differences(before, after, reader, is_first=facts.is_first)
        lines += [f"• {one}" for one in found[:MOST]]
        lines += [f"+{len(found) - MOST} more"] if len(found) > MOST else []
    lines += [f"Why: {reason}"] if reason else []
    lines.append(
        f"All of it: `{reader.commands.backstop} ladder`{'' if is_here else f' in {where}'}"
    )
    words = "\n".join(lines)
    return message(words, [section(words)])


def _sent_outside(before: Policy, after: Policy, *, is_first: bool) -> Iterator[str]:
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
    old, new = _settings(before, reader), _settings(after, reader)
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label, ""), new.get(label, "")
        if not now:
            if not label.endswith(_WHEN):
                yield f"{label} was removed"
        elif was != now:
            yield f"{label}: {now} (was {was})" if was and not is_first else f"{label}: {now}"


def _settings(policy: Policy, reader: Reader) -> dict[str, str]:
    """Each setting by its label, in words."""
    rungs: dict[str, str] = {}
    for name, rung in zip(usual_names(policy.rungs), policy.rungs, strict=False):
        rungs |= _rung(name, rung, reader)
    return rungs | {
        "The fallback applies": _after(policy.rungs[-1]),
        "Reminders before the due date": _reminders(policy),
        "Reminders after it": _cadence(policy),
        "Time to answer": _hours(policy.chance),
        "Pause after an acknowledgement": _hours(policy.hold),
        "The lead is told when a date has slipped": text.counted(policy.slip_budget, "time"),
        "Leadership is asked": f"every {policy.review_cycle.days} days",
        "Working day": f"{policy.start:%H:%M} to {policy.end:%H:%M}",
        "Time zone": policy.zone,
        "Working days": text.listed([day_name[day] for day in sorted(policy.weekdays)]),
        "Holidays": policy.holidays or "none",
        "Other days off": times.days_off(policy) or "none",
        "Default due date": text.counted(policy.window_days, "working day"),
        "Weekly post": f"{day_name[policy.summary_weekday]} {policy.summary_time:%H:%M}",
        "Who can change this": _EDITORS[policy.editors],
    }


_EDITORS = {
    Editors.LADDER: "lead, leadership and admins, or everybody until a lead is set",
    Editors.EVERYBODY: "everybody in the channel",
    Editors.ADMINS: "admins",
}


def _rung(usual: str, rung: Rung, reader: Reader) -> dict[str, str]:
    """Whom it tells, and when and where."""
    people = [reader.target(target) for target in rung.targets[:10]]
    condition = rung.only_if is Condition.UNACKNOWLEDGED
    unless = ", unless somebody has acknowledged it since" if condition else ""
    name = f" (“{reader.title(rung.name)}”)" if rung.name else ""
    called = spoken(usual)
    return {
        usual.capitalize(): f"{text.listed(people) if people else 'nobody'}{name}",
        f"{called[:1].upper()}{called[1:]}{_WHEN}": f"{_after(rung)}, {_SHOWN[rung.shown]}{unless}",
    }


_WHEN = " is notified"


def _after(rung: Rung) -> str:
    return f"{rung.after} after the due date" if rung.after.count else "at once"


_SHOWN = {
    Shown.NOWHERE: "by direct message only",
    Shown.THREAD: "in the thread",
    Shown.ALOUD: "shown in the channel",
}


def _reminders(policy: Policy) -> str:
    days = [text.counted(count, "working day") for count in sorted({*policy.reminder_days})][::-1]
    spans = [_span(span) for span in sorted({*policy.reminders}, reverse=True) if span]
    return text.listed([*days, *spans]) or "none"


def _span(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"


def _cadence(policy: Policy) -> str:
    cadence = policy.cadence
    return (
        f"{text.counted(cadence.each, 'morning')}, then every {cadence.every}, "
        f"from the twelfth every {cadence.then}"
    )


def _hours(span: timedelta) -> str:
    return "none" if not span else f"{span / _HOUR:g} working hour{'' if span == _HOUR else 's'}"


_HOUR = timedelta(hours=1)
