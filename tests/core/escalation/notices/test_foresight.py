"""The forecast: who is told what and when if nobody acts, in that order.

The default item is due Thu 5 Mar 12:00 UTC; everybody there works 9 to 17, Monday to Friday.
"""

from dataclasses import replace

from escalation.items import Item, Keep, RungState
from escalation.ladder.plan import StepKind
from escalation.notices.foresight import (
    Foreseen,
    foresee,
    next_above,
    next_rung,
    reckoned_again,
    untold,
)
from escalation.recipients import Directory
from escalation.rungs import Target, TargetKind
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    LEADS_CHANNEL,
    MEMBER,
    OWNER,
    REPORTER,
    a_directory,
    a_due,
    a_person,
    a_policy,
    an_item,
    away,
    changed,
    climbed,
    person_target,
    utc,
)

Told = tuple[str, str, tuple[str, ...]]


def said(steps: tuple[Foreseen, ...]) -> list[Told]:
    return [
        (f"{one.told_at:%m-%d %H:%M}", one.step.kind.value, one.people + one.channels)
        for one in steps
    ]


def above(item: Item, now: str, directory: Directory, *, count: int = 20) -> list[Told]:
    """The forecast without the owner's reminders."""
    steps = foresee(item, utc(now), directory, count=count)
    return said(tuple(one for one in steps if one.step.kind is not StepKind.REMINDER))


def test_a_rung_that_waits_longer_than_the_next_is_told_after_it() -> None:
    absent = a_directory("03-04 09:00", a_person(LEAD, away=away("03-09 12:00")))
    assert above(an_item(), "03-04 09:00", absent)[:3] == [
        ("03-05 12:00", "rung", (BOSS,)),  # nobody on the first can answer
        ("03-09 12:00", "rung", (LEAD,)),
        ("03-09 12:00", "rung", (CHANNEL,)),  # the fallback
    ]
    first = next_above(an_item(), utc("03-04 09:00"), absent)
    assert first is not None
    assert first.people == (BOSS,)


def test_where_we_have_left_the_channel_it_names_who_is_told_instead() -> None:
    unset = an_item(policy=a_policy(lead=(), leadership=()))
    everybody = a_directory("03-04 09:00", a_person(MEMBER))
    left = replace(everybody, shut={CHANNEL}, admins=frozenset({MEMBER}))
    assert above(unset, "03-04 09:00", left)[:4] == [
        ("03-05 12:00", "rung", (MEMBER, REPORTER)),
        ("03-06 12:00", "rung", (MEMBER, REPORTER)),
        ("03-09 12:00", "rung", (MEMBER, REPORTER)),  # the fallback
        ("03-16 09:00", "question", (REPORTER, MEMBER)),
    ]
    assert above(an_item(), "03-04 09:00", left)[:3] == [
        ("03-05 12:00", "rung", (LEAD,)),
        ("03-06 12:00", "rung", (BOSS,)),
        ("03-09 12:00", "rung", (LEAD, REPORTER)),
    ]


def test_where_nobody_is_left_it_foresees_nothing() -> None:
    gone = [a_person(user, deactivated=True) for user in (OWNER, REPORTER, LEAD, BOSS)]
    left = replace(a_directory("03-04 09:00", *gone), shut={CHANNEL})
    assert foresee(an_item(), utc("03-04 09:00"), left) == ()
    assert next_above(an_item(), utc("03-04 09:00"), left) is None


def test_a_rung_without_anybody_is_left_out() -> None:
    gone = a_directory("03-04 09:00", a_person(LEAD, deactivated=True))
    assert above(an_item(), "03-04 09:00", gone)[:2] == [
        ("03-05 12:00", "rung", (BOSS,)),
        ("03-09 12:00", "rung", (CHANNEL,)),
    ]


def test_where_nobody_on_the_ladder_can_answer_the_reporter_is_named() -> None:
    left = [a_person(user, deactivated=True) for user in (LEAD, BOSS)]
    told = above(an_item(), "03-04 09:00", a_directory("03-04 09:00", *left))
    assert told[0] == ("03-05 12:00", "rung", (REPORTER,))
    alone = an_item(reporter=OWNER)
    told = above(alone, "03-04 09:00", a_directory("03-04 09:00", *left))
    assert told[0] == ("03-05 12:00", "rung", (CHANNEL,))


def test_an_absent_owner_is_reminded_later_and_the_lead_is_told_at_once() -> None:
    absent = a_directory("03-04 09:00", a_person(OWNER, away=away("03-06 09:00")))
    told = said(foresee(an_item(), utc("03-04 09:00"), absent, count=3))
    assert told[0] == ("03-04 12:00", "gap", (LEAD,))
    assert ("03-06 09:00", "reminder", (OWNER,)) in said(
        foresee(an_item(), utc("03-04 09:00"), absent)
    )


def at_night() -> Item:
    """An item due Wed 4 Mar 20:00 whose first rung has fired and waits for Thu 09:00."""
    fired = RungState(rung=0, fired_at=utc("03-04 20:00"), heard_at=utc("03-05 09:00"))
    return an_item(due=a_due("03-04 20:00"), rungs=(fired,), reminded_until=utc("03-04 20:00"))


