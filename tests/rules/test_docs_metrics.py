"""Metrics, alarms and the parts of health agree in documents, deploy/ and code."""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.metrics import LATE, Metrics
from bot.process.worker_pool import WorkerPool
from bot.runtime.health import PARTS, State
from bot.runtime.scrape import Scrape
from escalation.notices.notice import NoticeState
from handlers.responses import Ending
from tests.support.bots.playground_bot import SteppedClock
from tests.support.bots.probes import a_health

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text()
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
ALERTS = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())
RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
SERIES = re.compile(r"(backstop_\w+)(?:\{([^}]*)\})?")
SUFFIXES = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
VALUES: dict[str, set[str]] = {
    "le": {str(bound) for bound in LATE},
    "outcome": {*Ending},
    "state": {*NoticeState},
    "status": {"401", "408", "413", "503"},
}


def metrics() -> dict[str, tuple[str, set[str]]]:
    """Every metric of a bot: its full name, its kind and its labels."""
    made = Metrics()
    clock, threads = SteppedClock(), WorkerPool()
    Scrape(made, a_health(clock), threads=threads, clock=clock, seconds=clock.seconds)
    found: dict[str, tuple[str, set[str]]] = {}
    for one in made.registry._collector_to_names:
        if name := getattr(one, "_name", ""):
            kind = one._type  # type: ignore[attr-defined]  # prometheus_client has no public name for it
            labels = one._labelnames  # type: ignore[attr-defined]  # nor for these
            found[name + "_total" * (kind == "counter")] = kind, set(labels)
    return found


def series() -> dict[str, set[str]]:
    """What each metric shows in a scrape, with the labels there."""
    shown: dict[str, set[str]] = {}
    for name, (kind, labels) in metrics().items():
        base = name.removesuffix("_total") if kind == "counter" else name
        for suffix in SUFFIXES.get(kind, ["", "_sum", "_count"]):
            shown[base + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    return shown


def rows(document: str, heading: str) -> list[list[str]]:
    """The table rows under a heading, each a list of cells."""
    text = document.split(f"\n## {heading}\n")[1].partition("\n## ")[0]
    lines = re.findall(r"^\|(.*)\|$", text, re.M)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_metric_is_in_the_reference_with_its_kind_and_labels() -> None:
    listed = {
        code(name)[0]: (kind, set(code(labels)))
        for name, kind, labels, _ in rows(REFERENCE, "Metrics")[2:]
    }
    assert listed == metrics()


def test_every_alarm_asks_for_what_there_is() -> None:
    asked = [found for rule in RULES for found in SERIES.findall(rule["expr"])]
    assert len(asked) >= len(RULES) - 1, "one asks Prometheus itself"
    for name, matchers in asked:
        labels = dict(re.findall(r'(\w+)="([^"]*)"', matchers))
        assert set(labels) <= series()[name], name
        for label, value in labels.items():
            assert value in VALUES[label], f"{name} {label}={value}"


def test_every_alarm_is_in_the_runbook() -> None:
    listed = [code(name)[0] for name, *_ in rows(RUNBOOK, "Alarms")[2:]]
    assert listed == [rule["alert"] for rule in RULES]


def test_every_part_of_health_is_in_the_runbook_with_its_faults() -> None:
    listed = {code(name)[0] for name, *_ in rows(RUNBOOK, "Health") if code(name)}
    assert listed - {"GET /healthz", "GET /readyz", "GET /metrics"} == set(PARTS)
    health = RUNBOOK.split("\n## Health\n")[1].partition("\n## ")[0]
    assert all(f"`{state}`" in health for state in State)
