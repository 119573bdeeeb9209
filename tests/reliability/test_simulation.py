"""Deterministic simulation: never lost, never twice, whatever the dice bring.

Covers rows 2, 5, 6, 7, 9 to 12, 17, 18 and 24 of docs/reliability.md. Replay a failing seed with
`live(office, seed, …)`. `BACKSTOP_SEEDS` asks for more.
"""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.reliability.hardships import (
    HARDSHIPS,
    OFTEN_FROZEN,
    OWED,
    SHORT_QUIET,
    USUAL,
    MarksFirst,
    NeverLooks,
    Trusting,
    Unhurried,
)
from tests.reliability.replica import Replica
from tests.reliability.simulation import Ending, Hardship, Office, live
from tests.support.storage.postgres import MEMORY

CHUNK = 20
SEEDS = int(os.environ.get("BACKSTOP_SEEDS", "500"))
"""Mornings in `make test`; `BACKSTOP_SEEDS=20000` lives through more."""
FEW, MANY = 12, 60
"""Mornings in which a sound bot shows no fault, and in which an unsound one must show one."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A morning like these fills many pages of log."""
    caplog.set_level(logging.CRITICAL + 1, "backstop")


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Office(Path(folder))


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_notice_is_in_slack_once_whatever_the_dice_bring(office: Office, first: int) -> None:
    names = list(HARDSHIPS)
    for seed in range(first, first + CHUNK):
        name = names[seed // 2 % len(names)]
        ending = live(office, seed, HARDSHIPS[name])
        doubled = ending.repeated if name == "no metadata" else ending.doubled
        wrong = [*ending.lost, *doubled, *ending.findings]
        assert not wrong, (seed, name)
        if name in {"usual", "refusals", "little history"}:
            assert ending.repaired == 0, (seed, name)
        if name in {"usual", "wire", "little history", "no metadata"} and seed % 2 == 0:
            assert ending.told() == OWED, (seed, name)


def until(
    office: Office, hardship: Hardship, employ: type[Replica], fault: Callable[[Ending], object]
) -> bool:
    """Whether one of many seeds shows the fault: a control that shows none proves nothing."""
    return any(fault(live(office, seed, hardship, employ=employ)) for seed in range(MANY))


def test_bots_that_never_look_say_it_twice(office: Office) -> None:
    assert until(office, USUAL, NeverLooks, lambda ending: ending.doubled)


def test_bots_that_trust_a_slack_without_metadata_say_it_twice_unsaid(office: Office) -> None:
    assert until(office, HARDSHIPS["no metadata"], Trusting, lambda ending: ending.repeated)


def test_bots_that_mark_before_they_send_lose_it(office: Office) -> None:
    assert until(office, USUAL, MarksFirst, lambda ending: ending.lost)


def test_a_quiet_time_that_is_too_short_says_it_twice_until_repaired(office: Office) -> None:
    assert until(office, SHORT_QUIET, Replica, lambda ending: ending.repaired)


def test_claims_of_any_age_say_it_twice_until_repaired(office: Office) -> None:
    assert until(office, OFTEN_FROZEN, Unhurried, lambda ending: ending.repaired)
    assert not any(live(office, seed, OFTEN_FROZEN).repaired for seed in range(FEW))


def test_a_freeze_at_the_wire_says_it_twice_until_repaired(office: Office) -> None:
    assert until(office, HARDSHIPS["wire"], Replica, lambda ending: ending.repaired)


def test_the_same_seed_brings_the_same_morning(office: Office) -> None:
    assert live(office, 7, USUAL) == live(office, 7, USUAL)
