"""Ladders as files: what is written reads as the same; what is wrong is named with its place."""

import os
import re
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.cli.files import ladder_file
from bot.cli.files.ladder_file import BadFile
from bot.cli.files.targets import Names
from bot.errors import CannotRun
from escalation.policy import Editors, Policy
from escalation.rungs import Cadence, Condition, Offset, Rung, Shown, Target, TargetKind, Unit
from tests.support.factories import a_person, a_policy, person_target
from tests.support.ladders import CHANNELS, GROUPS, MEMBERS, PEOPLE, ladders

REFERENCE = Path(__file__).parents[3] / "docs" / "reference.md"
EXAMPLES = int(os.environ.get("BACKSTOP_LAW_EXAMPLES", "50"))
NAMES = Names(
    people={
        **{user: a_person(user, name=name) for user, name in PEOPLE.items()},
        "U21": a_person("U21", name="Sam"),
        "U22": a_person("U22", name="Sam"),
        "U23": a_person("U23", name="Gone", deactivated=True),
        "U24": a_person("U24", name="App", bot=True),
        "U25": a_person("U25", name="Other", stranger=True),
        "U26": a_person("U26", name="Sam", deactivated=True),
    },
    groups={group: (handle, MEMBERS[group]) for group, handle in GROUPS.items()},
    channels={**{one: (f"room-{one}", True) for one in CHANNELS}, "C09": ("far", False)},
)
BASE = a_policy(version=3)
FILE = """
# Two steps.
version: 3
rungs:
- after: at once
  tell: [U11, "@legal-leads"]
  shown: nowhere
  name: First
- after: 1 working day
  tell:
  - Cem
  - "#room-C02"
  - reporter
  - stand-in
- after: 1 working day
  tell: [S12]
  shown: aloud
  only_if: unacknowledged
fallback_after: 12 working hours
reminders: [24 hours, 15 minutes, 2 working days]
cadence: {each: 1, every: 2, then: 10}
hold: 90 working minutes
chance: 2 working hours
slip_budget: 1
review_cycle: 14 days
zone: Europe/Berlin
start: 08:30
end: 17:00
weekdays: [Monday, Sunday]
holidays: NO
window_days: 3
summary_weekday: Friday
summary_time: 15:00
editors: admins
"""


@settings(max_examples=EXAMPLES, deadline=None)
@given(ladders())
def test_what_is_written_reads_as_the_same_ladder(ladder: Policy) -> None:
    names = replace(NAMES, groups={**NAMES.groups, "S13": ("night", ("U11",))})
    written = ladder_file.written(ladder, names, title="any")
    assert ladder_file.read(written, Policy(), names).policy == ladder


def test_each_key_is_read() -> None:
    day = Offset(1, Unit.DAYS)
    assert ladder_file.read(FILE, BASE, NAMES).policy == Policy(
        version=3,
        rungs=(
            Rung(
                Offset(),
                (person_target("U11"), Target(TargetKind.GROUP, "S11")),
                Shown.NOWHERE,
                name="First",
            ),
            Rung(
                day,
                (
                    person_target("U12"),
                    Target(TargetKind.CHANNEL, "C02"),
                    Target(TargetKind.REPORTER),
                    Target(TargetKind.STAND_IN),
                ),
            ),
            Rung(day, (Target(TargetKind.GROUP, "S12"),), Shown.ALOUD, Condition.UNACKNOWLEDGED),
            replace(BASE.rungs[-1], after=Offset(12)),
        ),
        reminders=(timedelta(hours=24), timedelta(minutes=15), timedelta(0)),
        reminder_days=(2,),
        cadence=Cadence(1, 2, 10),
        hold=timedelta(minutes=90),
        chance=timedelta(hours=2),
        slip_budget=1,
        review_cycle=timedelta(days=14),
        zone="Europe/Berlin",
        start=time(8, 30),
        weekdays=frozenset({0, 6}),
        holidays="NO",
        window_days=3,
        summary_weekday=4,
        summary_time=time(15),
        editors=Editors.ADMINS,
    )


