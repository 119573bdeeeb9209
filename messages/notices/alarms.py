"""Alarms in words: what is wrong with Backstop itself or with what it has stored."""

from escalation.facts.in_notices import Alarm, Stopped
from escalation.notices.notice import Notice
from messages.slack import text
from messages.slack.blocks import Json, context, message, section

_TROUBLES = {
    "overdue": "items were not looked at in time",
    "forgotten": "open items will never be looked at again",
    "late": "messages were not sent in time",
    "stuck": "messages were left unfinished by a sender that stopped",
    "unrepaired": "messages may have been sent twice and were not checked in time",
    "doubled": "messages were sent twice",
    "edited": "the history is not as it was written, or part of it is missing",
    "stopped": "items cannot be read or planned, so nobody is reminded of them",
    "unmade": "channels got no weekly post",
}


_UNSENT = {
    "plain": "It went out as plain text, without its buttons.",
    "refused": "Nobody got it, not even as plain text.",
}
"""What became of a message whose content Slack refused."""


def alarm_message(notice: Notice) -> Json:
    """One message for one kind of fault, with the names of what it concerns."""
    alarm = notice.says(Alarm)
    if alarm.trouble in _UNSENT:
        return _unsent(alarm.named, error=alarm.of, end=_UNSENT[alarm.trouble])
    trouble = _TROUBLES.get(alarm.trouble, alarm.trouble)
    lines = [
        f"⚠️ Backstop has {text.counted(alarm.count, 'problem')}: {trouble}.",
        f"It concerns: {text.title(alarm.named, {}, limit=1500)}",
        "Look at `/readyz` and the log; the runbook says what to do. "
        "You are told of this once a day.",
    ]
    return message("\n".join(lines), [section("\n".join(lines))])


def _unsent(token: str, *, error: str, end: str) -> Json:
    why = text.title(error, {})
    lines = [
        f"⚠️ Backstop has a problem: Slack refused how a message is written ({why}).",
        end,
        f"The message: {text.title(token, {})}",
        "Look for it in the log; the runbook says what to do. You are told of this once a day.",
    ]
    return message("\n".join(lines), [section("\n".join(lines))])


def stopped_message(notice: Notice) -> Json:
    """An item that stays silent until an operator has looked."""
    lines = [
        f"⚠️ *{text.title(notice.says(Stopped).label, {}, limit=40)}*'s escalation has stopped; "
        "an operator has to look.",
        "Its saved data is damaged. The person who runs Backstop can see what is wrong with "
        "`backstop verify`. Until it is fixed, nobody is reminded of it.",
    ]
    return message("\n".join(lines), [section(lines[0]), context(lines[1])])
