"""A card says who was told and who has answered; sentences written by hand."""

from dataclasses import replace
from datetime import datetime

from escalation.ladder.answered import Answered, Told
from messages.items import answers
from messages.items.cards import card
from tests.support.factories import BOSS, LEAD, a_policy, an_item, utc
from tests.support.payloads import a_reader

FRI, MON = utc("03-06 17:00"), utc("03-09 17:00")
ITEM = an_item()


def told(user: str, rung: int = 0, at: datetime | None = FRI) -> Told:
    return Told(rung=rung, recipient=user, due_at=FRI, told_at=at)


def said(*some: Answered) -> str:
    return answers.words(ITEM, replace(a_reader().plainly(), answers={ITEM.id: some}))


def test_the_line_of_the_issue() -> None:
    lead = Answered(told=told(LEAD), at=utc("03-06 17:20"), is_acknowledged=True)
    boss = Answered(told=told(BOSS, 1, MON))
    assert said(boss, lead) == (
        "*name of U03* told Fri 6 Mar 17:00 UTC, acknowledged Fri 6 Mar 17:20 UTC; "
        "*name of U04* told Mon 9 Mar 17:00 UTC"
    )


def test_any_other_move_is_an_answer_too_even_before_the_message_arrives() -> None:
    assert said(Answered(told=told(LEAD), at=MON)) == (
        "*name of U03* told Fri 6 Mar 17:00 UTC, answered Mon 9 Mar 17:00 UTC"
    )
    early = Answered(told=told(LEAD, at=None), at=FRI, is_acknowledged=True)
    assert said(early) == "*name of U03* acknowledged Fri 6 Mar 17:00 UTC"


def test_of_many_people_five_are_named_those_who_answered_first() -> None:
    crowd = [Answered(told=told(f"U{number}")) for number in range(11, 18)]
    crowd[6] = replace(crowd[6], at=MON)
    assert said(*crowd, Answered(told=told("C02", 1))) == (
        "*U17* told Fri 6 Mar 17:00 UTC, answered Mon 9 Mar 17:00 UTC; "
        "*U11*, *U12*, *U13* and *U14* told Fri 6 Mar 17:00 UTC; +2; "
        "<#C02> told Fri 6 Mar 17:00 UTC"
    )


def test_a_card_says_it_in_small_print_until_it_is_closed() -> None:
    reader = replace(a_reader(), answers={ITEM.id: (Answered(told=told(LEAD)),)})
    assert (
        ". *name of U03* told Fri 6 Mar 17:00 UTC. Reported by"
        in f". {card(ITEM, reader)['text']}".replace("\n", ". ")
    )
    assert said() == ""


def test_a_card_names_its_ladder_only_where_the_channel_has_another() -> None:
    item = an_item(policy=a_policy(version=2))
    for version, is_said in ((0, False), (2, False), (3, True)):
        shown = card(item, replace(a_reader(), ladder_version=version))["text"]
        assert ("Ladder version 2" in shown) is is_said