def test_what_has_fired_is_ahead_until_people_are_told() -> None:
    night, morning = a_directory("03-04 21:00"), a_directory("03-05 09:00")
    assert above(at_night(), "03-04 21:00", night)[0] == ("03-05 09:00", "rung", (LEAD,))
    (waiting,) = untold(at_night(), 0, night)
    assert waiting.waits
    assert untold(at_night(), 0, morning) == ()
    assert above(at_night(), "03-05 09:00", morning)[0] == ("03-06 09:00", "rung", (BOSS,))
    later = next_rung(at_night(), utc("03-04 21:00"), night, above=0)
    assert later is not None
    assert later.people == (BOSS,)


def test_a_call_is_ahead_for_everybody_but_whoever_called() -> None:
    policy = a_policy(lead=(person_target(LEAD), person_target(MEMBER)))
    called = RungState(
        rung=0, called_at=utc("03-04 21:00"), called_by=MEMBER, heard_at=utc("03-05 09:00")
    )
    item = an_item(policy=policy, rungs=(called,))
    assert said(untold(item, 0, a_directory("03-04 22:00"))) == [("03-05 09:00", "call", (LEAD,))]


def test_those_told_at_different_instants_are_apart() -> None:
    policy = a_policy(lead=(person_target(LEAD), person_target(MEMBER)))
    west = a_directory("03-04 21:00", a_person(MEMBER, zone="America/New_York"))
    item = replace(at_night(), policy=policy)  # 20:00 is 15:00 in New York, so Member was told
    assert untold(item, 0, replace(west, now=utc("03-05 09:00"))) == ()
    late = changed(item, rungs=(replace(item.position.rungs[0], fired_at=utc("03-05 04:00")),))
    assert said(untold(late, 0, replace(west, now=utc("03-05 05:00")))) == [
        ("03-05 09:00", "rung", (LEAD,)),
        ("03-05 14:00", "rung", (MEMBER,)),
    ]


def test_the_fallback_and_a_rung_not_told_yet_wait_for_nobody() -> None:
    item = an_item(**climbed(3))
    assert untold(item, 2, a_directory("03-05 11:00")) == ()
    assert untold(an_item(), 0, a_directory("03-05 11:00")) == ()


def asked(**changes: object) -> Item:
    """Its fallback has applied since Mon 2 Mar 12:00; leadership is asked on Mon 9 Mar."""
    state = {"asked_until": utc("03-09 00:00"), "unanswered": 1, "asked": (BOSS,), **changes}
    return an_item(due=a_due("02-26 12:00"), **climbed(3, at="03-02 12:00"), **state)


def test_a_question_is_ahead_until_the_morning() -> None:
    night = a_directory("03-09 01:00")
    assert above(asked(), "03-09 01:00", night)[0] == ("03-09 09:00", "question", (BOSS,))
    morning = a_directory("03-09 09:00")
    assert above(asked(), "03-09 09:00", morning)[0] == ("03-16 09:00", "question", (BOSS,))


def test_an_absence_since_then_asks_nobody_again() -> None:
    absent = a_directory("03-10 09:00", a_person(BOSS, away=away("03-12 12:00")))
    times = [at for at, kind, _ in above(asked(), "03-10 09:00", absent) if kind == "question"]
    assert times[0].startswith("03-16")


def test_a_question_to_the_channel_is_ahead_until_its_morning() -> None:
    nobody = asked(policy=a_policy(leadership=()), asked=(REPORTER,))
    told = above(nobody, "03-09 01:00", a_directory("03-09 01:00"))
    assert told[0] == ("03-09 09:00", "question", (REPORTER, CHANNEL))
    room = Target(TargetKind.CHANNEL, LEADS_CHANNEL)
    theirs = asked(policy=a_policy(leadership=(room,)), asked=())
    told = above(theirs, "03-09 01:00", a_directory("03-09 01:00"))
    assert told[0] == ("03-09 09:00", "question", (LEADS_CHANNEL,))


def test_once_kept_open_nobody_is_still_to_be_asked() -> None:
    keep = Keep(until=utc("03-20 09:00"), by=BOSS, reason="later")
    told = above(asked(kept=keep), "03-09 01:00", a_directory("03-09 01:00"))
    assert told[0][0].startswith("03-20")


def test_a_channel_on_a_rung_is_named() -> None:
    room = Target(TargetKind.CHANNEL, LEADS_CHANNEL)
    item = an_item(policy=a_policy(lead=(room,)))
    told = above(item, "03-04 09:00", a_directory("03-04 09:00"))
    assert told[0] == ("03-05 12:00", "rung", (LEADS_CHANNEL,))


def test_a_chance_is_counted_again_only_while_everybody_on_the_rung_waits() -> None:
    item, here = an_item(**climbed(1)), a_directory("03-05 12:00", a_person(LEAD))
    assert reckoned_again(item, here, lambda _: False) is None
