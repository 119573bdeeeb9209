"""The figures of a history, hour by hour: what `straight` knows, counted as the page says."""

from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from escalation.measures.subjects import Subject
from tests.support.measures.straight import CLOSES, DONE, Done, Hours, Straight

ANSWERS = CLOSES | {"acknowledge", "agree", "note", "trajectory", "reschedule", "offer", "reassign"}
Figures = dict[str, object]
Seen = tuple[Hours, bool, Hours]
"""How long it took, whether it was over then, and from when on it was watched."""


def figures(it: Straight) -> Figures:
    """All of them."""
    items = [one for one in it.history.items if it.counts(one)]
    inside = [one for one in items if it.is_in(one)]
    kept = [one for one in items if not it.is_out(one)]
    both = [one for one in inside if one in kept]
    return (
        _closure(it, items)
        | _resolution(it, inside)
        | _answer(it, kept)
        | _escalations(it, both)
        | _slips(it, [one for one in kept if one.logged_at < it.until])
        | _reopened(it, kept)
        | _from_message(it, [one for one in both if one.message_at])
        | _age(it, items)
        | _going(it, items)
        | _answer_rate(it, kept)
        | _agreed(it, items)
    )


def _closure(it: Straight, items: list[Subject]) -> Figures:
    found: Figures = {}
    for kind in ("blocker", "decision"):
        of = [one for one in items if one.kind.value == kind and one.logged_at < it.until]
        of = [one for one in of if it.since <= it.first_due(one) < it.until]
        early = [one for one in of if it.is_out(one)]
        due = [one for one in of if one not in early]
        done = [one for one in due if it.state(one, it.until) in DONE]
        at = {one.id: it.closed_at(one, it.until) for one in done}
        found |= {
            f"{kind} due": len(due),
            f"{kind} closed": len(done),
            f"{kind} on time": sum(at[one.id] <= it.first_due(one) for one in done),
            f"{kind} as moved": sum(at[one.id] <= it.due(one, at[one.id]) for one in done),
            f"{kind} by fallback": sum(it.state(one, it.until) == "fall_back" for one in done),
            f"{kind} withdrawn": len(early),
            f"{kind} again": [one.label for one in due if it.withdrawn(one)],
        }
    return found


def _estimate(name: str, seen: list[Seen]) -> Figures:
    working = [(time[0], over, since[0]) for time, over, since in seen]
    elapsed = [(time[1], over, since[1]) for time, over, since in seen]
    found: Figures = {f"{name} n": len(seen)}
    return found | _curve(f"{name} working", working) | _curve(f"{name} elapsed", elapsed)


def _curve(name: str, each: list[tuple[int, bool, int]]) -> Figures:
    longest = max((time for time, _, _ in each), default=0)
    share, mean, middle, risk = Fraction(1), Fraction(0), None, 0
    for hour in range(longest + 1):
        at_risk = sum(since <= hour <= time for time, _, since in each)
        if ends := sum(over and time == hour for time, over, _ in each):
            share *= 1 - Fraction(ends, at_risk)
            if middle is None and share <= Fraction(1, 2):
                middle, risk = hour, at_risk
        mean += share if hour < longest else 0
    return {
        f"{name} median": middle,
        f"{name} at risk": risk,
        f"{name} mean": round(float(mean), 6),
        f"{name} longest": longest,
    }


def _resolution(it: Straight, items: list[Subject]) -> Figures:
    seen = []
    for one in items:
        since = it.open_hours(one, it.since) if one.logged_at < it.since else (0, 0)
        seen.append((it.open_hours(one, it.until), it.state(one, it.until) in DONE, since))
    still_open = sum(it.state(one, it.until) == "open" for one in items)
    return _estimate("resolution", seen) | {"resolution open": still_open}


def _answer(it: Straight, items: list[Subject]) -> Figures:
    seen, waiting = list[Seen](), 0
    for one in items:
        events = [event for event in it.events[one.id] if event.at < it.until]
        owner = next((event.says.owner for event in events if event.what == "logged"), "")
        if owner in ("", one.reporter):
            continue
        told = one.logged_at if one.urgent else it.told_from(owner, one.logged_at)
        ends = [event for event in events if _ends_wait(event, owner)]
        end = max(ends[0].at if ends else it.until, told)
        if told < it.until and end >= it.since:
            over = bool(ends) and ends[0].by == owner
            waiting += end == it.until
            seen.append((it.hours(told, end), over, it.hours(told, it.since)))
    return _estimate("answer", seen) | {"answer open": waiting}


def _ends_wait(event: Done, owner: str) -> bool:
    if event.by == owner:
        return event.what in ANSWERS
    return event.what in CLOSES or event.what == "reassign"


def _escalations(it: Straight, items: list[Subject]) -> Figures:
    found: Figures = {"open at some time": len(items)}
    events = [(one.id, event) for one in items for event in it.inside(one)]
    rungs = (("lead", "lead"), ("leadership", "leadership"), ("fallback", "channel"))
    for name, audience in rungs:
        fired = [
            id_
            for id_, event in events
            if event.what == "escalated" and event.says.audience.value == audience
        ]
        if fired:
            found |= {f"{name} items": len(set(fired)), f"{name} firings": len(fired)}
    for word in ("escalate", "gap", "asked"):
        found[word] = sum(event.what == word for _, event in events)
    return found


