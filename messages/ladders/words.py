"""A whole ladder in words, a sentence for each thing that it does.

Each setting is in them, so that what is read is what happens (docs/reference.md#read-a-ladder).
"""

from calendar import day_name
from collections.abc import Iterator

from escalation.policy import Editors, HandOvers, Policy
from escalation.rungs import Audience, Cadence, Condition, Rung, Shown, Target, TargetKind
from messages.ladders import times, who_is_told
from messages.ladders.outsiders import SENT
from messages.reader import Reader
from messages.slack import text

MOST_NAMED = 10
"""The most people whose absence is told."""
MOST_TOLD = 25
"""The most people of a step who are named."""


def in_words(
    policy: Policy, reader: Reader, *, channel: str = "", is_private: bool = False
) -> list[str]:
    """What the ladder of a channel does, one sentence each; people by name, so nobody is pinged.

    `reader.directory` holds everybody whom the ladder names. `is_private`: not everybody can see
    the channel.
    """
    naming = reader.publicly()
    here = naming.target(Target(TargetKind.CHANNEL, channel)) if channel else "the channel"
    return [
        *_rungs(policy, naming, here),
        *_answers(policy, here),
        *_reminders(policy),
        *_calendar(policy),
        _HAND_OVERS[policy.hand_overs],
        _EDITORS[policy.editors],
        *_outside(policy, is_private=is_private),
        *_absences(policy, naming),
    ]


_HAND_OVERS = {
    HandOvers.OFFERED: "When an item is handed over, its new owner is asked first.",
    HandOvers.AT_ONCE: "When an item is handed over, it is its new owner's at once.",
}


def _rungs(policy: Policy, reader: Reader, here: str) -> Iterator[str]:
    """When the date passes: each rung, then the fallback."""
    for index, rung in enumerate(policy.rungs[:-1]):
        starts = f"{_when(rung)}{_name(rung, index, reader)}{_UNLESS[rung.only_if]}"
        sentence = f"{starts} {_told(rung, reader, here)}."
        yield sentence if index else f"When a date passes: {sentence[0].lower()}{sentence[1:]}"
    yield f"{_when(policy.rungs[-1])} the fallback applies."


def _when(rung: Rung) -> str:
    return f"After {rung.after}" if rung.after.count else "At once"


def _name(rung: Rung, index: int, reader: Reader) -> str:
    """Its own name, and as what rules know it: ` (“Legal”, leadership)`."""
    if not rung.name:
        return ""
    usual = {0: f", {Audience.LEAD}", 1: f", {Audience.LEADERSHIP}"}.get(index, "")
    return f" (“{reader.title(rung.name)}”{usual})"


_UNLESS = {
    Condition.OPEN: "",
    Condition.UNACKNOWLEDGED: ", unless somebody has acknowledged it since the date passed,",
}


def _told(rung: Rung, reader: Reader, here: str) -> str:
    """Whom a rung tells, and how: by direct message, by a post, in the thread."""
    aloud = f"{here} in the thread, shown in the channel"
    if not rung.targets:
        return f"nobody is set, so the reporter is notified by DM and {aloud}"
    people = [one for one in rung.targets if one.kind is not TargetKind.CHANNEL]
    posts = [reader.target(one) for one in rung.targets if one.kind is TargetKind.CHANNEL]
    told = [(who_is_told.whom(one, reader), who_is_told.is_one(one, reader)) for one in people]
    ways = [_notified(told, "DM"), _notified([(post, True) for post in posts], "a post")]
    shown = {Shown.NOWHERE: "", Shown.THREAD: "in the thread", Shown.ALOUD: aloud}[rung.shown]
    parts = [*filter(None, ways), *filter(None, [shown])]
    is_short = len(parts) == 2 and ", each" not in parts[0]
    last = " and " if is_short else ", and "
    return last.join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _notified(told: list[tuple[str, bool]], way: str) -> str:
    """Who is notified in one way; with each whether it is one recipient."""
    if not told:
        return ""
    is_one = len(told) == 1 and told[0][1]
    verb = "is notified" if is_one else "are notified, each"
    return f"{_some([words for words, _ in told], most=MOST_TOLD)} {verb} by {way}"


