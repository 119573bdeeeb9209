"""The forms of a ladder: what they show, and what is read from them."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.ladder import bounds
from escalation.ladder.checks import Checked, Stop
from escalation.policy import Editors, Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from messages.forms import ticks
from messages.forms.channel import SHORT, setup_form
from messages.forms.channel_answers import policy_of
from messages.forms.ladder import lines, pages, rung
from messages.forms.ladder import overview as page
from messages.forms.ladder.overview import Ladder
from messages.forms.ladder.rung import Groups
from messages.forms.redrawn import entered
from messages.reader import Reader
from messages.slack.form_values import Answers, answers
from playground.rules import form_state
from tests.support.factories import (
    BOSS,
    CHANNEL,
    GROUP,
    LEAD,
    LEADS_CHANNEL,
    a_policy,
    person_target,
)
from tests.support.payloads import a_reader, faults

GROUPS = Groups(offered={"S09": "sre", GROUP: "leads"}, known={"S09": "sre", GROUP: "leads"})
WHERE = {"channel": CHANNEL, "mark": "0f"}
TODAY = date(2026, 3, 2)
DAY = Offset(1, Unit.DAYS)
FULL = a_policy(
    rungs=(
        Rung(Offset(), (person_target(LEAD), Target(TargetKind.GROUP, GROUP)), name="On call"),
        Rung(DAY, (Target(TargetKind.CHANNEL, LEADS_CHANNEL),), Shown.ALOUD),
        Rung(
            Offset(9),
            (person_target(BOSS), Target(TargetKind.REPORTER), Target(TargetKind.STAND_IN)),
            Shown.NOWHERE,
            Condition.UNACKNOWLEDGED,
        ),
        Rung(Offset(45, Unit.DAYS), shown=Shown.ALOUD),
    ),
    reminders=(timedelta(hours=24), timedelta(minutes=20), timedelta(0)),
    reminder_days=(10, 3),
    cadence=Cadence(2, 4, 6),
    hold=timedelta(minutes=90),
    review_cycle=timedelta(days=9),
    holidays="DE-BE",
    days_off=(date(2026, 12, 24), date(2026, 12, 31)),
    zone="Europe/Berlin",
)


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The input elements by field name."""
    return {
        block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"
    }


def knowing(groups: dict[str, tuple[str, ...]], handles: dict[str, str]) -> Reader:
    """Somebody who is shown these groups."""
    reader = a_reader(private=True)
    known = replace(reader.directory, groups=groups, handles=handles)
    return replace(reader, directory=known)


def submitted(view: dict[str, Any]) -> Answers:
    """The answers when somebody submits the form without touching anything."""
    return answers({"state": {"values": form_state.initial_state(view["blocks"])}})


def words(view: dict[str, Any]) -> list[str]:
    """The paragraphs and the small print of a form."""
    return [
        (block.get("text") or block["elements"][0])["text"]
        for block in view["blocks"]
        if block["type"] in ("section", "context")
    ]


def short_form(policy: Policy, **more: Any) -> dict[str, Any]:
    return setup_form(policy, a_reader(), channel=CHANNEL, **more)


def hours_form(policy: Policy, *, today: date = TODAY, guessed: bool = False) -> dict[str, Any]:
    return pages.hours_form(policy, today=today, zone_is_guessed=guessed, facts=WHERE)


def the_same_days(policy: Policy) -> pages.ReadDays:
    return lambda _: policy.days_off


@pytest.mark.parametrize("policy", [Policy(), FULL], ids=["default", "full"])
def test_a_form_that_is_submitted_untouched_changes_nothing(policy: Policy) -> None:
    assert faults(short_form(policy)) == []
    assert policy_of(submitted(short_form(policy)), policy) == policy
    for index in range(len(policy.rungs)):
        view = rung.rung_form(policy, index, GROUPS, facts=WHERE)
        assert faults(view) == []
        assert rung.entered(submitted(view), policy, index) == policy
    view = hours_form(policy)
    assert faults(view) == []
    assert pages.hours_entered(submitted(view), policy, the_same_days(policy)) == policy
    view = pages.pace_form(policy, facts=WHERE)
    assert faults(view) == []
    assert pages.pace_entered(submitted(view), policy) == policy


def test_setup_opens_with_who_is_notified_the_hours_and_the_weekly_post() -> None:
    assert set(fields(short_form(Policy()))) == SHORT
    shown = words(short_form(Policy(), zone_is_guessed=True))
    assert "⚠️ Slack shows no time zone for you, so check this one." in shown


