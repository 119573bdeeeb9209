"""What deploy/ says about services, settings and files is true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import SECRETS, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
UNIT = (DEPLOY / "backstop.service").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BOTS = sorted(name for name, service in SERVICES.items() if service["image"] == "backstop")
SETTINGS = {
    str(field.validation_alias or name).upper() for name, field in Settings.model_fields.items()
}
FOREIGN = {"PGPASSWORD", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", SECRETS}
"""What libpq, Python and the settings' own loading read."""


def services(profile: str) -> set[str]:
    return {name for name, service in SERVICES.items() if profile in service["profiles"]}


def test_the_two_ways_of_compose() -> None:
    assert services("socket") == {"backstop"}
    assert services("http") == {"bot-1", "bot-2", "postgres", "proxy"}
    assert services("socket") | services("http") == set(SERVICES)


@pytest.mark.parametrize("name", BOTS)
def test_a_bot_in_compose_is_told_only_what_it_reads(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= SETTINGS | FOREIGN
    assert SERVICES[name]["env_file"] == "../.env"
    assert SERVICES[name]["read_only"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_replicas_are_on_postgresql_and_hear_by_http() -> None:
    for name in ("bot-1", "bot-2"):
        settings = Settings.model_validate(
            {
                "slack_bot_token": "xoxb-test",
                "slack_signing_secret": "test-secret",
                **{
                    key.lower(): value
                    for key, value in SERVICES[name]["environment"].items()
                    if key in SETTINGS
                },
            }
        )
        assert not settings.by_socket
        assert settings.database_url.startswith("postgresql+psycopg://backstop@postgres/")


def test_every_volume_and_every_service_that_is_named_is_there() -> None:
    mounted = {volume.split(":")[0] for s in SERVICES.values() for volume in s.get("volumes", ())}
    assert mounted == {*COMPOSE["volumes"], "./Caddyfile"}
    assert {name for s in SERVICES.values() for name in s.get("depends_on", ())} <= set(SERVICES)
    upstreams = re.findall(r"([\w-]+):3000", (DEPLOY / "Caddyfile").read_text())
    assert upstreams == ["bot-1", "bot-2"]


def test_the_image_has_the_whole_program_and_nothing_else() -> None:
    copied = set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M))
    packages = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"bench", "tests"}
    assert copied == packages | {"app_manifest.yml", "requirements/run.txt"}
    ignored, *rest = (ROOT / ".dockerignore").read_text().splitlines()[1:]
    assert ignored == "*"
    assert {line.removeprefix("!") for line in rest if line.startswith("!")} == copied


def test_the_image_is_built_on_one_base_and_the_pins_of_everybody() -> None:
    (base,) = re.findall(r"^ARG PYTHON=(.*)$", DOCKERFILE, re.M)
    assert re.fullmatch(r"python:3\.1[1-4]-slim@sha256:[0-9a-f]{64}", base)
    assert re.findall(r"^FROM (.*)$", DOCKERFILE, re.M) == ["${PYTHON}"]
    assert '"--require-hashes", "--requirement=/tmp/run.txt"' in DOCKERFILE


def test_the_image_runs_without_root_and_without_a_shell() -> None:
    steps = re.findall(r"^([A-Z]+) (.*)", DOCKERFILE.replace("\\\n", ""), re.M)
    assert [words for step, words in steps if step == "USER"] == ["10001:10001"]
    commands = [words for step, words in steps if step in {"RUN", "CMD", "ENTRYPOINT"}]
    commands += [words.partition(" CMD ")[2] for step, words in steps if step == "HEALTHCHECK"]
    assert len(commands) == 6
    for words in commands:
        assert all(isinstance(word, str) for word in json.loads(words)), words


def test_the_image_is_told_only_what_is_read() -> None:
    told = re.findall(r"([A-Z]+(?:_[A-Z]+)*)=", DOCKERFILE.split("\nENV ")[1].split("\nEXPOSE")[0])
    assert set(told) <= SETTINGS | FOREIGN
    assert not {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} & set(told)


def test_the_service_gives_the_bot_time_to_stop_and_starts_it_again() -> None:
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)[0]) > 10
    assert "\nRestart=on-failure\n" in UNIT
    assert "\nUser=backstop\n" in UNIT
    assert "root" not in UNIT