def _slips(it: Straight, items: list[Subject]) -> Figures:
    inside = [event for one in items if it.is_in(one) for event in it.inside(one)]
    moves = [event.says for event in inside if event.what == "reschedule"]
    moves = [one for one in moves if not (one.is_counter or one.puts_back)]
    dates = [(it.first_due(one), it.due(one, it.until)) for one in items]
    drifts = [it.working_days(*dates) for dates in dates if it.since <= dates[1] < it.until]
    return {
        "slips": sum(one.new_due_at > one.old_due_at for one in moves),
        "pull-ins": sum(one.new_due_at < one.old_due_at for one in moves),
        "drift": median(drifts) if drifts else None,
        "drift of": len(drifts),
    }


def _reopened(it: Straight, items: list[Subject]) -> Figures:
    closings = again = provisional = 0
    for one in items:
        for event in (event for event in it.inside(one) if event.what in CLOSES):
            closings += 1
            opened = [
                other.at
                for other in it.events[one.id]
                if other.what == "reopen" and other.at >= event.at
            ]
            if opened:
                again += min(opened) - event.at <= timedelta(days=14)
            else:
                provisional += it.history.known_until - event.at < timedelta(days=14)
    return {"closings": closings, "reopened": again, "provisional": provisional}


def _from_message(it: Straight, items: list[Subject]) -> Figures:
    seen, within, over = list[Seen](), 0, 0
    for one in items:
        written = one.message_at or one.logged_at
        before = it.hours(written, one.logged_at)
        time, since = _plus(before, it.open_hours(one, it.until)), (0, 0)
        if one.logged_at < it.since:
            since = _plus(before, it.open_hours(one, it.since))
        state, window = it.state(one, it.until), it.default_due(written)
        seen.append((time, state in DONE, since))
        over += state in DONE or (state == "open" and window < it.until)
        within += state in DONE and it.closed_at(one, it.until) <= window
    return _estimate("message", seen) | {"in window": within, "window over": over}


def _plus(one: Hours, other: Hours) -> Hours:
    return one[0] + other[0], one[1] + other[1]


def _age(it: Straight, items: list[Subject]) -> Figures:
    still_open = [one for one in items if it.state(one, it.until) == "open"]
    if not still_open:
        return {"ages": 0}
    ages = {one.id: it.open_hours(one, it.until) for one in still_open}
    longest = max(elapsed for _, elapsed in ages.values())
    return {
        "ages": len(ages),
        "age working": median(working for working, _ in ages.values()),
        "age elapsed": median(elapsed for _, elapsed in ages.values()),
        "oldest": next(one.label for one in still_open if ages[one.id][1] == longest),
    }


def _going(it: Straight, items: list[Subject]) -> Figures:
    found: Figures = {}
    for n, end in enumerate(it.ends):
        words = {"worsening": 0, "not said": 0, "steady": 0, "improving": 0}
        for one in items:
            if it.state(one, end) == "open" and (one.has_impact or one.customers):
                words[_word(it, one, end)] += 1
        found[f"going {n}"] = words
    return found


def _word(it: Straight, item: Subject, at: datetime) -> str:
    said = [one for one in it.events[item.id] if one.what == "trajectory" and one.at < at]
    if not said:
        return "not said"
    local = said[-1].at.astimezone(ZoneInfo(it.zone)) + timedelta(days=item.review_days)
    return str(said[-1].says.new.value) if at < local.astimezone(at.tzinfo) else "not said"


def _answer_rate(it: Straight, items: list[Subject]) -> Figures:
    each = [
        _is_answered(it, one, event)
        for one in items
        for event in it.events[one.id]
        if event.what in ("escalated", "asked") and event.at < it.until
    ]
    words = ("answered", "unanswered", "pending")
    answered, unanswered, pending = (each.count(word) for word in words)
    return {"delivered": answered + unanswered, "answered": answered, "pending": pending}


def _is_answered(it: Straight, item: Subject, event: Done) -> str:
    people = [user for user in event.says.to if user != event.says.owner]
    if not people:
        return "nobody"
    heard: datetime | None = getattr(event.says, "heard_at", None)
    if heard is None:
        heard = event.at if item.urgent else min(it.told_from(user, event.at) for user in people)
    later = it.events[item.id][it.events[item.id].index(event) + 1 :]
    ended = any(one.what in CLOSES | {"reschedule"} and one.at < heard for one in later)
    if ended or not it.since <= heard < it.until:
        return "not delivered"
    ends = {user: it.after_eight_hours(user, heard) for user in people}
    if any(one.by in ends and one.at <= ends[one.by] for one in later):
        return "answered"
    return "unanswered" if max(ends.values()) <= it.history.known_until else "pending"


def _agreed(it: Straight, items: list[Subject]) -> Figures:
    still_open = [one for one in items if it.state(one, it.until) == "open"]
    agreed = sum(_is_agreed(it, one) for one in still_open)
    return {"agreed": agreed, "agreed of": len(still_open)}


def _is_agreed(it: Straight, item: Subject) -> bool:
    """Whether the last date that its last owner said yes to, or set, is the date it has."""
    events = [one for one in it.events[item.id] if one.at < it.until]
    came = [one for one in events if one.what in ("logged", "reassign")][-1]
    owner = came.says.owner if came.what == "logged" else came.says.new_owner
    kept = [
        it.due(item, one.at + timedelta(minutes=30))
        for one in events
        if one.at >= came.at and one.by == owner and _keeps(one)
    ]
    return bool(kept) and kept[-1] == it.due(item, it.until)


def _keeps(event: Done) -> bool:
    if event.what == "reopen":
        return event.says.new_due_at is not None
    if event.what == "reschedule":
        return not event.says.puts_back
    return event.what in ("logged", "reassign", "acknowledge", "agree")
