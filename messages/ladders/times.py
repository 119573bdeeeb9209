"""Times of a ladder in words, wherever it is shown: reminders before due, weekdays, days off."""

from calendar import day_name
from datetime import timedelta

from escalation.policy import Policy
from messages.slack import text


def before_due(policy: Policy) -> str:
    """`2 working days, 24 hours and 2 hours`; "" for none."""
    days = [text.counted(days, "working day") for days in sorted({*policy.reminder_days})[::-1]]
    spans = [span(before) for before in sorted({*policy.reminders}, reverse=True) if before]
    return text.listed([*days, *spans])


def span(before: timedelta) -> str:
    """`15 minutes`, `24 hours`."""
    return text.counted(*counted(before))


def working(lasts: timedelta) -> str:
    """`4 working hours`, `90 working minutes`."""
    number, unit = counted(lasts)
    return text.counted(number, f"working {unit}")


def counted(lasts: timedelta) -> tuple[int, str]:
    """A span in hours, or else in minutes: how many of what."""
    minutes = lasts // timedelta(minutes=1)
    return (minutes, "minute") if minutes % 60 else (minutes // 60, "hour")


def weekdays(days: frozenset[int]) -> str:
    """`Monday to Friday`, `Monday, Wednesday and Friday`."""
    ordered = sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{day_name[ordered[0]]} to {day_name[ordered[-1]]}"
    return text.listed([day_name[day] for day in ordered])


def days_off(policy: Policy) -> str:
    """`24 Dec 2026 and 31 Dec 2026`; "" for none."""
    return text.listed([f"{day.day} {day:%b %Y}" for day in policy.days_off])
