"""The lines of the weekly post: one for each blocker, decision and customer."""

from escalation.calendars import calendar_of
from escalation.dependencies import Dependencies
from escalation.items import Item
from escalation.summary.customers import CustomerWeek
from escalation.summary.weekly import Decision
from escalation.worktime import wording
from escalation.worktime.hours import working_dates_between
from messages.agreed import date_answers
from messages.items import cards, dependencies, impact
from messages.reader import Reader
from messages.slack import dates, text

MOST_WAITING = 3
"""Labels of items that wait for one."""


def open_item(item: Item, reader: Reader) -> str:
    """`B-1 SSO login fails · Ines · was due Fri 6 Mar 17:00 · D-2 waits for it`."""
    late = "was due" if item.is_overdue(reader.now) else "due"
    parts = [
        named(item, reader),
        reader.who(item.owner),
        ", ".join(
            [f"{late} {reader.when(item.due.at, dense=True)}", *date_answers.not_yet(item, reader)]
        ),
        *_waiting(dependencies.of(item, reader), reader),
        *_end_of_ladder(item, reader),
        *_moves(item, reader),
        *_age(item, reader),
    ]
    return " · ".join(parts)


def named(item: Item, reader: Reader) -> str:
    """`B-1 SSO login fails`."""
    return f"{reader.label(item)} {reader.title(item.title, limit=120)}"


def _waiting(its: Dependencies, reader: Reader) -> list[str]:
    shown = dependencies.labels(its.blocks[:MOST_WAITING], reader)
    more = len(its.blocks) - len(shown)
    names = [*shown, *([f"{more} more"] if more > 0 else [])]
    return (
        [f"{text.listed(names)} {'waits' if len(names) == 1 else 'wait'} for it"] if names else []
    )


def _end_of_ladder(item: Item, reader: Reader) -> list[str]:
    """Who keeps it open, or its fallback once that applies."""
    if keeps := cards.kept(item, reader):
        return [keeps]
    if not item.fallback_applies:
        return []
    return [f"fallback applies: {reader.title(item.fallback, limit=80)}"]


def _moves(item: Item, reader: Reader) -> list[str]:
    """`moved twice, 5 working days later`: later or earlier than its first date."""
    count = item.slips + item.pull_ins
    if not count:
        return []
    calendar = calendar_of("", item.policy, reader.now)
    drift = working_dates_between(item.first_due_at, item.due.at, calendar)
    way = "later" if drift > 0 else "earlier"
    far = f", {text.counted(abs(drift), 'working day')} {way}" if drift else ""
    return [f"moved {cards.times(count)}{far}"]


def _age(item: Item, reader: Reader) -> list[str]:
    """How long it has been open, where that is long and its first date lies ahead."""
    is_old = reader.now - item.logged_at > item.policy.review_cycle
    if not is_old or reader.now >= item.first_due_at:
        return []
    return [f"open for {dates.days(item.logged_at, reader.now, reader.zone)}"]


def decided(decision: Decision, reader: Reader) -> str:
    """`D-1 Which data region? · decided by Ines on Wed 4 Mar: EU, because the contract says so`."""
    item = decision.item
    closing = item.closing
    by = f" by {reader.who(closing.by)}" if closing and closing.by else ""
    day = closing.at.astimezone(dates.zone_info(reader.zone)) if closing else None
    on = f" on {wording.day(day)}" if day else ""
    outcome = f": {reader.title(item.outcome, limit=160)}" if item.outcome else ""
    why = reader.because(decision.because, limit=160)
    return f"{named(item, reader)} · decided{by}{on}{outcome}{why}"


def ended(item: Item, reader: Reader) -> str:
    """`B-3 Template is missing · Tom · closed by fallback: use the old one`."""
    how = ENDINGS[item.status]
    outcome = f": {reader.title(item.outcome, limit=160)}" if item.outcome else ""
    by = f" by {reader.who(item.closing.by)}" if item.closing and item.closing.by else ""
    return f"{named(item, reader)} · {how}{by}{outcome}"


ENDINGS: dict[str, str] = {
    "resolved": "resolved",
    "fell_back": "closed by fallback",
    "withdrawn": "withdrawn",
}
"""How an item ended that nobody decided."""


def customer(week: CustomerWeek, reader: Reader) -> str:
    """`Harbor Law: worsening, was steady · 2 open, oldest 17 days`."""
    name = reader.title(week.customer.name, limit=80)
    was = f", was {_going(week.before)}" if week.was_open and week.before is not week.now else ""
    oldest = dates.days(week.oldest.logged_at, reader.now, reader.zone)
    return f"{name}: {_now(week, reader)}{was} · {week.items} open, oldest {oldest}"


def _going(way: str | None) -> str:
    return way or impact.NOT_SAID


def _now(week: CustomerWeek, reader: Reader) -> str:
    """Which way it goes, or since when nobody has said."""
    if week.now or week.said_at is None:
        return _going(week.now)
    return f"no word for {dates.days(week.said_at, reader.now, reader.zone)}"