def test_the_example_in_the_reference_is_a_ladder() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    names = replace(
        NAMES,
        people={
            "U0123": a_person("U0123", name="Lea"),
            "U0124": a_person("U0124", name="Cem Aydin"),
        },
        groups={"S0123": ("legal-leads", ("U0123",))},
        channels={"C0124": ("leads", True)},
    )
    read = ladder_file.read(example, BASE, names).policy
    assert [len(rung.targets) for rung in read.rungs] == [2, 4, 0]
    again = ladder_file.written(read, names, title="")
    assert ladder_file.read(again, BASE, names).policy == read


def test_what_a_file_leaves_out_stays_as_it_is() -> None:
    assert ladder_file.read("window_days: 5", BASE, NAMES).policy == replace(BASE, window_days=5)
    assert ladder_file.read("holidays:", replace(BASE, holidays="DE"), NAMES).policy == BASE


def test_a_file_is_written_as_people_read_it() -> None:
    ladder = a_policy(
        version=4,
        rungs=(
            Rung(Offset(), (person_target("U14"), person_target("U99")), name="a: b #c"),
            Rung(
                Offset(1),
                (
                    Target(TargetKind.GROUP, "S11"),
                    Target(TargetKind.GROUP, "S99"),
                    Target(TargetKind.CHANNEL, "C02"),
                    Target(TargetKind.CHANNEL, "C99"),
                    Target(TargetKind.STAND_IN),
                ),
                only_if=Condition.OPEN,
            ),
            BASE.rungs[-1],
        ),
        reminder_days=(1, 2),
    )
    written = ladder_file.written(ladder, NAMES, title="The ladder of #launch\x85\nand more")
    assert written.startswith(
        "# The ladder of #launch and more\n"
        "version: 4\n"
        "rungs:\n"
        "- after: at once\n"
        "  tell:\n"
        "  - U14  # R&D *boss*\n"
        "  - U99\n"
        "  shown: thread\n"
        '  name: "a: b #c"\n'
        "- after: 1 working hour\n"
        "  tell:\n"
        "  - S11  # @legal-leads\n"
        "  - S99\n"
        "  - C02  # #room-C02\n"
        "  - C99\n"
        "  - stand-in\n"
        "  shown: thread\n"
        "fallback_after: 2 working days\n"
        "reminders: [1 working day, 2 working days, 24 hours, 2 hours]\n"
    )


