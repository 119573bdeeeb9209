"""Two working weeks of six people: nobody gets so much that they would mute it."""

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import MovableClock
from bot.demo.fortnight import EVERYBODY, HOME, Diary, Fortnight, Said, add_people, berlin, local
from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL
from bot.demo.sandbox import Sandbox
from bot.demo.script import ACTS, OPENS
from storage.items import search
from storage.items.search import Search
from tests.stories.test_recordings import require_kept
from tests.support import recordings
from tests.support.recordings import Told
from workflows.channels import replay
from workflows.channels.replay import Replayed

MOST = 3
"""Direct messages on a working day, unless more than MANY of somebody's items fall due on it."""
MANY = 5
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6)}
URGENT = "B-4"


@dataclass(frozen=True)
class Lived:
    """Two weeks as they were: what everybody got by their clock, due dates, the printout."""

    told: dict[str, list[Said]]
    shown: list[Said]
    acted: set[datetime]
    zones: dict[str, ZoneInfo]
    due: dict[str, list[datetime]]
    printed: str
    recorded: list[Told]
    replayed: Replayed


@pytest.fixture(scope="module", params=[0, 7])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Lived:
    folder = tmp_path_factory.mktemp("fortnight")
    shutil.copy(sqlite_template, folder / "backstop.db")
    return asyncio.run(live(folder, request.param))


async def live(folder: Path, seed: int) -> Lived:
    async with Sandbox(folder, MovableClock(berlin(OPENS))) as sandbox:
        add_people(sandbox.slack)
        await sandbox.start_bot()
        fortnight = Fortnight(sandbox, seed=seed)
        await fortnight.live()
        printed: list[str] = []
        Diary(fortnight, Narrator(sandbox.slack, printed.append), printed.append).write()
        people = {who: sandbox.slack.person(who) for who in EVERYBODY}
        return Lived(
            told={who: fortnight.told(who) for who in EVERYBODY},
            shown=fortnight.shown(),
            acted=fortnight.acted,
            zones={who: ZoneInfo(person.user.tz or "UTC") for who, person in people.items()},
            due={who: due_dates(sandbox, person.id) for who, person in people.items()},
            printed="\n".join(printed),
            recorded=recordings.told(sandbox),
            replayed=replayed(sandbox),
        )


def replayed(sandbox: Sandbox) -> Replayed:
    """Everything lived through again on the ladders that the items carried."""
    context, channel = sandbox.bot.workspace.context, sandbox.slack.channel(CHANNEL).id
    window = replay.of_channel(context, channel, now=sandbox.now())
    assert window is not None
    return replay.replayed(window)


def test_replayed_it_comes_out_as_the_history_has_it(lived: Lived) -> None:
    assert (lived.replayed.exceptions, lived.replayed.left_out) == ((), ())
    assert len(lived.replayed.lives) >= 15


def due_dates(sandbox: Sandbox, owner: str) -> list[datetime]:
    """When each of somebody's items fell due."""
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        found = search.find(tx, Search(owner=owner, open=None), visible=None, limit=50)
    return [item.due.at for item in found.items]


@pytest.mark.parametrize("lived", [0], indirect=True)
def test_the_fortnight_tells_everybody_what_it_used_to(lived: Lived) -> None:
    require_kept("fortnight", lived.recorded)


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def test_nobody_gets_more_than_three_messages_on_a_working_day(lived: Lived) -> None:
    for who, zone in lived.zones.items():
        due = Counter(at.astimezone(zone).date() for at in lived.due[who])
        days = Counter(local(one, zone).date() for one in lived.told[who])
        too_many = {day: count for day, count in days.items() if count > MOST and due[day] <= MANY}
        assert too_many == {}, who


def test_nobody_is_told_anything_outside_their_hours_but_of_what_is_urgent(lived: Lived) -> None:
    for who, zone in lived.zones.items():
        outside = [one for one in lived.told[who] if not in_hours(one, zone)]
        assert [one.text for one in outside if URGENT not in one.text] == []


def test_the_channel_is_shown_nothing_outside_its_hours_but_what_people_do(lived: Lived) -> None:
    outside = [one for one in lived.shown if not in_hours(one, HOME)]
    others = [one for one in outside if URGENT not in one.text and one.at not in lived.acted]
    assert [one.text for one in others] == []


def in_hours(said: Said, zone: ZoneInfo) -> bool:
    """9 to 17 on a working day; the instant at which work ends still counts."""
    at = local(said, zone)
    minutes = at.hour * 60 + at.minute + (at.second > 0)
    return is_working(at.date()) and 9 * 60 <= minutes <= 17 * 60


def test_it_has_all_that_a_fortnight_brings(lived: Lived) -> None:
    assert sum("Logged" in act.answer for act in ACTS) == 15
    for words in (
        "You stand in for @lars",
        "needs help: The data export",
        "slipped twice",
        "What happens now?",
        "Fallback now applies: go live with passwords",
        "Tue 07 Apr 09:00  *Week of Mon 6 Apr*",
    ):
        assert words in lived.printed, words


def test_it_is_printed_person_by_person_with_counts(lived: Lived) -> None:
    lines = lived.printed.splitlines()
    assert [line.split(",")[0] for line in lines if line.startswith("── ")] == [
        *(f"── {who}" for who in EVERYBODY),
        "── shown in #harbor-law-launch",
    ]
    *_, dana, priya, channel = lines
    assert (dana.split()[0], priya.split()[0], channel.split()[0]) == ("dana", "priya", "#launch")
    assert int(dana.split()[-1]) == len(lived.told["dana"])
