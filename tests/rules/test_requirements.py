"""Exactly one pin meets each requirement of each locked package, extras included.

A pin without the extra that somebody needs meets nothing: pip then takes the newest release for
that extra, and set-up fails on the day there is a newer one (pypa/pip#9644).
"""

import tomllib
from functools import cache
from importlib.metadata import distribution
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENVIRONMENTS = [
    {
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.{patch}",
        "implementation_version": f"3.{minor}.{patch}",
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
    }
    for minor, patch, (sys_platform, system, machine) in product(
        (11, 12, 13, 14),
        (0, 9),
        (
            ("linux", "Linux", "x86_64"),
            ("linux", "Linux", "aarch64"),
            ("darwin", "Darwin", "arm64"),
            ("darwin", "Darwin", "x86_64"),
        ),
    )
]
NOWHERE = {"colorama"}
"""Needed on Windows only, so not installed here."""


def pins_of(name: str) -> list[Requirement]:
    """The lines of one of our files, without their hashes."""
    written = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    return [Requirement(line.partition(" --hash")[0]) for line in written.splitlines() if line]


def asked_of(name: str) -> list[Requirement]:
    """What pyproject.toml requires in that file; setting up includes building our program."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    asked = project["dependencies"] + PROJECT["build-system"]["requires"] + groups["build"]
    asked += [one for extra in project["optional-dependencies"].values() for one in extra]
    if name == "dev":
        asked += groups["test"] + groups["check"]
    return [Requirement(one) for one in asked]


@cache
def required_by(name: str) -> list[Requirement]:
    """What the installed release requires, everywhere and with every extra."""
    return [Requirement(one) for one in distribution(name).requires or ()]


def asked_by(pin: Requirement, environment: dict[str, str]) -> list[Requirement]:
    """What the pinned release requires, with the extras of the pin."""
    return [
        one
        for one in required_by(pin.name)
        if not one.marker
        or any(one.marker.evaluate(environment | {"extra": e}) for e in ("", *pin.extras))
    ]


def meets(pin: Requirement, asked: Requirement) -> bool:
    (version,) = [one.version for one in pin.specifier]
    return (
        canonicalize_name(pin.name) == canonicalize_name(asked.name)
        and (not asked.extras or pin.extras == asked.extras)
        and asked.specifier.contains(version, prereleases=True)
    )


def unmet(name: str, pins: list[Requirement], environment: dict[str, str]) -> list[str]:
    """Requirements that are not met by exactly one pin."""
    held = [pin for pin in pins if not pin.marker or pin.marker.evaluate(environment)]
    asked = asked_of(name) + [one for pin in held for one in asked_by(pin, environment)]
    return [str(one) for one in asked if sum(meets(pin, one) for pin in held) != 1]


@pytest.mark.parametrize("name", ["run", "dev"])
def test_one_pin_meets_each_requirement_on_every_python_and_system(name: str) -> None:
    pins = pins_of(name)
    assert {one for at in ENVIRONMENTS for one in unmet(name, pins, at)} == set()


def test_what_is_installed_here_is_what_is_pinned() -> None:
    for pin in pins_of("dev"):
        if pin.name not in NOWHERE:
            assert pin.specifier.contains(distribution(pin.name).version, prereleases=True), pin


def test_a_pin_without_the_extra_that_is_asked_for_is_found() -> None:
    bare = [pin for pin in pins_of("dev") if pin.name != "coverage"]
    (covered,) = [pin for pin in pins_of("dev") if pin.name == "coverage"]
    assert unmet("dev", [*bare, covered, covered], ENVIRONMENTS[0])
    covered.extras = set()
    assert unmet("dev", [*bare, covered], ENVIRONMENTS[0]) == ["coverage[toml]>=7.10.6"]


def test_both_files_pin_the_same_release() -> None:
    assert {str(pin) for pin in pins_of("run")} <= {str(pin) for pin in pins_of("dev")}
