"""Deterministic simulation: never lost, never twice, whatever the random numbers.

Covers rows 2, 5, 6, 7, 9 to 12, 17, 18 and 24 of docs/reliability.md. Replay a failing seed with
`live(resettable, seed, …)`. `BACKSTOP_SEEDS` sets another number of seeds.
"""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.reliability.fault_profiles import (
    FAULT_PROFILES,
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
from tests.reliability.simulation import Ending, FaultProfile, ResettableDatabase, live
from tests.support.storage.postgres import MEMORY

CHUNK = 12
SEEDS = int(os.environ.get("BACKSTOP_SEEDS", "24"))
"""Mornings in `make test`; `BACKSTOP_SEEDS=20000` lives through more."""
FEW, MANY = 6, 60
"""Mornings in which a sound bot shows no fault, and in which an unsound one must show one."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Silence the log: such a morning would fill many pages."""
    caplog.set_level(logging.CRITICAL + 1, "backstop")


@pytest.fixture(scope="module")
def resettable() -> Iterator[ResettableDatabase]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield ResettableDatabase(Path(folder))


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_every_notice_is_in_slack_once_whatever_the_seed(
    resettable: ResettableDatabase, first: int
) -> None:
    names = list(FAULT_PROFILES)
    for seed in range(first, first + CHUNK):
        name = names[seed // 2 % len(names)]
        ending = live(resettable, seed, FAULT_PROFILES[name])
        doubled = ending.repeated if name == "no metadata" else ending.doubled
        wrong = [*ending.lost, *doubled, *ending.findings]
        assert not wrong, (seed, name)
        if name in {"usual", "refusals", "little history"}:
            assert ending.repaired == 0, (seed, name)
        if name in {"usual", "wire", "little history", "no metadata"} and seed % 2 == 0:
            assert ending.told() == OWED, (seed, name)


def until(
    resettable: ResettableDatabase,
    profile: FaultProfile,
    employ: type[Replica],
    fault: Callable[[Ending], object],
) -> bool:
    """Whether one of many seeds shows the fault: a control that never fails proves nothing."""
    return any(fault(live(resettable, seed, profile, employ=employ)) for seed in range(MANY))


def test_bots_that_never_look_say_it_twice(resettable: ResettableDatabase) -> None:
    assert until(resettable, USUAL, NeverLooks, lambda ending: ending.doubled)


def test_bots_that_trust_a_slack_without_metadata_say_it_twice_unsaid(
    resettable: ResettableDatabase,
) -> None:
    assert until(
        resettable, FAULT_PROFILES["no metadata"], Trusting, lambda ending: ending.repeated
    )


def test_bots_that_mark_before_they_send_lose_it(resettable: ResettableDatabase) -> None:
    assert until(resettable, USUAL, MarksFirst, lambda ending: ending.lost)


def test_a_quiet_time_that_is_too_short_says_it_twice_until_repaired(
    resettable: ResettableDatabase,
) -> None:
    assert until(resettable, SHORT_QUIET, Replica, lambda ending: ending.repaired)


def test_claims_of_any_age_say_it_twice_until_repaired(resettable: ResettableDatabase) -> None:
    assert until(resettable, OFTEN_FROZEN, Unhurried, lambda ending: ending.repaired)
    assert not any(live(resettable, seed, OFTEN_FROZEN).repaired for seed in range(FEW))


def test_a_freeze_at_the_wire_says_it_twice_until_repaired(resettable: ResettableDatabase) -> None:
    assert until(resettable, FAULT_PROFILES["wire"], Replica, lambda ending: ending.repaired)


def test_the_same_seed_brings_the_same_morning(resettable: ResettableDatabase) -> None:
    assert live(resettable, 7, USUAL) == live(resettable, 7, USUAL)
