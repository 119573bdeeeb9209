"""Which way the customer impact is going, in words; no word is never called steady."""

from escalation.facts.in_notices import Reminder
from escalation.items import Item, Trajectory
from escalation.notices.notice import Notice
from escalation.trajectories import OfCustomer, is_followed_up, trajectory
from messages.reader import Reader
from messages.slack import dates

NOT_SAID = "not said"
WHICH = "better or worse"
"""What a trajectory is, where nobody has said one."""
QUESTION = "Which way is the customer impact going?"
BUTTONS = {
    Trajectory.IMPROVING: "Improving",
    Trajectory.STEADY: "Steady",
    Trajectory.WORSENING: "Worsening",
}
"""Each word as a button says it."""


def word(item: Item, reader: Reader) -> str:
    """`worsening`, `no word for 9 days` or `not said`; of a closed item as of its end.

    What stays in a channel names the day instead, so that it is still true a day later.
    """
    at = item.closing.at if item.closing else reader.now
    if said := trajectory(item, at):
        return said.value
    if item.trajectory_said_at is None:
        return NOT_SAID
    if item.is_open and not reader.private:
        return f"no word since {reader.when(item.trajectory_said_at)}"
    return f"no word for {dates.days(item.trajectory_said_at, at, reader.zone)}"


def is_owed(notice: Notice, item: Item) -> bool:
    """Whether a reminder asked for the trajectory and nobody has said it since."""
    facts, said_at = notice.facts, item.trajectory_said_at
    asks = isinstance(facts, Reminder) and facts.asks_trajectory
    return asks and (said_at is None or said_at < notice.planned_at)


def short(item: Item, reader: Reader) -> str:
    """The same where nothing says what it is about; "" for an item without impact or word."""
    if not (item.is_open and is_followed_up(item)):
        return ""
    said = word(item, reader)
    if item.trajectory is None:
        return f"{WHICH}: {said}"
    return f"impact {said}" if said == item.trajectory else said


def trend(item: Item, reader: Reader) -> str:
    """Which way the impact goes, after it: ` (worsening)`; for a closed item only what was said."""
    said = word(item, reader)
    if item.trajectory is None:
        return f" ({WHICH}: {said})" if item.is_open else ""
    return f" ({said})" if item.is_open or said == item.trajectory else ""


def of_customer(going: OfCustomer | None) -> str:
    """A customer's trajectory, with the items of which nobody said anything lately."""
    if going is None:
        return "nothing open"
    if going.going:
        return going.going.value
    labels = ", ".join(item.label for item in going.items)
    return f"{NOT_SAID} ({labels})" if labels else NOT_SAID
