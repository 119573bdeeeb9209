"""What the examples of docs/measures.md and the generated histories leave out."""

from datetime import datetime, timedelta
from typing import Any

from escalation.events import BACKSTOP, Event
from escalation.facts import by_clock, by_owners, by_people
from escalation.facts.shape import EventFacts
from escalation.fields import Field
from escalation.items import Kind
from escalation.measures.measure import Measures, Wanted, compare, measure
from escalation.measures.subjects import History, Hours, Subject
from escalation.measures.whole_weeks import Period
from escalation.rungs import Audience
from tests.support.factories import a_calendar, utc

LOGGED, END = utc("03-02 10:00"), utc("03-09 09:00")
PERIOD = Period(since=utc("03-02 09:00"), until=END, week_ends=(END,))


def a_subject(number: int = 1, **changes: Any) -> Subject:
    fields: dict[str, Any] = {
        "id": number,
        "kind": Kind.BLOCKER,
        "label": f"B-{number}",
        "title": f"Something {number}",
        "owner": "U1",
        "reporter": "U2",
        "logged_at": LOGGED,
        "first_due_at": utc("03-05 12:00"),
    }
    return Subject(**fields | changes)


def did(at: str | datetime, facts: EventFacts, *, by: str = "U1", item: int = 1) -> Event:
    return Event(at=utc(at) if isinstance(at, str) else at, item_id=item, actor=by, facts=facts)


def fired(**changes: Any) -> by_clock.Escalated:
    fields: dict[str, Any] = {"step": "1", "owner": "U1", "to": (), "rung": 0, "audience": None}
    return by_clock.Escalated(**fields | changes)


def measured(
    *events: Event, subject: Subject | None = None, people: dict[str, Hours] | None = None
) -> Measures:
    subject = subject or a_subject()
    until = END + timedelta(days=30)
    history = History(
        items=(subject,), events=(LOG, *events), known_until=until, people=people or {}
    )
    return measure(history, PERIOD, a_calendar())


LOG = did(LOGGED, by_people.Logged(owner="U1", due_at=utc("03-05 12:00")), by="U2")


def test_rungs_are_named_and_in_their_order() -> None:
    """An old firing may not say which rung it was."""
    found = measured(
        did("03-05 12:00", fired(rung=None), by=BACKSTOP),
        did("03-05 12:00", fired(rung=4, audience=Audience.CHANNEL), by=BACKSTOP),
        did("03-05 12:00", fired(rung=3, name="the board"), by=BACKSTOP),
        did("03-05 12:00", fired(rung=2), by=BACKSTOP),
        did("03-05 12:00", fired(rung=1, audience=Audience.LEADERSHIP), by=BACKSTOP),
        did("03-05 12:00", fired(audience=Audience.LEAD), by=BACKSTOP),
    )

    names = [rung.name for rung in found.escalations.rungs]

    assert names == ["lead", "leadership", "step 3", "the board", "fallback", "not known"]


def test_a_rung_reaches_its_people_when_it_says_so_last() -> None:
    """It was to reach them in the period, and then after it."""
    moved_away = by_clock.ChanceMoved(rung=0, heard_at=END, ends_at=None)
    firing = fired(audience=Audience.LEAD, to=("U3",), heard_at=utc("03-06 09:00"))

    stays = measured(did("03-05 18:00", firing, by=BACKSTOP))
    moves = measured(
        did("03-05 18:00", firing, by=BACKSTOP), did("03-05 19:00", moved_away, by=BACKSTOP)
    )

    assert (stays.answer_rate.answered.of, moves.answer_rate.answered.of) == (1, 0)


def test_the_next_firing_of_a_rung_is_another() -> None:
    again = by_clock.ChanceMoved(rung=0, heard_at=END, ends_at=None)
    firing = fired(audience=Audience.LEAD, to=("U3",), heard_at=utc("03-05 12:00"))

    found = measured(
        did("03-05 12:00", firing, by=BACKSTOP),
        did("03-05 12:30", fired(rung=1, to=("U3",)), by=BACKSTOP),
        did("03-05 13:00", firing, by=BACKSTOP),
        did("03-05 14:00", again, by=BACKSTOP),
    )

    assert found.answer_rate.answered.of == 2


def test_who_is_told_at_once_of_an_urgent_item_is_told_at_night() -> None:
    night = "03-05 22:00"
    asked = by_clock.Asked(step="q", owner="U1", to=("U3",), unanswered=0)
    subject = a_subject(urgent=True)

    found = measured(did(night, asked, by=BACKSTOP), subject=subject)

    [rung] = found.answer_rate.rungs
    assert (rung.name, rung.answered.of) == ("last question", 1)


