"""From Slack's descriptions of people and channels we read what the rules need."""

from typing import Any

import pytest

from bot.slack.objects import Identity, channel, person
from escalation.people import Person
from workflows.people.sync import ChannelFacts

US = Identity(team="T1", team_name="Acme", bot_user="UBOT", bot_id="BBOT")
GRID = Identity(team="T1", team_name="Acme", bot_user="UBOT", bot_id="BBOT", enterprise="E1")
MARIA: dict[str, Any] = {
    "id": "U1",
    "team_id": "T1",
    "name": "maria",
    "tz": "Europe/Berlin",
    "locale": "de-DE",
    "profile": {"display_name": "Maria", "real_name": "Maria Silva"},
}


def test_a_colleague() -> None:
    assert person(MARIA, identity=US) == Person(
        id="U1", name="Maria", zone="Europe/Berlin", locale="de-DE"
    )


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"display_name": "", "real_name": "Maria Silva"}, "Maria Silva"),
        ({"display_name": "", "real_name": ""}, "maria"),
        (None, "maria"),
    ],
)
def test_everybody_has_a_name(profile: Any, name: str) -> None:
    assert person({**MARIA, "profile": profile}, identity=US).name == name


def test_who_has_only_an_id_is_called_by_it() -> None:
    assert person({"id": "U9"}, identity=US).name == "U9"


@pytest.mark.parametrize(
    ("tz", "zone"),
    [
        ("America/New_York", "America/New_York"),
        (None, ""),
        ("", ""),
        ("Mars/Base", ""),
        ("../etc/passwd", ""),
        (7, ""),
    ],
)
def test_a_zone_nobody_knows_is_none(tz: Any, zone: str) -> None:
    assert person({**MARIA, "tz": tz}, identity=US).zone == zone


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"deleted": True}, "deactivated"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "stranger"),
        ({"team_id": "T2"}, "stranger"),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, "stranger"),
        ({"is_admin": True}, "admin"),
        ({"is_owner": True}, "admin"),
    ],
)
def test_what_sets_somebody_apart(more: dict[str, Any], what: str) -> None:
    read = person({**MARIA, **more}, identity=US)
    flags = ("deactivated", "bot", "guest", "stranger", "admin")
    assert [flag for flag in flags if getattr(read, flag)] == [what]


@pytest.mark.parametrize(
    "more", [{"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, {"team_id": "E1"}]
)
def test_colleagues_of_one_company_in_another_workspace_are_not_strangers(
    more: dict[str, Any],
) -> None:
    assert not person({**MARIA, **more}, identity=GRID).stranger


def test_a_channel_of_ours() -> None:
    found = {"id": "C1", "name": "launch", "is_channel": True, "is_private": False}
    assert channel(found) == ChannelFacts(
        id="C1", name="launch", private=False, archived=False, external=False, member=True
    )


def test_a_private_archived_shared_channel_we_left() -> None:
    found = {
        "id": "C2",
        "name": "legal",
        "is_private": True,
        "is_archived": True,
        "is_ext_shared": True,
        "is_member": False,
    }
    assert channel(found) == ChannelFacts(
        id="C2", name="legal", private=True, archived=True, external=True, member=False
    )
