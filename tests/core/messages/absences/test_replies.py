"""What people read about absences: whatever a reason says, it pings nobody and fits."""

from hypothesis import given, settings

from escalation.people import Away
from messages.absences import asked, replies
from messages.absences.forms import away_form
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import LEAD, OWNER, STAND_IN, a_person, utc
from tests.support.payloads import a_reader, faults

NOW = "03-04 09:00"
ON = Away(until=utc("03-09 09:00"))
AHEAD = Away(starts_at=utc("03-16 00:00"), until=utc("03-17 09:00"))


@settings(deadline=None, max_examples=25)
@given(hostile)
def test_no_reason_breaks_what_is_said_of_an_absence(text: str) -> None:
    reason = (text * 100)[:1500]
    away = Away(until=utc("03-09 09:00"), stand_in=STAND_IN, entered_by=LEAD, reason=reason)
    ahead = Away(starts_at=utc("03-16 00:00"), until=utc("03-17 09:00"), reason=reason)
    person, reader = a_person(absences=(away, ahead)), a_reader(NOW)
    said = [
        replies.away_reply(person, reader, away=away),
        replies.entered_reply(person, reader, away=away),
        replies.back_reply(person, reader, ended=away, by=person.id),
        replies.back_reply(person, reader, ended=ahead, by=LEAD),
        replies.not_away_reply(person, reader),
        replies.list_reply(person, reader),
        replies.entered_message(LEAD, away, reader),
        replies.entered_message(LEAD, None, reader),
        away_form(reader, away),
    ]
    assert [found for one in said for found in faults(one)] == []


def test_each_absence_has_its_buttons() -> None:
    shown = str(replies.list_reply(a_person(absences=(ON, AHEAD)), a_reader(NOW))["blocks"])
    assert shown.count("'Change'") == 2
    assert (shown.count('"I\'m back"'), shown.count("'Not away after all'")) == (1, 1)


def test_cancelling_a_later_absence_while_away_says_so() -> None:
    away, ahead = a_person(absences=(ON,)), a_person(absences=(AHEAD,))
    still = str(replies.back_reply(away, a_reader(NOW), ended=AHEAD, by=OWNER)["blocks"])
    assert "Cancelled: you are not away from Mon 16 Mar until" in still
    assert "You are still away until" in still
    later = str(replies.back_reply(ahead, a_reader(NOW), ended=ON, by=OWNER)["blocks"])
    assert "You are back." in later
    assert "Your next absence: from Mon 16 Mar until" in later


def test_a_status_is_asked_about_with_its_end() -> None:
    until, reader = utc("03-09 09:00"), a_reader(NOW)
    question = asked.question(until, "0123456789abcdef", reader)
    assert faults(question) == []
    assert "Yes, away until Mon 9 Mar 09:00 UTC" in str(question["blocks"])
    for answer in (asked.answer(until, reader), asked.answer(None, reader)):
        assert faults(answer) == []
