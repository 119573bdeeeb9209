"""A ladder in words, sentence by sentence; expected by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from escalation.policy import Editors, Outsiders, Policy
from escalation.recipients import Directory
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from messages.ladders.words import in_words
from messages.reader import Reader
from tests.support.factories import a_directory, a_person, a_policy, away, person_target

LEA, CEM = person_target("U11"), person_target("U12")
LEGAL = Target(TargetKind.GROUP, "S11")
OTHER = Target(TargetKind.CHANNEL, "C02")
NAMES = {"U11": "Lea Roth", "U12": "Cem Aydin", "U13": "Bo Li", "U14": "Di Fox", "U15": "Ed Orr"}
DAY, DAYS_2 = Offset(1, Unit.DAYS), Offset(2, Unit.DAYS)
FALLBACK = Rung(DAYS_2, shown=Shown.ALOUD)


def directory(**changes: Any) -> Directory:
    people = [a_person(user, name=name) for user, name in NAMES.items()]
    usual = {"groups": {"S11": ("U12", "U13", "U14", "U15")}, "handles": {"S11": "legal-leads"}}
    return a_directory("03-02 09:00", *people, **usual | changes)


def said(policy: Policy, known: Directory | None = None) -> list[str]:
    return in_words(policy, Reader(directory=known or directory()).privately(), channel="C01")


def rung_said(*targets: Target, **changes: Any) -> str:
    """What is said of a second rung with these targets."""
    second = replace(Rung(DAY, targets), **changes)
    return said(a_policy(rungs=(Rung(Offset(), (LEA,)), second, FALLBACK)))[1]


def test_the_ladder_of_the_issue() -> None:
    ladder = a_policy(
        rungs=(
            Rung(Offset(), (LEA,)),
            Rung(DAY, (CEM, LEGAL), Shown.ALOUD),
            FALLBACK,
        )
    )
    assert said(ladder) == [
        "When a date passes: at once *Lea Roth* is notified by DM and in the thread.",
        "After 1 working day *Cem Aydin* and the 4 people of @legal-leads are notified, each by "
        "DM, and <#C01> in the thread, shown in the channel.",
        "After 2 working days the fallback applies.",
        "An acknowledgement pauses escalation for 4 working hours.",
        "Each step has 4 working hours to answer before the next one is notified.",
        "Every 7 days leadership is asked about what is still open.",
        "When a date is moved later for the second time, the lead is told; each time after that, "
        "leadership.",
        "The owner is reminded 24 hours and 2 hours before the due date, at the due date, and "
        "after it on each of the first 3 working mornings, then every 3rd until the twelfth, then "
        "every 5th.",
        "Working hours are 09:00 to 17:00, Monday to Friday, in everybody's own time zone.",
        "The time zone of the channel is UTC.",
        "Public holidays are not off.",
        "Without a date, an item is due 2 working days after it is logged.",
        "The weekly post comes on Monday at 09:00.",
        "When an item is handed over, its new owner is asked first.",
        "The lead, leadership and admins can change this; until a lead is set, "
        "everybody in the channel but guests.",
    ]


def test_only_in_a_private_channel_it_says_what_others_are_sent() -> None:
    for outsiders, what in (
        (Outsiders.LABEL, "number, owner and due date only"),
        (Outsiders.WORDS, "everything"),
    ):
        ladder = a_policy(outsiders=outsiders)
        sent = f"Those who cannot see this channel are sent {what}."
        assert in_words(ladder, Reader(directory=directory()), is_private=True)[-1] == sent
        assert sent not in in_words(ladder, Reader(directory=directory()))


@pytest.mark.parametrize(
    ("lead", "leadership", "words"),
    [
        ((LEA,), (CEM,), ", the lead is told; each time after that, leadership."),
        ((LEA,), (), ", the lead is told; each time after that, <#C01>."),
        ((), (CEM,), " and each time after that, leadership is told."),
        ((), (), " and each time after that, <#C01> is told."),
    ],
)
def test_of_dates_that_keep_moving_those_are_told_who_are_set(
    lead: tuple[Target, ...], leadership: tuple[Target, ...], words: str
) -> None:
    start = "When a date is moved later for the second time"
    assert f"{start}{words}" in said(a_policy(lead=lead, leadership=leadership))


def test_of_many_people_25_are_named() -> None:
    crowd = tuple(person_target(f"U{number}") for number in range(101, 131))
    first = said(a_policy(lead=crowd))[0]
    assert first.startswith("When a date passes: at once *U101*, *U102*, ")
    assert first.endswith("*U125* and 5 more are notified, each by DM, and in the thread.")


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (Rung(DAY, (CEM,), Shown.NOWHERE), "After 1 working day *Cem Aydin* is notified by DM."),
        (
            Rung(DAY, (CEM, LEA), Shown.THREAD),
            "After 1 working day *Cem Aydin* and *Lea Roth* are notified, each by DM, and in the "
            "thread.",
        ),
        (
            Rung(DAY, (OTHER,), Shown.NOWHERE),
            "After 1 working day <#C02> is notified by a post.",
        ),
        (
            Rung(DAY, (CEM, OTHER), Shown.ALOUD),
            "After 1 working day *Cem Aydin* is notified by DM, <#C02> is notified by a post, and "
            "<#C01> in the thread, shown in the channel.",
        ),
        (
            Rung(DAY, (Target(TargetKind.REPORTER), Target(TargetKind.STAND_IN))),
            "After 1 working day the reporter and the owner's stand-in are notified, each by DM, "
            "and in the thread.",
        ),
        (
            Rung(DAY),
            "After 1 working day nobody is set, so the reporter is notified by DM and <#C01> in "
            "the thread, shown in the channel.",
        ),
        (
            Rung(Offset(3), (LEA,), name="Legal <!channel>"),
            "After 3 working hours (“Legal @channel”, leadership) *Lea Roth* is notified by DM and "
            "in the thread.",
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_a_rung_does(rung: Rung, words: str) -> None:
    assert rung_said(*rung.targets, **_changes(rung)) == words


def _changes(rung: Rung) -> dict[str, Any]:
    return {"after": rung.after, "shown": rung.shown, "name": rung.name}


def test_a_condition_is_said_and_a_third_rung_keeps_its_name() -> None:
    third = Rung(DAY, (CEM,), only_if=Condition.UNACKNOWLEDGED, name="Late")
    ladder = a_policy(
        rungs=(Rung(Offset(), (LEA,), name="First"), Rung(DAY, (LEA,)), third, FALLBACK)
    )
    first, _, last, *_ = said(ladder)
    assert first.startswith("When a date passes: at once (“First”, lead) *Lea Roth* is")
    assert last == (
        "After 1 working day (“Late”), unless somebody has acknowledged it since the date passed, "
        "*Cem Aydin* is notified by DM and in the thread."
    )


def test_what_is_switched_off_or_unusual_is_said_too() -> None:
    ladder = Policy(
        rungs=(Rung(DAY, (LEA,)), FALLBACK),
        hold=timedelta(0),
        chance=timedelta(0),
        reminders=(timedelta(minutes=90),),
        reminder_days=(1, 3),
        cadence=Cadence(1, 1, 2),
        weekdays=frozenset({6, 0}),
        holidays="DE-BE",
        editors=Editors.ADMINS,
    )
    words = said(ladder)
    assert words[0].startswith("When a date passes: after 1 working day *Lea Roth* is")
    for one in (
        "An acknowledgement does not pause escalation.",
        "No step waits for an answer to the one before it.",
        "Every 7 days the reporter and <#C01> are asked about what is still open.",
        "The owner is reminded 3 working days, 1 working day and 90 minutes before the due date, "
        "at the due date, and after it on the first working morning, then every morning "
        "until the twelfth, then every 2nd.",
        "Working hours are 09:00 to 17:00, Monday and Sunday, in everybody's own time zone.",
        "The public holidays of DE-BE are off.",
        "Only admins can change this.",
    ):
        assert one in words


def test_who_is_away_or_gone_is_named() -> None:
    ladder = a_policy(
        rungs=(Rung(Offset(), (LEA, person_target("U99"))), Rung(DAY, (LEGAL, OTHER)), FALLBACK)
    )
    known = directory(shut={"C02"})
    people = {
        **known.people,
        "U11": replace(known.people["U11"], deactivated=True),
        "U12": replace(known.people["U12"], absences=(away("03-06 17:00"),)),
    }
    words = said(ladder, replace(known, people=people))
    assert words[-2].startswith("Away now: *Cem Aydin* until <!date^")
    assert words[-1] == "Cannot be notified: *Lea Roth*, *U99* and <#C02>."
    assert "the 4 people of @legal-leads are" in words[1], "who is away comes back"


def test_a_group_counts_those_who_can_be_notified() -> None:
    known = directory()
    gone = {user: replace(known.people[user], deactivated=True) for user in ("U13", "U14", "U15")}
    ladder = a_policy(rungs=(Rung(Offset(), (LEGAL,)), FALLBACK), leadership=())
    one = replace(known, people={**known.people, **gone})
    assert said(ladder, one)[0] == (
        "When a date passes: at once the 1 person of @legal-leads is notified by DM and in the "
        "thread."
    )
    empty = replace(known, groups={"S11": ()})
    assert "the 0 people of @legal-leads are notified" in said(ladder, empty)[0]
    assert said(ladder, empty)[-1] == "Cannot be notified: the group legal-leads."


def test_many_who_are_away_are_counted() -> None:
    crew = tuple(f"U{number}" for number in range(50, 62))
    people = [a_person(user, name=user, away=away("03-06 17:00")) for user in crew]
    known = a_directory("03-02 09:00", *people, groups={"S11": crew}, handles={"S11": "crew"})
    ladder = a_policy(rungs=(Rung(Offset(), (LEGAL,)), FALLBACK), leadership=())
    assert said(ladder, known)[-1].count("*U") == 10
    assert said(ladder, known)[-1].endswith(" and 2 more.")