def test_what_was_urgent_when_it_was_logged_was_told_at_once() -> None:
    """It was no longer when the owner answered."""
    at_night = a_subject(logged_at=utc("03-02 20:00"))
    calm = by_people.Edited(field=Field.URGENT, old="urgent", new="")
    log = did("03-02 20:00", LOG.facts, by="U2")
    answer = did("03-02 21:00", by_people.Acknowledged())
    history = History(
        items=(at_night,), events=(log, did("03-02 20:30", calm), answer), known_until=END
    )

    found = measure(history, PERIOD, a_calendar()).time_to_answer

    assert found.elapsed.median == timedelta(hours=1)


def test_an_owner_who_is_away_is_told_when_they_are_back() -> None:
    """An absence that ends beyond the known hours is not told of at all."""
    back = {"U1": Hours(absent=((LOGGED, utc("03-04 09:00")),))}
    gone = {"U1": Hours(absent=((LOGGED, utc("12-04 09:00")),))}
    answer = did("03-04 11:00", by_people.Acknowledged())

    found = measured(answer, people=back).time_to_answer

    assert found.working.median == timedelta(hours=2)
    assert measured(people=gone).time_to_answer.n == 0


def test_who_is_away_has_not_had_eight_hours() -> None:
    """Half a day away, and somebody who does not come back at all."""
    people = {"U3": Hours(absent=((utc("03-05 13:00"), utc("03-06 13:00")),))}
    firing = fired(to=("U3",), heard_at=utc("03-05 12:00"))
    late = did("03-09 11:00", by_people.Noted(text="x"), by="U3")

    found = measured(did("03-05 12:00", firing, by=BACKSTOP), late, people=people)
    gone = {"U3": Hours(absent=((utc("03-05 13:00"), utc("12-06 13:00")),))}
    pending = measured(did("03-05 12:00", firing, by=BACKSTOP), people=gone)

    assert found.answer_rate.answered.count == 1
    assert pending.answer_rate.pending == 1


def test_whose_logging_was_undone_is_in_no_figure_unless_it_was_reopened() -> None:
    undone = did("03-02 10:05", by_people.Undone(event=1, what=LOG.action, done_at=LOGGED))
    reopened = did("03-02 12:00", by_people.Reopened(was=None))

    assert measured(undone).time_to_resolution.n == 0
    assert measured(undone, reopened).time_to_resolution.n == 1


def test_an_impact_counts_from_when_it_was_said() -> None:
    """By what the field said before it was changed."""
    later = by_people.Edited(field=Field.IMPACT, old="", new="Harbor cannot log in")
    gone = by_people.Edited(field=Field.CUSTOMER, old="Harbor", new="")

    none_yet = measured(did(END, later), subject=a_subject(has_impact=True)).going[-1]
    still = measured(did(END, gone), subject=a_subject()).going[-1]

    assert (none_yet.not_said, still.not_said) == (0, 1)


def test_an_old_move_that_does_not_say_the_date_leaves_the_drift_out() -> None:
    log = did(LOGGED, by_people.Logged(owner="U1", due_at=None), by="U2")
    history = History(items=(a_subject(),), events=(log,), known_until=END)

    found = measure(history, PERIOD, a_calendar())

    assert found.slips.drift is None
    assert found.closure_rate[Kind.BLOCKER].closed.of == 1


def test_an_old_logging_that_does_not_say_the_owner_leaves_the_answer_out() -> None:
    log = did(LOGGED, by_people.Logged(owner="", due_at=None), by="U2")
    history = History(items=(a_subject(),), events=(log,), known_until=END)

    assert measure(history, PERIOD, a_calendar()).time_to_answer.n == 0


def test_only_what_is_wanted_is_measured() -> None:
    """Of a kind, or about a customer."""
    items = (
        a_subject(1, customers=(7,)),
        a_subject(2, kind=Kind.DECISION),
        a_subject(3),
    )
    history = History(items=items, events=(), known_until=END)

    def count(wanted: Wanted) -> int:
        found = compare(history, (PERIOD, PERIOD), a_calendar(), wanted=wanted).this
        return found.time_to_resolution.n

    assert [count(Wanted()), count(Wanted(kind=Kind.BLOCKER))] == [3, 2]
    assert count(Wanted(customer=7)) == 1


def test_of_nothing_there_are_no_figures() -> None:
    history = History(items=(), events=(), known_until=END)

    found = measure(history, PERIOD, a_calendar())

    assert found.closure_rate[Kind.BLOCKER].closed.percent is None
    assert found.time_to_resolution.working.median is None
    assert found.open_age.oldest == ""


def test_a_new_owner_has_to_agree_unless_they_asked_for_the_item() -> None:
    agreed = did("03-03 10:00", by_owners.Agreed(due_at=utc("03-05 12:00")))
    given = by_people.Reassigned(old_owner="U1", new_owner="U3")
    asked = by_people.Reassigned(old_owner="U1", new_owner="U3", asked_by="U3")
    assert measured(agreed).agreed.count == 1
    assert measured(agreed, did("03-04 10:00", given, by="U2")).agreed.count == 0
    assert measured(agreed, did("03-04 10:00", asked, by="U2")).agreed.count == 1
