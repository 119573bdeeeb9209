"""Made-up histories of a channel, on the hour, each from one number."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from escalation.events import BACKSTOP, Event
from escalation.facts import by_clock, by_owners, by_people, handing_over
from escalation.facts.shape import EventFacts
from escalation.items import Kind, Status, Trajectory
from escalation.measures.subjects import History, Hours, Subject
from escalation.measures.whole_weeks import Period
from escalation.rungs import Audience
from tests.support.measures.page import moved

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 14, 8, tzinfo=UTC)
SINCE, UNTIL = datetime(2026, 3, 23, 8, tzinfo=UTC), datetime(2026, 4, 6, 7, tzinfo=UTC)
"""Two weeks in Berlin, with a change of clocks."""
PERIOD = Period(
    since=SINCE,
    until=UNTIL,
    week_ends=tuple(UNTIL - timedelta(weeks=n) for n in range(7, -1, -1)),
)
TITLES = ("SSO login fails", "Which DPA", "which dpa")
PEOPLE = {
    "U1": Hours(zone="America/New_York"),
    "U2": Hours(absent=((SINCE + 30 * HOUR, SINCE + 90 * HOUR),)),
    "U3": Hours(zone="Asia/Tokyo", absent=((UNTIL - 40 * HOUR, UNTIL + 10 * HOUR),)),
}
USERS = [*PEOPLE, "U4"]
_LETTERS = {Kind.BLOCKER: "B", Kind.DECISION: "D"}


@dataclass
class Life:
    """An item while it is made up."""

    random: Random
    id: int
    kind: Kind
    owner: str
    at: datetime
    due: datetime
    first_due: datetime
    events: list[Event] = field(default_factory=list)
    is_open: bool = True

    def does(self, facts: EventFacts, *, by: str | None = None, at: datetime | None = None) -> None:
        """Add an event."""
        actor = by or self.random.choice(USERS)
        self.events.append(Event(at=at or self.at, item_id=self.id, actor=actor, facts=facts))

    def goes_on(self) -> None:
        """Something happens next."""
        if self.is_open:
            self.random.choice(_WHILE_OPEN)(self)
        else:
            self.random.choice((_reopen, _undo, _note, _note, _note))(self)


def _fire(life: Life) -> None:
    rung = life.random.randrange(3)
    to = tuple(life.random.sample(USERS, life.random.randrange(3)))
    known = life.random.random() < 0.5
    heard = life.at + life.random.randrange(20) * HOUR if known else None
    audience = [Audience.LEAD, Audience.LEADERSHIP, Audience.CHANNEL][rung]
    facts = by_clock.Escalated(
        step="1", owner=life.owner, to=to, rung=rung, audience=audience, heard_at=heard
    )
    life.does(facts, by=BACKSTOP)


def _ask(life: Life) -> None:
    to = tuple(life.random.sample(USERS, 2))
    life.does(by_clock.Asked(step="q", owner=life.owner, to=to, unanswered=0), by=BACKSTOP)


def _gap(life: Life) -> None:
    life.does(by_clock.GapFound(step="g", owner=life.owner, to=(), why=None), by=BACKSTOP)


def _call(life: Life) -> None:
    life.does(by_people.CalledForHelp(rung=0, audience=Audience.LEAD))


def _note(life: Life) -> None:
    life.does(by_people.Noted(text="x"))


def _acknowledge(life: Life) -> None:
    life.does(by_people.Acknowledged())


def _offer(life: Life) -> None:
    life.does(handing_over.Offered(owner=life.owner, to="U4", until=None), by=life.owner)


def _hand_over(life: Life) -> None:
    new = life.random.choice([user for user in USERS if user != life.owner])
    life.does(by_people.Reassigned(old_owner=life.owner, new_owner=new))
    life.owner = new


def _say(life: Life) -> None:
    life.does(by_people.TrajectorySet(old=None, new=life.random.choice([*Trajectory])))


def _move(life: Life) -> None:
    new = life.at + life.random.randint(1, 200) * HOUR
    if new != life.due:
        life.does(moved(life.due, new, first_due=life.first_due))
        life.due = new


def _agree(life: Life) -> None:
    life.does(by_owners.Agreed(due_at=life.due), by=life.owner)


def _counter(life: Life) -> None:
    """The owner proposes another first date; somebody may put the old one back."""
    old, first, new = life.due, life.first_due, life.at + life.random.randint(201, 300) * HOUR
    if new == old:
        return
    found = moved(old, new, first_due=first)
    life.does(replace(found, is_counter=True), by=life.owner)
    life.due = life.first_due = new
    if life.random.random() < 0.5:
        life.at += HOUR
        life.does(replace(moved(new, old, first_due=first), puts_back=True))
        life.due, life.first_due = old, first


def _close(life: Life) -> None:
    done = by_people.Resolved() if life.kind is Kind.BLOCKER else by_people.Decided()
    life.does(life.random.choice((done, done, by_people.FellBack(), by_people.Withdrawn())))
    life.is_open = False


def _reopen(life: Life) -> None:
    new = life.at + 48 * HOUR if life.due <= life.at else None
    life.does(by_people.Reopened(was=Status.RESOLVED, old_due_at=life.due, new_due_at=new))
    life.due, life.is_open = new or life.due, True


def _undo(life: Life) -> None:
    last = life.events[-1]
    if isinstance(last.facts, by_people.Closed):
        life.does(by_people.Undone(event=0, what=last.action, done_at=last.at), by=last.actor)
        life.is_open = True


_WHILE_OPEN = (
    *(_fire, _fire, _ask, _gap, _call, _note, _acknowledge, _offer, _hand_over, _say, _say),
    *(_move, _close, _close, _close, _agree, _counter),
)


def history(seed: int) -> History:
    """One to twelve items and what happened to them."""
    random = Random(seed)
    items, events = list[Subject](), list[Event]()
    known_until = UNTIL + random.choice((0, 5, 30, 400)) * HOUR
    for number in range(1, random.randint(1, 12) + 1):
        item, theirs = _item(random, number, known_until)
        items.append(item)
        events += theirs
    return History(
        items=tuple(items),
        events=tuple(sorted(events, key=lambda one: (one.at, one.item_id))),
        known_until=known_until,
        people=PEOPLE,
    )


def _item(random: Random, number: int, known_until: datetime) -> tuple[Subject, list[Event]]:
    kind, owner = random.choice([*Kind]), random.choice(USERS[:2])
    logged_at = START + random.randrange(22 * 24) * HOUR
    due = logged_at + random.randint(1, random.choice((60, 300, 500))) * HOUR
    life = Life(random, number, kind, owner, logged_at, due, due)
    reporter = random.choice([owner, "U4"])
    life.does(by_people.Logged(owner=owner, due_at=due), by=reporter)
    if random.random() < 0.05:
        undone = by_people.Undone(event=0, what=life.events[0].action, done_at=logged_at)
        life.does(undone, by=reporter)
    else:
        while (at := life.at + random.randint(1, random.choice((20, 150))) * HOUR) < known_until:
            life.at = at
            life.goes_on()
    subject = Subject(
        id=number,
        kind=kind,
        label=f"{_LETTERS[kind]}-{number}",
        title=random.choice(TITLES),
        owner=life.owner,
        reporter=reporter,
        logged_at=logged_at,
        first_due_at=life.first_due,
        urgent=random.random() < 0.2,
        has_impact=random.random() < 0.5,
        message_at=logged_at - random.randrange(30) * HOUR if random.random() < 0.4 else None,
    )
    return subject, life.events