def test_what_the_first_form_does_not_show_stays_as_it_was() -> None:
    given = Answers(lists={"lead_people": (BOSS,), "leadership_people": ()})
    saved = policy_of(given, FULL)
    assert saved.lead == (person_target(BOSS), Target(TargetKind.GROUP, GROUP))
    assert saved.leadership == FULL.leadership
    assert replace(saved, rungs=FULL.rungs) == FULL
    assert policy_of(Answers(), FULL) == FULL


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"start": "17:00", "end": "09:00"}, "end"),
        ({"start": "late"}, "start"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
    ids=str,
)
def test_hours_that_cannot_be_are_refused_at_their_field(texts: dict[str, str], field: str) -> None:
    given = Answers(texts=texts, lists={"weekdays": ("0",)})
    with pytest.raises(BadInput) as refused:
        policy_of(given, Policy())
    assert refused.value.field == field
    with pytest.raises(BadInput) as refused:
        pages.hours_entered(given, Policy(), the_same_days(Policy()))
    assert refused.value.field == field


def test_a_week_without_working_days_is_refused() -> None:
    with pytest.raises(BadInput, match="Choose at least one working day") as refused:
        pages.hours_entered(Answers(lists={"weekdays": ()}), Policy(), the_same_days(Policy()))
    assert refused.value.field == Field.WEEKDAYS


def test_a_form_drawn_again_holds_people_and_times_that_were_entered() -> None:
    given = Answers(
        texts={"start": "07:30", "summary_weekday": "4", "zone": ""},
        lists={"lead_people": (LEAD, BOSS), "leadership_people": ()},
    )
    ids_ = dict.fromkeys((*given.texts, *given.lists), "value")
    shown = fields(entered(short_form(a_policy()), given, elements=ids_))
    assert shown["lead_people"]["initial_users"] == [LEAD, BOSS]
    assert "initial_users" not in shown["leadership_people"]
    assert shown["start"]["initial_time"] == "07:30"
    assert shown["summary_weekday"]["initial_option"]["value"] == "4"
    assert "initial_value" not in shown["zone"]
    unknown = Answers(texts={"summary_weekday": "9"}, lists={"weekdays": ("9",)})
    ids_ = {"summary_weekday": "value", "weekdays": "value"}
    shown = fields(entered(hours_form(Policy()), unknown, elements=ids_))
    assert "initial_option" not in shown["summary_weekday"]
    assert "initial_options" not in shown["weekdays"]


def test_the_list_says_each_step_in_a_line() -> None:
    ladder = Ladder(channel=CHANNEL, policy=FULL, mark="0f", open_items=2, edited=True)
    reader = knowing({GROUP: (LEAD, BOSS)}, {GROUP: "leads"})
    view = page.list_form(ladder, reader)
    assert faults(view) == []
    assert words(view)[1:] == [
        "*On call*, at once: <@U03> and the 2 people of @leads, by DM and in the item's thread",
        "*Leadership*, after 1 working day: <#C02>, by a post and in the item's thread, "
        "shown in the channel",
        "*Step 3*, after 9 working hours: <@U04>, the reporter and the owner's stand-in, by DM; "
        "only if nobody has acknowledged it",
        "*Fallback*: it applies after 45 working days.",
        "*Reminders and pauses*: the owner is reminded 10 working days, 3 working days, 24 hours "
        "and 20 minutes before the date and when it passes. An acknowledgement pauses escalation "
        "for 90 working minutes. Every 9 days leadership is asked about what is still open.",
        "*Working hours*: Monday to Friday, 09:00 to 17:00 (Europe/Berlin), not on holidays of "
        "DE-BE and 2 other days.\n*Weekly post*: Monday at 09:00.",
        "This tries the ladder on the items of the last weeks. Nothing is saved or sent.",
    ]
    assert fields(view)["apply"]["initial_option"]["value"] == "none"


def test_the_list_of_a_new_channel_says_who_stands_in() -> None:
    ladder = Ladder(channel=CHANNEL, policy=Policy(weekdays=frozenset({0, 5})), mark="0f")
    shown = words(page.list_form(replace(ladder, open_items=1), a_reader()))
    assert shown[1] == (
        "*Lead*, at once: nobody is set, so the reporter and this channel are notified"
    )
    assert "*Working hours*: Monday and Saturday, 09:00 to 17:00 (UTC)." in shown[-2]
    bare = replace(Policy(), reminders=(timedelta(0),))
    assert "the owner is reminded when the date passes." in lines.reminders(bare)


