"""Reads Slack's descriptions of people and channels as ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from escalation.people import Person
from workflows.people.sync import ChannelFacts

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are in Slack, from `auth.test` at the start; `url` is the workspace's address."""

    team: str
    team_name: str
    bot_user: str
    bot_id: str
    enterprise: str = ""
    url: str = ""


def person(user: Mapping[str, Any], *, identity: Identity) -> Person:
    """One `user` object of `users.list` or `users.info`."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("name"), user["id"])
    return Person(
        id=user["id"],
        name=next(name for name in names if name),
        zone=_known_zone(user.get("tz")),
        locale=user.get("locale") or "",
        deactivated=bool(user.get("deleted")),
        bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=_is_stranger(user, identity),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def channel(found: Mapping[str, Any]) -> ChannelFacts:
    """One `channel` object; `users.conversations` lists our own and so leaves `is_member` out."""
    return ChannelFacts(
        id=found["id"],
        name=found.get("name") or found["id"],
        private=bool(found.get("is_private") or found.get("is_group") or found.get("is_mpim")),
        archived=bool(found.get("is_archived")),
        external=bool(found.get("is_ext_shared")),
        member=bool(found.get("is_member", True)),
        direct=bool(found.get("is_im") or found.get("is_mpim")),
    )


def _known_zone(name: object) -> str:
    """The zone's IANA name; "" if Slack gives none, or one that the zone tables lack."""
    if not isinstance(name, str) or not name:
        return ""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return ""


def _is_stranger(user: Mapping[str, Any], identity: Identity) -> bool:
    """True if they belong to another company: a shared channel shows us its people too."""
    if user.get("is_stranger"):
        return True
    team = user.get("team_id") or identity.team
    enterprise = (user.get("enterprise_user") or {}).get("enterprise_id") or ""
    same_company = team in {identity.team, identity.enterprise} or (
        enterprise != "" and enterprise == identity.enterprise
    )
    return not same_company
