"""The Home tab: what is assigned to one person, overdue items first."""

from dataclasses import replace

from hypothesis import given, settings

from escalation.facts.shape import Unable
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item
from messages.items.home import NOTHING, Part, home
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import STAND_IN, a_due, a_person, an_item, away, climbed
from tests.support.payloads import a_reader, faults, labels


def numbered(first: int, count: int) -> list[Item]:
    return [an_item(id=n, number=n) for n in range(first, first + count)]


def part(items: list[Item]) -> Part:
    return Part(items, len(items))


def test_nothing_to_do_is_said_kindly_with_what_to_type() -> None:
    view = home(a_person(), a_reader(), owed=NOTHING)
    assert faults(view) == []
    assert view["blocks"][0]["text"]["text"] == "Nothing needs you right now."
    assert "`/blocker`" in str(view["blocks"])
    assert labels(view) == ["Log a blocker", "Log a decision", "Away …"]


def test_overdue_comes_first_and_is_counted() -> None:
    late = an_item(id=9, number=3, due=a_due("03-03 12:00"))
    view = home(a_person(), a_reader(), owed=part([an_item(), late]), overdue=1)
    assert faults(view) == []
    assert view["blocks"][0]["text"]["text"] == "2 items need you, *1 overdue*."
    lines = [
        block["text"]["text"].splitlines()[0] for block in view["blocks"][4:] if "text" in block
    ]
    assert lines == [
        "🔴 *B-3* is overdue: Contract import is stuck",
        "*B-12* Blocked: Contract import is stuck",
    ]


def test_the_same_item_may_be_owed_and_waited_for() -> None:
    one = part([an_item()])
    view = home(a_person(), a_reader(), owed=one, escalated=one, waiting=one)
    assert faults(view) == []
    headers = [b["text"]["text"] for b in view["blocks"] if b["type"] == "header"]
    assert headers == ["Assigned to you", "Escalated to you", "Waiting on others"]


def test_an_absence_shows_its_end_and_who_is_told() -> None:
    person = a_person(away=away("03-09 09:00", stand_in=STAND_IN))
    shown = str(home(person, a_reader(), owed=NOTHING)["blocks"])
    assert "Mon 9 Mar 09:00 UTC" in shown
    assert "<@U05> covers for you" in shown


@settings(deadline=None, max_examples=20)
@given(hostile)
def test_hundreds_of_items_of_any_text_fit(text: str) -> None:
    long = (text * 200)[:500]
    many = [an_item(id=n, number=n, title=long, fallback=long, **climbed(3)) for n in range(300)]
    view = home(
        a_person(),
        a_reader("03-09 09:00"),
        owed=part(many),
        escalated=part(many),
        waiting=part(many),
    )
    assert faults(view) == []
    assert "+286 more" in str(view["blocks"])
    assert len(view["blocks"]) == 69


def test_each_list_says_how_many_it_leaves_out() -> None:
    view = home(
        a_person(),
        a_reader(),
        owed=part(numbered(1, 20)),
        escalated=part(numbered(30, 17)),
        waiting=part(numbered(50, 15)),
    )
    assert "+6 more: type `/backstop list mine`" in str(view["blocks"])
    assert "+7 more: type `/backstop list open`" in str(view["blocks"])
    assert "+5 more: type `/backstop list open`" in str(view["blocks"])


def test_what_nobody_answers_for_comes_first_in_a_few_lines() -> None:
    items = numbered(1, 20)
    gaps = {
        item.id: (
            OwnershipGap(item_id=item.id, cause="x", why=Unable.LEAD, opened_at=item.logged_at),
        )
        for item in items
    }
    reader = replace(a_reader(), gaps=gaps)
    view = home(a_person(), reader, owed=NOTHING, unanswered=part(items))
    assert faults(view) == []
    said = str(view["blocks"])
    assert "Nobody answers for" in said
    assert said.count("nobody set as lead can answer") == 8
    assert "+12 more: type `/backstop list gaps`" in said


def test_what_is_counted_is_more_than_what_is_given() -> None:
    owed = Part(numbered(1, 18), 5000)
    view = home(
        a_person(), a_reader(), owed=owed, overdue=4200, waiting=Part(numbered(50, 14), 900)
    )
    assert view["blocks"][0]["text"]["text"] == "5000 items need you, *4200 overdue*."
    assert "+4986 more: type `/backstop list mine`" in str(view["blocks"])
    assert "+890 more: type `/backstop list open`" in str(view["blocks"])


def test_whoever_it_escalated_to_can_withdraw_it_and_its_owner_silences_reminders() -> None:
    one = part([an_item()])  # due tomorrow, logged by somebody else
    owed = str(home(a_person(), a_reader(), owed=one)["blocks"])
    escalated = str(home(a_person(), a_reader(), owed=NOTHING, escalated=one)["blocks"])
    assert ("Snooze reminders" in owed, "Withdraw" in owed) == (True, False)
    assert ("Snooze reminders" in escalated, "Withdraw" in escalated) == (False, True)