def test_a_line_names_ten_and_counts_the_rest() -> None:
    many = tuple(person_target(f"U{number:02}") for number in range(12))
    line = lines.rung(a_policy(lead=many), 0, a_reader(private=True))
    assert "<@U09> and 2 more, by DM" in line
    one = a_policy(lead=(Target(TargetKind.GROUP, GROUP),))
    assert "the 1 person of @S01" in lines.rung(one, 0, knowing({GROUP: (LEAD,)}, {}))


def test_what_stops_saving_stands_under_its_step_and_nine_steps_are_not_offered() -> None:
    eight = Policy(
        rungs=(*(Rung(Offset(hour), (person_target(LEAD),)) for hour in range(8)), Rung(DAY))
    )
    stop = Stop(7, Field.TELL_PEOPLE, "Choose who is notified.")
    ladder = Ladder(channel=CHANNEL, policy=eight, mark="0f", checked=Checked((stop,), ()))
    view = page.list_form(ladder, a_reader())
    assert faults(view) == []
    shown = words(view)
    assert shown[8].startswith("*Step 8*")
    assert shown[9] == "⚠️ Choose who is notified."
    assert "A ladder has at most 8 steps before the fallback." in shown
    assert shown[-1] == "⚠️ Not saved yet: please read what is marked above."
    assert not any(block.get("block_id") == "add" for block in view["blocks"])


def test_the_only_step_stays() -> None:
    one = Policy(rungs=(Rung(Offset()), Rung(DAY)))
    view = page.list_form(Ladder(channel=CHANNEL, policy=one, mark="0f"), a_reader())
    (row,) = [block for block in view["blocks"] if block.get("block_id") == "rung.0"]
    assert [element["type"] for element in row["elements"]] == ["button"]
    assert "Every 7 days the reporter and this channel are asked" in lines.reminders(one)


@pytest.mark.parametrize("value", ["", "up", "sideways:1", "up:x", "up:10", "remove:-1"])
def test_a_menu_of_a_step_that_is_none_of_ours_is_nothing(value: str) -> None:
    assert page.moved(value) is None
    assert page.moved("remove:7") == ("remove", 7)


def test_what_somebody_else_changed_is_said_line_by_line() -> None:
    base = a_policy(version=2)
    reader = a_reader(private=True)
    assert page.overtaken(base, base, reader, mine=base) == []
    saved = replace(base, version=4, holidays="DE")
    said = "⚠️ Somebody saved version 4 of this ladder meanwhile.\n• Holidays: DE (was none)"
    assert page.overtaken(base, saved, reader, mine=saved) == [said]
    mine = replace(saved, window_days=5)
    kept = "What you changed yourself is kept below."
    assert page.overtaken(base, saved, reader, mine=mine) == [said, kept]
    both = replace(mine, holidays="FR")
    assert page.overtaken(base, saved, reader, mine=both) == [
        said,
        f"{kept} Saving it changes again:\n• Holidays: FR (was DE)",
    ]
    off = replace(base, version=4, days_off=FULL.days_off)
    assert (
        "• Other days off: 24 Dec 2026 and 31 Dec 2026"
        in page.overtaken(base, off, reader, mine=off)[0]
    )


def test_a_tick_counts_for_what_it_was_shown_with() -> None:
    (said, tick) = ticks.asked(["Lea is away."], a_reader())
    assert said["text"]["text"] == (
        "⚠️ *Please check*\n• Lea is away.\nChange it, or tick *Save anyway* and save again."
    )
    ticked = Answers(lists={"anyway": (tick["element"]["options"][0]["value"],)})
    assert ticks.are_accepted(["Lea is away."], ticked)
    assert not ticks.are_accepted(["Lea is away.", "Bo is away."], ticked)
    assert not ticks.are_accepted(["Lea is away."], Answers())
    assert ticks.are_accepted([], Answers())
    assert ticks.asked([], a_reader()) == []


def test_a_step_that_is_added_comes_a_day_after_the_last_one_and_the_fallback_after_it() -> None:
    view = rung.new_form(Policy(), GROUPS, facts=WHERE)
    assert faults(view) == []
    assert fields(view)["after"]["initial_option"]["value"] == "2d"
    assert fields(view)["fallback_after"]["initial_option"]["value"] == "3d"
    given = Answers(
        texts={"after": "3h", "fallback_after": "2d", "shown": "nowhere", "name": "duty"},
        lists={
            "tell_people": (BOSS,),
            "tell_groups": (GROUP,),
            "tell_channels": (LEADS_CHANNEL,),
            "tell_roles": ("stand_in", "reporter"),
        },
    )
    added = rung.added(given, Policy())
    assert added.rungs[1] == Rung(
        Offset(3),
        (
            person_target(BOSS),
            Target(TargetKind.GROUP, GROUP),
            Target(TargetKind.CHANNEL, LEADS_CHANNEL),
            Target(TargetKind.REPORTER),
            Target(TargetKind.STAND_IN),
        ),
        Shown.NOWHERE,
        name="duty",
    )
    assert [one.after for one in added.rungs] == [Offset(), Offset(3), DAY, Offset(2, Unit.DAYS)]