FIRST = "rungs:\n- after: at once\n  tell: [{}]"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1, column 1: the file is empty."),
        ("# nothing", "line 1, column 1: the file is empty."),
        ("- a", "line 1, column 1: a table belongs here, with rungs, version"),
        ("hold:\n\t4 working hours", "line 2, column 1: there is a tab; use spaces."),
        ("hold: [", "line 1, column 8: expected the node content"),
        ("zone: UTC\nzone: UTC", "line 2, column 1: zone stands here twice."),
        ("zone: UTC\nzones: UTC", "line 2, column 1: zones is not known here. Known are rungs"),
        ("<<: {zone: UTC}", "line 1, column 1: << is not known here"),
        ("zone: &a UTC", "line 1, column 7: there is an alias or an anchor"),
        ("zone: *a", "line 1, column 7: there is an alias or an anchor"),
        ("zone: !!str UTC", "line 1, column 7: there is a tag (!)"),
        ("zone: !!python/object:os.system x", "line 1, column 7: there is a tag (!)"),
        ("? [a]\n: b", "line 1, column 3: a key is one word."),
        ("zone: UTC\n---\nzone: UTC", "line 2, column 1: a second document begins"),
        ("zone: \x07", "line 1, column 7: this character cannot stand in YAML."),
        ("zone: " + "[" * 5000, "this is nested too deeply."),
        ("zone: " + "x" * 100_000, "line 1, column 1: the file has 100,006 characters"),
        ("zone: [UTC]", "line 1, column 7: a single value belongs here."),
        ("zone: Mars", "line 1, column 1: "),
        ("rungs: none", "line 1, column 8: a list belongs here"),
        ("rungs: []", "line 1, column 1: A ladder has 1 to 8 steps"),
        ("rungs: [none]", "line 1, column 9: a table belongs here, with after, tell"),
        ("rungs: [{tell: [U11]}]", "line 1, column 9: this step has no `after`"),
        ("rungs:\n- after: soon", "line 2, column 10: 'soon': write at once, 4 working hours"),
        (
            "rungs:\n- after: 2 working days\n- after: 1 working day",
            "line 3, column 3: Leadership cannot come before the lead.",
        ),
        (
            "rungs:\n- after: 3 working days\nfallback_after: 1 working day",
            "line 3, column 1: The fallback cannot come before the lead.",
        ),
        (
            "rungs:\n- after: 3 working days",
            "line 2, column 1: The fallback cannot come before the lead.",
        ),
        (
            "rungs:\n- after: at once\n- after: at once\n- after: at once",
            "line 4, column 3: this step notifies nobody.",
        ),
        (
            "rungs:\n" + "- {after: at once, tell: [U11]}\n" * 9,
            "line 1, column 1: A ladder has 1 to 8 steps",
        ),
        ("rungs:\n- after: at once\n  shown: loud", "line 3, column 10: 'loud' is not one of nowh"),
        (FIRST.format("Nobody"), "line 3, column 10: I know nobody called Nobody."),
        (FIRST.format("Sam"), "line 3, column 10: Sam is the name of several. Write one id: U21"),
        (FIRST.format("Gone"), "line 3, column 10: I know nobody called Gone."),
        (FIRST.format("U23"), "line 3, column 10: U23 has no active account."),
        (FIRST.format("U24"), "line 3, column 10: U24 is an app."),
        (FIRST.format("U25"), "line 3, column 10: U25 belongs to another company."),
        (FIRST.format("S13"), "line 3, column 10: S13 is a user group in which nobody can be"),
        (FIRST.format("C09"), "line 3, column 10: C09 is a channel where Backstop is not."),
        (FIRST.format('"@nobody"'), "line 3, column 10: I know nobody called @nobody."),
        (FIRST.format('"#nowhere"'), "line 3, column 10: I know nobody called #nowhere."),
        (FIRST.format('""'), "line 3, column 10: this is empty. Put a #channel or a @group"),
        ("hold: 4 hours", "line 1, column 7: '4 hours': write for example 4 working hours"),
        ("hold: 1 working day", "line 1, column 7: '1 working day': write for example 4 working"),
        ("chance: 17 working hours", "line 1, column 1: Choose 0 to 16 working hours to answer."),
        ("review_cycle: 7", "line 1, column 15: '7': write for example 7 days."),
        ("review_cycle: 2 days", "line 1, column 1: "),
        ("reminders: [soon]", "line 1, column 13: 'soon': write for example 24 hours, 15 minutes"),
        ("start: 9", "line 1, column 8: '9': write a time such as 09:00"),
        ("start: 25:00", "line 1, column 8: '25:00': write a time such as 09:00"),
        ("weekdays: [Mon]", "line 1, column 12: 'Mon' is not one of Monday, Tuesday"),
        ("weekdays: []", "line 1, column 1: Choose at least one working day."),
        ("holidays: Atlantis", "line 1, column 1: "),
        ("window_days: many", "line 1, column 14: 'many' is not a whole number."),
        ("window_days: ٣", "line 1, column 14: '٣' is not a whole number."),
        ("cadence: {each: 0}", "line 1, column 1: Choose 1 to 10 working days."),
        ("cadence: {often: 1}", "line 1, column 11: often is not known here. Known are each"),
        ("editors: me", "line 1, column 10: 'me' is not one of ladder, everybody, admins."),
        ("version: 2", "line 1, column 1: this was version 2, and the channel has version 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(text: str, fault: str) -> None:
    with pytest.raises(BadFile) as bad:
        ladder_file.read(text, BASE, NAMES)
    assert fault in str(bad.value), str(bad.value)


def test_all_faults_are_named_at_once_in_order() -> None:
    text = "start: 9\nrungs:\n- after: soon\n- after: at once\n  tell: [Sam]\nend: 5pm"
    with pytest.raises(BadFile) as bad:
        ladder_file.read(text, BASE, NAMES)
    assert [fault.at.line for fault in bad.value.faults] == [1, 3, 5, 6]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ladder.yml"
    for content, fault in (
        (None, "cannot be read: No such file or directory."),
        (b"\xff\xfe", "is not text in UTF-8."),
        (b"x" * 1_000_000, "has 1,000,000 bytes, which is too large for a ladder."),
        (b"start: 9\nend: 5", "ladder.yml, line 1, column 8: '9': write a time"),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CannotRun) as refused:
            ladder_file.from_file(path, BASE, NAMES)
        assert fault in str(refused.value)