def _answers(policy: Policy, here: str) -> Iterator[str]:
    """What an answer changes, and what is asked while there is none."""
    yield pause(policy)
    yield (
        f"Each step has {times.working(policy.chance)} to answer before the next one is notified."
        if policy.chance
        else "No step waits for an answer to the one before it."
    )
    yield last_question(policy, here)
    yield from _slips(policy, here)


def _slips(policy: Policy, here: str) -> Iterator[str]:
    """Who is told of dates that keep moving; of lead and leadership those who are set."""
    later = f"When a date is moved later for the {_ORDINALS[policy.slip_budget]} time"
    above = "leadership" if policy.leadership else here
    if policy.lead:
        yield f"{later}, the lead is told; each time after that, {above}."
    else:
        yield f"{later} and each time after that, {above} is told."


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth")


def pause(policy: Policy) -> str:
    """What an acknowledgement does."""
    if not policy.hold:
        return "An acknowledgement does not pause escalation."
    return f"An acknowledgement pauses escalation for {times.working(policy.hold)}."


def last_question(policy: Policy, here: str) -> str:
    """Who is asked about what stays open; `here` names the channel."""
    asked = "leadership is" if policy.leadership else f"the reporter and {here} are"
    cycle = text.counted(policy.review_cycle.days, "day")
    return f"Every {cycle} {asked} asked about what is still open."


def _reminders(policy: Policy) -> Iterator[str]:
    said = times.before_due(policy)
    before = f"{said} before the due date, " if said else ""
    yield (
        f"The owner is reminded {before}at the due date, and after it {_cadence(policy.cadence)}."
    )


def _cadence(cadence: Cadence) -> str:
    first = (
        "on the first working morning"
        if cadence.each == 1
        else f"on each of the first {cadence.each} working mornings"
    )
    every, then = _nth(cadence.every), _nth(cadence.then)
    return f"{first}, then every {every} until the twelfth, then every {then}"


def _nth(number: int) -> str:
    return {1: "morning", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")


def _calendar(policy: Policy) -> Iterator[str]:
    hours = f"{policy.start:%H:%M} to {policy.end:%H:%M}"
    days = times.weekdays(policy.weekdays)
    yield f"Working hours are {hours}, {days}, in everybody's own time zone."
    yield f"The time zone of the channel is {policy.zone}."
    yield (
        f"The public holidays of {policy.holidays} are off."
        if policy.holidays
        else "Public holidays are not off."
    )
    if policy.days_off:
        yield f"Other days off: {times.days_off(policy)}."
    window = text.counted(policy.window_days, "working day")
    yield f"Without a date, an item is due {window} after it is logged."
    weekday, at = day_name[policy.summary_weekday], f"{policy.summary_time:%H:%M}"
    yield f"The weekly post comes on {weekday} at {at}."


_EDITORS = {
    Editors.LADDER: "The lead, leadership and admins can change this; until a lead is set, "
    "everybody in the channel but guests.",
    Editors.EVERYBODY: "Everybody in the channel but guests can change this.",
    Editors.ADMINS: "Only admins can change this.",
}


def _outside(policy: Policy, *, is_private: bool) -> Iterator[str]:
    if is_private:
        yield f"Those who cannot see this channel are sent {SENT[policy.outsiders]}."


def _absences(policy: Policy, reader: Reader) -> Iterator[str]:
    """Who of the ladder is away now, and who cannot be notified at all."""
    directory = reader.directory
    named = dict.fromkeys(target for rung in policy.rungs for target in rung.targets)
    people = {user: directory.reachable(user) for user in directory.users(named)}
    away = [
        f"{reader.who(person.id)} until {reader.when(person.back_at(reader.now))}"
        for person in people.values()
        if person and person.is_away(reader.now)
    ]
    gone = [reader.who(user) for user, person in people.items() if person is None]
    gone += [
        reader.target(one) for one in named if one.kind in _PLACES and not directory.reaches(one)
    ]
    if away:
        yield f"Away now: {_some(away)}."
    if gone:
        yield f"Cannot be notified: {_some(gone)}."


_PLACES = (TargetKind.GROUP, TargetKind.CHANNEL)


def _some(named: list[str], *, most: int = MOST_NAMED) -> str:
    more = [f"{len(named) - most} more"] if len(named) > most else []
    return text.listed([*named[:most], *more])