def test_a_group_that_is_gone_stays_chosen_under_its_name() -> None:
    groups = Groups(offered={"S09": "sre"}, known={GROUP: "leads"})
    chosen = a_policy(lead=(Target(TargetKind.GROUP, GROUP), Target(TargetKind.GROUP, "S7")))
    element = fields(rung.rung_form(chosen, 0, groups, facts=WHERE))["tell_groups"]
    assert [one["text"]["text"] for one in element["options"]] == ["@sre", "@leads", "@S7"]
    nobody = Groups(offered={}, known={})
    assert "tell_groups" not in fields(rung.rung_form(Policy(), 0, nobody, facts=WHERE))


def test_of_many_groups_those_that_are_chosen_are_offered() -> None:
    handles = {f"S{number:03}": f"g{number}" for number in range(120)}
    chosen = a_policy(lead=(Target(TargetKind.GROUP, "S119"),))
    view = rung.rung_form(chosen, 0, Groups(offered=handles, known=handles), facts=WHERE)
    assert faults(view) == []
    options = [one["value"] for one in fields(view)["tell_groups"]["options"]]
    assert options == [*list(handles)[:99], "S119"]


def test_a_condition_is_asked_for_above_the_first_step_alone() -> None:
    first, second = (rung.rung_form(Policy(), index, GROUPS, facts=WHERE) for index in (0, 1))
    assert "only_if" not in fields(first)
    assert fields(second)["only_if"]["initial_option"]["value"] == "open"


def test_reminders_that_are_chosen_are_kept_with_the_one_at_due() -> None:
    given = Answers(
        texts={"cadence": "1", "cadence_every": "2", "cadence_then": "10", "chance": "7200"},
        lists={"reminders": ("900s", "2d", "5d", "junk")},
    ).with_texts({Field.EDITORS: "admins"})
    policy = pages.pace_entered(given, Policy())
    assert policy.reminders == (timedelta(minutes=15), timedelta(0))
    assert policy.reminder_days == (5, 2)
    assert policy.cadence == Cadence(1, 2, 10)
    assert policy.chance == timedelta(hours=2)
    assert policy.editors is Editors.ADMINS
    six = Answers(lists={"reminders": ("900s", "3600s", "1d", "2d", "3d", "4d")})
    with pytest.raises(BadInput, match="at most 5 reminders") as refused:
        pages.pace_entered(six, Policy())
    assert refused.value.field == Field.REMINDERS


def test_a_hold_is_offered_in_working_hours_and_a_step_by_the_calendar() -> None:
    hold = fields(pages.pace_form(Policy(hold=timedelta(minutes=90)), facts=WHERE))["hold"]
    assert hold["initial_option"]["text"]["text"] == "1.5 h"
    offered = [one["text"]["text"] for one in hold["options"]]
    assert offered == [
        "no time", "1 h", "1.5 h", "2 h", "3 h", "4 h", "6 h", "8 h", "12 h", "16 h"
    ]  # fmt: skip
    when = fields(rung.rung_form(Policy(), 0, GROUPS, facts=WHERE))["after"]["options"]
    assert [when[at]["text"]["text"] for at in (0, 1, 40, 41, 70)] == [
        "at once", "1 working hour", "40 working hours", "1 working day", "30 working days"
    ]  # fmt: skip
    assert len(when) == 71 == 1 + bounds.LONGEST_HOURS + bounds.LONGEST_DAYS


def test_days_off_that_are_over_are_not_shown() -> None:
    shown = fields(hours_form(FULL, today=date(2026, 12, 25)))["days_off"]
    assert shown["initial_value"] == "31 Dec 2026"
    both = fields(hours_form(FULL, today=date(2026, 12, 24)))["days_off"]
    assert both["initial_value"] == "24 Dec 2026\n31 Dec 2026"


def test_the_times_of_day_that_were_entered_are_kept() -> None:
    given = Answers(
        texts={"start": "08:00", "end": "16:30", "holidays": "de", "zone": "UTC"},
        lists={"weekdays": ("0", "1", "9")},
    )
    policy = pages.hours_entered(given, Policy(), the_same_days(FULL))
    assert (policy.start, policy.end, policy.holidays) == (time(8), time(16, 30), "DE")
    assert policy.weekdays == frozenset({0, 1})
    assert policy.days_off == FULL.days_off
